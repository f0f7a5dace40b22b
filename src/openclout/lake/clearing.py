"""Rows leave a table, and then the disk.

Comes in: a table and which rows are to go. Goes out: the files that hold one are written anew without it, in one
commit; after that, files that are no longer part of the table can be deleted.
"""

from collections.abc import Mapping

import polars as pl

from openclout.lake.store import Store


def without(store: Store, condition: pl.Expr, numbers: Mapping[str, int], told: Mapping[str, int] | None = None) -> int:
    """Commit a table without the rows that meet a condition; how many they were.

    `numbers` move if any row went, those `told` in any case.
    """
    added, removed, gone = [], [], 0
    for month in store.months() if store.table.partition else [None]:
        for file in store.files(None if month is None else [month]):
            rows = store.rows([file])
            found = rows.filter(condition).select(pl.len()).collect(engine="streaming").item()
            if found:
                gone += found
                removed.append(file)
                kept = rows.filter(~condition).collect()
                prefix = file.rpartition("/")[2].partition("-")[0]
                added += [store.written(kept, month, prefix=prefix)] if kept.height else []
    if removed or told:
        store.commit(added, removed, numbers if removed else {}, told=told)
    return gone


def emptied(store: Store) -> None:
    """Delete every file that is not part of a table now. Nobody may read the table meanwhile."""
    if store.delta is not None:
        store.delta.vacuum(retention_hours=0, enforce_retention_duration=False, dry_run=False, full=True)
