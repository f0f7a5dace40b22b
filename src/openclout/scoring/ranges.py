"""The likely range of a score, and whether a change is more than chance.

A fan may act or not; the spread of a sum of independent fans is the root of the sum of their squares. People change
too: `range.drift` is added in quadrature. Comes in: raw and sums of squares. Goes out: points on the score's scale.
"""

import numpy as np

from openclout.scoring.calibration import score, slope
from openclout.scoring.rows import Float64
from openclout.scoring.weights import Weights

STEPS_PER_DAY = 8
"""How finely ages are summed up in `chance`."""


def likely_range(raw: Float64, evidence: Float64, weights: Weights) -> tuple[Float64, Float64]:
    """Where the score is likely (80 %) to be in a quarter: low and high, between 1 and 100.

    `evidence` is the sum over fans of their squared points.
    """
    measured = measurement_range(raw, evidence, weights)
    half = np.sqrt(measured**2 + weights.range_drift**2)
    centre = score(raw, weights) + weights.range_centre
    return np.clip(centre - half, 1.0, 100.0), np.clip(centre + half, 1.0, 100.0)


def measurement_range(raw: Float64, evidence: Float64, weights: Weights) -> Float64:
    """Half the width (80 %) of what counting the same fans again would give, in score points."""
    return weights.range_quantile * slope(raw, weights) * np.sqrt(evidence)


def chance(raw: Float64, unrest: Float64, days: int, weights: Weights) -> Float64:
    """The change within `days` that chance exceeds in one case of twenty for a steady account, in score points.

    `unrest` is the variance from day to day of the points that come in. If what comes in a day is worth g at the age
    a, the change of the sum over a time d has the variance unrest x integral of (g(a) - g(a - d))^2 (Campbell's
    theorem); taking days together lets posts that draw many people at once count as the chance that they are.
    """
    return weights.change_quantile * slope(raw, weights) * np.sqrt(unrest * _spread(days, weights))


def _spread(days: int, weights: Weights) -> float:
    """The integral of (g(a) - g(a - days))^2 over all ages, in days; g is the decay."""
    step = 1.0 / STEPS_PER_DAY
    ages = np.arange(0.0, weights.memory_days + days, step) + step / 2
    return float(((decays(ages, weights) - decays(ages - days, weights)) ** 2).sum() * step)


def decays(ages: Float64, weights: Weights) -> Float64:
    """The decay of the score at ages in days: 1 just now, 0 before it happened and beyond memory."""
    known = np.clip(ages, 0.0, weights.memory_days)
    fallen = (1.0 + known / weights.pace_days) ** -weights.power * (1.0 - known / weights.memory_days)
    return np.where(ages < 0.0, 0.0, fallen)
