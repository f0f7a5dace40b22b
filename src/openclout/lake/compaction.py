"""Many small files become few large ones, in the order in which they are read.

Comes in: the files of the lake. Goes out: the same rows. Within a month, interactions are sorted by target, then
instant, so that a reader of a range of targets skips what lies outside. Each month is replaced in one commit: a
process killed in between leaves the old files or the new ones.
"""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import polars as pl

from openclout.lake.store import ROW_GROUP, SORTED, Store

PIECE = 64 * ROW_GROUP
"""Rows sorted at once (about 8 million, 300 MB); a larger month becomes several files."""


def compact(stores: dict[str, Store]) -> None:
    """Rewrite every month that is not sorted yet, and the tables of small commits."""
    interactions = stores["interactions"]
    for month in interactions.months():
        files = interactions.files([month])
        if not all(Path(file).name.startswith(SORTED) for file in files):
            added = [interactions.written(piece, month, prefix=SORTED) for piece in pieces(files)]
            interactions.commit(added, files, {})
    for name, store in stores.items():
        files = store.files()
        if name not in ("interactions", "raw_pages") and len(files) > 1:
            store.commit([store.written(merged(store), None, prefix=SORTED)], files, {})


def merged(store: Store) -> pl.DataFrame:
    """All rows of a table that is not split by month, in their order."""
    rows = store.scan().collect()
    return rows.sort("seen") if "seen" in rows.columns else rows.sort(rows.columns)


def pieces(files: list[str]) -> Iterator[pl.DataFrame]:
    """The rows of some files, sorted by target and instant, about `PIECE` at a time."""
    rows = pl.scan_parquet(files, hive_partitioning=False, glob=False)
    for low, high in ranges(rows):
        piece = rows.filter(pl.col("target") >= low, pl.col("target") < high).collect()
        yield piece.sort("target", "at", "id")


def ranges(rows: pl.LazyFrame) -> list[tuple[int, int]]:
    """Ranges of targets with about `PIECE` rows each, or one target."""
    often = rows.group_by("target").agg(rows=pl.len()).sort("target").collect()
    piece = (often["rows"].cast(pl.Int64).cum_sum() - 1) // PIECE
    starts = often.select("target", piece=piece).group_by("piece").agg(pl.min("target")).sort("piece")["target"]
    bounds = [*starts.to_list(), int(often["target"].max() or 0) + 1]  # type: ignore[arg-type]
    return list(pairwise(bounds))
