"""What the score promises whoever is scored, in thousands of random worlds."""

import dataclasses
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars import DataFrame
from polars.testing import assert_frame_equal
from tests.scoring.worlds import NOW, WEIGHTS, plain_raw, rows_of, world

from openclout.scoring.bounds import one_fan
from openclout.scoring.calibration import raw_of_score, score, slope
from openclout.scoring.counts import count_parts
from openclout.scoring.formula import PERIODS, numbers, percentiles
from openclout.scoring.measures import BY_ACT, BY_ACTOR, BY_NETWORK, BY_POST, BY_POST_ACT
from openclout.scoring.points import DAY
from openclout.scoring.ranges import likely_range, measurement_range
from openclout.scoring.rows import chosen
from openclout.scoring.weights import load
from openclout.vocabulary.acts import Act

SEEDS = st.integers(0, 2**32 - 1)
TRUSTS = st.sampled_from(["day", "full", "random"])
EXACT = 1e-9


@given(SEEDS, TRUSTS)
def test_the_kernels_compute_the_formula_as_it_is_written(seed: int, trust: str) -> None:
    made = world(seed, trust=trust)
    np.testing.assert_allclose(made.raw(), plain_raw(made), rtol=EXACT, atol=EXACT)


@given(SEEDS, TRUSTS, st.sampled_from([BY_ACT, BY_NETWORK, BY_ACTOR, BY_POST]))
def test_points_add_up_to_raw(seed: int, trust: str, by: int) -> None:
    found = world(seed, rows=200, trust=trust).scored()
    parts = found.parts[found.parts["by"] == by]
    summed = np.bincount(parts["owner"], weights=parts["points"], minlength=len(found.people))
    np.testing.assert_allclose(summed, found.people["raw"].to_numpy(), rtol=EXACT, atol=EXACT)


@given(SEEDS, TRUSTS)
def test_ties_add_up_to_raw_and_count_every_row_once(seed: int, trust: str) -> None:
    found = world(seed, rows=200, trust=trust).scored()
    summed = np.bincount(found.ties["owner"], weights=found.ties["points"], minlength=len(found.people))
    np.testing.assert_allclose(summed, found.people["raw"].to_numpy(), rtol=EXACT, atol=EXACT)
    rows = np.bincount(found.ties["owner"], weights=found.ties["interactions"], minlength=len(found.people))
    assert (rows == found.people["interactions"].to_numpy()).all()


@given(SEEDS)
def test_the_acts_on_a_moment_are_its_interactions(seed: int) -> None:
    parts = world(seed, rows=300).scored().parts
    posts = parts[(parts["by"] == BY_POST) & (parts["label"] >= 0)]
    acts = parts[parts["by"] == BY_POST_ACT]
    for post in posts:
        done = acts[(acts["owner"] == post["owner"]) & (acts["label"] == post["label"])]
        assert done["interactions"].sum() == post["interactions"]
        assert 1 <= post["people"] <= post["interactions"]


@given(SEEDS, TRUSTS)
def test_what_goes_on_record_needs_no_lists(seed: int, trust: str) -> None:
    made = world(seed, trust=trust)
    whole, bare = made.scored(), made.scored(top=0)
    chances = [f"chance_{name}" for name in PERIODS]
    on_record = ["person", "raw", "score", "low", "high", "enough", "quiet", "fans", "interactions", "last", *chances]
    assert_frame_equal(bare.people.select(on_record), whole.people.select(on_record), check_exact=True)
    assert not len(bare.parts) + len(bare.ties)


@given(SEEDS, TRUSTS)
def test_a_score_lies_between_1_and_100_within_its_likely_range(seed: int, trust: str) -> None:
    people = world(seed, trust=trust).scored().people
    assert people["score"].is_between(1.0, 100.0).all()
    assert (people["low"] <= people["score"]).all()
    assert (people["high"] >= people["score"]).all()
    assert people["low"].is_between(1.0, 100.0).all()
    assert people["high"].is_between(1.0, 100.0).all()


@given(SEEDS, TRUSTS, st.integers(0, 800))
def test_time_alone_never_raises_a_score(seed: int, trust: str, days: int) -> None:
    made = world(seed, trust=trust)
    assert (made.raw(NOW + days * DAY) <= made.raw(NOW) + EXACT).all()


@given(SEEDS, TRUSTS, st.data())
def test_one_more_interaction_never_lowers_anybody(seed: int, trust: str, data: st.DataObject) -> None:
    made = world(seed, trust=trust)
    owner = data.draw(st.integers(0, 11))
    more = made.plus(
        owner=[owner],
        actor=[data.draw(st.integers(-1, 11))],
        at=[NOW - 1 - data.draw(st.integers(0, 900 * DAY // 2))],
        act=[data.draw(st.integers(1, 15))],
        network=[int(made.accounts.network[owner])],
        post=[data.draw(st.integers(-1, 12))],
    )
    assert (more.raw() >= made.raw() - EXACT).all()


@given(SEEDS, TRUSTS, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing_at_all(seed: int, trust: str, shuffled: Random) -> None:
    made = world(seed, trust=trust)
    order = list(range(len(made.rows.owner)))
    shuffled.shuffle(order)
    again = made.with_rows(chosen(made.rows, np.array(order))).scored()
    found = made.scored()
    assert again.people.equals(found.people)
    assert again.parts.tobytes() == found.parts.tobytes()


@given(SEEDS, TRUSTS)
def test_linking_two_accounts_never_lowers_the_person(seed: int, trust: str) -> None:
    made = world(seed, trust=trust)
    joined = made.rows.owner.copy()
    joined[joined == 1] = 0
    others = made.rows.actor > 1
    together = made.with_rows(chosen(made.rows._replace(owner=joined), others))
    apart = made.with_rows(chosen(made.rows, others))
    raw, before = together.raw(), apart.raw()
    assert raw[0] >= max(before[0], before[1]) - EXACT
    np.testing.assert_array_equal(raw[2:], before[2:])


def test_a_hundred_fans_once_are_worth_more_than_one_fan_a_hundred_times() -> None:
    at = [NOW - DAY] * 100
    made = world(1, people=102, rows=1, trust="full")
    many = made.with_rows(rows_of(owner=[0] * 100, actor=list(range(1, 101)), at=at))
    same = made.with_rows(rows_of(owner=[0] * 100, actor=[1] * 100, at=at))
    assert same.raw()[0] < np.pi**2 / 6 < made.with_rows(rows_of(owner=[0, 0], actor=[1, 2], at=at[:2])).raw()[0]
    assert many.raw()[0] > 50 * same.raw()[0]


@given(SEEDS, TRUSTS)
def test_a_negative_act_changes_nothing(seed: int, trust: str) -> None:
    made = world(seed, trust=trust)
    disliked = made.plus(owner=[0, 0], actor=[1, 2], at=[NOW - 1, NOW - 2], act=[int(Act.DISLIKE)] * 2)
    assert disliked.scored().people.equals(made.scored().people)


@given(SEEDS)
def test_being_active_is_not_being_influential(seed: int) -> None:
    made = world(seed)
    busy = made.plus(owner=[1, 2, 3], actor=[0, 0, 0], at=[NOW - 1] * 3, network=[1, 0, 1])
    assert busy.raw()[0] == pytest.approx(made.raw()[0], abs=EXACT)


@given(SEEDS, st.integers(0, 11))
def test_a_small_account_never_hurts_whom_it_acts_on(seed: int, owner: int) -> None:
    made = world(seed, trust="random")
    least = int(np.argmin(made.trust.vouched))
    acted = made.plus(owner=[owner], actor=[least], at=[NOW - 1], network=[int(made.accounts.network[owner])])
    assert (acted.raw() >= made.raw() - EXACT).all()


@given(SEEDS, st.integers(1, 40))
def test_fake_accounts_gain_no_more_than_the_printed_bound(seed: int, acts_each: int) -> None:
    made = world(seed, trust="random")
    fakes = np.repeat(np.arange(12, 12 + 300), 1 + acts_each % 3)
    trust = made.trust._replace(vouched=np.concatenate([made.trust.vouched, np.zeros(300)]))
    attacked = dataclasses.replace(made, trust=trust).plus(
        owner=[0] * len(fakes), actor=fakes.tolist(), at=[NOW - 1] * len(fakes)
    )
    before = made.scored().people.row(0, named=True)
    if (made.rows.owner == 0).any() and before["raw"] > 0:
        gained = score(attacked.raw()[:1], WEIGHTS)[0] - score(made.raw()[:1], WEIGHTS)[0]
        assert gained <= before["fake_bound"] + EXACT


def test_the_printed_bound_never_exceeds_what_a_thousand_fans_give_at_their_most() -> None:
    made = world(3, trust="full").scored().people
    raw = made["raw"].to_numpy()
    most = WEIGHTS.bound_fakes * one_fan(WEIGHTS)
    assert (made["fake_bound"].to_numpy() <= score(raw + most, WEIGHTS) - score(raw, WEIGHTS) + EXACT).all()


@given(st.floats(0, 1e9), st.floats(0, 1e9))
def test_more_raw_never_means_a_lower_score(one: float, other: float) -> None:
    low, high = sorted((one, other))
    found = score(np.array([low, high]), WEIGHTS)
    assert 10.0 <= found[0] <= found[1] <= 100.0


def test_the_calibration_gives_the_figures_of_its_reference() -> None:
    raw = np.array([0, 0.1, 1, 3, 10, 30, 100, 1000, 10_000, 1_000_000])
    shown = [10, 18.1, 30.1, 39.2, 51.2, 62.6, 74.0, 89.0, 95.9, 99.5]
    np.testing.assert_allclose(score(raw, WEIGHTS), shown, atol=0.06)
    np.testing.assert_allclose(raw_of_score(score(raw[1:], WEIGHTS), WEIGHTS), raw[1:], rtol=1e-6)


def test_the_scale_is_harder_to_climb_the_higher_one_stands() -> None:
    raw = raw_of_score(np.arange(56.0, 99.0), WEIGHTS)
    doubled = score(2 * raw, WEIGHTS) - score(raw, WEIGHTS)
    assert (np.diff(doubled) < 0).all()
    assert (np.diff(slope(raw, WEIGHTS)) < 0).all()


def test_a_silent_week_costs_a_steady_account_less_than_a_point() -> None:
    for per_day in (0.3, 1, 3, 30):
        at = NOW - 1 - (np.arange(int(720 * per_day)) / per_day * DAY).astype(np.int64)
        made = world(1, people=len(at) + 1, rows=1, trust="full")
        steady = made.with_rows(rows_of(owner=[0] * len(at), actor=list(range(1, len(at) + 1)), at=at))
        now, then = (score(steady.raw(NOW + days * DAY)[:1], WEIGHTS)[0] for days in (0, 7))
        assert 0 < now - then < 1


def test_counts_are_a_small_part_and_more_of_them_never_lower() -> None:
    def points(followers: int, lists: int) -> float:
        counts = DataFrame({"account": [0, 0], "kind": ["follower", "list"], "count": [followers, lists]})
        return float(count_parts(counts, np.zeros(1, dtype=np.int32), WEIGHTS)["points"].sum())

    assert points(10**9, 10**9) == pytest.approx(WEIGHTS.count_cap)
    assert points(10**9, 10**9) < 2.685 / 3 + 1e-3
    grown = [points(10**step, 10 ** (step // 2)) for step in range(9)]
    assert grown == sorted(grown)
    assert points(0, 0) == 0.0


@given(SEEDS)
def test_more_evidence_narrows_the_measurement_range(seed: int) -> None:
    chance = np.random.default_rng(seed)
    fans = chance.random(50) + 0.1
    raw, evidence = fans.sum(), (fans**2).sum()
    one = measurement_range(np.array([raw]), np.array([evidence]), WEIGHTS)
    split = measurement_range(np.array([raw]), np.array([evidence / 2]), WEIGHTS)
    assert split[0] < one[0]
    low, high = likely_range(np.array([raw]), np.array([evidence]), WEIGHTS)
    assert high[0] - low[0] >= 2 * WEIGHTS.range_drift - EXACT


@given(SEEDS)
def test_too_little_data_gives_no_number_and_never_a_low_one(seed: int) -> None:
    made = world(seed, rows=25).scored().people
    few = made.filter(made["fans"] < WEIGHTS.number_fans)
    assert not few["enough"].any()
    assert np.isnan(percentiles(made, numbers(made))[(~made["enough"]).to_numpy()]).all()


def test_an_older_version_is_kept_beside_the_current_one() -> None:
    made = world(5, trust="full")
    assert load("2026.0").pace_days == 3.0
    assert (made.raw(weights=load("2026.0")) <= made.raw() + EXACT).all()
