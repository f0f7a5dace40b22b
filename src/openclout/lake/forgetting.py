"""An account leaves the lake: every table, and the history.

Comes in: an account. Goes out: nothing of it. Files that mention it are written anew without it, and then every
file that is no longer part of a table is deleted. The key is not given again.
"""

from dataclasses import dataclass

import polars as pl

from openclout.lake.store import Store

FORGOTTEN = "lake/forgotten"


@dataclass(frozen=True)
class Trace:
    """How an account is recognised: its key, and every name it had."""

    key: int
    names: tuple[str, ...]

    def conditions(self) -> dict[str, pl.Expr]:
        """The rows of each table that tell of the account."""
        key = pl.lit(self.key, pl.Int32)
        return {
            "interactions": (pl.col("actor") == key) | (pl.col("target") == key),
            "posts": pl.col("author") == key,
            "counts": pl.col("account") == key,
            "rejects": self._mentioned("reason"),
            "raw_pages": self._mentioned("reader", "cursor", "url") | self._contained("body"),
            "accounts": pl.col("key") == key,
        }

    def _mentioned(self, *columns: str) -> pl.Expr:
        found = [pl.col(column).str.contains(name, literal=True) for column in columns for name in self.names]
        return pl.any_horizontal(found).fill_null(value=False)

    def _contained(self, column: str) -> pl.Expr:
        found = [pl.col(column).bin.contains(name.encode()) for name in self.names]
        return pl.any_horizontal(found).fill_null(value=False)


def trace(accounts: Store, network: str, native_id: str) -> Trace | None:
    """What the lake knows an account by; None if it does not know it."""
    rows = accounts.scan().filter(pl.col("network") == network, pl.col("native_id") == native_id).collect()
    if rows.is_empty():
        return None
    names = rows["native_id"].append(rows["handle"]).drop_nulls().unique().sort()
    return Trace(int(rows["key"][0]), tuple(name for name in names if name))


def forget(stores: dict[str, Store], network: str, native_id: str) -> int:
    """Remove an account; the rows that went. The accounts table is last, so that a broken attempt can be repeated."""
    found = trace(stores["accounts"], network, native_id)
    conditions = found.conditions() if found is not None else {}
    gone = sum(without(stores[name], condition) for name, condition in conditions.items())
    # Also when nothing was found: an earlier attempt may have been broken off just before this.
    for store in stores.values():
        if store.delta is not None:
            store.delta.vacuum(retention_hours=0, enforce_retention_duration=False, dry_run=False, full=True)
    return gone


def without(store: Store, condition: pl.Expr) -> int:
    """Commit a table without the rows that meet a condition; how many they were."""
    added, removed, gone = [], [], 0
    for month in store.months() if store.table.partition else [None]:
        for file in store.files(None if month is None else [month]):
            rows = pl.read_parquet(file, hive_partitioning=False, glob=False)
            kept = rows.filter(~condition)
            if kept.height < rows.height:
                gone += rows.height - kept.height
                removed.append(file)
                prefix = file.rpartition("/")[2].partition("-")[0]
                added += [store.written(kept, month, prefix=prefix)] if kept.height else []
    if removed:
        store.commit(added, removed, {FORGOTTEN: (store.number(FORGOTTEN) or 0) + 1})
    return gone
