"""How scores are spread over the people of a set, and over the reference.

Comes in: scores at a share of each set's span. Goes out: a `Spread` for each set, and one for all sets together in
which each set weighs the same, whatever its size.
"""

from collections.abc import Sequence

import numpy as np

from openclout.scoring.rows import Float64
from openclout.scoring.weights import Weights
from openclout.validity.coverage import scores
from openclout.validity.cuts import cut
from openclout.validity.protocol import Protocol
from openclout.validity.world import World
from openclout.vocabulary.cards import Spread

DECIMALS = 2
NEAR = 0.05
"""Scores nearer than this look the same as where everybody starts."""


def spread(world: World, rules: tuple[Protocol, Weights]) -> Spread | None:
    """The spread of a set at the reference's share of its span; None where nobody has a number."""
    protocol, weights = rules
    at = cut(world, protocol.reference_share, protocol)
    now = scores(world, at.seen, weights)
    numbered = now.score[now.enough]
    if not len(numbered):
        return None
    idle = float((now.score[at.population] < weights.idle + NEAR).mean())
    return _spread(numbered, np.ones(len(numbered)), idle, _histogram(numbered))


def together(spreads: Sequence[Spread]) -> Spread | None:
    """All sets as one population in which each weighs the same, from their histograms; None without any."""
    if not spreads:
        return None
    shares = [np.array(one.histogram) / one.people for one in spreads]
    middles = np.tile(np.arange(100, dtype=np.float64) + 0.5, len(spreads)).astype(np.float64)
    people = sum(one.people for one in spreads)
    idle = float(np.mean([one.idle for one in spreads]))
    counted = np.round(np.mean(shares, axis=0) * people).astype(np.int64)
    mean = float(np.mean([one.mean for one in spreads]))
    found = _spread(middles, np.concatenate(shares), idle, tuple(int(count) for count in counted))
    return Spread(
        people, round(mean, DECIMALS), found.p5, found.median, found.p95, found.p99, found.idle, found.histogram
    )


def _spread(scores: Float64, weight: Float64, idle: float, histogram: tuple[int, ...]) -> Spread:
    order = np.argsort(scores, kind="stable")
    below = np.cumsum(weight[order]) / weight.sum()

    def at(share: float) -> float:
        place = min(int(np.searchsorted(below, share)), len(order) - 1)
        return round(float(scores[order][place]), DECIMALS)

    mean = round(float(np.average(scores, weights=weight)), DECIMALS)
    return Spread(len(scores), mean, at(0.05), at(0.5), at(0.95), at(0.99), round(idle, 4), histogram)


def _histogram(scores: Float64) -> tuple[int, ...]:
    """How many people stand from 0 to 1, from 1 to 2, ... 99 to 100."""
    counts = np.bincount(np.clip(scores, 0.0, 99.0).astype(np.int64), minlength=100)
    return tuple(int(count) for count in counts)
