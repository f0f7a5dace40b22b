"""What another version of the method would change: for each person, split into the numbers that differ.

The numbers of a version stand in groups. One group after the other is moved from the running version to the other one,
always in the same order, and the score is worked out each time: each step's difference is what that group does. The
steps sum to the whole move; in hundredths too, what rounding leaves over goes to the largest.

Comes in: two versions; raw of the same people under each stage between them. Goes out: stages, and moves.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from openclout.scoring.calibration import score
from openclout.scoring.rows import Float64, Int32
from openclout.scoring.weights import Weights

GROUPS: Mapping[str, tuple[str, ...]] = {
    "acts": ("acts",),
    "decay": ("pace_days", "power", "memory_days"),
    "novelty": ("novelty_power",),
    "belief": ("belief",),
    "counts": ("counts", "count_cap"),
    "calibration": ("idle", "half_raw", "steepness"),
}
"""The groups of numbers that move a score, in the order in which they are moved. The range is no reason for a move."""


def stages(running: Weights, other: Weights) -> tuple[Weights, ...]:
    """The running version, and with one group more of the other version each time; the last scores as the other."""
    found = [running]
    for fields in GROUPS.values():
        found.append(replace(found[-1], **{name: getattr(other, name) for name in fields}))
    return tuple(found)


def differs(one: Weights, other: Weights) -> tuple[str, ...]:
    """The groups of numbers that are not the same in two versions."""
    return tuple(group for group, fields in GROUPS.items() if not all(_same(one, other, name) for name in fields))


def _same(one: Weights, other: Weights, name: str) -> bool:
    mine, theirs = getattr(one, name), getattr(other, name)
    return bool(np.array_equal(mine, theirs)) if isinstance(mine, np.ndarray) else bool(mine == theirs)


def reasons(raws: Sequence[Float64], between: Sequence[Weights]) -> Int32:
    """What each group does to each person's score, in hundredths: a row per person, a column per group.

    `raws` are everybody's raw at each stage. A row sums to the rounded score of the last stage less that of the first.
    """
    scores = np.stack([score(raw, weights) for raw, weights in zip(raws, between, strict=True)], axis=1)
    steps = np.diff(scores, axis=1)
    whole = np.rint(100 * steps).astype(np.int32)
    total = hundredths(scores[:, -1]) - hundredths(scores[:, 0])
    largest = np.abs(steps).argmax(axis=1)
    whole[np.arange(len(whole)), largest] += total - whole.sum(axis=1, dtype=np.int32)
    return whole


def hundredths(scores: Float64) -> NDArray[np.int32]:
    """Scores as they are published, in whole hundredths."""
    return np.rint(100 * scores.round(2)).astype(np.int32)
