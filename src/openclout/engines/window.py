"""The interactions that a day's scores rest on, as the kernels want them, bucket by bucket.

Comes in: Arrow tables of the lake (actor, target, act, at, post, weight). Goes out: `Bucket`s of `Rows`.
A bucket holds all rows of some people, so memory is bounded by a setting and not by the data. People with linked
accounts are the last bucket, whatever the number of buckets: the order of people is always the same.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from openclout.engines.population import Population
from openclout.scoring.compiled import compiled
from openclout.scoring.rows import Bool, Int16, Int32, Int64, Number, Rows, tally
from openclout.vocabulary.acts import Act
from openclout.vocabulary.tables import NO_POST

ROW_BYTES = 160
"""Memory that a row needs while its bucket is measured: its columns twice, its order, its points and its tie."""

TARGET_BYTES = 1000
"""Memory that a target needs besides: its standing, its parts, their packed form."""


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
    """Who (an account) acted on whom (a person), on which network and when: a row per interaction.

    `like` marks likes, where the table says what was done.
    """

    owner: Int32
    actor: Int32
    network: Int16
    at: Int64
    like: Bool | None


def end_of(day: date) -> datetime:
    """The first instant after a day: scores of a day know all that happened in it."""
    return datetime.combine(day + timedelta(days=1), time(), UTC)


def microseconds(at: datetime) -> int:
    """Microseconds since 1970."""
    return (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def ranges(rows_by_target: Int64, *, memory_limit_mb: int, workers: int) -> list[tuple[int, int]]:
    """Ranges of targets whose rows fit in memory, several at once; one target is never split.

    Several are about even, and as many for each worker as for the others, so that none is left waiting in the end.
    """
    room = _room(memory_limit_mb, workers)
    ends = np.concatenate([[0], np.cumsum(rows_by_target * ROW_BYTES + (rows_by_target > 0) * TARGET_BYTES)])
    cuts, keys = [0], len(rows_by_target)
    left = math.ceil(ends[-1] / room)
    left = math.ceil(left / workers) * workers if left > 1 else 1
    while cuts[-1] < keys:
        share = min(room, math.ceil((ends[-1] - ends[cuts[-1]]) / max(1, left)))
        following = int(np.searchsorted(ends, ends[cuts[-1]] + share, side="right")) - 1
        cuts.append(min(max(following, cuts[-1] + 1), keys))
        left -= 1
    return list(pairwise(cuts))


def large(
    cuts: Iterable[tuple[int, int]], rows_by_target: Int64, *, memory_limit_mb: int, workers: int
) -> frozenset[tuple[int, int]]:
    """The ranges that are one target whose rows do not fit in memory beside others."""
    room = _room(memory_limit_mb, workers)
    return frozenset((low, high) for low, high in cuts if high - low == 1 and rows_by_target[low] * ROW_BYTES > room)


def _room(memory_limit_mb: int, workers: int) -> int:
    """The bytes that a range may need: each worker has one, and one more waits."""
    return max(1, memory_limit_mb * 2**20 // (workers + 1))


def rows_by_target(batches: Iterable[pa.RecordBatch], keys: int) -> Int64:
    """How many rows each target has."""
    found = np.zeros(keys, dtype=np.int64)
    for batch in batches:
        tally(batch.column("target").to_numpy(), found)
    return found


def bucket(table: pa.Table, people: Population, *, linked: bool) -> Bucket:
    """The rows of people who hold linked accounts, or of all others, without what people did to themselves."""
    target, actor = column(table, "target", np.int32), column(table, "actor", np.int32)
    kept, own = _kept(target, actor, people, linked=linked)
    target = _taken(target, kept)
    persons, place = _places(people.accounts.person[target])
    return Bucket(persons, rows_of(table, people, place, kept), target, own)


def rows_of(table: pa.Table, people: Population, owner: Int32, which: Int64 | None) -> Rows:
    """Some rows of a table (by number, None: all) as the kernels want them, each with its owner."""
    return Rows(
        owner=owner,
        actor=_taken(column(table, "actor", np.int32), which),
        at=_taken(column(table, "at", np.int64), which),
        act=_taken(column(table, "act", np.int8), which),
        network=people.accounts.network[_taken(column(table, "target", np.int32), which)],
        post=_taken(column(table, "post", np.int64), which),
        weight=_taken(column(table, "weight", np.float32), which),
    )


def _taken(values: NDArray[Number], which: Int64 | None) -> NDArray[Number]:
    """Some values, or all of them, as an array of its own: kernels are compiled once more for what is read-only."""
    if which is not None:
        return values[which]
    return values if values.flags.writeable else values.copy()


def pairs(table: pa.Table, people: Population, between: tuple[int, int], *, linked: bool) -> Pairs:
    """The rows from one instant to before another as pairs; the same rows as in the bucket."""
    table = during(table, between)
    target, actor = column(table, "target", np.int32), column(table, "actor", np.int32)
    kept, _ = _kept(target, actor, people, linked=linked)
    like = _taken(column(table, "act", np.int8), kept) == Act.LIKE if "act" in table.column_names else None
    target, at = _taken(target, kept), _taken(column(table, "at", np.int64), kept)
    return Pairs(people.accounts.person[target], _taken(actor, kept), people.accounts.network[target], at, like)


def during(table: pa.Table, between: tuple[int, int]) -> pa.Table:
    """The rows from one instant to before another, in microseconds; the table itself if that is all of them."""
    at = column(table, "at", np.int64)
    if between[0] <= at.min(initial=between[0]) and at.max(initial=between[0]) < between[1]:
        return table
    return table.filter(pa.array((at >= between[0]) & (at < between[1])))


def aimed(table: pa.Table, targets: Int32, keys: int) -> pa.Table:
    """The rows with these targets; keys run from 0 to below `keys`."""
    wanted = np.zeros(keys, dtype=np.bool_)
    wanted[targets] = True
    return table.filter(pa.array(wanted[column(table, "target", np.int32)]))


def column(table: pa.Table, name: str, kind: type[Number]) -> NDArray[Number]:
    """A column as an array, read-only and without a copy where Arrow has it in one piece; no post is NO_POST."""
    pieces = [_numbers(piece, kind) for piece in table[name].chunks]
    return pieces[0] if len(pieces) == 1 else np.concatenate([np.zeros(0, dtype=kind), *pieces])


def _numbers(piece: pa.Array, kind: type[Number]) -> NDArray[Number]:
    if pa.types.is_timestamp(piece.type):
        piece = piece.cast(pa.int64())
    if piece.null_count:
        piece = piece.fill_null(NO_POST)
    return np.asarray(piece.to_numpy(), dtype=kind)


def _kept(target: Int32, actor: Int32, people: Population, *, linked: bool) -> tuple[Int64 | None, int]:
    """The numbers of the rows that stay (None: all), and how many of the others are what people did to themselves."""
    if not linked and not len(people.persons.joined) and not np.any(target == actor):
        return None, 0  # as nearly always, where nobody holds several accounts
    joined = np.zeros(len(people.accounts.person), dtype=np.bool_)
    joined[people.persons.joined] = True
    mine = joined == linked
    staying, own = _counted(target, actor, people.accounts.person, mine)
    if staying == len(target):
        return None, own
    return _staying(target, actor, people.accounts.person, mine, staying), own


@compiled
def _counted(target: Int32, actor: Int32, person: Int32, mine: Bool) -> tuple[int, int]:
    staying, own = 0, 0
    for i in range(len(target)):
        if mine[target[i]]:
            alone = actor[i] >= 0 and person[actor[i]] == person[target[i]]
            own += alone
            staying += not alone
    return staying, own


@compiled
def _staying(target: Int32, actor: Int32, person: Int32, mine: Bool, staying: int) -> Int64:
    which, kept = np.empty(staying, dtype=np.int64), 0
    for i in range(len(target)):
        if mine[target[i]] and not (actor[i] >= 0 and person[actor[i]] == person[target[i]]):
            which[kept] = i
            kept += 1
    return which


def _places(owner: Int32) -> tuple[Int32, Int32]:
    """The distinct owners, sorted, and the place of each row's owner among them."""
    if not len(owner):
        return owner, owner
    lowest = owner.min()
    present = np.zeros(owner.max() - lowest + 1, dtype=np.bool_)
    present[owner - lowest] = True
    place = (np.cumsum(present) - 1).astype(np.int32)
    return (np.flatnonzero(present) + lowest).astype(np.int32), place[owner - lowest]
