"""The published past is carried on, renamed without loss, and cut where it is too old."""

from datetime import date, timedelta

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from openclout.engines.past import (
    DAYS_KEPT,
    EPOCH,
    SCHEMA,
    disinherited,
    inherited,
    newest,
    no_past,
    packed,
    published,
    unpacked,
    with_day,
)
from openclout.scoreboard.layout import NO_SCORE
from openclout.scoreboard.packing import packed_by

DAY = date(2026, 11, 21)
PEOPLE = 6


@st.composite
def pasts(draw: st.DrawFn) -> pl.DataFrame:
    """Some days of some people."""
    days = draw(st.lists(st.tuples(st.integers(0, PEOPLE - 1), st.integers(20_000, 20_020)), unique=True))
    rows = [(person, day, draw(st.integers(0, 10_000)), 1, 2, 0) for person, day in sorted(days)]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


@given(pasts())
def test_packing_loses_nothing(past: pl.DataFrame) -> None:
    records, owner = packed(past)
    persons = np.arange(PEOPLE, dtype=np.int32)
    blobs = packed_by(records, owner, persons).to_pylist()
    assert_frame_equal(unpacked(persons.tolist(), blobs), past.sort("person", "day"))


@given(pasts(), st.permutations(range(PEOPLE)), st.sets(st.integers(0, PEOPLE - 1)))
def test_who_carries_on_whose_past_can_be_undone(past: pl.DataFrame, order: list[int], gone: set[int]) -> None:
    heir = np.array([-1 if person in gone else order[person] for person in range(PEOPLE)], dtype=np.int32)
    carried = inherited(past, heir)
    expected = {person: past.filter(pl.col("person") == heir[person])["day"].to_list() for person in range(PEOPLE)}
    assert {person: carried.filter(pl.col("person") == person)["day"].to_list() for person in range(PEOPLE)} == expected
    back = disinherited(carried, np.arange(PEOPLE, dtype=np.int32), heir)
    kept = past.filter(pl.col("person").is_in(heir[heir >= 0].tolist()))
    assert_frame_equal(back.sort("person", "day"), kept.sort("person", "day"))


def test_four_hundred_days_are_kept_and_the_last_number_of_the_silent() -> None:
    past = no_past()
    for back in range(500, -1, -1):
        steady, silent = 40.0, 30.0
        people = pl.DataFrame(
            {
                "person": pl.Series([1, 2, 3], dtype=pl.Int32),
                "score": [steady, silent, 20.0],
                "low": [1.0] * 3,
                "high": [99.0] * 3,
                "enough": [True, back > 450, False],
            }
        )
        past = with_day(past, published(people, DAY - timedelta(days=back), 0))
    days = {person: past.filter(pl.col("person") == person)["day"].to_list() for person in (1, 2, 3)}
    last = (DAY - EPOCH).days
    young = list(range(last - DAYS_KEPT + 1, last + 1))
    assert days == {1: young, 2: [last - 451, *young], 3: young}
    assert past.filter(person=2, day=last - 451)["score"].to_list() == [3000]
    assert set(past.filter(person=3)["score"]) == {NO_SCORE}
    assert newest(past) == DAY
    assert newest(no_past()) is None


@given(pasts())
def test_a_day_again_replaces_what_it_was(past: pl.DataFrame) -> None:
    day = pl.DataFrame([(1, 20_030, 5, 1, 2, 0)], schema=SCHEMA, orient="row")
    again = day.with_columns(score=pl.lit(7, pl.UInt16))
    assert_frame_equal(with_day(with_day(past, day), again), with_day(past, again))
    assert_frame_equal(with_day(past, no_past()), past)
