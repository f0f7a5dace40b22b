"""Names become keys: interactions in memory as the engines want them.

Comes in: interactions and counts under the names of their accounts. Goes out: `Keyed`, and a `Source` of the rows. The
keys of accounts follow the order of names, those of posts are hashes, so the order of rows changes nothing.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import polars as pl
import pyarrow as pa

from openclout.engines.days import ALL, Range, Source
from openclout.engines.threads import cores
from openclout.lake.hashing import narrowed
from openclout.lake.keyed import first_seen, post_keys, single
from openclout.lake.memory import AccountKeys
from openclout.scoring.rows import distinct_keys
from openclout.vocabulary.tables import NOBODY

ROWS_ALONE = 500_000
"""Fewer rows than that are not worth a second thread."""
RANGES = 4
"""So many ranges of targets are there for each core, so that none is left waiting for long."""


@dataclass(frozen=True)
class Keyed:
    """Interactions and counts under keys.

    `accounts` has network, native_id, key, handle, title; `posts` has post and key; `rows` are sorted by target, and
    the formula brings those of each target into an order; `counts` has account, kind, count.
    """

    accounts: pl.DataFrame
    posts: pl.DataFrame
    rows: pa.Table
    counts: pl.DataFrame


def keyed(rows: pl.DataFrame, counts: pl.DataFrame) -> Keyed:
    """The interactions and counts with keys instead of names, by the hashes that the lake knows names by."""
    keys = AccountKeys()
    networks = narrowed(rows["network"])
    (actor, target), found = keys.assign(*(keys.names(networks, rows[side]) for side in ("actor", "target")))
    seen = first_seen(rows.select(network="network", first="actor", second="target"), found, keys)
    holder, more = single(counts["network"], counts["account"], keys)
    accounts = pl.concat([seen, more]).select("network", "native_id", "key").sort("network", "native_id")
    place = np.full(keys.following + 1, NOBODY, dtype=np.int32)  # the last is for nobody, -1
    place[accounts["key"].to_numpy()] = np.arange(len(accounts), dtype=np.int32)
    on = post_keys(rows["network"], rows["post"])
    table = pl.DataFrame({"actor": place[actor], "target": place[target], "post": on})
    stated = counts.select(account=pl.Series(place[holder]), kind="kind", count="count")
    return Keyed(
        accounts.with_columns(
            key=pl.int_range(len(accounts), dtype=pl.Int32, eager=True), handle="native_id", title="native_id"
        ),
        rows.select("post", key=on).drop_nulls("post").unique("key"),
        rows.select("act", "at", "weight").hstack(table).select(ALL).sort("target").to_arrow(),
        stated.sort("account", "kind"),
    )


def source_of(found: Keyed) -> Source:
    """Where the rows are; many are divided among the cores."""
    table, keys = found.rows, len(found.accounts)
    target = table["target"].to_numpy()
    many = RANGES * cores() if len(target) > ROWS_ALONE else 1
    cuts = [0, *distinct_keys(target[np.arange(1, many) * len(target) // many]).tolist(), keys]

    def read(part: Range, _columns: tuple[str, ...]) -> pa.Table:
        first, last = np.searchsorted(target, part)
        return table.slice(first, last - first)

    return Source(
        read=read,
        read_linked=lambda targets, _columns: table.filter(pa.array(np.isin(target, targets))),
        counts=lambda _day: found.counts,
        ranges=tuple((low, high) for low, high in pairwise(cuts) if low < high),
        workers=min(many, cores()),
        rows=len(table),
    )
