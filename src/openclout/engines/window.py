"""The interactions that a day's scores rest on, as the kernels want them, bucket by bucket.

Comes in: Arrow tables of the lake (actor, target, act, at, post, weight). Goes out: `Bucket`s of `Rows`.
A bucket holds all rows of some people, so memory is bounded by a setting and not by the data. People with linked
accounts are the last bucket, whatever the number of buckets: the order of people is always the same.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from openclout.engines.population import Population
from openclout.scoring.rows import Bool, Int16, Int32, Int64, Rows
from openclout.vocabulary.tables import NO_POST

ROW_BYTES = 160
"""Memory that a row needs while its bucket is measured: its columns twice, its order, its points and its tie."""


@dataclass(frozen=True)
class Bucket:
    """All rows of some people: `rows.owner` is a place in `persons` (sorted keys), `target` the account acted on.

    `own` rows, what people did to themselves, were left out.
    """

    persons: Int32
    rows: Rows
    target: Int32
    own: int


class Pairs(NamedTuple):
    """Who (an account) acted on whom (a person), on which network: a row per interaction."""

    owner: Int32
    actor: Int32
    network: Int16


def end_of(day: date) -> datetime:
    """The first instant after a day: scores of a day know all that happened in it."""
    return datetime.combine(day + timedelta(days=1), time(), UTC)


def microseconds(at: datetime) -> int:
    """Microseconds since 1970."""
    return (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def ranges(rows_by_target: Int64, *, memory_limit_mb: int, workers: int) -> list[tuple[int, int]]:
    """Ranges of targets whose rows fit in memory, several at once; one target is never split."""
    room = max(1, memory_limit_mb * 2**20 // ROW_BYTES // (workers + 1))
    ends = np.concatenate([[0], np.cumsum(rows_by_target)])
    cuts, keys = [0], len(rows_by_target)
    while cuts[-1] < keys:
        following = int(np.searchsorted(ends, ends[cuts[-1]] + room, side="right")) - 1
        cuts.append(min(max(following, cuts[-1] + 1), keys))
    return list(zip(cuts[:-1], cuts[1:], strict=True))


def rows_by_target(batches: Iterable[pa.RecordBatch], keys: int) -> Int64:
    """How many rows each target has."""
    found = np.zeros(keys, dtype=np.int64)
    for batch in batches:
        found += np.bincount(batch.column("target").to_numpy(), minlength=keys)
    return found


def bucket(table: pa.Table, people: Population, *, linked: bool) -> Bucket:
    """The rows of people who hold linked accounts, or of all others, without what people did to themselves."""
    target, actor = _array(table, "target"), _array(table, "actor")
    kept, own = _kept(target, actor, people, linked=linked)
    columns = {name: _array(table, name)[kept] for name in ("at", "act", "post", "weight")}
    target = target[kept]
    persons, place = _places(people.accounts.person[target], len(people.accounts.person))
    network = people.accounts.network[target]
    return Bucket(persons, Rows(owner=place, actor=actor[kept], network=network, **columns), target, int(own))


def pairs(table: pa.Table, people: Population, between: tuple[int, int], *, linked: bool) -> Pairs:
    """Owner, actor and network of the rows from one instant to before another; the same rows as in the bucket."""
    at = _array(table, "at")
    table = (
        table
        if between[0] <= at.min(initial=between[0]) and at.max(initial=0) < between[1]
        else table.filter(pa.array((at >= between[0]) & (at < between[1])))
    )
    target, actor = _array(table, "target"), _array(table, "actor")
    kept, _ = _kept(target, actor, people, linked=linked)
    return Pairs(people.accounts.person[target[kept]], actor[kept], people.accounts.network[target[kept]])


def _kept(target: Int32, actor: Int32, people: Population, *, linked: bool) -> tuple[Bool, int]:
    """Which rows stay, and how many of the others are what people did to themselves."""
    joined = np.zeros(len(people.accounts.person), dtype=np.bool_)
    joined[people.persons.joined] = True
    chosen = joined[target] == linked
    person = people.accounts.person
    own = chosen & (actor >= 0) & (person[np.maximum(actor, 0)] == person[target])
    return chosen & ~own, int(own.sum())


def _array(table: pa.Table, name: str) -> Int64:
    column = table[name].combine_chunks()
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.int64())
    if column.null_count:
        column = pc.fill_null(column, NO_POST)
    return np.asarray(column.to_numpy())


def _places(owner: Int32, keys: int) -> tuple[Int32, Int32]:
    """The distinct owners, sorted, and the place of each row's owner among them."""
    present = np.zeros(keys, dtype=np.bool_)
    present[owner] = True
    place = (np.cumsum(present) - 1).astype(np.int32)
    return np.flatnonzero(present).astype(np.int32), place[owner]
