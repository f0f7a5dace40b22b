"""The published past of everybody: carried from run to run, never changed.

Comes in: the newest scoreboard, and a day's scores. Goes out: one long table (grain: person and day), and packed
records for the next scoreboard.
"""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from openclout.scoreboard.layout import HISTORY, NO_SCORE
from openclout.scoring.rows import Int32, Int64

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


def no_past() -> pl.DataFrame:
    """Nothing published yet."""
    return pl.DataFrame(schema=SCHEMA)


def unpacked(persons: Sequence[int], blobs: Sequence[bytes]) -> pl.DataFrame:
    """The past of people from the blobs of a scoreboard."""
    records = np.frombuffer(b"".join(blobs), dtype=HISTORY)
    lengths = np.array([len(blob) for blob in blobs], dtype=np.int64) // HISTORY.itemsize
    owner = np.repeat(np.array(persons, dtype=np.int32), lengths)
    return pl.DataFrame({"person": owner, **{str(name): records[name] for name in HISTORY.names or ()}}, schema=SCHEMA)


def published(people: pl.DataFrame, day: date, method: int) -> pl.DataFrame:
    """A day's scores (columns person, score, low, high, enough) as they go on record."""

    def hundredths(name: str) -> pl.Expr:
        number = pl.when("enough").then((pl.col(name) * 100).round()).otherwise(NO_SCORE)
        return number.cast(pl.UInt16).alias(name)

    return people.select(
        "person",
        pl.lit((day - EPOCH).days, dtype=pl.Int32).alias("day"),
        *(hundredths(name) for name in ("score", "low", "high")),
        pl.lit(method, dtype=pl.UInt16).alias("method"),
    )


def newest(past: pl.DataFrame) -> date | None:
    """The newest published day; None before the first."""
    return EPOCH + timedelta(days=int(past["day"].to_numpy().max())) if len(past) else None


def with_day(past: pl.DataFrame, day: pl.DataFrame) -> pl.DataFrame:
    """The past and one more day; a day published again replaces what it was.

    What is older than DAYS_KEPT is dropped, but for the last number of somebody who has none since.
    """
    if not len(day):
        return past
    number = int(day["day"].to_numpy()[0])
    kept = past.filter(pl.col("day") < number)
    if len(kept) and int(kept["day"].to_numpy().min()) <= number - DAYS_KEPT:
        young = pl.col("day") > number - DAYS_KEPT
        old, kept = kept.filter(~young & (pl.col("score") != NO_SCORE)), kept.filter(young)
        numbered = pl.concat([kept, day]).filter(pl.col("score") != NO_SCORE)
        last = old.sort("person", "day").unique("person", keep="last", maintain_order=True)
        kept = pl.concat([last.join(numbered, on="person", how="anti", maintain_order="left"), kept])
    return pl.concat([kept, day])


def inherited(past: pl.DataFrame, heir: Int32) -> pl.DataFrame:
    """A table by person as today's people carry it on: `heir` says whose past each person has now, -1 nobody's."""
    changed = np.flatnonzero(heir != np.arange(len(heir)))
    if not len(changed):
        return past
    claimed = changed[heir[changed] >= 0]
    return _renamed(past.filter(~_held_by(changed)), past, heir[claimed], claimed)


def disinherited(past: pl.DataFrame, person: Int32, heir: Int32) -> pl.DataFrame:
    """The table as it was before people (`person`) came to carry on the past of `heir`, -1 for nobody's."""
    person, heir = person[heir >= 0], heir[heir >= 0]
    return _renamed(past.filter(~_held_by(person)), past, person, heir)


def _renamed(kept: pl.DataFrame, past: pl.DataFrame, whose: Int32 | Int64, to: Int32 | Int64) -> pl.DataFrame:
    """What is kept, and the past of some people under their other keys."""
    kept = kept.filter(~_held_by(whose))
    names = pl.DataFrame({"person": whose.astype(np.int32), "to": to.astype(np.int32)})
    carried = past.join(names, on="person", maintain_order="left").with_columns(person="to").select(past.columns)
    return pl.concat([kept, carried])


def _held_by(persons: Int32 | Int64) -> pl.Expr:
    return pl.col("person").is_in(pl.Series(persons.astype(np.int32)).implode())


def packed(past: pl.DataFrame) -> tuple[NDArray[np.void], Int32]:
    """The past as records, with their owners; sorted by person and day."""
    past = past.sort("person", "day")
    records = np.zeros(len(past), dtype=HISTORY)
    for name in HISTORY.names or ():
        records[name] = past[name].to_numpy()
    return records, past["person"].to_numpy()
