"""A table that lies on the disk while its memory is needed for something else.

Comes in: a table. Goes out: the same table, whole, in pieces, or some rows of it. The file has no name: however the
process ends, nothing is left of it.
"""

from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryFile
from weakref import finalize

import numpy as np
import polars as pl
import pyarrow as pa

from openclout.scoring.rows import Int32, Int64

PIECE_ROWS = 1 << 16
"""The rows of a piece, and what is read at once."""


class Kept:
    """A table in memory, or on the disk once it is put aside; everybody who has it reads the same one."""

    def __init__(self, table: pl.DataFrame) -> None:
        self._many = len(table)
        self._read: Callable[[int, int], pl.DataFrame] = lambda first, last: table[first:last]

    def __len__(self) -> int:
        return self._many

    def put_aside(self, folder: Path) -> None:
        """Move the table to the disk of a folder. Raises OSError if that is full."""
        file = TemporaryFile(dir=folder)  # noqa: SIM115 - it lasts as long as the table
        finalize(self, file.close)
        schema = self.rows(0, 0).to_arrow().schema
        with pa.ipc.new_file(file, schema) as writer:
            for piece in self.pieces():
                writer.write_batch(piece.to_arrow().combine_chunks().to_batches()[0])
        stored = pa.ipc.open_file(file)

        def read(first: int, last: int) -> pl.DataFrame:
            low, high = first // PIECE_ROWS, -(-last // PIECE_ROWS)
            batches = [stored.get_batch(number) for number in range(low, high)]
            found = pl.DataFrame(pa.Table.from_batches(batches, schema))
            return found[first - low * PIECE_ROWS : last - low * PIECE_ROWS]

        self._read = read

    def rows(self, first: int, last: int) -> pl.DataFrame:
        """The rows from number `first` to before `last`."""
        return self._read(first, last)

    def taken(self, numbers: Int64 | Int32) -> pl.DataFrame:
        """The rows with these numbers, which ascend."""
        starts = range(0, self._many, PIECE_ROWS)
        cuts = [*np.searchsorted(numbers, starts).tolist(), len(numbers)]
        found = [
            self.rows(first, min(first + PIECE_ROWS, self._many))[numbers[low:high] - first]
            for first, (low, high) in zip(starts, pairwise(cuts), strict=True)
            if low < high
        ]
        return pl.concat([self.rows(0, 0), *found])

    def whole(self) -> pl.DataFrame:
        """All rows."""
        return self._read(0, self._many)

    def pieces(self) -> Iterator[pl.DataFrame]:
        """All rows, a few at a time."""
        for first in range(0, self._many, PIECE_ROWS):
            yield self._read(first, min(first + PIECE_ROWS, self._many))
