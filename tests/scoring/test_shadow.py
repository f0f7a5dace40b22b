"""What another version would change: split by groups of numbers, and counted."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.scoring.test_causes import seen, steps, total, view
from tests.scoring.versions import version
from tests.scoring.worlds import NOW, World, world

from openclout.scoring.belief import standing
from openclout.scoring.calibration import score
from openclout.scoring.causes import Movers, Restated, Standpoint, splits
from openclout.scoring.edges import edges
from openclout.scoring.points import DAY, Trust
from openclout.scoring.shadow import GROUPS, differs, hundredths, reasons, stages
from openclout.scoring.shadow_report import bands, both, correlation, gained_and_lost, largest, networks, spread
from openclout.scoring.weights import Weights, load

SEEDS = st.integers(0, 2**32 - 1)


@given(SEEDS, SEEDS)
def test_stages_lead_from_one_version_to_the_other_group_by_group(seed: int, other: int) -> None:
    found = stages(version(seed), version(other))
    assert differs(found[0], version(seed)) == differs(found[-1], version(other)) == ()
    for before, after, group in zip(found, found[1:], GROUPS, strict=False):
        assert set(differs(before, after)) <= {group}


@given(SEEDS, SEEDS)
def test_reasons_sum_to_the_move_in_hundredths(seed: int, other: int) -> None:
    chance, between = np.random.default_rng(seed), stages(version(seed), version(other))
    raws = [chance.exponential(10, 50) for _ in between]
    found = reasons(raws, between)
    before, after = (hundredths(score(raws[end], between[end])) for end in (0, -1))
    assert (found.sum(axis=1) == after - before).all()


def test_a_group_that_is_the_same_is_no_reason() -> None:
    between = stages(load(), load("2026.0"))
    raws = [np.linspace(0, 50, 99) * (1.0 if at < 2 else 0.9) for at in range(len(between))]
    found = reasons(raws, between)
    assert {group for at, group in enumerate(GROUPS) if found[:, at].any()} == {"decay"}


def moved(before: list[int | None], after: list[int | None]) -> pl.DataFrame:
    kinds = {"before": pl.Int32, "after": pl.Int32}
    frame = pl.DataFrame({"before": before, "after": after}, schema=kinds).with_row_index("person")
    return frame.with_columns(pl.col("person").cast(pl.Int32))


def test_moves_are_counted_by_how_far() -> None:
    some = moved([4000, 4100, 2000, 2900, None, 3000], [4150, 4100, 1700, 2300, 3000, None])
    assert gained_and_lost(some) == (1, 1)
    found = spread("all", both(some))
    assert (found.people, found.up, found.down, found.over) == (4, 1, 2, (3, 2, 1))
    assert found.mean == pytest.approx((1.5 - 3 - 6) / 4)
    assert [(one.label, one.people) for one in bands(both(some))] == [("20 to 30", 2), ("40 to 50", 2)]
    assert largest(both(some), 2)["person"].to_list() == [3, 2]
    held = pl.DataFrame({"person": [0, 0, 2], "network": ["b", "a", "a"]}, schema_overrides={"person": pl.Int32})
    assert [(one.label, one.people) for one in networks(both(some), held)] == [("a", 2), ("b", 1)]


def test_the_order_of_people_is_compared_by_ranks() -> None:
    assert correlation(both(moved([1, 2, 3], [10, 20, 90]))) == pytest.approx(1.0)
    assert correlation(both(moved([1, 2, 3], [30, 20, 10]))) == pytest.approx(-1.0)
    assert correlation(both(moved([1], [1]))) is None
    assert spread("nobody", both(moved([None], [1]))).people == 0


def trust_under(made: World, weights: Weights) -> Trust:
    rows = made.rows
    return standing(
        edges(rows.owner, rows.actor, rows.network, made.accounts), made.accounts, made.networks, weights
    ).trust


@settings(max_examples=40)
@given(SEEDS, SEEDS, SEEDS)
def test_without_new_rows_and_ageing_the_whole_change_is_the_method(seed: int, one: int, other: int) -> None:
    made, old, new = world(seed), version(one), version(other)
    people = len(made.accounts.person)
    before, today = (Standpoint(NOW, trust_under(made, weights), weights) for weights in (old, new))
    chance = np.random.default_rng(seed)
    was, now = chance.random(people), chance.random(people)
    all_rows = np.ones(len(made.rows.at), dtype=bool)
    movers = Movers(made.rows, all_rows, all_rows, was, now, Restated(today.trust, now))
    for found in splits(movers, before, today):
        assert found.method == pytest.approx(found.after - found.before, abs=1e-9)
        others = (found.links, found.counts, found.ageing, found.standing, found.new)
        assert others == pytest.approx((0.0,) * 5, abs=1e-9)


@settings(max_examples=40)
@given(SEEDS, SEEDS, SEEDS, st.integers(1, 60))
def test_for_any_two_versions_the_causes_sum(seed: int, one: int, other: int, days: int) -> None:
    made, old, new = world(seed, trust="random"), version(one), version(other)
    before = view(made, days, weights=old, counted=0.3)
    found = steps(before, view(made, 0, weights=new, counted=0.4))
    assert total(found) == pytest.approx(found.after - found.before, abs=1e-9)
    assert seen(before).as_of == NOW - days * DAY
