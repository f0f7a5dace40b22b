"""Fitted weights come from the past alone, stay in bounds, and are told with what they gain."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fitting.pasts import interactions, past

from openclout.cli.files import rows_of
from openclout.fitting import calibrated, fitted, gain, network_of, past_of, reference, seen, weights_together
from openclout.fitting.acts import regressed
from openclout.fitting.constants import constants, entries
from openclout.fitting.gain import with_acts
from openclout.importer.reading import Way, acts_named
from openclout.library.reading import NEVER
from openclout.scoring.calibration import score
from openclout.scoring.fits import FittedNetwork, fits
from openclout.scoring.weights import load
from openclout.vocabulary.acts import Act
from openclout.vocabulary.errors import BadInput

SETS = Path(__file__).parents[3] / "shared" / "data" / "sets"
SEEDS = st.integers(0, 2**32 - 1)


def test_every_number_of_fitting_has_a_unit_a_reason_and_a_source() -> None:
    for entry in entries():
        assert entry.unit, entry.name
        assert len(entry.reason) > 20, entry.name
        assert entry.source, entry.name


@given(SEEDS, st.lists(st.floats(0.2, 5), min_size=2, max_size=4))
def test_the_regression_finds_what_made_the_numbers(seed: int, truth: list[float]) -> None:
    chance = np.random.default_rng(seed)
    features = chance.exponential(1.0, (400, len(truth)))
    found = regressed(features, features @ np.array(truth), 2000)
    assert found == pytest.approx(truth, rel=0.02)
    noisy = regressed(features, chance.poisson(features @ np.array(truth)).astype(float), 40)
    assert (noisy >= 0).all()


@settings(max_examples=10)
@given(SEEDS)
def test_fitted_weights_are_bounded_and_of_the_past_alone(seed: int) -> None:
    made = past(seed, rows=1500)
    cut = made.at(0.6)
    found = fitted(made, cut)
    assert all(0.5 <= one.weight <= 2.0 for one in found.weights)
    later = made.rows.at >= cut
    other = made.rows._replace(act=np.where(later, int(Act.PAY), made.rows.act).astype(np.int8))
    assert fitted(replace(made, rows=other), cut) == found


def test_what_foretells_weighs_more_than_noise() -> None:
    kept = fitted(past(3), past(3).last + 1).kept
    assert kept[Act.REPLY] > kept[Act.VIEW]


def test_the_order_of_rows_is_irrelevant() -> None:
    rows = interactions(5)
    mixed = rows.sample(fraction=1.0, shuffle=True, seed=1)
    assert fitted(past_of(rows, "x"), past(5).last + 1) == fitted(past_of(mixed, "x"), past(5).last + 1)


def test_a_rare_act_keeps_one_and_says_so() -> None:
    rows = interactions(1)
    rare = rows.head(49).with_columns(act=pl.lit(int(Act.PAY), dtype=pl.Int8))
    pay = next(one for one in network_of(past_of(pl.concat([rows, rare]), "x")).acts.weights if one.act == Act.PAY)
    assert (pay.rows, pay.fitted, pay.weight) == (49, None, 1.0)
    assert "fewer than 50 rows" in pay.why


def test_rows_that_say_nothing_are_left_out() -> None:
    rows = interactions(1)
    own = rows.with_columns(target="actor")
    nobody = rows.with_columns(actor=pl.lit(None, pl.String))
    negative = rows.with_columns(act=pl.lit(int(Act.DISLIKE), dtype=pl.Int8))
    assert len(past_of(pl.concat([rows, own, nobody, negative]), "x").rows.at) == len(rows)
    with pytest.raises(BadInput, match="0 of its 4,000 rows"):
        past_of(nobody, "x")


def test_one_act_gains_nothing_and_does_not_help() -> None:
    rows = interactions(2).with_columns(act=pl.lit(int(Act.REPLY), dtype=pl.Int8))
    found = gain(past_of(rows, "x"))
    assert found is not None
    assert found.equal == found.fitted
    assert not found.helps


def test_too_little_after_the_cut_is_no_gain() -> None:
    early = interactions(2).head(60)
    late = early.head(1).with_columns(at=pl.col("at") + pl.duration(days=4000))
    assert gain(past_of(pl.concat([early, late]), "x")) is None


def test_together_each_network_weighs_the_same() -> None:
    one, other = network_of(past(1)), network_of(past(2, rows=9000))
    both = weights_together([one, other])
    for act, weight in both.items():
        assert weight == pytest.approx((one.acts.kept[act] + other.acts.kept[act]) / 2, abs=1e-4)


@given(SEEDS, st.floats(0.3, 30.0), st.floats(0.6, 2.0))
def test_a_calibration_puts_the_reference_where_it_should_be(seed: int, middle: float, spread: float) -> None:
    chance = np.random.default_rng(seed)
    raws = [chance.lognormal(np.log(middle), spread, people) for people in (300, 2000)]
    made = calibrated(raws, load())
    assert made.mean == pytest.approx(40.0, abs=1e-6)
    assert made.high == pytest.approx(63.0, abs=1e-6)
    curve = replace(load(), half_raw=made.half_raw, steepness=made.steepness)
    assert score(np.zeros(1), curve)[0] == 10.0
    # Each set weighs the same, however many people it has.
    assert np.mean([score(raw, curve).mean() for raw in raws]) == pytest.approx(40.0, abs=1e-6)


def test_a_reference_of_few_is_refused() -> None:
    with pytest.raises(BadInput, match="20 people with a number in one set; there are 7 at most"):
        calibrated([np.ones(7)], load())


def test_the_reference_has_those_with_a_number() -> None:
    made = past(4)
    raw = reference(made, load())
    assert 0 < len(raw) <= made.accounts
    assert (raw > 0).all()


def shipped() -> tuple[FittedNetwork, ...]:
    fit = fits()
    assert fit is not None
    return fit.networks


def read(name: str) -> pl.DataFrame:
    file = SETS / name / "interactions.parquet"
    if not file.exists():
        pytest.skip(f"the set {name} is not here")
    return rows_of(file, Way(NEVER, name, acts_named({})), lambda *_: None).interactions


@pytest.mark.parametrize("name", ["se_beer_2017", "discourse_urho3d", "se_conlang_meta_2020"])
def test_the_shipped_fit_comes_out_again(name: str) -> None:
    told = next(network for network in shipped() if network.name == name)
    found = network_of(past_of(read(name), name), (0.3, 0.5, 0.7))
    assert (found.rows, len(found.reference)) == (told.rows, told.numbered)
    assert {one.act.word: pytest.approx(one.weight, abs=1e-4) for one in found.acts.weights} == {
        one.act: one.weight for one in told.acts
    }
    if found.gain is None:
        assert told.ndcg_equal is None
    else:
        assert (told.ndcg_equal, told.ndcg_fitted) == pytest.approx(
            (found.gain.equal.ndcg, found.gain.fitted.ndcg), abs=1e-4
        )


def test_the_shipped_fit_is_why_acts_are_equal_and_the_curve_is_frozen() -> None:
    fit = fits()
    assert fit is not None
    assert load().acts[Act.LIKE] == load().acts[Act.REPLY] == 1.0
    measured = [network for network in fit.networks if network.ndcg_equal is not None]
    ndcg = np.mean([(one.ndcg_fitted or 0.0) - (one.ndcg_equal or 0.0) for one in measured])
    concordance = np.mean([(one.concordance_fitted or 0.0) - (one.concordance_equal or 0.0) for one in measured])
    assert abs(ndcg) < 0.01
    assert concordance < 0.001
    frozen, refitted = fit.curves
    assert (frozen.half_raw, frozen.steepness) == (load().half_raw, load().steepness) == (14.45, 0.4662)
    assert (refitted.mean, refitted.p95) == (40.0, 63.0)


def test_the_equal_figures_are_those_that_were_published() -> None:
    found = gain(past_of(read("discord_ethrnd"), "discord"))
    assert found is not None
    assert found.equal.ndcg == pytest.approx(0.862, abs=0.01)
    assert found.equal.concordance == pytest.approx(0.936, abs=0.005)


def test_a_frozen_curve_is_told_with_what_it_gives() -> None:
    raw = np.random.default_rng(0).lognormal(1.0, 1.0, 500)
    told, scores = seen([raw], load()), score(raw, load())
    assert (told.half_raw, told.steepness, told.people) == (14.45, 0.4662, 500)
    assert told.mean == pytest.approx(scores.mean())
    assert told.high == pytest.approx(np.quantile(scores, 0.95), rel=0.02)


def test_acts_that_are_not_named_stay() -> None:
    changed = with_acts(load(), {Act.LIKE: 0.7})
    assert changed.acts[Act.LIKE] == 0.7
    assert changed.acts[Act.REPLY] == load().acts[Act.LIKE] == 1.0
    assert constants().whole("acts.rounds") == 40
