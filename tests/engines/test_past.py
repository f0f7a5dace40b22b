"""The published past is carried on, renamed without loss, and cut where it is too old."""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from openclout.engines.past import (
    DAYS_KEPT,
    EPOCH,
    NO_DAYS,
    SCHEMA,
    Days,
    continued,
    inherited,
    last_before,
    number_of,
    packed,
    published,
)
from openclout.scoreboard.layout import HISTORY, NO_SCORE

PEOPLE = 6
FIRST, TODAY = 20_000, 20_000 + DAYS_KEPT + 20
Lists = list[list[tuple[int, int]]]


def lists(days: st.SearchStrategy[int]) -> st.SearchStrategy[Lists]:
    """For each of some people, days and scores."""
    scores = st.sampled_from([NO_SCORE, 0, 4000])
    theirs = st.dictionaries(days, scores, max_size=6).map(lambda found: sorted(found.items()))
    return st.lists(theirs, min_size=PEOPLE, max_size=PEOPLE)


def as_days(people: Sequence[Sequence[tuple[int, int]]]) -> Days:
    records = np.array([(day, score, 1, 2, 0) for days in people for day, score in days], dtype=HISTORY)
    return Days(records, np.cumsum([0, *map(len, people)]))


def as_lists(days: Days) -> Lists:
    pairs = list(zip(days.records["day"].tolist(), days.records["score"].tolist(), strict=True))
    return [pairs[first:end] for first, end in zip(days.start[:-1], days.start[1:], strict=True)]


def kept(days: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """What the rule says of a person's days, in plain words."""
    young = [day for day in days if day[0] > TODAY - DAYS_KEPT]
    old = [day for day in days if day[0] <= TODAY - DAYS_KEPT and day[1] != NO_SCORE]
    silent = all(score == NO_SCORE for _, score in young)
    return (old[-1:] if silent else []) + young


@given(
    lists(st.integers(FIRST, TODAY + 5)),
    st.lists(st.integers(-1, PEOPLE - 1), min_size=PEOPLE, max_size=PEOPLE),
    lists(st.integers(TODAY, TODAY)),
)
def test_the_past_goes_on_with_the_days_that_are_new(old: Lists, which: list[int], new: Lists) -> None:
    found = continued(as_days(old), np.array(which), as_days(new), EPOCH + timedelta(days=TODAY))
    carried = [[day for day in (old[whose] if whose >= 0 else []) if day[0] < TODAY] for whose in which]
    assert as_lists(found) == [kept(before + now) for before, now in zip(carried, new, strict=True)]


def test_who_has_no_past_begins_one() -> None:
    new = as_days([[(TODAY, 4000)]])
    found = continued(NO_DAYS, np.array([-1]), new, EPOCH + timedelta(days=TODAY))
    assert as_lists(found) == [[(TODAY, 4000)]]


def test_four_hundred_days_are_kept_and_the_last_number_of_the_silent() -> None:
    past = NO_DAYS
    for day in range(TODAY - 500, TODAY + 1):
        new = as_days([[(day, 4000)], [(day, 3000 if day < TODAY - 450 else NO_SCORE)], [(day, NO_SCORE)]])
        which = np.arange(3) if len(past.records) else np.full(3, -1)
        past = continued(past, which, new, EPOCH + timedelta(days=day))
    young = range(TODAY - DAYS_KEPT + 1, TODAY + 1)
    assert as_lists(past) == [
        [(day, 4000) for day in young],
        [(TODAY - 451, 3000), *((day, NO_SCORE) for day in young)],
        [(day, NO_SCORE) for day in young],
    ]


@given(lists(st.integers(FIRST, FIRST + 9)), st.integers(FIRST, FIRST + 10))
def test_the_last_day_before_another_is_found(people: Lists, until: int) -> None:
    days = as_days(people)
    found = [int(days.records[place]["day"]) if place >= 0 else None for place in last_before(days, until)]
    assert found == [max((day for day, _ in theirs if day < until), default=None) for theirs in people]


@given(lists(st.integers(FIRST, FIRST + 9)), st.permutations(range(PEOPLE)), st.sets(st.integers(0, PEOPLE - 1)))
def test_the_days_of_a_run_go_to_whoever_carries_them_on(people: Lists, order: list[int], gone: set[int]) -> None:
    rows = [(person, day, score, 1, 2, 0) for person, days in enumerate(people) for day, score in days]
    heir = np.array([-1 if person in gone else order[person] for person in range(PEOPLE)], dtype=np.int32)
    records, owner = packed(inherited(pl.DataFrame(rows, schema=SCHEMA, orient="row"), heir))
    for person in range(PEOPLE):
        mine = records[owner == person]
        expected = people[heir[person]] if heir[person] >= 0 else []
        assert list(zip(mine["day"].tolist(), mine["score"].tolist(), strict=True)) == expected


def test_a_day_goes_on_record_in_hundredths() -> None:
    people = {
        "person": [1, 2],
        "score": [43.21, 20.0],
        "low": [40.0, 1.0],
        "high": [45.5, 99.0],
        "enough": [True, False],
    }
    found = published(pl.DataFrame(people).cast({"person": pl.Int32}), date(2026, 11, 21), 3)
    assert dict(found.schema) == SCHEMA
    day = number_of(date(2026, 11, 21))
    assert found.rows() == [(1, day, 4321, 4000, 4550, 3), (2, day, NO_SCORE, NO_SCORE, NO_SCORE, 3)]
