"""The two constants of the calibration, so that a reference population lies where it should.

    score = idle + (100 - idle) x / (1 + x),   x = (raw / half_raw) ^ steepness

The reference population is everybody with a number in some sets at a share of their past, each set weighing equally;
a set with fewer than twenty such people is left out.
The curve rises, so the raw at the high quantile alone says where the high score lies; that leaves one constant, which
the mean decides.

Comes in: the raw of each set's numbered accounts. Goes out: `Calibration`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from openclout.fitting.constants import constants
from openclout.fitting.past import Past
from openclout.scoring.calibration import score
from openclout.scoring.points import DAY
from openclout.scoring.rows import Float64, distinct_keys
from openclout.scoring.weights import Weights
from openclout.vocabulary.errors import BadInput

STEPS = 100
"""Halvings of the range of steepness: more than a float can tell apart."""
STEEPEST = 2.0**5


@dataclass(frozen=True)
class Calibration:
    """Two constants, and the mean and the high quantile (95 %) that they give a reference population of `people`."""

    half_raw: float
    steepness: float
    mean: float
    high: float
    people: int


def reference(past: Past, weights: Weights) -> Float64:
    """The raw of everybody who has a number at the reference's share of a past, all believed."""
    cut = past.at(constants()["reference.at"])
    rows, oldest = past.rows, cut - int(weights.memory_days * DAY)
    inside = (rows.at > oldest) & (rows.at < cut) & (weights.acts[rows.act] > 0)
    pairs = distinct_keys(rows.owner[inside].astype(np.int64) * past.accounts + rows.actor[inside])
    fans = np.bincount(pairs // past.accounts, minlength=past.accounts)
    last = np.zeros(past.accounts, dtype=np.int64)
    np.maximum.at(last, rows.owner[inside], rows.at[inside])
    numbered = (fans >= weights.number_fans) & (last >= cut - int(weights.quiet_days * DAY))
    return past.raw(cut, weights)[numbered]


def calibrated(raws: Sequence[Float64], weights: Weights) -> Calibration:
    """The constants that put the reference population at its mean and high quantile. Raises BadInput for nobody."""
    population, number = _people(raws), constants()
    beyond = _covered(number["reference.high"], weights)
    highest = _quantile(*population, number["reference.high_quantile"])
    low, high = 0.0, STEEPEST
    tried = weights
    for _ in range(STEPS):
        steepness = (low + high) / 2
        tried = replace(weights, steepness=steepness, half_raw=highest / beyond ** (1.0 / steepness))
        # The steeper the curve through the high quantile, the lower lies everybody below it.
        if np.average(score(population[0], tried), weights=population[1]) > number["reference.mean"]:
            low = steepness
        else:
            high = steepness
    return seen(raws, tried)


def seen(raws: Sequence[Float64], weights: Weights) -> Calibration:
    """The mean and the high quantile that given constants give. Raises BadInput for nobody."""
    raw, share = _people(raws)
    mean = float(np.average(score(raw, weights), weights=share))
    high = score(np.array([_quantile(raw, share, constants()["reference.high_quantile"])]), weights)
    return Calibration(weights.half_raw, weights.steepness, mean, float(high[0]), len(raw))


def _covered(at: float, weights: Weights) -> float:
    """The x of a score."""
    return (at - weights.idle) / (100.0 - at)


def _people(raws: Sequence[Float64]) -> tuple[Float64, Float64]:
    """Everybody's raw, sorted, and the share of each, so that every set weighs the same."""
    least = constants().whole("reference.least_people")
    there = [raw for raw in raws if len(raw) >= least]
    if not there:
        most = max((len(raw) for raw in raws), default=0)
        raise BadInput(
            f"A reference needs {least} people with a number in one set; there are {most} at most. Bring more data, "
            "or fit without --calibration."
        )
    raw = np.concatenate(there)
    share = np.concatenate([np.full(len(one), 1.0 / len(one)) for one in there])
    order = np.argsort(raw, kind="stable")
    return raw[order], share[order]


def _quantile(raw: Float64, share: Float64, quantile: float) -> float:
    """The raw below which a share of the population lies, between neighbours in proportion."""
    middle = (np.cumsum(share) - share / 2) / share.sum()
    return float(np.interp(quantile, middle, raw))
