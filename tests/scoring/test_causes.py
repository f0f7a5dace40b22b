"""Why a score moved: the causes sum to the change, and each is named for what it is."""

import dataclasses

import numpy as np
import pytest
from bench.worlds import both
from hypothesis import given
from hypothesis import strategies as st
from tests.scoring.plain_causes import View
from tests.scoring.worlds import NOW, WEIGHTS, World, world

from openclout.scoring.causes import Movers, Standpoint, Steps, points_of, splits
from openclout.scoring.points import DAY, Trust
from openclout.scoring.rows import chosen
from openclout.scoring.weights import load
from openclout.scoring.wording import Names, causes

SEEDS = st.integers(0, 2**32 - 1)
NAMES = Names({i: f"Person {i}" for i in range(12)}, {i: f"Post {i}" for i in range(9)})


def view(made: World, days_ago: int, **changed: object) -> View:
    """Everything that was done to anybody, taken as done to one person, as known some days ago."""
    as_of = NOW - days_ago * DAY
    mine = made.rows._replace(owner=np.zeros_like(made.rows.owner))
    plain = View(chosen(mine, mine.at < as_of), as_of, 0.0, made.trust, WEIGHTS)
    return dataclasses.replace(plain, **changed)  # type: ignore[arg-type]


def steps(before: View, after: View) -> Steps:
    """The causes of one person's change; what both days know of rows need not overlap."""
    rows = both(before.rows, after.rows)
    held = np.arange(len(rows.at)) < len(before.rows.at)
    movers = Movers(rows, held, ~held, np.array([before.counted]), np.array([after.counted]))
    return splits(movers, seen(before), seen(after))[0]


def seen(one: View) -> Standpoint:
    return Standpoint(one.as_of, one.trust, one.weights)


def total(found: Steps) -> float:
    return found.method + found.links + found.counts + found.ageing + found.standing + found.new


@given(SEEDS, st.integers(1, 60), st.sampled_from(["2026.0", "2026.1"]), st.floats(0, 0.9), st.floats(0, 0.9))
def test_causes_sum_to_the_change(seed: int, days: int, version: str, counted: float, later: float) -> None:
    made, other = world(seed, trust="random"), world(seed + 1, trust="random")
    before = view(made, days, weights=load(version), counted=counted)
    found = steps(before, view(made, 0, counted=later, trust=other.trust))
    assert total(found) == pytest.approx(found.after - found.before, abs=1e-9)
    assert found.newcomers.points.sum() == pytest.approx(found.new, abs=1e-9)
    published = (round(found.before, 2), round(found.after, 2))
    named = causes(found, NAMES, published)
    assert round(sum(cause.points for cause in named), 2) == pytest.approx(round(published[1] - published[0], 2))


@given(SEEDS, st.integers(1, 60))
def test_only_time_passing_is_only_ageing(seed: int, days: int) -> None:
    made = world(seed, trust="random")
    silent = made.with_rows(chosen(made.rows, made.rows.at < NOW - days * DAY))
    found = steps(view(silent, days), view(silent, 0))
    assert found.ageing <= 0
    assert total(found) == pytest.approx(found.ageing, abs=1e-12)


def test_each_cause_is_named_for_what_changed() -> None:
    made = world(4, trust="full")
    same = view(made, 0)
    assert steps(view(made, 0, weights=load("2026.0")), same).method > 0
    assert steps(view(made, 0, counted=0.5), same).counts < 0
    doubtful = Trust(np.zeros(12), np.full(2, 0.25), np.ones(2))
    assert steps(view(made, 0, trust=doubtful), same).standing > 0
    half = chosen(same.rows, same.rows.network == 0)
    assert steps(view(made, 0, rows=half), same).links > 0


@given(SEEDS, st.integers(1, 60))
def test_new_interactions_are_told_by_whom_and_on_which_post(seed: int, days: int) -> None:
    made = world(seed, trust="full")
    found = steps(view(made, days), view(made, 0))
    new = chosen(made.rows, made.rows.at >= NOW - days * DAY)
    assert set(found.newcomers.actor) <= set(new.actor.tolist())
    assert set(found.newcomers.post) <= set(new.post.tolist())
    named = [cause for cause in causes(found, NAMES, (found.before, found.after)) if cause.kind == "new"]
    assert all("Person" in cause.words or "people not named" in cause.words for cause in named)


def test_what_was_read_late_is_said() -> None:
    made = world(4, trust="full")
    found = steps(view(made, 1), view(made, 0))
    late = causes(found, NAMES, (found.before - 3.0, found.after))
    assert any("read only now" in cause.words and cause.points == pytest.approx(3.0, abs=0.02) for cause in late)


@given(SEEDS)
def test_the_rows_of_an_explanation_add_up_to_raw(seed: int) -> None:
    made = world(seed, trust="random")
    now = view(made, 0)
    rows, points = points_of(now.rows, seen(now))
    assert len(rows.actor) == len(made.rows.actor)
    one = made.with_rows(made.rows._replace(owner=np.zeros_like(made.rows.owner)))
    assert points.sum() == pytest.approx(one.raw()[0], abs=1e-9)
    assert (np.diff(points) <= 0).all()
