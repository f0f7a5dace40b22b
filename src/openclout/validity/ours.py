"""The method itself, as it would have stood at a cut.

Comes in: a world and what was seen of it. Goes out: everybody's raw with everybody believed, with the belief of the
day, and as published: whoever was silent beyond the quiet period is tied where everybody starts. And momentum, with
everybody believed and with belief.
"""

from dataclasses import dataclass

import numpy as np

from openclout.scoring.belief import full_trust, standing
from openclout.scoring.edges import edges
from openclout.scoring.formula import Believed, plan, scored
from openclout.scoring.measures import PART
from openclout.scoring.methods import Seen
from openclout.scoring.points import DAY, Trust, pace, raw_of
from openclout.scoring.rows import Float64, Rows, ordered
from openclout.scoring.weights import Weights
from openclout.validity.world import World

NO_COUNTS = np.zeros(0, dtype=PART)
"""No series of counts over time is known, so none is judged."""


@dataclass(frozen=True)
class Own:
    """Everybody's raw: `plain` believes everybody, `believed` is the method with its defence; `published` is quiet."""

    plain: Float64
    published: Float64
    believed: Float64
    momentum: Float64
    momentum_believed: Float64


def own(world: World, seen: Seen, weights: Weights) -> Own:
    """The method at a cut."""
    order, numbers = ordered(seen.rows, world.people), pace(weights)
    everybody = full_trust(world.accounts(), networks(world))
    plain = raw_of(seen.rows, order, seen.as_of, numbers, everybody)
    vouched = trust(world, seen.rows, weights)
    believed = raw_of(seen.rows, order, seen.as_of, numbers, vouched)
    heard = last(seen) >= seen.as_of - int(weights.quiet_days * DAY)
    now = (_momentum(world, seen, (whom, weights)) for whom in (everybody, vouched))
    return Own(plain, np.where(heard, plain, 0.0), believed, *now)


def _momentum(world: World, seen: Seen, belief: Believed) -> Float64:
    today = plan(seen.as_of, belief[1], networks=networks(world), top=1)
    people = np.arange(world.people, dtype=np.int32)
    return scored(seen.rows, people, NO_COUNTS, today, belief).people["momentum"].to_numpy()


def trust(world: World, rows: Rows, weights: Weights) -> Trust:
    """Whom the method believes, given these rows."""
    accounts = world.accounts()
    return standing(edges(rows.owner, rows.actor, rows.network, accounts), accounts, networks(world), weights).trust


def networks(world: World) -> int:
    """How many networks there are."""
    return int(world.network.max(initial=0)) + 1


def last(seen: Seen) -> Float64:
    """The instant of the newest row of each person; 0 for nobody's."""
    newest = np.zeros(seen.people)
    np.maximum.at(newest, seen.rows.owner, seen.rows.at)
    return newest
