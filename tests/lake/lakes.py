"""Small lakes for the tests."""

from collections.abc import Sequence
from datetime import UTC, datetime

import polars as pl

from openclout.lake import NAMED, OPTIONAL, Batch, Lake
from openclout.vocabulary.tables import LAKE

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
        "remaining": {"network": "forum", "account": "ann", "native_id": None, "at": START, "told": False},
        "changed": {"network": "forum", "native_id": "7", "version": START, "target": None, "act": None},
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
    return pl.DataFrame([{**usual[name], **row} for row in rows], schema=NAMED[name] | OPTIONAL.get(name, {}))


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


FIRST_COMMIT = f"{0:020}.json"
"""Makes a table, before it has rows."""


def killed(lake: Lake, step: Batch, spared: int) -> None:
    """A process that dies when it has committed to so many tables."""
    logs = [lake.folder / table.name / "_delta_log" for table in LAKE]
    before = [{file: file.read_bytes() for file in log.glob("*")} for log in logs]
    lake.append(step)
    lake.close()
    for log, known in list(zip(logs, before, strict=True))[spared:]:
        for file in set(log.glob("*")) - known.keys():
            if file.name != FIRST_COMMIT:
                file.unlink()
        for file, content in known.items():  # where the log was summed up last
            file.write_bytes(content)
