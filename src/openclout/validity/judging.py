"""Contestants at a cut, judged: figures with intervals, and paired differences from the method.

Comes in: a world and a cut. Goes out: a `CutCard`. People are drawn again and again; each draw is the same for
everybody, so differences are paired.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from openclout.scoring.methods import METHODS
from openclout.scoring.metrics import Judged, figures, judged, ranking
from openclout.scoring.points import DAY
from openclout.scoring.rows import Float64, Int64
from openclout.scoring.weights import Weights
from openclout.validity.baselines import baselines, decayed, tuned
from openclout.validity.cuts import Cut
from openclout.validity.ours import own
from openclout.validity.protocol import Protocol
from openclout.validity.trees import trees
from openclout.validity.world import World
from openclout.vocabulary.cards import (
    BELIEVED,
    MEASURES,
    NOW,
    NOW_BELIEVED,
    OURS,
    PUBLISHED,
    TUNED,
    Contestant,
    CutCard,
    Figure,
)

PLAIN = ("pagerank", "h-index")
"""Methods that stand among the baselines."""
DECIMALS = 4


@dataclass(frozen=True)
class Entrant:
    """Whoever orders the population: a name, a kind, a number per person."""

    name: str
    kind: str
    found: Float64


def cut_card(world: World, cut: Cut, rules: tuple[Protocol, Weights], *, with_trees: bool) -> CutCard:
    """One cut, judged."""
    protocol, weights = rules
    half_life = tuned(world, cut, protocol)
    entrants = [*_ours(world, cut, weights), *_plain(cut, half_life, protocol)]
    entrants += _rivals(cut)
    if with_trees:
        entrants += [Entrant(name, "trees", found) for name, found in trees(world, cut, protocol).items()]
    return CutCard(
        share=cut.share,
        day=datetime.fromtimestamp(cut.as_of / 1e6, UTC).date(),
        window_days=round(cut.window / DAY, 2),
        population=len(cut.population),
        active=int(cut.active.sum()),
        futures=int((cut.truth > 0).sum()),
        pairs=cut.pairs,
        half_life_days=half_life,
        named_pairs=cut.named_pairs,
        contestants=contestants(entrants, judged(cut.truth, cut.active), protocol),
    )


def _ours(world: World, cut: Cut, weights: Weights) -> Iterator[Entrant]:
    mine = own(world, cut.seen, weights)
    for name, found in ((OURS, mine.plain), (PUBLISHED, mine.published), (BELIEVED, mine.believed)):
        yield Entrant(name, "ours", found[cut.population])
    yield Entrant(NOW, "now", mine.momentum[cut.population])
    yield Entrant(NOW_BELIEVED, "now", mine.momentum_believed[cut.population])


def _plain(cut: Cut, half_life: float, protocol: Protocol) -> Iterator[Entrant]:
    for name, found in baselines(cut.seen, cut.window, protocol).items():
        yield Entrant(name, "baseline", found[cut.population])
    yield Entrant(TUNED, "baseline", decayed(cut.seen, half_life)[cut.population])


def _rivals(cut: Cut) -> Iterator[Entrant]:
    for known in METHODS:
        if known.name not in (OURS, *PLAIN):
            yield Entrant(known.name, "rival", known.ranked(cut.seen).score[cut.population])


def contestants(entrants: list[Entrant], truth: Judged, protocol: Protocol) -> tuple[Contestant, ...]:
    """All of them, judged on the same draws; the first one is who the others are compared with."""
    draws = _draws(len(truth.gain), protocol)
    marks = {one.name: _marks(one, truth, draws, protocol.top) for one in entrants}
    first = marks[entrants[0].name]
    return tuple(
        Contestant(
            name=one.name,
            kind=one.kind,
            figures=_told(marks[one.name], protocol),
            behind={} if one is entrants[0] else _told(first - marks[one.name], protocol),
        )
        for one in entrants
    )


def _draws(people: int, protocol: Protocol) -> list[Int64]:
    """How often each person is counted: once each, then as drawn."""
    chance = np.random.default_rng(0)
    drawn = [np.bincount(chance.integers(0, people, people), minlength=people) for _ in range(protocol.draws(people))]
    return [np.ones(people, dtype=np.int64), *(one.astype(np.int64) for one in drawn)]


def _marks(one: Entrant, truth: Judged, draws: list[Int64], top: int) -> Float64:
    """The figures of everybody, then of each draw."""
    found = ranking(one.found)
    return np.array([figures(found, truth, times, top) for times in draws])


def _told(marks: Float64, protocol: Protocol) -> Mapping[str, Figure]:
    """Each measure with its interval."""
    return {name: figure(marks[0, at], marks[1:, at], protocol) for at, name in enumerate(MEASURES)}


def figure(found: float, drawn: Float64, protocol: Protocol) -> Figure:
    """A figure with the interval of its draws; None for what cannot be said."""
    known = drawn[~np.isnan(drawn)]
    if np.isnan(found):
        return Figure(None)
    if not len(known):
        return Figure(rounded(found))
    low, high = np.quantile(known, protocol.interval)
    return Figure(rounded(found), rounded(low), rounded(high))


def rounded(found: float) -> float:
    """A figure as a card tells it; never a negative nothing."""
    return round(float(found), DECIMALS) + 0.0
