"""The figures are what their names say, for everybody once and for people drawn again."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kendalltau, spearmanr
from tests.scoring.test_published_figures import concordant, ndcg_at_100

from openclout.scoring.metrics import figures, judged, ranking
from openclout.vocabulary.cards import MEASURES

NAMES = list(MEASURES)
SEEDS = st.integers(0, 10_000)


def of(found: np.ndarray, truth: np.ndarray, times: np.ndarray, active: np.ndarray | None = None) -> dict[str, float]:
    lately = np.ones(len(found), dtype=bool) if active is None else active
    got = figures(ranking(found), judged(truth, lately), times.astype(np.int64), 100)
    return dict(zip(NAMES, got.tolist(), strict=True))


def people(seed: int, count: int = 60) -> tuple[np.ndarray, np.ndarray]:
    chance = np.random.default_rng(seed)
    return chance.integers(0, 8, count) / 4, chance.poisson(0.8, count).astype(float)


@given(SEEDS)
def test_rank_correlations_are_those_of_scipy(seed: int) -> None:
    found, truth = people(seed)
    got = of(found, truth, np.ones(60))
    assert got["spearman"] == pytest.approx(spearmanr(found, truth)[0], abs=1e-9)
    assert got["kendall"] == pytest.approx(kendalltau(found, truth)[0], abs=1e-9)
    assert got["active_spearman"] == got["spearman"]


@given(SEEDS)
def test_concordance_is_a_count_over_all_pairs(seed: int) -> None:
    found, truth = people(seed, 30)
    right = [
        0.5 * (1 + np.sign(found[i] - found[j]) * np.sign(truth[i] - truth[j]))
        for i in np.flatnonzero(truth > 0)
        for j in range(30)
        if truth[i] != truth[j]
    ]
    assert of(found, truth, np.ones(30))["concordance"] == pytest.approx(np.mean(right), abs=1e-9)


def test_concordance_is_near_that_of_many_drawn_pairs() -> None:
    found, truth = people(3, 500)
    assert of(found, truth, np.ones(500))["concordance"] == pytest.approx(concordant(found, truth), abs=0.002)


@given(SEEDS)
def test_the_gain_of_the_best_hundred_is_the_plain_one(seed: int) -> None:
    found, truth = people(seed, 200)
    assert of(found, truth, np.ones(200))["ndcg"] == pytest.approx(ndcg_at_100(found, truth), abs=1e-9)


@given(SEEDS)
def test_counting_somebody_twice_is_having_them_twice(seed: int) -> None:
    found, truth = people(seed, 40)
    times = np.random.default_rng(seed).integers(0, 3, 40)
    got = of(found, truth, times)
    twice = of(np.repeat(found, times), np.repeat(truth, times), np.ones(times.sum()))
    for name in ("spearman", "kendall", "concordance"):
        assert got[name] == pytest.approx(twice[name], abs=1e-9, nan_ok=True)


def test_the_right_order_is_perfect_and_the_wrong_one_is_not() -> None:
    truth = np.arange(1.0, 301.0)
    once = np.ones(300)
    assert of(truth, truth, once) == pytest.approx(dict.fromkeys(NAMES, 1.0))
    wrong = of(-truth, truth, once)
    assert wrong["spearman"] == pytest.approx(-1.0)
    assert wrong["concordance"] == 0.0
    assert wrong["overlap"] == 0.0


def test_what_is_no_number_stands_below_all() -> None:
    truth = np.array([0.0, 1.0, 2.0])
    assert of(np.array([np.nan, 1.0, 2.0]), truth, np.ones(3))["spearman"] == pytest.approx(1.0)


def test_where_nothing_can_be_said_nothing_is() -> None:
    nothing = of(np.ones(5), np.zeros(5), np.ones(5))
    assert np.isnan([nothing[name] for name in ("spearman", "kendall", "ndcg", "concordance")]).all()


def test_those_acted_on_lately_are_judged_apart() -> None:
    found, truth = people(5)
    lately = np.arange(60) % 2 == 0
    got = of(found, truth, np.ones(60), lately)
    assert got["active_spearman"] == pytest.approx(spearmanr(found[lately], truth[lately])[0], abs=1e-9)
