"""Who moves a person: for every actor the few owners to whom it gives most.

Comes in: gifts, bucket by bucket. Goes out: the best, per person, whatever the order of the buckets.
"""

# The fields of a record are attributes in compiled code.
# pyright: reportAttributeAccessIssue=false

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from openclout.engines.aside import Aside
from openclout.scoring.compiled import lean
from openclout.scoring.rows import Int32


class Sources:
    """Gifts, put aside by ranges of givers: whoever wants the best of some people reads no more than theirs."""

    def __init__(self, ranges: Sequence[tuple[int, int]], aside: Aside) -> None:
        """The ranges of keys cover all people, in order."""
        self._starts, self._aside = [low for low, _ in ranges], aside
        self._gifts: list[list[Callable[[], NDArray[np.void]]]] = [[] for _ in ranges]

    def add(self, gifts: NDArray[np.void]) -> None:
        """Take the gifts of a bucket, by giver; no owner is in two buckets."""
        cuts = np.searchsorted(gifts["giver"], self._starts[1:])
        for place, mine in enumerate(np.split(gifts, cuts)):
            if len(mine):
                self._gifts[place].append(self._aside.array(mine))

    def best(self, persons: Int32, kind: np.dtype[np.void], *, top: int) -> NDArray[np.void]:
        """The owners to whom each of some people (sorted keys) gives most: `top` places each, owner -1 where none is.

        They are records of a type with owner, interactions and points.
        """
        best = np.zeros((len(persons), top), dtype=kind)
        best["owner"] = -1
        places = np.unique(np.searchsorted(self._starts, persons, side="right") - 1)
        for place in places.tolist():
            for gifts in self._gifts[place]:
                _keep_best(best, persons, gifts())
        return best


@lean
def _keep_best(best: NDArray[np.void], persons: Int32, gifts: NDArray[np.void]) -> None:
    """Let each gift of some people compete for a place among the best of its giver, in place."""
    last, place = best.shape[1] - 1, 0
    for gift in gifts:
        while place < len(persons) and persons[place] < gift.giver:
            place += 1
        if place == len(persons):
            return
        if persons[place] != gift.giver:
            continue
        places, j = best[place], last
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
