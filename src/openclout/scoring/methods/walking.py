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
    """How a walk goes: where it begins, where it jumps to, where it goes on from whoever acted on nobody.

    All three add up to 1. `jump` is the chance to jump at each step; it stops after `steps`, or when a step changes no
    more than `until_change` altogether.
    """

    begin: Float64
    again: Float64
    astray: Float64
    jump: float
    steps: int
    until_change: float


def visited(pairs: Pairs, walk: Walk) -> Float64:
    """How likely the walk is found at each person; all add up to 1."""
    people = len(walk.begin)
    out = share(pairs.worth, total(pairs.actor, people, pairs.worth)[pairs.actor])
    found = walk.begin
    for _ in range(walk.steps):
        passed = total(pairs.owner, people, found[pairs.actor] * out)
        lost = 1.0 - passed.sum()
        following = walk.jump * walk.again + (1.0 - walk.jump) * (passed + lost * walk.astray)
        change = float(np.abs(following - found).sum())
        found = following
        if change <= walk.until_change:
            break
    return found
