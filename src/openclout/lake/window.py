"""A stretch of interactions, read without touching what lies outside.

Comes in: instants and a range of targets. Goes out: Arrow. Months are left out by the names of their folders, files
and row groups by their statistics; no column of text is ever loaded. polars reads these files in half the time that
pyarrow needs (3.3 of 5 million rows in 0.07 s against 0.16 s, two cores).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import polars as pl
import pyarrow as pa

from openclout.lake.store import Store
from openclout.vocabulary.errors import WrongTable
from openclout.vocabulary.tables import INTERACTIONS

PIECE_ROWS = 1 << 19


@dataclass(frozen=True)
class Window:
    """From `since` to before `until`, targets from low to before high; None: no bound."""

    since: datetime | None = None
    until: datetime | None = None
    targets: tuple[int, int] | None = None

    def during(self) -> list[pl.Expr]:
        """What a row's `at` must be."""
        since = [pl.col("at") >= self.since] if self.since is not None else []
        return since + ([pl.col("at") < self.until] if self.until is not None else [])

    def within(self) -> list[pl.Expr]:
        """What a row's `target` must be."""
        if self.targets is None:
            return []
        low, high = self.targets
        return [pl.col("target") >= low, pl.col("target") < high]

    def holds(self, month: str) -> bool:
        """Whether any instant of the month lies in the window."""
        first = datetime.strptime(month, "%Y-%m").replace(tzinfo=UTC)
        following = (first + timedelta(days=32)).replace(day=1)
        return (self.since is None or following > self.since) and (self.until is None or first < self.until)


def within(store: Store, window: Window) -> pl.LazyFrame:
    """The rows of the window, lazily, in the order of the files."""
    rows = store.rows(store.files(month for month in store.months() if window.holds(month)))
    return rows.filter(*window.during(), *window.within())


def chosen(rows: pl.LazyFrame, columns: Sequence[str]) -> pl.LazyFrame:
    """Some columns of interactions. Raises WrongTable for one that there is not."""
    known = [name for name in INTERACTIONS.columns if name != INTERACTIONS.partition]
    unknown = [name for name in columns if name not in known]
    if unknown:
        raise WrongTable(f"Interactions have the columns {', '.join(known)}; there is no {', '.join(unknown)}.")
    return rows.select(*columns)


def table(rows: pl.LazyFrame) -> pa.Table:
    """All rows at once."""
    return rows.collect(engine="streaming").to_arrow()


def pieces(rows: pl.LazyFrame) -> Iterator[pa.RecordBatch]:
    """The rows, about half a million at a time."""
    for frame in rows.collect_batches(chunk_size=PIECE_ROWS, maintain_order=True):
        yield from frame.to_arrow().to_batches()
