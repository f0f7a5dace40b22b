"""What everybody does for others: how many acts, to how many people.

Comes in: ties, bucket by bucket. Goes out: sums per person, whatever the order of the buckets.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from openclout.scoring.compiled import lean
from openclout.scoring.rows import Int32


class Giving(NamedTuple):
    """By person key: acts done to others, people they were done to, and whom the last one was done to (-1: nobody)."""

    acts: Int32
    people: Int32
    last: Int32


def nobody_gave(people: int) -> Giving:
    """Nothing is done yet."""
    return Giving(
        np.zeros(people, dtype=np.int32), np.zeros(people, dtype=np.int32), np.full(people, -1, dtype=np.int32)
    )


@lean
def give(giving: Giving, ties: NDArray[np.void], person: Int32) -> None:
    """Add the ties of a bucket, in place; those of one owner come in a row, so nobody is counted twice."""
    for i in range(len(ties)):
        tie = ties[i]
        if tie.actor >= 0:
            giver = person[tie.actor]
            giving.acts[giver] += tie.interactions
            giving.people[giver] += giving.last[giver] != tie.owner
            giving.last[giver] = tie.owner
