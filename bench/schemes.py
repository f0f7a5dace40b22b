"""The attacks: rows that somebody adds to a world so that one account scores higher.

Comes in: a world, the target, chance. Goes out: rows and how many new accounts do them. New accounts have the keys
after those of the world. `real_acts` is how often real accounts act on fakes, as the printed bounds count it; None:
the bounds do not speak of it, since real accounts act on the target itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import numpy as np

from bench.worlds import WEIGHTS, World, rows_of
from openclout.scoring import belief
from openclout.scoring.points import DAY
from openclout.scoring.rows import Int64, Rows
from openclout.vocabulary.acts import Act

Made = tuple[Rows, int]
Chance = np.random.Generator
FAKES, EACH, AMONG = 1000, 5, 5
FOLLOWED, FOLLOWED_BACK = 500, 50
SPAMMED, ANSWERED = 1000, 10
MONTHS = 180
HOUR = DAY // 24


@dataclass(frozen=True)
class Scheme:
    """An attack: its name, who does it, how often real accounts act on fakes in it, whether the target joins a ring."""

    name: str
    rows: Callable[[World, int, Chance], Made]
    real_acts: int | None
    ring: bool = False


class Farm(NamedTuple):
    """How a farm of new accounts behaves: acts on the target, among themselves and on strangers, over how long.

    `tricked` real accounts act on one of them each: `seeds` of trust, or anybody who acts. `own`: so does the target,
    that many times. `lead`: so does the best account there is, and on the target too.
    """

    each: int = EACH
    among: int = AMONG
    strangers: int = 0
    span: int = DAY
    tricked: int = 0
    seeds: bool = False
    own: int = 0
    lead: int = 0


def farm(world: World, target: int, chance: Chance, *, how: Farm) -> Made:
    """A thousand new accounts that act as they are told."""
    fakes = np.arange(world.people, world.people + FAKES)
    hidden = chance.choice(real(world, target), how.strangers * FAKES)
    helped = _helpers(world, target, chance, how)
    actor = [np.repeat(fakes, how.each), np.repeat(fakes, how.among), np.repeat(fakes, how.strangers), helped]
    owner = [
        np.full(FAKES * how.each, target),
        chance.choice(fakes, FAKES * how.among),
        hidden,
        chance.choice(fakes, len(helped), replace=False),
    ]
    if how.lead:
        actor.append(best(world, target))
        owner.append(np.array([target]))
    whole, by = np.concatenate(owner), np.concatenate(actor)
    return rows_of(whole, by, world.as_of - 1 - chance.integers(0, how.span, len(by))), FAKES


def _helpers(world: World, target: int, chance: Chance, how: Farm) -> Int64:
    """The real accounts that act on fakes, one entry per act."""
    known = seeds(world, target) if how.seeds else real(world, target)
    tricked = chance.choice(known, min(how.tricked, len(known)), replace=False)
    return np.concatenate([tricked, np.full(how.own, target), np.repeat(best(world, target), how.lead)])


def ring(world: World, target: int, chance: Chance, *, members: int, new: bool) -> Made:
    """The target and others act on each other, everybody on everybody, within a day."""
    others = np.arange(world.people, world.people + members - 1)
    if not new:
        known = real(world, target)
        others = chance.choice(known, min(members - 1, len(known)), replace=False)
    everybody = np.append(others, target)
    owner, actor = (axis.ravel() for axis in np.meshgrid(everybody, everybody))
    rows = rows_of(owner, actor, world.as_of - 1 - chance.integers(0, DAY, len(owner)), Act.ANNOUNCE)
    return rows, members - 1 if new else 0


def asked(world: World, target: int, chance: Chance, *, how: tuple[int, int, Act]) -> Made:
    """The target acts on many real accounts within a month, and some of them act back once."""
    many, back, act = how
    known = real(world, target)
    others = chance.choice(known, min(many, len(known)), replace=False)
    kind = others[: max(1, back * len(others) // many)]
    owner = np.concatenate([others, np.full(len(kind), target)])
    actor = np.concatenate([np.full(len(others), target), kind])
    return rows_of(owner, actor, world.as_of - 1 - chance.integers(0, 30 * DAY, len(owner)), act), 0


def again(world: World, target: int, chance: Chance) -> Made:
    """One real account replies to the target a thousand times."""
    who = np.full(SPAMMED, chance.choice(real(world, target)))
    at = world.as_of - 1 - chance.integers(0, DAY, SPAMMED)
    return rows_of(np.full(SPAMMED, target), who, at, Act.REPLY), 0


def real(world: World, target: int) -> Int64:
    """Accounts that acted in the last 90 days, and are not the target."""
    recent = (world.rows.at > world.as_of - int(WEIGHTS.quiet_days * DAY)) & (world.rows.actor >= 0)
    found = np.flatnonzero(np.bincount(world.rows.actor[recent], minlength=world.people))
    return np.asarray(found[found != target])


def seeds(world: World, target: int) -> Int64:
    """Accounts from which trust starts: the proven, or those who stand in."""
    found = np.flatnonzero(belief.seeds(world.edges, world.accounts, WEIGHTS.belief))
    return np.asarray(found[found != target])


def best(world: World, target: int) -> Int64:
    """The account with the most fans that is not the target."""
    fans = np.diff(world.edges.start).copy()
    fans[target] = -1
    return np.array([int(np.argmax(fans))])


def _farm(name: str, real_acts: int | None, how: Farm) -> Scheme:
    return Scheme(name, partial(farm, how=how), real_acts)


def _ring(members: int, *, new: bool) -> Scheme:
    kind = "new" if new else "real"
    return Scheme(f"ring of {members} {kind} accounts", partial(ring, members=members, new=new), None, ring=new)


SCHEMES = (
    _farm("1,000 fakes", 0, Farm()),
    _farm("1,000 fakes, 20 tricked", 20, Farm(tricked=20)),
    _farm("1,000 fakes, 100 tricked", 100, Farm(tricked=100)),
    _farm("1,000 fakes, 20 tricked seeds", 20, Farm(tricked=20, seeds=True)),
    _farm("1,000 fakes, 100 tricked seeds", 100, Farm(tricked=100, seeds=True)),
    _farm("1,000 fakes, 20 befriended by the buyer", 20, Farm(own=20)),
    _ring(10, new=True),
    _ring(50, new=True),
    _ring(200, new=True),
    _ring(10, new=False),
    _ring(50, new=False),
    _ring(200, new=False),
    Scheme("follow 500, 50 follow back", partial(asked, how=(FOLLOWED, FOLLOWED_BACK, Act.FOLLOW)), None),
    Scheme("reply to 1,000, 10 answer", partial(asked, how=(SPAMMED, ANSWERED, Act.REPLY)), None),
    Scheme("1,000 replies by one account", again, None),
    _farm("burst: 1,000 fakes like one post in an hour", 0, Farm(each=1, among=0, span=HOUR)),
    _farm("slow drip: 1,000 fakes over 180 days", 0, Farm(strangers=5, span=MONTHS * DAY)),
    _farm("flood: 1,000 fakes, 50 acts each, none on each other", 0, Farm(each=50, among=0)),
    _farm("wide flood: 1,000 fakes, 50 acts each on anybody", 0, Farm(each=1, among=0, strangers=50)),
    _farm("patient wide flood: the same over 180 days", 0, Farm(each=1, among=0, strangers=50, span=MONTHS * DAY)),
    _farm("a celebrity's account acts on the target and 20 fakes", None, Farm(lead=20)),
)
"""Every attack. A ring of real accounts, follow-backs and answers are real people who act on the target: their gain is
what so many real fans are worth, and no bound speaks of it."""
