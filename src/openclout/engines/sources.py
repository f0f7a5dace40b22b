"""Who moves a person: for every actor the few owners to whom it gives most.

Comes in: gifts, bucket by bucket. Goes out: the best so far, per person, whatever the order of the buckets.
"""

# The fields of a record are attributes in compiled code.
# pyright: reportAttributeAccessIssue=false

import numpy as np
from numpy.typing import NDArray

from openclout.scoring.compiled import lean


def no_sources(people: int, kind: np.dtype[np.void], *, top: int) -> NDArray[np.void]:
    """Nobody yet: `top` empty places per person."""
    best = np.zeros((people, top), dtype=kind)
    best["owner"] = -1
    return best


@lean
def keep_best(best: NDArray[np.void], gifts: NDArray[np.void]) -> None:
    """Let each gift compete for a place among the best of its giver, in place; no owner is in two buckets."""
    last = best.shape[1] - 1
    for gift in gifts:
        places, j = best[gift.giver], last
        if not _gives_way(places[j].owner, places[j].points, gift.owner, gift.points):
            continue
        while j > 0 and _gives_way(places[j - 1].owner, places[j - 1].points, gift.owner, gift.points):
            places[j] = places[j - 1]
            j -= 1
        places[j].owner, places[j].points, places[j].interactions = gift.owner, gift.points, gift.interactions


@lean
def _gives_way(holder: int, held: float, owner: int, points: float) -> bool:
    """Whether a place is empty, or that of somebody who moves the person less."""
    return holder < 0 or points > held or (points == held and owner < holder)
