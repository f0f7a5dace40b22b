"""Generosity: what a person does for others. Shown, not scored.

Comes in: how many acts a person did to others within memory. Goes out: points and a level, as Kred had them (10 points
an act; level 1 at 100 points, level 2 at 270), continued as they began. Neither is ever a part of raw.
"""

from openclout.scoring.weights import Weights
from openclout.vocabulary.records import Generosity


def generosity(acts: int, people: int, weights: Weights) -> Generosity:
    """What so many acts done to so many people earn."""
    points = weights.generosity.act_points * acts
    level = 0
    while threshold(level + 1, weights) <= points:
        level += 1
    return Generosity(acts, people, points, level)


def threshold(level: int, weights: Weights) -> float:
    """The points from which on a level is reached: each takes `growth` times the points of the one before."""
    now = weights.generosity
    return round(now.first_level * (now.growth**level - 1) / (now.growth - 1), 2)
