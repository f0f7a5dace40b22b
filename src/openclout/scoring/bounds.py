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
    return _helped(raw, (room, kappa), np.full_like(raw, weights.bound_tricked), weights)


def ring_bound(raw: Float64, room: Float64, kappa: Float64, vouched: Float64, weights: Weights) -> Float64:
    """The most score points that a ring adds to people, `vouched` for so far, who join it on one network.

    A ring are fakes who act on each other and on the person, who acts on each of them. However many these are, the
    person hands over no more than what `floor_targets` acts hand over, and no more than they have.
    """
    belief = weights.belief
    trust = np.where(vouched < 1.0, belief.full_at * vouched, 1.0)
    return _helped(raw, (room, kappa), belief.floor_targets * trust, weights)


def _helped(raw: Float64, purse: tuple[Float64, Float64], acts: Float64, weights: Weights) -> Float64:
    """The gain by fakes on whom accounts act that have trust to hand over, so many times."""
    room, kappa = purse
    fans = np.minimum(weights.bound_fakes, fans_for(1.0, weights) * acts)
    vouched = np.where(kappa > 0.0, (1.0 + kappa) * one_fan(weights) * fans, 0.0)
    return _gain(raw, _strangers(room, weights) + vouched, weights)


def _strangers(room: Float64, weights: Weights) -> Float64:
    return np.minimum(room, weights.bound_fakes * one_fan(weights))


def _gain(raw: Float64, added: Float64, weights: Weights) -> Float64:
    return score(raw + added, weights) - score(raw, weights)
