"""What never lowers anybody, tried in tens of thousands of random worlds."""

import dataclasses

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.scoring.many import NETWORKS, PEOPLE, WORLDS, day_of, many, one_more_each
from tests.scoring.worlds import NOW, WEIGHTS, rows_of, world

from openclout.scoring.calibration import score
from openclout.scoring.counts import KINDS, count_parts
from openclout.scoring.points import DAY
from openclout.scoring.rows import chosen

pytestmark = pytest.mark.slow


SEEDS = st.integers(0, 2**32 - 1)
EXACT = 1e-9
ten_thousand_worlds = settings(max_examples=10)


@ten_thousand_worlds
@given(SEEDS)
def test_one_more_interaction_lowers_nobody_on_the_trust_of_the_day(seed: int) -> None:
    made = many(seed)
    assert (one_more_each(made, seed).raw() >= made.raw() - EXACT).all()


@ten_thousand_worlds
@given(SEEDS)
def test_one_more_interaction_lowers_nobody_with_the_trust_worked_out_anew(seed: int) -> None:
    made = many(seed, trust="day")
    more = one_more_each(made, seed)
    again = dataclasses.replace(more, trust=day_of(more, made.trust))
    assert (again.raw() >= made.raw() - EXACT).all()


@ten_thousand_worlds
@given(SEEDS)
def test_one_more_network_lowers_nobody(seed: int) -> None:
    made = many(seed)
    first = made.rows.owner - made.rows.owner % NETWORKS
    everywhere = made.with_rows(made.rows._replace(owner=first.astype(np.int32)))
    elsewhere = everywhere.with_rows(chosen(everywhere.rows, everywhere.rows.network < NETWORKS - 1))
    assert (everywhere.raw() >= elsewhere.raw() - EXACT).all()


@ten_thousand_worlds
@given(SEEDS)
def test_linking_lowers_nobody_and_unlinking_undoes_it_to_the_last_bit(seed: int) -> None:
    made = many(seed)
    first = np.arange(0, WORLDS * PEOPLE, PEOPLE)
    made = made.with_rows(chosen(made.rows, made.rows.actor % PEOPLE > 1))
    joined = made.rows.owner - (made.rows.owner % PEOPLE == 1)
    together = made.with_rows(made.rows._replace(owner=joined.astype(np.int32)))
    raw, apart = together.raw(), made.raw()
    assert (raw[first] >= np.maximum(apart[first], apart[first + 1]) - EXACT).all()
    again = made.with_rows(together.rows._replace(owner=made.rows.owner))
    assert again.scored().people.equals(made.scored().people)
    assert together.with_rows(together.rows._replace(owner=joined.astype(np.int32))).raw().tobytes() == raw.tobytes()


@given(SEEDS)
def test_a_larger_count_or_one_more_never_lowers(seed: int) -> None:
    chance = np.random.default_rng(seed)
    stated = pl.DataFrame(
        {
            "account": np.repeat(np.arange(200), 3),
            "kind": chance.choice(KINDS, 600),
            "count": (10 ** chance.uniform(0, 8, 600)).astype(np.int64),
        }
    ).unique(["account", "kind"], maintain_order=True)
    fewer = stated.filter(pl.Series(chance.random(len(stated)) < 0.7)).with_columns(pl.col("count") // 3)
    more, less = (summed(found) for found in (stated, fewer))
    assert (more >= less - EXACT).all()


def summed(counts: pl.DataFrame) -> np.ndarray:
    parts = count_parts(counts, np.arange(200, dtype=np.int32), WEIGHTS)
    return np.bincount(parts["owner"], weights=parts["points"], minlength=200)


@given(st.floats(0.1, 30.0), st.integers(365, 730))
def test_a_silent_week_after_a_steady_year_costs_at_most_a_point(fans_a_day: float, days: int) -> None:
    at = NOW - 1 - (DAY * (np.arange(int(days * fans_a_day)) + 0.5) / fans_a_day).astype(np.int64)
    steady = world(1, people=len(at) + 1, rows=1, trust="full").with_rows(
        rows_of(owner=[0] * len(at), actor=np.arange(1, len(at) + 1), at=at)
    )
    now, week = (score(steady.raw(NOW + days * DAY)[:1], WEIGHTS)[0] for days in (0, 7))
    assert 0 <= now - week <= 1
