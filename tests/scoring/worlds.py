"""Small random worlds as the kernels see them, and the formula written down plainly."""

import dataclasses
from collections import defaultdict

import numpy as np
from bench.worlds import both

from openclout.scoring.belief import full_trust, standing
from openclout.scoring.edges import Accounts, edges
from openclout.scoring.formula import TOP, Scored, plan, scored
from openclout.scoring.measures import PART
from openclout.scoring.points import DAY, Trust
from openclout.scoring.rows import Rows
from openclout.scoring.weights import Weights, load

NOW = 900 * DAY
WEIGHTS = load()
NOTHING = np.zeros(0, dtype=PART)


@dataclasses.dataclass(frozen=True)
class World:
    """Rows among a few accounts on a few networks, and a trust."""

    rows: Rows
    accounts: Accounts
    trust: Trust
    networks: int

    def raw(self, as_of: int = NOW, weights: Weights = WEIGHTS) -> np.ndarray:
        """Everybody's raw, by account key."""
        return self.scored(as_of, weights).people["raw"].to_numpy()

    def scored(self, as_of: int = NOW, weights: Weights = WEIGHTS, *, top: int = TOP) -> Scored:
        """Everybody's score, by account key; owners are accounts."""
        everybody = np.arange(len(self.accounts.person), dtype=np.int32)
        today = plan(as_of, weights, networks=self.networks, top=top)
        return scored(self.rows, everybody, NOTHING, today, (self.trust, weights))

    def with_rows(self, rows: Rows) -> "World":
        """The same world with other rows and the same trust."""
        return dataclasses.replace(self, rows=rows)

    def plus(self, **columns: list[int]) -> "World":
        """The same world with some more rows; what is not said is taken from the first row's neighbours."""
        more = rows_of(**columns)
        return self.with_rows(both(self.rows, more))


def rows_of(**columns: "list[int] | np.ndarray") -> Rows:
    """Rows from some columns; the others get plain defaults."""
    count = len(columns["owner"])
    usual = {"act": [1] * count, "network": [0] * count, "post": [-1] * count, "weight": [1.0] * count}
    kinds = {"owner": "i4", "actor": "i4", "at": "i8", "act": "i1", "network": "i2", "post": "i8", "weight": "f4"}
    return Rows(*(np.asarray((usual | columns)[name], dtype=kind) for name, kind in kinds.items()))


def world(seed: int, *, people: int = 12, rows: int = 80, networks: int = 2, trust: str = "day") -> World:
    """A random world; trust is that of the day, none withheld ("full") or drawn at random ("random")."""
    chance = np.random.default_rng(seed)
    owner = chance.integers(0, people, rows)
    actor = chance.integers(-1, people, rows)
    actor = np.where(actor == owner, (actor + 1) % people, actor)
    network = (np.arange(people) % networks).astype(np.int16)
    found = rows_of(
        owner=owner,
        actor=actor,
        at=NOW - 1 - (DAY * chance.exponential(90, rows)).astype(np.int64),
        act=chance.integers(1, 16, rows),
        network=network[owner],
        post=chance.integers(-1, 9, rows),
        weight=chance.choice([1.0, 1.0, 0.5, 2.0], rows),
    )
    accounts = Accounts(np.arange(people, dtype=np.int32), network, chance.random(people), chance.random(people) < 0.2)
    return World(found, accounts, trust_of(found, accounts, networks, trust, chance), networks)


def trust_of(rows: Rows, accounts: Accounts, networks: int, kind: str, chance: np.random.Generator) -> Trust:
    """A trust of the kind."""
    if kind == "full":
        return full_trust(accounts, networks)
    if kind == "random":
        room = chance.choice([0.25, 10.0], networks)
        return Trust(chance.random(len(accounts.person)), room, chance.choice([0.25, 1.0, 10.0], networks))
    return standing(edges(rows.owner, rows.actor, rows.network, accounts), accounts, networks, WEIGHTS).trust


def plain_raw(world: World, as_of: int = NOW) -> np.ndarray:
    """The formula as it is written in docs/explanation/score.md, row by row, with Python's own numbers."""
    pairs: dict[tuple[int, int], list[tuple[float, int]]] = defaultdict(list)
    for i in range(len(world.rows.owner)):
        age = (as_of - int(world.rows.at[i])) / DAY
        fading = (1 + age / 7) ** -0.5 * max(0.0, 1 - age / 730) if age > 0 else 0.0
        worth = WEIGHTS.acts[world.rows.act[i]] * float(world.rows.weight[i]) * fading
        actor = int(world.rows.actor[i])
        fan = actor if actor >= 0 else -1 - i
        pairs[int(world.rows.owner[i]), fan].append((worth, int(world.rows.network[i])))
    vouched: dict[tuple[int, int], float] = defaultdict(float)
    strange: dict[tuple[int, int], float] = defaultdict(float)
    for (owner, fan), worths in pairs.items():
        vouch = float(world.trust.vouched[fan]) if fan >= 0 else 0.0
        for k, (worth, network) in enumerate(sorted(worths, reverse=True), start=1):
            vouched[owner, network] += vouch * worth / k**2
            strange[owner, network] += (1 - vouch) * worth / k**2
    raw = np.zeros(len(world.accounts.person))
    for (owner, network), known in vouched.items():
        allowed = world.trust.room[network] + world.trust.kappa[network] * known
        raw[owner] += known + min(strange[owner, network], allowed)
    return raw
