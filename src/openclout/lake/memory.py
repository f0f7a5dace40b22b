"""What a writer remembers: which ids are known, how often an anonymous act was seen, which key an account has.

Comes in: hashes. Goes out: yes or no, ordinals, keys. Tables with open addressing and linear probing, at most
three quarters full; the empty slot is 0.

Large tables fit no cache, and each look at one waits for the memory. So the slots of some rows ahead are read at once
before any of them is looked at: the memory answers to many in the time of one.
"""

import secrets

import numpy as np
import numpy.typing as npt
import polars as pl

from openclout.lake.hashing import Words, buffers, mixed, name_hashes_twice, network_hashes, within
from openclout.scoring.compiled import compiled

Keys = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]
Names = tuple[Words, Words]
"""Two hashes per name; 0 where there is no name."""
SMALLEST = 1 << 10
AHEAD = 64
"""So many rows are read ahead; more of them would drive each other out of the nearest cache."""


@compiled
def _slot(slots: Words, which: np.uint64) -> np.uint64:
    """The slot that holds an id, or the empty one where it belongs."""
    mask = np.uint64(len(slots) - 1)
    place = which & mask
    while slots[place] != 0 and slots[place] != which:
        place = (place + np.uint64(1)) & mask
    return place


@compiled
def _note(slots: Words, ids: Words) -> Flags:
    """Put the ids in; true for each that was not there yet."""
    mask = np.uint64(len(slots) - 1)
    fresh = np.zeros(len(ids), np.bool_)
    ahead = np.empty(AHEAD, np.uint64)
    for row in range(len(ids)):
        if row % AHEAD == 0:
            for other in range(row, min(row + AHEAD, len(ids))):
                ahead[other - row] = slots[ids[other] & mask]
        if ahead[row % AHEAD] == ids[row]:
            continue
        place = _slot(slots, ids[row])
        if slots[place] == 0:
            slots[place] = ids[row]
            fresh[row] = True
    return fresh


@compiled
def _carry(slots: Words, larger: Words) -> None:
    """Put all ids of a table into a larger one."""
    for old in range(len(slots)):
        if slots[old] != 0:
            larger[_slot(larger, slots[old])] = slots[old]


@compiled
def _holds(slots: Words, ids: Words) -> Flags:
    """Which of the ids are there."""
    found = np.zeros(len(ids), np.bool_)
    for row in range(len(ids)):
        found[row] = slots[_slot(slots, ids[row])] != 0
    return found


@compiled
def _number(slots: Words, times: Keys, rows: Words, which: Flags) -> Words:
    """How often each chosen row was seen before."""
    before = np.zeros(len(rows), np.uint64)
    for row in range(len(rows)):
        if which[row]:
            place = _slot(slots, rows[row])
            slots[place] = rows[row]
            before[row] = times[place]
            times[place] += 1
    return before


@compiled
def _moved(slots: Words, times: Keys, size: int) -> tuple[Words, Keys]:
    """The same numbers in a larger table."""
    larger, counts = np.zeros(size, np.uint64), np.zeros(size, np.int32)
    _carry(slots, larger)
    for old in range(len(slots)):
        if slots[old] != 0:
            counts[_slot(larger, slots[old])] = times[old]
    return larger, counts


@compiled
def _place(slots: Keys, known: Names, open_name: np.uint64, secret: np.uint64) -> np.uint64:
    """The slot that holds the account, or the empty one where it belongs."""
    opened, closed = known
    mask = np.uint64(len(slots) - 1)
    place = open_name & mask
    while slots[place] >= 0 and (opened[slots[place]] != open_name or closed[slots[place]] != secret):
        place = (place + np.uint64(1)) & mask
    return place


@compiled
def _assign(
    slots: Keys, known: Names, sides: tuple[Names, Names], first: int
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int64], int]:
    """A key for each name of both sides, -1 for no name; new names get the next keys, row by row.

    Also where each new name was found: twice the row, plus one on the second side.
    """
    keys = np.full((2, len(sides[0][0])), -1, np.int32)
    found = np.empty(2 * len(sides[0][0]), np.int64)
    following = first
    for row in range(keys.shape[1]):
        for side in range(2):
            name, secret = np.uint64(sides[side][0][row]), np.uint64(sides[side][1][row])
            if name != 0:
                place = _place(slots, known, name, secret)
                if slots[place] < 0:
                    slots[place] = following
                    known[0][following], known[1][following] = name, secret
                    found[following - first] = 2 * row + side
                    following += 1
                keys[side, row] = slots[place]
    return keys, found[: following - first], following


@compiled
def _find(slots: Keys, known: Names, names: Names) -> Keys:
    """The key of each name; -1 for those that have none."""
    keys = np.full(len(names[0]), -1, np.int32)
    for row in range(len(keys)):
        if names[0][row] != 0:
            keys[row] = slots[_place(slots, known, np.uint64(names[0][row]), np.uint64(names[1][row]))]
    return keys


@compiled
def _restore(slots: Keys, known: Names, keys: Keys) -> None:
    """Put accounts whose keys are known into their slots."""
    for row in range(len(keys)):
        key = keys[row]
        slots[_place(slots, known, np.uint64(known[0][key]), np.uint64(known[1][key]))] = key


def room(rows: int) -> int:
    """The size of a table that `rows` fill to at most three quarters: a power of two."""
    size = SMALLEST
    while 3 * size < 4 * rows:
        size *= 2
    return size


class Known:
    """Ids that were seen before: of interactions that are kept, of what was taken back."""

    def __init__(self) -> None:
        self._slots = np.zeros(SMALLEST, np.uint64)
        self._count = 0

    def note(self, ids: Words) -> Flags:
        """Remember the ids; true for each that is new."""
        size = room(self._count + len(ids))
        if size > len(self._slots):
            old, self._slots = self._slots, np.zeros(size, np.uint64)
            _carry(old, self._slots)
        fresh = _note(self._slots, ids)
        self._count += int(np.count_nonzero(fresh))
        return fresh

    def __bool__(self) -> bool:
        return self._count > 0

    def holds(self, ids: Words) -> Flags:
        """Which of the ids were noted; 0 never was."""
        return _holds(self._slots, ids) if self._count else np.zeros(len(ids), np.bool_)


class Ordinals:
    """How often each anonymous act was seen in one source: two votes of one day are two acts."""

    def __init__(self) -> None:
        self._slots = np.zeros(SMALLEST, np.uint64)
        self._times = np.zeros(SMALLEST, np.int32)
        self._count = 0

    def apart(self, ids: Words, anonymous: Flags) -> Words:
        """The ids, with the anonymous repetitions told apart by their ordinal."""
        if not anonymous.any():
            return ids
        size = room(self._count + len(ids))
        if size > len(self._slots):
            self._slots, self._times = _moved(self._slots, self._times, size)
        before = _number(self._slots, self._times, ids, anonymous)
        self._count += int(np.count_nonzero(anonymous & (before == 0)))
        return np.where(before > 0, _shifted(ids, before), ids)


@compiled
def _shifted(ids: Words, before: Words) -> Words:
    found = np.empty(len(ids), np.uint64)
    for row in range(len(ids)):
        found[row] = mixed(ids[row] ^ mixed(before[row]))
    return found


class AccountKeys:
    """The key of every account: dense integers in the order in which accounts were first seen.

    An account is recognised by 128 bits, half of them under a seed of this process that nobody outside knows, so
    nobody can make up a name that is taken for another's.
    """

    def __init__(self) -> None:
        self._seed = secrets.randbits(64)
        self._slots: Keys = np.full(SMALLEST, -1, np.int32)
        self._known = (np.zeros(SMALLEST, np.uint64), np.zeros(SMALLEST, np.uint64))
        self.following = 0

    def names(self, networks: pl.Series, native_ids: pl.Series) -> Names:
        """The two hashes by which accounts are recognised."""
        opened, closed = name_hashes_twice(*buffers(native_ids), (np.uint64(0), np.uint64(self._seed)))
        return (
            within(network_hashes(networks), opened),
            within(network_hashes(networks, self._seed), closed),
        )

    def restore(self, accounts: pl.DataFrame, following: int) -> None:
        """Take over keys given earlier: one row per key; `following` is the next key to give."""
        keys = accounts["key"].to_numpy()
        self._grow(following)
        for known, names in zip(self._known, self.names(accounts["network"], accounts["native_id"]), strict=True):
            known[keys] = names
        _restore(self._slots, self._known, keys)
        self.following = following

    def assign(self, first: Names, second: Names) -> tuple[Keys, npt.NDArray[np.int64]]:
        """The keys of two columns of accounts, and where each account that is new was found.

        New accounts get the next keys row by row, the first column before the second; a place is twice the row,
        plus one for the second column.
        """
        self._grow(self.following + 2 * len(first[0]))
        keys, found, self.following = _assign(self._slots, self._known, (first, second), self.following)
        return keys, found

    def find(self, names: Names) -> Keys:
        """The keys of accounts that have one; NOBODY for the others, which get none."""
        return _find(self._slots, self._known, names)

    def opened(self) -> Words:
        """The first hash of each account's name, by key."""
        return self._known[0][: self.following]

    def _grow(self, rows: int) -> None:
        size = room(rows)
        if size <= len(self._slots):
            return
        grown = (np.zeros(size, np.uint64), np.zeros(size, np.uint64))
        for old, new in zip(self._known, grown, strict=True):
            new[: len(old)] = old
        self._known, self._slots = grown, np.full(size, -1, np.int32)
        _restore(self._slots, self._known, np.flatnonzero(self.opened()).astype(np.int32))
