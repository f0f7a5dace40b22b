"""Calibration: from raw to a score between 1 and 100, frozen with the method version.

    score = idle + (100 - idle) x / (1 + x),   x = (raw / half_raw) ^ steepness

Comes in: raw (points, 0 or more). Goes out: scores, and how steep the map is. Nobody falls because others rise.
"""

import numpy as np

from openclout.scoring.rows import Float64
from openclout.scoring.weights import Weights


def score(raw: Float64, weights: Weights) -> Float64:
    """The score of raw: `idle` at 0, never quite 100, unrounded."""
    x = (raw / weights.half_raw) ** weights.steepness
    return weights.idle + (100.0 - weights.idle) * x / (1.0 + x)


def slope(raw: Float64, weights: Weights) -> Float64:
    """Score points per point of raw at `raw`; 0 where raw is 0, for a range around nothing is nothing."""
    positive = np.maximum(raw, np.finfo(np.float64).tiny)
    x = (positive / weights.half_raw) ** weights.steepness
    steep = (100.0 - weights.idle) * weights.steepness * x / (positive * (1.0 + x) ** 2)
    return np.where(raw > 0.0, steep, 0.0)


def raw_of_score(score: Float64, weights: Weights) -> Float64:
    """The raw that gives a score: the inverse of `score` between idle and 100."""
    x = (score - weights.idle) / (100.0 - score)
    return np.asarray(weights.half_raw * x ** (1.0 / weights.steepness))
