"""Momentum written down plainly: row by row, day by day, with Python's own numbers."""

from collections import Counter, defaultdict
from functools import cache
from math import log

from tests.scoring.worlds import NOW, WEIGHTS, World

from openclout.scoring.points import DAY


def slow(age: float) -> float:
    """The decay of the score."""
    return float((1 + age / 7) ** -0.5 * (1 - age / 730)) if 0 < age < 730 else 0.0


def fast(age: float) -> float:
    """The decay of momentum, before it is scaled."""
    return float(0.8 * 0.5 ** (age / 0.25) + 0.2 * 0.5 ** (age / 7))


@cache
def scale() -> float:
    """How much longer the slow one lasts."""
    lasting = sum(slow((step + 0.5) / 48) for step in range(730 * 48)) / 48
    return lasting / ((0.8 * 0.25 + 0.2 * 7) / log(2))


def plain_paces(world: World, as_of: int = NOW) -> tuple[list[float], list[float]]:
    """The usual pace and that of the last days, by owner."""
    rows, times = world.rows, scale()
    shared = Counter(_fan_day(world, i, as_of) for i in range(len(rows.owner)) if _counts(world, i, as_of))
    usual: dict[tuple[int, int], list[float]] = defaultdict(lambda: [0.0, 0.0])
    lately: dict[tuple[int, int], list[float]] = defaultdict(lambda: [0.0, 0.0])
    for i in range(len(rows.owner)):
        if _counts(world, i, as_of):
            age = (as_of - int(rows.at[i])) / DAY
            actor = int(rows.actor[i])
            vouch = float(world.trust.vouched[actor]) if actor >= 0 else 0.0
            fresh = float(WEIGHTS.acts[rows.act[i]]) * float(rows.weight[i]) / shared[_fan_day(world, i, as_of)]
            for pace, worth in ((usual, slow(age)), (lately, times * fast(age))):
                purse = pace[int(rows.owner[i]), int(rows.network[i])]
                purse[0] += vouch * fresh * worth
                purse[1] += (1 - vouch) * fresh * worth
    return _held(world, usual), _held(world, lately)


def _counts(world: World, i: int, as_of: int) -> bool:
    age = (as_of - int(world.rows.at[i])) / DAY
    return slow(age) > 0 and WEIGHTS.acts[world.rows.act[i]] > 0


def _fan_day(world: World, i: int, as_of: int) -> tuple[int, int, int]:
    actor = int(world.rows.actor[i])
    return int(world.rows.owner[i]), actor if actor >= 0 else -1 - i, (as_of - int(world.rows.at[i])) // DAY


def _held(world: World, pace: dict[tuple[int, int], list[float]]) -> list[float]:
    """Vouched points, and of the others as many as the purse holds."""
    held = [0.0] * len(world.accounts.person)
    for (owner, network), (known, strange) in pace.items():
        held[owner] += known + min(strange, world.trust.room[network] + world.trust.kappa[network] * known)
    return held
