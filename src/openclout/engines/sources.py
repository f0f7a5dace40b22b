"""Who moves a person: for every actor the few owners to whom it gives most.

Comes in: ties, bucket by bucket. Goes out: the best so far, per person, whatever the order of the buckets.
"""

import numpy as np
from numpy.typing import NDArray

from openclout.scoring.compiled import compiled, lean
from openclout.scoring.pairing import Words
from openclout.scoring.rows import Int32

GIVER_AT, TIE_BITS = np.uint64(32), np.uint64(0xFFFFFFFF)
"""How a 64-bit word is shared."""


def no_sources(people: int, kind: np.dtype[np.void], *, top: int) -> NDArray[np.void]:
    """Nobody yet: `top` empty places per person."""
    best = np.zeros((people, top), dtype=kind)
    best["owner"] = -1
    return best


def keep_best(best: NDArray[np.void], ties: NDArray[np.void], person: Int32) -> None:
    """Let each tie compete for a place among the best of its actor's person, in place.

    Ties of several accounts of one person to the same owner (they come in a row) are added up. Whoever acts is gone
    through in order: `best` is larger than any cache.
    """
    words = _by_giver(ties, person)
    words.sort()
    _keep(best, ties, words)


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
def _keep(best: NDArray[np.void], ties: NDArray[np.void], words: Words) -> None:
    last = best.shape[1] - 1
    for word in words:
        tie, places, j = ties[np.int64(word & TIE_BITS)], best[np.int64(word >> GIVER_AT)], last
        points, interactions = tie.points, tie.interactions
        for known in range(len(places)):
            if places[known].owner == tie.owner:
                points += places[known].points
                interactions += places[known].interactions
                j = known
        points = float(np.float32(points))  # as it is kept, so that equals are equal
        lowest = j
        while j >= 0 and _gives_way(places[j].owner, places[j].points, tie.owner, points):
            if j < lowest:
                places[j + 1] = places[j]
            places[j].owner, places[j].points, places[j].interactions = tie.owner, points, interactions
            j -= 1


@lean
def _gives_way(holder: int, held: float, owner: int, points: float) -> bool:
    """Whether a place is empty, the owner's own, or that of somebody who moves the person less."""
    return holder < 0 or holder == owner or points > held or (points == held and owner < holder)
