"""Interactions as arrays, and the order in which the formula reads them.

Comes in: one array per column, a row per interaction. Goes out: `Rows`, and an `Order` that groups rows by owner and,
within an owner, by actor. Grouping is a counting sort by owner, then sorts of packed 64-bit words that fit the cache.
"""

from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from openclout.scoring.compiled import compiled, lean

Int8 = NDArray[np.int8]
Int16 = NDArray[np.int16]
Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]
Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]
Bool = NDArray[np.bool_]

Number = TypeVar("Number", bound=np.generic)

OWNER_BITS, ACTOR_BITS, ROW_BITS = 11, 31, 22
"""How a 64-bit word is shared: owners of a chunk, actors (any signed 32-bit key, plus one), rows of a chunk."""


def distinct_keys(keys: NDArray[Number]) -> NDArray[Number]:
    """The different keys, sorted; up to 50 times as quick as numpy's own `unique`, which hashes whole numbers."""
    found = np.sort(keys)
    first = np.ones(len(found), dtype=np.bool_)
    np.not_equal(found[1:], found[:-1], out=first[1:])
    return found[first]


@lean
def tally(keys: Int32, often: Int64) -> None:
    """Add to how often each key occurs, in place; numpy's own `bincount` makes a copy of the keys, twice as large."""
    for key in keys:
        often[key] += 1


class Rows(NamedTuple):
    """Interactions, one per row: who (`actor`, an account key; -1 nobody named) did what to whom (`owner`, a person).

    `at` is in microseconds since 1970, `network` an index into the run's networks, `post` a post key (-1: none).
    """

    owner: Int32
    actor: Int32
    at: Int64
    act: Int8
    network: Int16
    post: Int64
    weight: Float32


def chosen(rows: Rows, which: "Bool | Int64") -> Rows:
    """Some of the rows: those marked in a mask, or those with these numbers."""
    return Rows(
        rows.owner[which],
        rows.actor[which],
        rows.at[which],
        rows.act[which],
        rows.network[which],
        rows.post[which],
        rows.weight[which],
    )


class Order(NamedTuple):
    """Row numbers grouped by owner, then by actor. Owner `o` has `row[start[o]:start[o + 1]]`."""

    row: Int64
    start: Int64


@lean
def place_of(keys: Int32, key: int, guess: int) -> int:
    """Where a key stands in sorted ones, all there; at once if that is at `guess`, or just behind."""
    if keys[guess] == key:
        return guess
    if guess + 1 < len(keys) and keys[guess + 1] == key:
        return guess + 1
    return int(np.searchsorted(keys, key))


def ordered(rows: Rows, owners: int) -> Order:
    """The order of the rows; owners are 0 to `owners` - 1."""
    start = np.zeros(owners + 1, dtype=np.int64)
    np.cumsum(np.bincount(rows.owner, minlength=owners), out=start[1:])
    row = _by_owner(rows.owner, start)
    first = 0
    while first < owners:
        last = _chunk_end(start, first)
        _sort_chunk(rows, Order(row, start), first, last)
        first = last
    return Order(row, start)


def _chunk_end(start: Int64, first: int) -> int:
    """The end of the longest run of owners whose words fit, at least one owner."""
    room = start[first] + (1 << ROW_BITS)
    last = int(np.searchsorted(start, room, side="right")) - 1
    return min(max(last, first + 1), first + (1 << OWNER_BITS), len(start) - 1)


def _sort_chunk(rows: Rows, order: Order, first: int, last: int) -> None:
    low, high = order.start[first], order.start[last]
    if high - low <= 1:
        return
    bits = ROW_BITS if last - first > 1 else ROW_BITS + OWNER_BITS
    words = _words(rows, order, first, (low, high, bits))
    words.sort()
    order.row[low:high] = order.row[low + (words & np.uint64((1 << bits) - 1)).astype(np.int64)]


@compiled
def _by_owner(owner: Int32, start: Int64) -> Int64:
    """Row numbers by owner: a counting sort."""
    cursor = start[:-1].copy()
    row = np.empty(len(owner), dtype=np.int64)
    for i in range(len(owner)):
        o = owner[i]
        row[cursor[o]] = i
        cursor[o] += 1
    return row


@compiled
def _words(rows: Rows, order: Order, first: int, place: tuple[int, int, int]) -> NDArray[np.uint64]:
    """Owner, actor and place of each row of a chunk, packed so that sorting words sorts rows."""
    low, high, bits = place
    words = np.empty(high - low, dtype=np.uint64)
    for i in range(low, high):
        r = order.row[i]
        owner = np.uint64(rows.owner[r] - first)
        actor = np.uint64(np.int64(rows.actor[r]) + 1)
        words[i - low] = (owner << np.uint64(bits + ACTOR_BITS)) | (actor << np.uint64(bits)) | np.uint64(i - low)
    return words
