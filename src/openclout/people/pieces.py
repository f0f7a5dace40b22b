"""Long tables that are read piece by piece.

Comes in: pieces sorted by a key, and tables sorted by the same key. Goes out: pieces with what the tables say of them.
What is done for a piece costs what the piece costs, however long the other table is.
"""

from collections.abc import Callable, Iterable

import numpy as np
import polars as pl
from numpy.typing import NDArray

Pieces = Callable[[], Iterable[pl.DataFrame]]
"""Gives a long table piece by piece, as often as it is asked."""
Hashes = NDArray[np.uint64]


def beside(piece: pl.DataFrame, table: pl.DataFrame, on: str) -> pl.DataFrame:
    """A piece with the columns of a table that has a row for some of its keys; both are sorted by the key."""
    keys = piece[on].to_numpy()
    first, last = np.searchsorted(table[on].to_numpy(), [keys[0], keys[-1] + 1]) if len(keys) else (0, 0)
    return piece.join(table[first:last], on=on, how="left", maintain_order="left")


def among(hashes: Hashes, wanted: Hashes) -> pl.Series:
    """Which hashes are among the wanted ones; these are sorted."""
    if not len(wanted):
        return pl.Series(np.zeros(len(hashes), dtype=np.bool_))
    place = np.minimum(np.searchsorted(wanted, hashes), len(wanted) - 1)
    return pl.Series(wanted[place] == hashes)
