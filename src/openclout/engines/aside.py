"""What lies on the disk while its memory is needed for something else.

Comes in: tables and arrays. Goes out: the same ones, when they are asked for. The file has no name: however the process
ends, nothing is left of it.
"""

import os
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryFile
from threading import Lock
from weakref import finalize

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from openclout.scoring.rows import Int32, Int64, Number

PIECE_ROWS = 1 << 16
"""The rows of a piece of a long table, and what is read at once."""
RUN_PIECES = 1 << 7
"""So many pieces are sorted at once."""
STRETCH_PIECES = 1 << 5
"""About so many pieces are a stretch of all runs together."""

PACKED = pa.ipc.IpcWriteOptions(compression="lz4")
"""Names take a third of the disk, for a quarter of a second of computing in a million."""

Table = Callable[[], pl.DataFrame]
"""Gives a table that was put aside."""


class Aside:
    """Keeps tables and arrays in a file of a folder; without a folder, in memory.

    Several threads may use it at once. Raises OSError where the disk is full.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._file: int | None = None
        self._size, self._lock = 0, Lock()
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            file = TemporaryFile(dir=folder)  # noqa: SIM115 - it lasts as long as what was put aside
            self._file = file.fileno()
            finalize(self, file.close)

    def table(self, rows: pl.DataFrame) -> Table:
        """Put a table aside."""
        if self._file is None:
            return lambda: rows
        found, sink = rows.to_arrow(), pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, found.schema, options=PACKED) as writer:
            writer.write_table(found)
        stored = self.array(np.frombuffer(sink.getvalue(), dtype=np.uint8))
        return lambda: pl.DataFrame(pa.ipc.open_stream(pa.py_buffer(stored())).read_all())

    def array(self, values: NDArray[Number]) -> Callable[[], NDArray[Number]]:
        """Put an array of one dimension aside; what gives it back."""
        if self._file is None:
            return lambda: values
        with self._lock:
            first, self._size = self._size, self._size + values.nbytes
        written, at = values.view(np.uint8).data, first
        while written:  # a system writes less than it is given where that is very much
            done = os.pwrite(self._file, written, at)
            written, at = written[done:], at + done
        many, kind = len(values), values.dtype
        return lambda: self._array(first, many, kind)

    def _array(self, at: int, many: int, kind: np.dtype[Number]) -> NDArray[Number]:
        found = np.empty(many, dtype=kind)
        left = found.view(np.uint8).data
        while left:
            done = os.preadv(self._file or 0, [left], at)
            left, at = left[done:], at + done
        return found


class Kept:
    """A long table in pieces, wherever they lie."""

    def __init__(self, pieces: Iterable[pl.DataFrame], aside: Aside) -> None:
        """Keep a table that comes in pieces, one at least."""
        self._pieces = [aside.table(piece) for piece in _cut(pieces, PIECE_ROWS)]

    def taken(self, numbers: Int64 | Int32) -> pl.DataFrame:
        """The rows with these numbers, which ascend."""
        starts = range(0, PIECE_ROWS * len(self._pieces), PIECE_ROWS)
        cuts = [*np.searchsorted(numbers, starts).tolist(), len(numbers)]
        found = [
            self._pieces[place]()[numbers[low:high] - first]
            for place, (first, (low, high)) in enumerate(zip(starts, pairwise(cuts), strict=True))
            if low < high
        ]
        return pl.concat(found) if found else self.none()

    def whole(self) -> pl.DataFrame:
        """All rows."""
        return pl.concat(self.pieces())

    def none(self) -> pl.DataFrame:
        """The columns without a row."""
        return self._pieces[0]().clear()

    def pieces(self) -> Iterator[pl.DataFrame]:
        """All rows, a few at a time; one piece at least."""
        return (piece() for piece in self._pieces)


def in_order(pieces: Iterable[pl.DataFrame], by: Sequence[str], aside: Aside) -> Iterator[pl.DataFrame]:
    """All rows sorted by some columns, a stretch at a time; rows that agree in the first column are in one stretch.

    The first column has texts. Runs of RUN_PIECES are sorted and put aside, then stretches of all runs sorted together;
    so one text that most rows have needs the memory of these.
    """
    runs = [_Run(run.sort(by), by[0], aside) for run in _cut(pieces, RUN_PIECES * PIECE_ROWS)]
    firsts = sorted(first for run in runs for first in run.firsts)
    cuts = sorted(set(firsts[STRETCH_PIECES::STRETCH_PIECES]))
    for low, high in zip(("", *cuts), (*cuts, None), strict=True):
        stretch = pl.concat(run.between(low, high) for run in runs)
        yield stretch.sort(by) if len(runs) > 1 else stretch


class _Run:
    """Rows that are sorted by a column of texts, in pieces; `firsts` are the first texts of these."""

    def __init__(self, rows: pl.DataFrame, by: str, aside: Aside) -> None:
        self._by, self._none = by, rows.clear()
        self._pieces = [aside.table(piece) for piece in rows.iter_slices(PIECE_ROWS)]
        self.firsts = rows[by].gather_every(PIECE_ROWS).to_list()

    def between(self, low: str, high: str | None) -> pl.DataFrame:
        """The rows whose text is `low` or more, and less than `high` (None: any)."""
        first = max(0, bisect_left(self.firsts, low) - 1)
        last = bisect_left(self.firsts, high) if high is not None else len(self.firsts)
        text = pl.col(self._by)
        wanted = (text >= low) & (text < high) if high is not None else text >= low
        return pl.concat([self._none, *(piece().filter(wanted) for piece in self._pieces[first:last])])


def _cut(pieces: Iterable[pl.DataFrame], many: int) -> Iterator[pl.DataFrame]:
    """The same rows in pieces of so many, but for the last one."""
    left, rows = list[pl.DataFrame](), 0
    for piece in pieces:
        left.append(piece)
        rows += len(piece)
        if rows >= many:
            *full, last = pl.concat(left).iter_slices(many)
            yield from full
            left, rows = [last], len(last)
    yield pl.concat(left)
