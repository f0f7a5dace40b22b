"""What everybody does for others: who gives what to whom, how many acts, to how many people.

Comes in: ties, bucket by bucket. Goes out: a bucket's gifts by giver, and sums per person, whatever the order of the
buckets. Givers are gone through in order: what is kept of all people is larger than any cache.
"""

# The fields of a record are attributes in compiled code.
# pyright: reportAttributeAccessIssue=false

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from openclout.scoring.compiled import compiled, lean
from openclout.scoring.pairing import Words
from openclout.scoring.rows import Int32

GIFT = np.dtype([("giver", "i4"), ("owner", "i4"), ("points", "f4"), ("interactions", "i4")])
"""Grain: all that one person (by key) did to one owner."""

GIVER_AT, TIE_BITS = np.uint64(32), np.uint64(0xFFFFFFFF)
"""How a 64-bit word is shared."""


class Giving(NamedTuple):
    """By person key: acts done to others, and people they were done to."""

    acts: Int32
    people: Int32


def gifts(ties: NDArray[np.void], person: Int32) -> NDArray[np.void]:
    """The GIFTs of a bucket by giver, then by owner; `person` is that of each account.

    Ties of one owner come in a row. Those of several accounts of one person to the same owner are added up.
    """
    words = _by_giver(ties, person)
    words.sort()
    found = np.empty(len(words), dtype=GIFT)
    return found[: _fill(found, ties, words)]


@compiled
def _by_giver(ties: NDArray[np.void], person: Int32) -> Words:
    """A word for each tie of somebody named: the person who acts, then the number of the tie."""
    words = np.empty(len(ties), dtype=np.uint64)
    found = 0
    for i in range(len(ties)):
        if ties[i].actor >= 0:
            words[found] = (np.uint64(person[ties[i].actor]) << GIVER_AT) | np.uint64(i)
            found += 1
    return words[:found]


@lean
def _fill(found: NDArray[np.void], ties: NDArray[np.void], words: Words) -> int:
    """Fill what is found; how many gifts there are."""
    used, points = 0, 0.0
    for word in words:
        giver, tie = np.int64(word >> GIVER_AT), ties[np.int64(word & TIE_BITS)]
        if used == 0 or found[used - 1].giver != giver or found[used - 1].owner != tie.owner:
            used, points = used + 1, 0.0
            begun = found[used - 1]
            begun.giver, begun.owner, begun.interactions = giver, tie.owner, 0
        points += tie.points
        gift = found[used - 1]
        gift.points = points
        gift.interactions += tie.interactions
    return used


def nobody_gave(people: int) -> Giving:
    """Nothing is done yet."""
    return Giving(np.zeros(people, dtype=np.int32), np.zeros(people, dtype=np.int32))


@lean
def give(giving: Giving, found: NDArray[np.void]) -> None:
    """Add the gifts of a bucket, in place."""
    for gift in found:
        giving.acts[gift.giver] += gift.interactions
        giving.people[gift.giver] += 1
