"""The likely range of a score, and whether a change is more than chance.

A fan may act or not; the spread of a sum of independent fans is the root of the sum of their squares. People change
too: `range.drift` is added in quadrature. Comes in: raw and sums of squares. Goes out: points on the score's scale.
"""

import numpy as np

from openclout.scoring.calibration import score, slope
from openclout.scoring.rows import Float64
from openclout.scoring.weights import Weights


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


def chance(raw: Float64, noise: Float64, weights: Weights) -> Float64:
    """The change that chance exceeds in one case of twenty for a steady account, in score points.

    `noise` is the sum over fans of the squared change of their points in the period.
    """
    return weights.change_quantile * slope(raw, weights) * np.sqrt(noise)
