"""How often ranges hold: the likely range of a score, and the range of its measurement.

Comes in: a world and a cut. Goes out: a `Coverage`. The likely range is that of the method as it is, with its belief:
was the score at the end of the window within it? The measurement range is looked at with everybody believed, as the
purse does not halve: does a half of the fans, doubled, give a score within the range of the whole?
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from openclout.scoring.belief import full_trust
from openclout.scoring.calibration import score
from openclout.scoring.formula import plan, scored
from openclout.scoring.methods import Seen
from openclout.scoring.points import DAY, Trust
from openclout.scoring.ranges import measurement_range
from openclout.scoring.rows import Bool, Float64, Int64, Rows, chosen, ordered
from openclout.scoring.standings import measure
from openclout.scoring.weights import Weights
from openclout.validity.cuts import Cut
from openclout.validity.ours import NO_COUNTS, networks, trust
from openclout.validity.protocol import Protocol
from openclout.validity.world import World
from openclout.vocabulary.cards import Coverage, Covered

DECIMALS = 3


@dataclass(frozen=True)
class Scores:
    """Everybody's score with its range at an instant, and whether there is one. Grain: one person."""

    score: Float64
    low: Float64
    high: Float64
    fans: Int64
    enough: Bool


def scores(world: World, seen: Seen, weights: Weights) -> Scores:
    """The method as it would have been published, without counts."""
    people = scored(
        seen.rows,
        np.arange(world.people, dtype=np.int32),
        NO_COUNTS,
        plan(seen.as_of, weights, networks=networks(world)),
        (trust(world, seen.rows, weights), weights),
    ).people
    return Scores(**{name: people[name].to_numpy() for name in Scores.__dataclass_fields__})


def coverage(world: World, cut: Cut, rules: tuple[Protocol, Weights]) -> Coverage:
    """How often the ranges hold at a cut."""
    protocol, weights = rules
    now = scores(world, cut.seen, weights)
    later = scores(world, world.before(cut.as_of + cut.window), weights).score
    within = (later >= now.low) & (later <= now.high)
    agreed = _halves_agree(world, cut.seen, weights)
    recent = cut.seen.rows.at >= cut.as_of - int(weights.quiet_days * DAY)
    edges = (*protocol.fan_groups, None)
    groups = (_covered((now, within, agreed), (low, high), protocol) for low, high in pairwise(edges))
    return Coverage(
        share=cut.share,
        seen=len(cut.population),
        recent=len(np.unique(cut.seen.rows.owner[recent])),
        numbered=int(now.enough.sum()),
        whole=_covered((now, within, agreed), (weights.number_fans, None), protocol),
        groups=tuple(groups),
    )


def _covered(found: tuple[Scores, Bool, Bool], fans: tuple[int | None, int | None], protocol: Protocol) -> Covered:
    now, within, agreed = found
    low, high = fans
    some = now.enough & (now.fans >= (low or 0)) & (now.fans < (high or np.inf))
    people = int(some.sum())
    told = people >= protocol.least.group
    return Covered(
        fans=low or 0,
        until=high,
        people=people,
        likely=round(float(within[some].mean()), DECIMALS) if told else None,
        measured=round(float(agreed[some].mean()), DECIMALS) if told else None,
    )


def _halves_agree(world: World, seen: Seen, weights: Weights) -> Bool:
    """Whether half of a person's fans, each counted twice, would give a score within the measurement range."""
    everybody = full_trust(world.accounts(), networks(world))
    half = chosen(seen.rows, _coin(seen.rows))
    whole, evidence = _raw(world, seen, everybody, weights)
    part, _ = _raw(world, seen._replace(rows=half), everybody, weights)
    apart = np.abs(score(2.0 * part, weights) - score(whole, weights))
    return np.asarray(apart <= measurement_range(whole, evidence, weights))


def _raw(world: World, seen: Seen, believed: Trust, weights: Weights) -> tuple[Float64, Float64]:
    today = plan(seen.as_of, weights, networks=networks(world), top=1)
    found = measure(seen.rows, ordered(seen.rows, world.people), today, believed).standings
    return found["raw"], found["evidence"]


def _coin(rows: Rows) -> Bool:
    """Heads or tails for each fan of each owner; nobody named is somebody new each time."""
    words = (rows.owner.astype(np.int64) << 32) | (rows.actor.astype(np.int64) + 1)
    _, place = np.unique(words, return_inverse=True)
    known = np.random.default_rng(0).integers(0, 2, int(place.max(initial=-1)) + 1)[place]
    alone = np.random.default_rng(1).integers(0, 2, len(rows.actor))
    return np.asarray(np.where(rows.actor >= 0, known, alone) == 1)
