"""Small lakes for the tests."""

from collections.abc import Sequence
from datetime import UTC, datetime

import polars as pl

from openclout.lake import NAMED, Batch, Lake

Row = dict[str, object]
START = datetime(2026, 1, 1, tzinfo=UTC)


def frame(name: str, rows: Sequence[Row]) -> pl.DataFrame:
    """Rows of one table; what a row leaves out is as usual."""
    usual: dict[str, Row] = {
        "interactions": {
            "network": "forum",
            "actor": "ann",
            "target": "bob",
            "act": 1,
            "at": START,
            "post": None,
            "act_id": None,
            "weight": None,
        },
        "posts": {"network": "forum", "native_id": "p1", "author": "bob", "at": START, "url": None, "text": "Hello."},
        "counts": {"network": "forum", "account": "bob", "kind": "follower", "at": START, "count": 7},
        "accounts": {"network": "forum", "native_id": "bob", "handle": None, "title": None, "flags": None},
        "withdrawn": {"network": "forum", "kind": "act", "native_id": "7", "at": START},
        "remaining": {"network": "forum", "account": "ann", "native_id": None, "at": START},
        "rejects": {"source": "a.csv", "line": 2, "column": "at", "reason": "No time."},
        "raw_pages": {
            "reader": "forum:bob",
            "page": 1,
            "cursor": None,
            "url": "https://forum.example/bob",
            "kind": "profile",
            "status": 200,
            "headers": "{}",
            "about": "{}",
            "account": "forum:bob",
            "at": START,
            "body": b"{}",
        },
    }
    return pl.DataFrame([{**usual[name], **row} for row in rows], schema=NAMED[name])


def batch(reader: str = "reader", number: int = 0, **tables: Sequence[Row]) -> Batch:
    """A batch from plain rows by table."""
    rows = {name: frame(name, rows) for name, rows in tables.items()}
    return Batch(reader, number, rows, read=sum(len(tables.get(name, ())) for name in ("interactions", "rejects")))


def content(lake: Lake) -> dict[str, pl.DataFrame]:
    """Everything that can be read from a lake."""
    rows = pl.DataFrame(lake.interactions(columns=("id", "actor", "target", "act", "at", "post", "weight")))
    return {
        "accounts": lake.accounts(),
        "interactions": rows.sort(rows.columns),
        "posts": lake.posts(lake.post_keys()),
        "counts": lake.counts(),
        "rejects": lake.rejects(),
    }


def same(one: Lake, other: Lake) -> bool:
    """Whether two lakes hold the same."""
    first, second = content(one), content(other)
    return all(first[name].equals(second[name]) for name in first)
