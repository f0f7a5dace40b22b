"""Hashes of names and of interactions that never change.

Comes in: Arrow string buffers and columns of numbers. Goes out: 64-bit numbers, the same on every machine and in
every version, since they are stored. A word of 8 bytes is folded in by multiplying and shifting, the end is mixed
as splitmix64 does (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).
Two different interactions among 100 million share a hash with probability 0.0003.
"""

import numpy as np
import numpy.typing as npt
import polars as pl
from numpy import uint64

from openclout.scoring.compiled import compiled

Words = npt.NDArray[np.uint64]
Integers = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]


@compiled
def mixed(word: uint64) -> uint64:
    """splitmix64's last step: every bit of the word moves every bit of the result."""
    word = (word ^ (word >> uint64(30))) * uint64(0xBF58476D1CE4E5B9)
    word = (word ^ (word >> uint64(27))) * uint64(0x94D049BB133111EB)
    return word ^ (word >> uint64(31))


@compiled
def nonzero(word: uint64) -> uint64:
    """The word; 1 in place of 0, which stands for nothing."""
    return word if word != 0 else uint64(1)


@compiled
def eight(text: Bytes, start: int) -> uint64:
    """Eight bytes as one little-endian word. LLVM makes one load of it."""
    at = uint64(start)
    word = uint64(text[at])
    word |= uint64(text[at + uint64(1)]) << uint64(8)
    word |= uint64(text[at + uint64(2)]) << uint64(16)
    word |= uint64(text[at + uint64(3)]) << uint64(24)
    word |= uint64(text[at + uint64(4)]) << uint64(32)
    word |= uint64(text[at + uint64(5)]) << uint64(40)
    word |= uint64(text[at + uint64(6)]) << uint64(48)
    word |= uint64(text[at + uint64(7)]) << uint64(56)
    return word


@compiled
def hashed(text: Bytes, start: int, end: int, seed: uint64) -> uint64:
    """The hash of the bytes from `start` to before `end`; never 0, which stands for no name."""
    state = uint64(seed) ^ (uint64(end - start) * uint64(0x9E3779B97F4A7C15))
    place = start
    while place + 8 <= end:
        state = (state ^ eight(text, place)) * uint64(0xFF51AFD7ED558CCD)
        state ^= state >> uint64(32)
        place += 8
    word = uint64(0)
    shift = uint64(0)
    while place < end:
        word |= uint64(text[uint64(place)]) << shift
        shift += uint64(8)
        place += 1
    state = (state ^ word) * uint64(0xFF51AFD7ED558CCD)
    return nonzero(mixed(state ^ (state >> uint64(32))))


@compiled
def name_hashes(offsets: Integers, text: Bytes, seed: uint64) -> Words:
    """One hash per string; 0 for the empty string."""
    found = np.zeros(len(offsets) - 1, np.uint64)
    for row in range(len(found)):
        if offsets[row + 1] > offsets[row]:
            found[row] = hashed(text, offsets[row], offsets[row + 1], seed)
    return found


@compiled
def name_hashes_twice(offsets: Integers, text: Bytes, seeds: tuple[uint64, uint64]) -> tuple[Words, Words]:
    """The hashes under two seeds: both read each name while it is in the cache."""
    first, second = np.zeros(len(offsets) - 1, np.uint64), np.zeros(len(offsets) - 1, np.uint64)
    for row in range(len(first)):
        if offsets[row + 1] > offsets[row]:
            first[row] = hashed(text, offsets[row], offsets[row + 1], seeds[0])
            second[row] = hashed(text, offsets[row], offsets[row + 1], seeds[1])
    return first, second


@compiled
def within(networks: Words, names: Words) -> Words:
    """The hash of each name within its network; 0 stays 0. One network may stand for all rows."""
    step = 0 if len(networks) == 1 else 1
    found = np.zeros(len(names), np.uint64)
    for row in range(len(names)):
        if names[row] != 0:
            found[row] = mixed(names[row] + networks[row * step] * uint64(0x9E3779B97F4A7C15))
    return found


@compiled
def interaction_hashes(
    ends: tuple[Words, Words], about: tuple[Words, Words], at: Integers, act: npt.NDArray[np.int8]
) -> Words:
    """The identity of each act: actor and target, post and the network's id of the act, instant, kind of act."""
    (actor, target), (post, own) = ends, about
    found = np.empty(len(actor), np.uint64)
    for row in range(len(found)):
        state = mixed(actor[row] + uint64(0x9E3779B97F4A7C15))
        state = mixed(state ^ target[row])
        state = mixed(state + uint64(at[row]))
        state = mixed(state ^ (post[row] + uint64(act[row])))
        found[row] = nonzero(mixed(state + own[row]))
    return found


@compiled
def thing_hashes(ends: tuple[Words, Words], post: Words, act: npt.NDArray[np.int8]) -> Words:
    """Who does what to which thing, whenever: the name that we give to an act which has none. 0 for nobody's act."""
    actor, target = ends
    found = np.zeros(len(actor), np.uint64)
    for row in range(len(found)):
        if actor[row] != 0:
            state = mixed(actor[row] + uint64(0xD1B54A32D192ED03))
            state = mixed(state ^ target[row])
            found[row] = nonzero(mixed(state ^ (post[row] + uint64(act[row]))))
    return found


@compiled
def month_numbers(at: Integers) -> npt.NDArray[np.int32]:
    """Months since the year 0 of microseconds since 1970; each day from first to last is worked out once."""
    if len(at) == 0:
        return np.empty(0, np.int32)
    first = at.min() // 86_400_000_000
    months = np.empty(at.max() // 86_400_000_000 - first + 1, np.int32)
    for day in range(len(months)):
        months[day] = month_number(first + day)
    found = np.empty(len(at), np.int32)
    for row in range(len(at)):
        found[row] = months[at[row] // 86_400_000_000 - first]
    return found


@compiled
def month_number(day: int) -> int:
    """Months since the year 0 of days since 1970 (Hinnant: chrono-compatible low-level date algorithms)."""
    days = day + 719_468
    era = days // 146_097
    rest = days - era * 146_097
    year = (rest - rest // 1_460 + rest // 36_524 - rest // 146_096) // 365
    month = (5 * (rest - (365 * year + year // 4 - year // 100)) + 2) // 153
    return int(12 * (year + era * 400) + month + 2)


def buffers(names: pl.Series) -> tuple[Integers, Bytes]:
    """The offsets and the bytes of a string column; null becomes empty."""
    if names.null_count():
        names = names.fill_null("")
    array = names.to_arrow(compat_level=pl.CompatLevel.oldest())
    _, offsets, text = array.buffers()
    places = np.frombuffer(offsets, np.int64)[array.offset : array.offset + len(array) + 1]
    return places, np.frombuffer(text, np.uint8) if text is not None and text.size else np.zeros(1, np.uint8)


def hashes(names: pl.Series, seed: int = 0) -> Words:
    """One hash per name; 0 for null and for the empty string."""
    return name_hashes(*buffers(names), uint64(seed))


def narrowed(networks: pl.Series) -> pl.Series:
    """The network of each row, or a single one when all rows are of one network."""
    return networks.head(1) if len(networks) and (networks == networks[0]).all() else networks


def network_hashes(networks: pl.Series, seed: int = 0) -> Words:
    """One hash per network name, or a single one when all rows are of one network."""
    return hashes(narrowed(networks), seed)


def named_hashes(networks: pl.Series, names: pl.Series) -> Words:
    """One hash per name within its network: of an account, a post or an act; 0 where there is no name."""
    if names.null_count() == len(names):
        return np.zeros(len(names), np.uint64)
    return within(network_hashes(networks), hashes(names))
