"""Pairs of an actor and an owner, each once: what lies below `edges.Edges`.

Comes in: rows as arrays. Goes out: a sorted word per row, and from these the distinct pairs by owner. Nothing here is
as large as the number of all accounts, so it costs what the rows cost, however many ranges these are cut into.
A word holds the owner, the actor, and in its last bit whether the row is young: of a pair an old row comes first.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from openclout.scoring.compiled import compiled
from openclout.scoring.rows import Int8, Int32, Int64

Words = NDArray[np.uint64]
OWNER_AT, ACTOR_AT = np.uint64(32), np.uint64(1)
YOUNG, LOW_HALF = np.uint64(1), np.uint64(0xFFFFFFFF)


def sorted_words(owner: Int32, actor: Int32, ripe: Int8) -> Words:
    """A word for each row of somebody named; `ripe` is 0 for young rows, and empty where all rows are old."""
    words = _words(owner, actor, ripe)
    words.sort()
    return words


@compiled
def _words(owner: Int32, actor: Int32, ripe: Int8) -> Words:
    words = np.empty(len(owner), dtype=np.uint64)
    found = 0
    for i in range(len(owner)):
        if actor[i] >= 0:
            young = np.uint64(len(ripe) > 0 and ripe[i] == 0)
            words[found] = (np.uint64(owner[i]) << OWNER_AT) | (np.uint64(actor[i]) << ACTOR_AT) | young
            found += 1
    return words[:found]


class Pairs(NamedTuple):
    """Distinct pairs by owner, those of `owner[0]` first: it has the first `fans[0]` of the actors, and so on.

    Of these the first `early[0]` acted long ago. Owners ascend.
    """

    owner: Int32
    fans: Int32
    early: Int32
    actor: Int32


@compiled
def distinct(words: Words) -> Pairs:
    """The distinct pairs of sorted words."""
    owners, pairs = 0, 0
    for i in range(len(words)):
        owners += i == 0 or words[i] >> OWNER_AT != words[i - 1] >> OWNER_AT
        pairs += i == 0 or words[i] | YOUNG != words[i - 1] | YOUNG
    found = Pairs(
        np.empty(owners, dtype=np.int32),
        np.empty(owners, dtype=np.int32),
        np.empty(owners, dtype=np.int32),
        np.empty(pairs, dtype=np.int32),
    )
    place, used, low = 0, 0, 0
    while low < len(words):
        high = low + 1
        while high < len(words) and words[high] >> OWNER_AT == words[low] >> OWNER_AT:
            high += 1
        old = _put(words[low:high], np.uint64(0), found.actor, used)
        young = _put(words[low:high], YOUNG, found.actor, old)
        found.owner[place] = words[low] >> OWNER_AT
        found.early[place], found.fans[place] = old - used, young - used
        place, used, low = place + 1, young, high
    return found


@compiled
def _put(words: Words, young: np.uint64, actor: Int32, used: int) -> int:
    """Append the actors of one owner's pairs that are young, or those that are not; how many actors there are now."""
    for i in range(len(words)):
        if (i == 0 or words[i] | YOUNG != words[i - 1] | YOUNG) and words[i] & YOUNG == young:
            actor[used] = (words[i] & LOW_HALF) >> ACTOR_AT
            used += 1
    return used


class Times(NamedTuple):
    """Distinct keys, ascending, and how often each occurs."""

    key: Int32
    often: Int64


def times(keys: Int32) -> Times:
    """How often each key occurs; those below 0 are nobody."""
    known = np.sort(keys[keys >= 0])
    first = np.flatnonzero(np.concatenate([np.ones(min(1, len(known)), dtype=np.bool_), known[1:] != known[:-1]]))
    return Times(known[first], np.diff(first, append=len(known)))
