"""The tables of the lake: grain, columns, partitions.

Comes in: nothing. Goes out: one `Table` per table, with a polars schema.
Delta Lake knows no unsigned integers, so keys are signed and -1 stands for "nobody named".
"""

from dataclasses import dataclass

import polars as pl

INSTANT = pl.Datetime("us", "UTC")
NOBODY = -1
"""The actor of an anonymous act (a site vote, a view)."""
NO_POST = -1
"""The post of an act on an account itself, or on a post that nobody named."""
NO_NAME = 0
"""The `own` of an act for which its network has no name."""


@dataclass(frozen=True)
class Table:
    """A table: its name, what one row is, its columns, and the column that splits its files."""

    name: str
    grain: str
    columns: dict[str, pl.DataType]
    partition: str | None = None


ACCOUNTS = Table(
    "accounts",
    "one account as it was seen at one moment; the latest row of a key counts",
    {
        "key": pl.Int32(),
        "network": pl.String(),
        "native_id": pl.String(),
        "handle": pl.String(),
        "title": pl.String(),
        "flags": pl.Int16(),
    },
)
MOST_WEIGHT = 1e9
"""A row may weigh so much: sums and squares of weights stay far from where numbers end."""
INTERACTIONS = Table(
    "interactions",
    "one act of one account on another (or on its post), at one instant",
    {
        "id": pl.Int64(),
        "actor": pl.Int32(),
        "target": pl.Int32(),
        "act": pl.Int8(),
        "at": INSTANT,
        "post": pl.Int64(),
        "weight": pl.Float32(),
        "own": pl.Int64(),
        "month": pl.String(),
    },
    partition="month",
)
POSTS = Table(
    "posts",
    "one post, as last imported",
    {
        "post": pl.Int64(),
        "network": pl.String(),
        "native_id": pl.String(),
        "author": pl.Int32(),
        "at": INSTANT,
        "url": pl.String(),
        "text": pl.String(),
    },
)
COUNTS = Table(
    "counts",
    "one number that a network states of an account, at one instant",
    {
        "account": pl.Int32(),
        "kind": pl.String(),
        "at": INSTANT,
        "count": pl.Int64(),
    },
)
REJECTS = Table(
    "rejects",
    "one row of a file that could not be read, and why",
    {
        "source": pl.String(),
        "line": pl.Int64(),
        "column": pl.String(),
        "reason": pl.String(),
    },
)
RAW_PAGES = Table(
    "raw_pages",
    "one answer of a network to one question about an account, as it came, without its secrets",
    {
        "reader": pl.String(),
        "page": pl.Int64(),
        "cursor": pl.String(),
        "url": pl.String(),
        "kind": pl.String(),
        "status": pl.Int16(),
        "headers": pl.String(),
        "about": pl.String(),
        "account": pl.String(),
        "at": INSTANT,
        "body": pl.Binary(),
    },
)
WITHDRAWN = Table(
    "withdrawn",
    "one act, post or account that its network took back; `id` is the hash of its name on the network; "
    "or, of the kind `unnamed`, one act that was told without a name and gives way when its name is told; "
    "or, of the kind `changed`, one act that `stands` under a name since its network changed it, or that none does",
    {
        "kind": pl.String(),
        "id": pl.Int64(),
        "account": pl.Int32(),
        "at": INSTANT,
        "scope": pl.Int8(),
        "stands": pl.Int64(),
    },
)
ACT, POST, ACCOUNT = "act", "post", "account"
"""The kinds of what is withdrawn."""
UNNAMED = "unnamed"
"""The kind of what is not withdrawn yet: an act without a name of its own, by the name that we give it."""
CHANGED = "changed"
"""The kind of what has another version: of the acts under its name on an `account` (NOBODY: on any) and of the kind
`scope` (ANY: of any), only those stand that are told `at` the latest version."""
ANY = -1
NO_ACT = 0
"""The `stands` of a version in which no act is left."""
LAKE = (WITHDRAWN, ACCOUNTS, RAW_PAGES, POSTS, COUNTS, REJECTS, INTERACTIONS)
"""Every table, in the order in which a batch is committed: what is pointed at comes before what points."""
