"""Who moves a person: for every actor the few owners to whom it gives most.

Comes in: ties, bucket by bucket. Goes out: the best so far, per person, whatever the order of the buckets.
"""

import numpy as np
from numpy.typing import NDArray

from openclout.scoring.compiled import lean
from openclout.scoring.rows import Int32


def no_sources(people: int, kind: np.dtype[np.void], *, top: int) -> NDArray[np.void]:
    """Nobody yet: `top` empty places per person."""
    best = np.zeros((people, top), dtype=kind)
    best["owner"] = -1
    return best


@lean
def keep_best(best: NDArray[np.void], ties: NDArray[np.void], person: Int32) -> None:
    """Let each tie compete for a place among the best of its actor's person, in place.

    Ties of several accounts of one person to the same owner (they come in a row) are added up.
    """
    last = best.shape[1] - 1
    for i in range(len(ties)):
        tie = ties[i]
        if tie.actor < 0:
            continue
        places, points, interactions, j = best[person[tie.actor]], tie.points, tie.interactions, last
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
