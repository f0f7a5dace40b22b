"""Names become keys: interactions in memory as the engines want them.

Comes in: interactions and counts under the names of their accounts. Goes out: who and what has which key, and a
`Source` of the rows. Keys follow the order of names, so the order of rows changes nothing.
"""

from itertools import pairwise

import numpy as np
import polars as pl
import pyarrow as pa

from openclout.engines.days import Range, Source
from openclout.engines.threads import cores
from openclout.vocabulary.tables import NO_POST, NOBODY

ROWS_ALONE = 500_000
"""Fewer rows than that are not worth a second thread."""
RANGES = 4
"""So many ranges of targets are there for each core, so that none is left waiting for long."""


def account_keys(rows: pl.DataFrame, counts: pl.DataFrame) -> pl.DataFrame:
    """Everybody in the rows, with keys in the order of their names."""
    sides = [rows.select("network", native_id=side).drop_nulls("native_id") for side in ("actor", "target")]
    names = pl.concat([*sides, counts.select("network", native_id="account")]).unique().sort("network", "native_id")
    return names.with_columns(
        key=pl.int_range(len(names), dtype=pl.Int32, eager=True), handle="native_id", title="native_id"
    )


def post_keys(rows: pl.DataFrame) -> pl.DataFrame:
    """Every post in the rows (post, key), with keys in the order of their names."""
    names = rows["post"].drop_nulls().unique().sort()
    return pl.DataFrame({"post": names, "key": pl.int_range(len(names), dtype=pl.Int64, eager=True)})


def keyed_rows(rows: pl.DataFrame, accounts: pl.DataFrame, posts: pl.DataFrame) -> pa.Table:
    """The rows with keys instead of names, by target; the formula brings the rows of each target into an order."""
    keys = accounts.select("network", "native_id", "key")
    return (
        rows.join(
            keys.rename({"key": "from"}), left_on=["network", "actor"], right_on=["network", "native_id"], how="left"
        )
        .join(keys.rename({"key": "to"}), left_on=["network", "target"], right_on=["network", "native_id"])
        .join(posts.rename({"key": "on"}), on="post", how="left")
        .select(
            actor=pl.col("from").fill_null(NOBODY),
            target="to",
            act="act",
            at="at",
            post=pl.col("on").fill_null(NO_POST),
            weight="weight",
        )
        .sort("target")
        .to_arrow()
    )


def keyed_counts(counts: pl.DataFrame, accounts: pl.DataFrame) -> pl.DataFrame:
    """The counts with keys instead of names."""
    keys = accounts.select("network", account="native_id", key="key")
    found = counts.join(keys, on=["network", "account"], maintain_order="left")
    return found.select(account="key", kind="kind", count="count").sort("account", "kind")


def source_of(table: pa.Table, counts: pl.DataFrame, keys: int) -> Source:
    """Where the rows (sorted by target) are; many are divided among the cores."""
    target = table["target"].to_numpy()
    many = RANGES * cores() if len(target) > ROWS_ALONE else 1
    cuts = [0, *np.unique(target[np.arange(1, many) * len(target) // many]).tolist(), keys]

    def read(part: Range, _columns: tuple[str, ...]) -> pa.Table:
        first, last = np.searchsorted(target, part)
        return table.slice(first, last - first)

    return Source(
        read=read,
        read_linked=lambda targets, _columns: table.filter(pa.array(np.isin(target, targets))),
        counts=lambda _day: counts,
        ranges=tuple((low, high) for low, high in pairwise(cuts) if low < high),
        workers=min(many, cores()),
        rows=len(table),
    )
