"""A walk along who acted on whom: where somebody is found who goes on from a person to one whom that person acted on.

Comes in: pairs with weights, where walks start and start again. Goes out: how likely it is to be found at each person.
Sums run in the order of the pairs, which are sorted.
"""

from dataclasses import dataclass

import numpy as np

from openclout.scoring.methods.counting import Pairs, share, total
from openclout.scoring.rows import Float64


@dataclass(frozen=True)
class Walk:
    """How a walk goes: the chance to start again at each step, when to stop; at most so many steps."""

    jump: float
    steps: int
    until_change: float


def visited(pairs: Pairs, start: Float64, again: Float64, walk: Walk) -> Float64:
    """How likely the walk is found at each person; all add up to 1.

    It begins at `start` and jumps to `again` (both add up to 1). Whoever acted on nobody passes on to everybody alike.
    """
    people = len(start)
    out = share(pairs.worth, total(pairs.actor, people, pairs.worth)[pairs.actor])
    found = start
    for _ in range(walk.steps):
        passed = total(pairs.owner, people, found[pairs.actor] * out)
        lost = (1.0 - passed.sum()) / people
        following = walk.jump * again + (1.0 - walk.jump) * (passed + lost)
        change = float(np.abs(following - found).sum())
        found = following
        if change <= walk.until_change:
            break
    return found
