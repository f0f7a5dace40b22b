"""Who moves a person: for every actor the few owners to whom it gives most.

Comes in: ties, bucket by bucket. Goes out: the best so far, per person, whatever the order of the buckets.
"""

import numpy as np
from numpy.typing import NDArray

from openclout.scoring.compiled import compiled
from openclout.scoring.rows import Int32


def no_sources(people: int, kind: np.dtype[np.void], *, top: int) -> NDArray[np.void]:
    """Nobody yet: `top` empty places per person."""
    best = np.zeros((people, top), dtype=kind)
    best["owner"] = -1
    return best


@compiled
def keep_best(best: NDArray[np.void], ties: NDArray[np.void], person: Int32) -> None:
    """Let each tie compete for a place among the best of its actor's person, in place."""
    last = best.shape[1] - 1
    for i in range(len(ties)):
        tie = ties[i]
        if tie.actor >= 0:
            whose = person[tie.actor]
            points = np.float32(tie.points)
            j = last
            while j >= 0 and (
                best[whose, j].owner < 0
                or points > best[whose, j].points
                or (points == best[whose, j].points and tie.owner < best[whose, j].owner)
            ):
                if j < last:
                    best[whose, j + 1] = best[whose, j]
                best[whose, j].owner = tie.owner
                best[whose, j].points = points
                best[whose, j].interactions = tie.interactions
                j -= 1
