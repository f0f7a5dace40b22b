"""Bounds: the most that an attack could move a score, worked out from the method's numbers before anybody tries.

Strangers together add no more than the purse has room for. Each act of a real account on a fake one hands over at most
`pass_on / floor_targets` of trust; the accounts that it reaches pass on `pass_on` of what they have, round after round,
so an act puts at most `passed_on` of trust into the world; `full_at` of it makes one fan count in full, and no fan is
ever worth more than `one_fan`. What is vouched for also opens the purse, by `kappa`.

The bounds hold on one day's trust: fakes prove no identity, stand in for nobody who does, act where the owner is heard
already, and real accounts act on them so many times and no more. docs/explanation/attacks.md tells it in words.
"""

import numpy as np

from openclout.scoring.calibration import score
from openclout.scoring.rows import Float64
from openclout.scoring.weights import Weights

REPEATS = 1000
"""So many acts of one fan are added up one by one; the rest is bounded by an integral."""


def one_fan(weights: Weights) -> float:
    """The most that one fan can ever be worth, in points, with rows of weight 1."""
    power = weights.novelty_power
    rest = REPEATS ** (1 - power) / (power - 1)
    return float(weights.acts.max() * ((np.arange(1, REPEATS + 1.0) ** -power).sum() + rest))


def passed_on(weights: Weights) -> float:
    """The most trust that one act of a real account on a fake one puts into the world, all rounds together."""
    belief = weights.belief
    rounds = float((belief.pass_on ** np.arange(belief.rounds)).sum())
    return belief.pass_on / belief.floor_targets * rounds


def fans_for(tricked: float, weights: Weights) -> float:
    """How many fans count in full, at most, because real accounts acted on fakes so many times."""
    return tricked * passed_on(weights) / weights.belief.full_at


def fakes_bound(raw: Float64, room: Float64, weights: Weights) -> Float64:
    """The most score points that `bound_fakes` accounts can add which nobody real ever acts on."""
    return _gain(raw, _strangers(room, weights), weights)


def tricked_bound(raw: Float64, room: Float64, kappa: Float64, weights: Weights) -> Float64:
    """The same, when real accounts act `bound_tricked` times on the fakes."""
    vouched = fans_for(weights.bound_tricked, weights) * one_fan(weights)
    return _gain(raw, _strangers(room, weights) + np.where(kappa > 0.0, (1.0 + kappa) * vouched, 0.0), weights)


def ring_bound(members: int, trust: float, weights: Weights) -> float:
    """The most raw that a ring gives one of its members on one hardened network, however often they act on each other.

    `trust` is what reaches all members from outside, added up; a member with a proven identity has 1 of its own.
    """
    belief = weights.belief
    rounds = float((belief.pass_on ** np.arange(belief.rounds + 1)).sum())
    fans = min(members - 1.0, trust * rounds / belief.full_at)
    strangers = min(members - 1.0 - fans, belief.hardened.room / one_fan(weights) + belief.hardened.kappa * fans)
    return one_fan(weights) * (fans + strangers)


def _strangers(room: Float64, weights: Weights) -> Float64:
    return np.minimum(room, weights.bound_fakes * one_fan(weights))


def _gain(raw: Float64, added: Float64, weights: Weights) -> Float64:
    return score(raw + added, weights) - score(raw, weights)
