"""What a run carries on from the newest scoreboard: past numbers and changes.

Comes in: a scoreboard. Goes out: the past of whoever is asked for, as it is stored. There may be hundreds of days of
millions of people, so nothing of it is read before it is needed, nor for more people than are written at once.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple, Self

import numpy as np
import polars as pl
import pyarrow as pa

from openclout.engines.past import EPOCH, NO_DAYS, Days, last_before, number_of
from openclout.scoreboard import Scoreboard
from openclout.scoreboard.bulk import Bulk
from openclout.scoreboard.layout import HISTORY, NO_SCORE
from openclout.scoring.rows import Bool, Int32, Int64, distinct_keys

CHANGE: dict[str, type[pl.DataType]] = {
    "person": pl.Int32,
    "until": pl.String,
    "since": pl.String,
    "points": pl.Float64,
    "real": pl.Int64,
    "causes": pl.String,
}


class Newest(NamedTuple):
    """The newest published day: the people with a number (by the keys of now) and their scores, and its method."""

    day: date
    people: pl.DataFrame
    method: str


@dataclass(frozen=True)
class Carried:
    """The past of everybody in a scoreboard, as far as it is before `until`.

    `whose` is the key that a person has there, by key now; -1: nobody's past.
    """

    bulk: Bulk
    until: date
    whose: Int32

    @classmethod
    def of(cls, board: Scoreboard, until: date, person: Int32) -> tuple[Self, Int32]:
        """The past in a scoreboard; and whose each account was on its newest day before `until`.

        `person` is whose each account is by the scoreboard. If that is of the day `until`, its joining is taken back.
        """
        whose = np.arange(len(person), dtype=np.int32)
        if board.run().day == until:
            accounts, was, past = board.relinked()
            heirs, first = np.unique(person[accounts], return_index=True)
            claimed = past[first] >= 0
            whose[heirs] = -1
            whose[past[first][claimed]] = heirs[claimed]
            person = person.copy()
            person[accounts] = was
        return cls(Bulk(board.path), until, whose), person

    def inherited(self, heir: Int32) -> Self:
        """The same as other people carry it on: `heir` says whose past each person has now, -1 nobody's."""
        return replace(self, whose=np.where(heir >= 0, self.whose[heir], -1).astype(np.int32))

    def newest(self, board: Scoreboard) -> Newest | None:
        """The newest day in it; None where nobody was on record."""
        run = board.run()
        if run.day < self.until:
            pieces = self._everybody(f"ifnull(score, {NO_SCORE}.0) AS score")
            scores = pl.concat(pl.DataFrame(piece).filter(pl.col("score") != NO_SCORE) for piece in pieces)
            return Newest(run.day, self._now(scores), run.method) if run.people else None
        days = pl.concat(_last(piece, self.until) for piece in self._everybody("history"))
        if not len(days):
            return None
        newest = days.filter(pl.col("day") == pl.col("day").max())
        scores = newest.filter(pl.col("score") != NO_SCORE).select("person", pl.col("score").cast(pl.Float64) / 100)
        day = EPOCH + timedelta(days=int(newest["day"][0]))
        return Newest(day, self._now(scores), board.methods()[newest["method"][0]])

    def days(self, persons: Int32) -> tuple[Days, Int64]:
        """The past days of some people; and for each of them whose these are there, -1 for nobody."""
        wanted = self.whose[persons]
        found = self.bulk.of(distinct_keys(wanted[wanted >= 0]), "person", "history")
        place = np.searchsorted(found["person"].to_numpy(), wanted)
        owner = np.append(found["person"].to_numpy(), -2)
        return _days(found), np.where(owner[place] == wanted, place, -1)

    def changes(self, keys: range, since: date, shown: Bool) -> pl.DataFrame:
        """The changes after a day and before `until` of those among these keys who are `shown` (by key)."""
        there = self.whose[keys.start : keys.stop]
        wanted = there[(there >= 0) & shown[keys.start : keys.stop]]
        rows = pl.DataFrame(self.bulk.of(distinct_keys(wanted), "change", *list(CHANGE)[1:])).cast(pl.Schema(CHANGE))
        young = (pl.col("until") > since.isoformat()) & (pl.col("until") < self.until.isoformat())
        return self._now(rows.filter(young))

    def close(self) -> None:
        """Read no more."""
        self.bulk.close()

    def _everybody(self, column: str) -> Iterator[pa.Table]:
        return self.bulk.everybody(len(self.whose), "person", column)

    @cached_property
    def _heir(self) -> Int32:
        """Who has the past of each key of the scoreboard now; -1 for nobody."""
        heir = np.full(len(self.whose), -1, dtype=np.int32)
        claimed = np.flatnonzero(self.whose >= 0)
        heir[self.whose[claimed]] = claimed
        return heir

    def _now(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The rows of people of the scoreboard under the keys of who carries them on."""
        person = pl.Series(self._heir[rows["person"].to_numpy()], dtype=pl.Int32)
        return rows.with_columns(person=person).filter(pl.col("person") >= 0)


def _days(table: pa.Table) -> Days:
    """The days of a column of histories."""
    if not len(table):
        return NO_DAYS
    blobs = table["history"].combine_chunks().cast(pa.large_binary())
    _, ends, content = blobs.buffers()
    start = np.frombuffer(ends, dtype=np.int64)[: len(blobs) + 1] // HISTORY.itemsize
    return Days(np.frombuffer(content, dtype=HISTORY), start)


def _last(table: pa.Table, until: date) -> pl.DataFrame:
    """The last day of everybody before one: person, day, score, method."""
    days = _days(table)
    place = last_before(days, number_of(until))
    records, person = days.records[place[place >= 0]], table["person"].to_numpy()[place >= 0]
    return pl.DataFrame({"person": person, **{name: records[name] for name in ("day", "score", "method")}})
