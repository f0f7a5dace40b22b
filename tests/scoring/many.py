"""Thousands of small random worlds at once: each a block of accounts that never meet the others.

The kernels take them in one pass, so that a property is tried in all of them for the price of one.
"""

import numpy as np
from bench.worlds import both
from tests.scoring.worlds import NOW, WEIGHTS, World, rows_of

from openclout.scoring.belief import standing
from openclout.scoring.edges import Accounts, edges
from openclout.scoring.points import DAY, Trust
from openclout.scoring.rows import Rows

WORLDS, PEOPLE, ROWS, NETWORKS = 1000, 9, 40, 3


def many(seed: int, *, trust: str = "random") -> World:
    """A thousand worlds of three accounts on each of three networks and forty rows; one account in five is proven."""
    chance = np.random.default_rng(seed)
    count = WORLDS * PEOPLE
    network = (np.arange(count) % NETWORKS).astype(np.int16)
    accounts = Accounts(np.arange(count, dtype=np.int32), network, chance.random(count), chance.random(count) < 0.2)
    rows = random_rows(chance, np.repeat(np.arange(WORLDS), ROWS), accounts)
    doubt = Trust(
        chance.random(count),
        chance.choice([0.25, 10.0], NETWORKS),
        chance.choice([0.25, 1.0, 10.0], NETWORKS),
        chance.choice([1.0, 1.0, 0.1], count),
    )
    made = World(rows, accounts, doubt, NETWORKS)
    return made if trust == "random" else World(rows, accounts, day_of(made), NETWORKS)


def random_rows(chance: np.random.Generator, world: np.ndarray, accounts: Accounts) -> Rows:
    """A random row in each of these worlds, by another account of the same network or by nobody in particular."""
    count = len(world)
    owner = chance.integers(0, PEOPLE, count)
    actor = (owner + NETWORKS * chance.integers(1, PEOPLE // NETWORKS, count)) % PEOPLE + world * PEOPLE
    return rows_of(
        owner=owner + world * PEOPLE,
        actor=np.where(chance.random(count) < 0.1, -1, actor),
        at=NOW - 1 - (DAY * chance.exponential(90, count)).astype(np.int64),
        act=chance.integers(1, 16, count),
        network=accounts.network[owner + world * PEOPLE],
        post=chance.integers(-1, 9, count),
        weight=chance.choice([1.0, 1.0, 0.5, 2.0], count),
    )


def day_of(made: World, frozen: Trust | None = None) -> Trust:
    """The trust of the day, worked out anew; the networks keep the purses that they have in `frozen`."""
    known = edges(made.rows.owner, made.rows.actor, made.rows.network, made.accounts)
    trust = standing(known, made.accounts, NETWORKS, WEIGHTS).trust
    return trust if frozen is None else trust._replace(room=frozen.room, kappa=frozen.kappa)


def one_more_each(made: World, seed: int) -> World:
    """The same worlds, a random row more in each."""
    chance = np.random.default_rng((seed, 1))
    return made.with_rows(both(made.rows, random_rows(chance, np.arange(WORLDS), made.accounts)))
