"""A scoreboard in the making: written beside the published ones, checked, then handed over by one rename.

Comes in: polars frames and packed records. Goes out: a finished file. Loading goes through ADBC, twice as fast as
Python's own driver. A thread of its own writes, table after table in the order in which they came, while the next ones
are worked out; everything happens in one transaction, so the same input gives the same bytes. Another thread brings
what is written to the disk meanwhile, so that the end need not wait for all of it.
"""

import json
import os
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Self

import adbc_driver_sqlite.dbapi as adbc
import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from openclout.scoreboard.layout import INDEXES, LAYOUT_VERSION, TABLES
from openclout.scoreboard.packing import packed_by, packed_parts
from openclout.scoring.rows import Float32

Fact = str | int | float | list[str] | list[int] | None
Facts = Mapping[str, Fact]

WAITING = 1
"""So many tables are with the writer at most while the next is worked out; they are in memory."""
MUCH = 1 << 26
"""So many bytes are worth being brought to the disk while more are written."""


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
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="scoreboard")
        self._waiting: deque[Future[object]] = deque()
        self._saving = _Saving(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._open:
            self._close()
            self.path.unlink(missing_ok=True)

    def add(self, table: str, rows: "pl.DataFrame | pa.Table") -> None:
        """Append rows to a table; the columns are those of the layout in any order, and nobody may change them."""
        self.add_all(table, [rows])

    def add_all(self, table: str, pieces: "Iterable[pl.DataFrame | pa.Table]") -> None:
        """Append rows that come in pieces; the writer asks for each when it has written the one before."""

        def write() -> None:
            for rows in pieces:
                if not self._open:
                    return
                if len(rows):
                    found = rows.to_arrow() if isinstance(rows, pl.DataFrame) else rows
                    self._cursor.adbc_ingest(table, found, mode="append")

        self._write(write)

    def add_parts(self, parts: NDArray[np.void], persons: NDArray[np.int32]) -> None:
        """Append the parts of some people (sorted); `parts` may come in any order of owners."""
        shares, acts = packed_parts(parts, persons)
        self.add("detail", pa.table({"person": pa.array(persons), "shares": shares, "acts": acts}))

    def add_placings(self, numbers: Float32, persons: NDArray[np.int32]) -> None:
        """Append where people (sorted) stand under every method: a row of numbers for each."""
        whole = np.ascontiguousarray(numbers, dtype="<f4")
        rows = whole.view(np.dtype((np.void, whole.itemsize * whole.shape[1]))).reshape(-1)
        self.add("placing", pa.table({"person": pa.array(persons), "numbers": packed_by(rows, persons, persons)}))

    def finish(self, facts: Facts) -> None:
        """Write what is known of the run as a whole, the indexes, and everything to the disk."""
        rows = {"layout": [LAYOUT_VERSION], "facts": [json.dumps(facts, sort_keys=True)]}
        self.add("run", pl.DataFrame(rows))
        self._write(lambda: self._run_all(INDEXES + "COMMIT"))
        self._settle(0)
        self._saving.finish()
        self._close()

    def _write(self, step: Callable[[], object]) -> None:
        """Have the writer do a step after all others; raises what one of them raised."""
        self._waiting.append(self._writer.submit(step))
        self._settle(WAITING)

    def _settle(self, left: int) -> None:
        """Wait until at most so many steps are left to do."""
        while len(self._waiting) > left:
            self._waiting.popleft().result()
        self._saving.go_on()

    def _close(self) -> None:
        self._open = False  # the writer asks for no more pieces
        self._writer.shutdown(cancel_futures=True)
        self._saving.close()
        self._cursor.close()
        self._connection.close()

    def _run_all(self, statements: str) -> None:
        for statement in statements.split(";"):
            if statement.strip():
                self._cursor.execute(statement)


class _Saving:
    """Brings a file to the disk while it grows, by a thread of its own.

    A system tells of an error of the disk once only, so every step is looked at, and raises it by the next one.
    """

    def __init__(self, path: Path) -> None:
        self._path, self._saved = path, 0
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="disk")
        self._under_way: Future[None] | None = None

    def go_on(self) -> None:
        """Begin the next step where none is under way, and much was written since."""
        size = self._path.stat().st_size
        if size - self._saved >= MUCH and (self._under_way is None or self._under_way.done()):
            self._settle()
            self._under_way, self._saved = self._thread.submit(self._save), size

    def finish(self) -> None:
        """Bring all of it to the disk."""
        self._settle()
        self._save()

    def close(self) -> None:
        """Wait for the step that is under way."""
        self._thread.shutdown()

    def _settle(self) -> None:
        if self._under_way is not None:
            self._under_way.result()

    def _save(self) -> None:
        with self._path.open("rb+") as file:
            os.fsync(file.fileno())
