"""Many small files become few large ones, in the order in which they are read.

Comes in: the files of the lake. Goes out: the same rows, but for those that were withdrawn: these leave the disk.
Within a month, interactions are sorted by target, then instant, so that a reader of a range of targets skips what lies
outside. Each month is replaced in one commit: a process killed in between leaves the old files or the new ones.
"""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import polars as pl

from openclout.lake.clearing import emptied, without
from openclout.lake.forgetting import naming, page_naming
from openclout.lake.once import yielding
from openclout.lake.store import ROW_GROUP, SEEN, SORTED, Store
from openclout.lake.withdrawing import CLEARED, Withdrawn, pending
from openclout.vocabulary.tables import CHANGED, WITHDRAWN

CLEARABLE = ("interactions", "posts", "counts", "rejects", "raw_pages", "accounts")
"""The accounts come last: they tell the names by which the others are searched."""
PIECE = 64 * ROW_GROUP
"""Rows sorted at once (about 8 million, 300 MB); a larger month becomes several files."""


def compact(stores: dict[str, Store]) -> None:
    """Clear the tables of what was withdrawn, rewrite every month that is not sorted yet, and small commits."""
    for name in CLEARABLE:
        clear(stores, name)
    interactions = stores["interactions"]
    for month in interactions.months():
        files = interactions.files([month])
        if not all(Path(file).name.startswith(SORTED) for file in files):
            rows = interactions.rows(files)
            added = [interactions.written(piece, month, prefix=SORTED) for piece in pieces(rows)]
            interactions.commit(added, files, {})
    for name, store in stores.items():
        files = store.files()
        if name not in ("interactions", "raw_pages") and len(files) > 1:
            store.commit([store.written(merged(store), None, prefix=SORTED)], files, {})


def clear(stores: dict[str, Store], name: str) -> None:
    """Take out of a table what was withdrawn, and delete the files that held it."""
    withdrawn, store = stores["withdrawn"], stores[name]
    gone = pending(withdrawn, store, store.scan())
    if gone is None or store.delta is None:
        return
    condition = _speaking_of(gone, stores["accounts"])[name]
    if name == "interactions":
        note(withdrawn, yielding(store.scan().filter(condition), stores["accounts"].scan()))
    if without(store, condition, {}, told={CLEARED: withdrawn.number(SEEN) or 0}):
        emptied(store)


def note(withdrawn: Store, rows: pl.DataFrame) -> None:
    """Add to what was withdrawn without saying anything new of what the lake holds."""
    if rows.height:
        first = withdrawn.number(SEEN) or 0
        rows = rows.with_columns(seen=pl.int_range(first, first + rows.height))
        withdrawn.commit([withdrawn.written(rows, None)], [], {}, told={SEEN: first + rows.height})


def _speaking_of(gone: Withdrawn, accounts: Store) -> dict[str, pl.Expr]:
    """The rows of each table that speak of something withdrawn."""
    known = accounts.scan().filter(pl.col("key").is_in(gone.accounts.implode())).select("native_id", "handle").collect()
    names = [name for name in known["native_id"].append(known["handle"]).drop_nulls().unique().sort() if name]
    return gone.conditions() | {"rejects": naming(names, "reason"), "raw_pages": page_naming(names)}


def merged(store: Store) -> pl.DataFrame:
    """All rows of a table that is not split by month, in their order."""
    rows = store.scan().collect()
    if store.table is WITHDRAWN:
        version = pl.when(pl.col("kind") == CHANGED).then("at")
        told = [*rows.drop("at", "seen").columns, "version"]
        rows = rows.sort("seen").with_columns(version=version).unique(told, keep="first", maintain_order=True)
        return rows.drop("version")
    return rows.sort("seen") if "seen" in rows.columns else rows.sort(rows.columns)


def pieces(rows: pl.LazyFrame) -> Iterator[pl.DataFrame]:
    """The rows, sorted by target and instant, about `PIECE` at a time."""
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
