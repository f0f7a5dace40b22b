"""The published past of everybody: carried from run to run, never changed.

Comes in: what was published of some people, and days worked out since. Goes out: records for the next scoreboard.
"""

# The fields of a record are attributes in compiled code.
# pyright: reportAttributeAccessIssue=false

from datetime import date
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from openclout.scoreboard.layout import HISTORY, NO_SCORE
from openclout.scoring.compiled import compiled
from openclout.scoring.rows import Bool, Int32, Int64

DAYS_KEPT = 400
EPOCH = date(1970, 1, 1)
SCHEMA = {
    "person": pl.Int32,
    "day": pl.Int32,
    "score": pl.UInt16,
    "low": pl.UInt16,
    "high": pl.UInt16,
    "method": pl.UInt16,
}


class Days(NamedTuple):
    """Published days (HISTORY) of some people, oldest first: person `i` has `records[start[i]:start[i + 1]]`."""

    records: NDArray[np.void]
    start: Int64


NO_DAYS = Days(np.zeros(0, dtype=HISTORY), np.zeros(1, dtype=np.int64))
"""Of nobody."""


def no_past() -> pl.DataFrame:
    """Nothing worked out yet."""
    return pl.DataFrame(schema=SCHEMA)


def published(people: pl.DataFrame, day: date, method: int) -> pl.DataFrame:
    """A day's scores (columns person, score, low, high, enough) as they go on record."""

    def hundredths(name: str) -> pl.Expr:
        number = pl.when("enough").then((pl.col(name) * 100).round()).otherwise(NO_SCORE)
        return number.cast(pl.UInt16).alias(name)

    return people.select(
        "person",
        pl.lit(number_of(day), dtype=pl.Int32).alias("day"),
        *(hundredths(name) for name in ("score", "low", "high")),
        pl.lit(method, dtype=pl.UInt16).alias("method"),
    )


def number_of(day: date) -> int:
    """A day as records have it."""
    return (day - EPOCH).days


def inherited(days: pl.DataFrame, heir: Int32) -> pl.DataFrame:
    """Days as today's people carry them on: `heir` says whose past each person has now, -1 nobody's."""
    changed = np.flatnonzero(heir != np.arange(len(heir))).astype(np.int32)
    if not len(changed):
        return days
    claimed = changed[heir[changed] >= 0]
    gone = pl.Series(np.concatenate([changed, heir[claimed]])).implode()
    names = pl.DataFrame({"person": heir[claimed], "to": claimed})
    carried = days.join(names, on="person", maintain_order="left").with_columns(person="to").select(days.columns)
    return pl.concat([days.filter(~pl.col("person").is_in(gone)), carried])


def packed(days: pl.DataFrame) -> tuple[NDArray[np.void], Int32]:
    """Days as records, with their owners; sorted by person and day."""
    days = days.sort("person", "day")
    records = np.zeros(len(days), dtype=HISTORY)
    for name in HISTORY.names or ():
        records[name] = days[name].to_numpy()
    return records, days["person"].to_numpy()


def continued(old: Days, which: Int64, new: Days, day: date) -> Days:
    """The past of some people until a day: their old days before the `new` ones, then these.

    Person `i` has the old days of number `which[i]`, -1 for none, and the new ones of number `i`. What is older than
    DAYS_KEPT is dropped, but for the last number of somebody who has none since.
    """
    start = np.zeros(len(which) + 1, dtype=np.int64)
    every = _appended(old, which, new, number_of(day), start)
    kept = np.zeros(len(every), dtype=np.bool_)
    _keep(every, start, number_of(day) - DAYS_KEPT, kept)
    ends = np.zeros(len(every) + 1, dtype=np.int64)
    np.cumsum(kept, out=ends[1:])
    return Days(every if kept.all() else every[kept], ends[start])


@compiled
def _appended(old: Days, which: Int64, new: Days, until: int, start: Int64) -> NDArray[np.void]:
    """The old days before `until`, then the new; fills where those of each person begin."""
    until_old = np.zeros(len(which), dtype=np.int64)
    for i in range(len(which)):
        if which[i] >= 0:
            first, end = old.start[which[i]], old.start[which[i] + 1]
            while end > first and old.records[end - 1].day >= until:
                end -= 1
            until_old[i] = end
            start[i + 1] = end - first
        start[i + 1] += start[i] + new.start[i + 1] - new.start[i]
    every = np.empty(start[-1], dtype=new.records.dtype)
    for i in range(len(which)):
        place = start[i]
        if which[i] >= 0:
            first = old.start[which[i]]
            every[place : place + until_old[i] - first] = old.records[first : until_old[i]]
            place += until_old[i] - first
        every[place : start[i + 1]] = new.records[new.start[i] : new.start[i + 1]]
    return every


@compiled
def _keep(every: NDArray[np.void], start: Int64, oldest: int, kept: Bool) -> None:
    """Mark what is younger than `oldest`, and the last number of those who have none there."""
    for i in range(len(start) - 1):
        numbered = False
        for at in range(start[i + 1] - 1, start[i] - 1, -1):
            if every[at].day > oldest or (not numbered and every[at].score != NO_SCORE):
                kept[at] = True
                numbered = numbered or every[at].score != NO_SCORE


@compiled
def last_before(days: Days, until: int) -> Int64:
    """The place of everybody's last day before one; -1 where there is none."""
    found = np.full(len(days.start) - 1, -1, dtype=np.int64)
    for i in range(len(found)):
        for at in range(days.start[i], days.start[i + 1]):
            if days.records[at].day < until:
                found[i] = at
    return found
