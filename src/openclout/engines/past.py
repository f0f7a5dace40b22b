"""The published past of everybody: carried from run to run, never changed.

Comes in: the newest scoreboard, and a day's scores. Goes out: one long table (grain: person and day), and packed
records for the next scoreboard.
"""

from collections.abc import Sequence
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from openclout.scoreboard.layout import HISTORY, NO_SCORE
from openclout.scoring.rows import Int32

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


def with_day(past: pl.DataFrame, day: pl.DataFrame) -> pl.DataFrame:
    """The past and one more day; a day published again replaces what it was."""
    newest = day["day"].max() if len(day) else None
    if newest is None:
        return past
    kept = past.filter((pl.col("day") < newest) & (pl.col("day") > newest - DAYS_KEPT))
    return pl.concat([kept, day])


def inherited(past: pl.DataFrame, heir: Int32) -> pl.DataFrame:
    """The past by today's people: who was joined to somebody else carries that person's past on."""
    changed = np.flatnonzero(heir != np.arange(len(heir)))
    if not len(changed):
        return past
    taken = pl.DataFrame({"person": heir[changed].astype(np.int32), "to": changed.astype(np.int32)})
    gone = pl.concat([taken["person"], taken["to"]]).implode()
    carried = past.join(taken, on="person").with_columns(person="to").drop("to")
    return pl.concat([past.filter(~pl.col("person").is_in(gone)), carried.select(past.columns)])


def packed(past: pl.DataFrame) -> tuple[NDArray[np.void], Int32]:
    """The past as records, with their owners; sorted by person and day."""
    past = past.sort("person", "day")
    records = np.zeros(len(past), dtype=HISTORY)
    for name in HISTORY.names or ():
        records[name] = past[name].to_numpy()
    return records, past["person"].to_numpy()
