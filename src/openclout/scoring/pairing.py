"""Pairs of an actor and an owner, each once: the kernels below `belief.Edges`.

Comes in: rows as arrays. Goes out: a sorted word per row, and from these the distinct pairs by owner.
A word holds the owner, the actor, and in its last bit whether the row is young: of a pair an old row comes first.
"""

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


@compiled
def distinct(words: Words, people: int) -> tuple[Int32, Int64, Int32]:
    """The actors of the distinct pairs, where those of each owner start, and how many of these acted long ago.

    Of an owner those of long ago come first.
    """
    start, early = np.zeros(people + 1, dtype=np.int64), np.zeros(people, dtype=np.int32)
    for i in range(len(words)):
        if i == 0 or (words[i] | YOUNG) != (words[i - 1] | YOUNG):
            owner = np.int64(words[i] >> OWNER_AT)
            start[owner + 1] += 1
            early[owner] += (words[i] & YOUNG) == 0
    for place in range(people):
        start[place + 1] += start[place]
    actor = np.empty(start[people], dtype=np.int32)
    last, old, young = np.int64(-1), 0, 0
    for i in range(len(words)):
        if i == 0 or (words[i] | YOUNG) != (words[i - 1] | YOUNG):
            owner = np.int64(words[i] >> OWNER_AT)
            if owner != last:
                last, old, young = owner, start[owner], start[owner] + early[owner]
            if words[i] & YOUNG:
                actor[young] = (words[i] & LOW_HALF) >> ACTOR_AT
                young += 1
            else:
                actor[old] = (words[i] & LOW_HALF) >> ACTOR_AT
                old += 1
    return actor, start, early


@compiled
def times(keys: Int32, people: int) -> Int64:
    """How often each key occurs; those below 0 are nobody."""
    found = np.zeros(people, dtype=np.int64)
    for key in keys:
        if key >= 0:
            found[key] += 1
    return found
