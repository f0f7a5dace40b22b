"""A scoreboard in the making: written beside the published ones, checked, then handed over by one rename.

Comes in: polars frames and packed records. Goes out: a finished file. Loading goes through ADBC, twice as fast as
Python's own driver; everything happens in one transaction, so the same input gives the same bytes.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import adbc_driver_sqlite.dbapi as adbc
import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from openclout.scoreboard.layout import DONE, INDEXES, LAYOUT_VERSION, SHARE, TABLES
from openclout.scoring.measures import BY_POST_ACT

Fact = str | int | float | list[str] | list[int] | None
Facts = Mapping[str, Fact]


MICROSECONDS = 1_000_000


class Draft:
    """A scoreboard file that nobody sees yet. Leaving the `with` block without `finish` removes it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.unlink(missing_ok=True)
        self._open = True
        self._connection = adbc.connect(str(path), autocommit=True)
        self._cursor = self._connection.cursor()
        for pragma in ("page_size = 8192", "journal_mode = OFF", "synchronous = OFF"):
            self._cursor.execute(f"PRAGMA {pragma}")
        self._cursor.execute("BEGIN")
        self._run_all(TABLES)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._open:
            self._close()
            self.path.unlink(missing_ok=True)

    def add(self, table: str, rows: "pl.DataFrame | pa.Table") -> None:
        """Append rows to a table; the columns are those of the layout, in any order."""
        if len(rows):
            found = rows.to_arrow() if isinstance(rows, pl.DataFrame) else rows
            self._cursor.adbc_ingest(table, found, mode="append")

    def add_parts(self, parts: NDArray[np.void], persons: NDArray[np.int32]) -> None:
        """Append the parts of some people (sorted); `parts` may come in any order of owners."""
        if (np.diff(parts["owner"]) < 0).any():
            parts = parts[np.argsort(parts["owner"], kind="stable")]
        acts = parts["by"] == BY_POST_ACT
        shares, done = parts[~acts], parts[acts]
        packed = {
            "person": pa.array(persons),
            "shares": packed_by(_shares(shares), shares["owner"], persons),
            "acts": packed_by(_done(done), done["owner"], persons),
        }
        self.add("detail", pa.table(packed))

    def finish(self, facts: Facts) -> None:
        """Write what is known of the run as a whole, the indexes, and everything to the disk."""
        rows = {"layout": [LAYOUT_VERSION], "facts": [json.dumps(facts, sort_keys=True)]}
        self.add("run", pl.DataFrame(rows))
        self._run_all(INDEXES)
        self._cursor.execute("COMMIT")
        self._close()
        with self.path.open("rb+") as file:
            os.fsync(file.fileno())

    def _close(self) -> None:
        self._cursor.close()
        self._connection.close()
        self._open = False

    def _run_all(self, statements: str) -> None:
        for statement in statements.split(";"):
            if statement.strip():
                self._cursor.execute(statement)


def _shares(parts: NDArray[np.void]) -> NDArray[np.void]:
    shares = np.empty(len(parts), dtype=SHARE)
    for name in ("label", "points", "interactions", "people", "by"):
        shares[name] = parts[name]
    shares["last"] = parts["last"] // MICROSECONDS
    return shares


def _done(parts: NDArray[np.void]) -> NDArray[np.void]:
    done = np.empty(len(parts), dtype=DONE)
    done["post"], done["act"], done["interactions"] = parts["people"], parts["act"], parts["interactions"]
    return done


def packed_by(records: NDArray[np.void], owner: NDArray[np.int32], persons: NDArray[np.int32]) -> pa.Array:
    """The records of each person as one blob; `records` sorted by `owner`, no copy is made."""
    ends = np.searchsorted(owner, persons, side="right").astype(np.int64) * records.dtype.itemsize
    starts = np.concatenate([np.zeros(1, dtype=np.int64), ends])
    buffers = [None, pa.py_buffer(starts), pa.py_buffer(np.ascontiguousarray(records))]
    return pa.Array.from_buffers(pa.large_binary(), len(persons), buffers)
