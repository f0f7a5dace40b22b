"""Stars labelled fake: a made-up world after measured rates, since no labelled set is at hand.

Of accounts that gave bought stars 56.2 % had done nothing else and given at most two, 62.5 % had only given stars, 74.1
% had never written; of other accounts 1.3 %, 6.3 % and 16.8 %; 8.4 % of those who gave honest stars had received
anything. Comes in: a seed. Goes out: `Labelled` rows: who is set aside, who gains and who loses by it.
"""

from dataclasses import replace

import numpy as np

from bench.worlds import SETS, WEIGHTS, World, alone, both, read, rows_of
from openclout.scoring.points import DAY
from openclout.scoring.rows import Bool, Int64, Rows
from openclout.scoring.set_aside import credit
from openclout.vocabulary.acts import Act
from openclout.vocabulary.trials import Labelled

FAKE = (0.562, 0.625)
HONEST = (0.013, 0.063)
"""Shares of accounts that did nothing but give at most two stars, and nothing but give stars."""
HEARD = 0.084
BOUGHT = 1000
AS_OF = 900 * DAY


def labelled(seed: int) -> list[Labelled]:
    """A world in which half of all accounts are bought, one in which a tenth are, and two hours of the real one."""
    made = [_made(seed, honest) for honest in (BOUGHT, 9 * BOUGHT)]
    path = SETS / "github_gharchive" / "interactions.parquet"
    return made + ([_archive(read(path, "two hours of GitHub"))] if path.exists() else [])


def _made(seed: int, honest: int) -> Labelled:
    chance = np.random.default_rng((seed, honest))
    people = honest + BOUGHT
    starred = max(20, int(HEARD * honest))
    bought = np.arange(people) >= honest
    rows = _acts(chance, np.arange(honest), HONEST, starred)
    without = World("made up", "github", rows, alone(chance.random(people)), AS_OF)
    target = starred // 2
    first = rows_of(np.full(BOUGHT, target), np.arange(honest, people), _when(chance, BOUGHT))
    more = _acts(chance, np.arange(honest, people), FAKE, starred, given=1)
    attacked = replace(without, rows=both(rows, both(first, more)))
    return _measured(attacked, without, bought, target)


def _acts(chance: np.random.Generator, who: Int64, rates: tuple[float, float], starred: int, given: int = 0) -> Rows:
    """What accounts do besides: few stars only, more stars only, or stars and other acts. All act at least once."""
    lot = chance.random(len(who))
    stars = np.where(lot < rates[0], chance.integers(1, 3, len(who)), chance.integers(3, 9, len(who))) - given
    others = np.where(lot < rates[1], 0, chance.integers(1, 6, len(who)))
    heard = (np.arange(starred) + 2.0) ** -0.8
    actor = np.concatenate([np.repeat(who, stars), np.repeat(who, others)])
    act = np.concatenate([np.full(stars.sum(), Act.LIKE), np.full(others.sum(), Act.REPLY)])
    owner = chance.choice(starred, len(actor), p=heard / heard.sum())
    owner = np.where(owner == actor, (owner + 1) % starred, owner)
    return rows_of(owner, actor, _when(chance, len(actor)))._replace(act=act.astype(np.int8))


def _when(chance: np.random.Generator, count: int) -> Int64:
    return np.asarray(AS_OF - 1 - chance.integers(0, 60 * DAY, count))


def _measured(attacked: World, without: World, bought: Bool, target: int) -> Labelled:
    kept = credit(attacked.edges, attacked.accounts, ("github",), WEIGHTS)
    aside = kept < 1.0 if len(kept) else np.zeros(attacked.people, dtype=np.bool_)
    plain = attacked.standing.trust._replace(credit=np.ones(0))
    ruled, unruled = attacked.scores(), attacked.scores(plain)
    before = without.scores(without.standing.trust._replace(credit=np.ones(0)))[target]
    others = attacked.numbered()
    others[target] = False
    return Labelled(
        attacked.name,
        int((~bought).sum()),
        bool(aside.any()),
        float(aside[bought].mean()),
        float(aside[~bought].mean()),
        float(bought[aside].mean()) if aside.any() else 0.0,
        float(ruled[target] - before),
        float(unruled[target] - before),
        float(np.quantile((unruled - ruled)[others], 0.95)),
    )


def _archive(world: World) -> Labelled:
    """Real stars of two hours: nobody is known to be bought, and we see too little of what each account does."""
    used = len(credit(world.edges, world.accounts, ("github",), WEIGHTS)) > 0
    stars, acts, most = world.edges.liked, world.edges.acted, WEIGHTS.set_aside["github"].most
    alike = (stars > 0) & (stars == acts) & (stars <= most)
    givers = int((stars > 0).sum())
    return Labelled(world.name, givers, used, 0.0, float(alike.sum() / givers), 0.0, 0.0, 0.0, 0.0)
