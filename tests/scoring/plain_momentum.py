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
    rows = world.rows
    chosen = [i for i in range(len(rows.owner)) if _counts(world, i, as_of)]
    shared = Counter(_fan_day(world, i, as_of) for i in chosen)
    raw: dict[tuple[int, int], list[float]] = defaultdict(lambda: [0.0, 0.0])
    for fan, worths in _by_fan(world, chosen, as_of).items():
        vouch = _vouch(world, fan[1])
        for k, (worth, network) in enumerate(sorted(worths, reverse=True), start=1):
            raw[fan[0], network][0] += vouch * worth / k**2
            raw[fan[0], network][1] += (1 - vouch) * worth / k**2
    paces: dict[tuple[int, int], list[float]] = defaultdict(lambda: [0.0] * 4)
    for i in chosen:
        age = (as_of - int(rows.at[i])) / DAY
        fresh = _fresh(world, i) / shared[_fan_day(world, i, as_of)]
        vouch = _vouch(world, int(rows.actor[i]))
        sums = paces[int(rows.owner[i]), int(rows.network[i])]
        for place, worth in enumerate((slow(age), scale() * fast(age))):
            sums[2 * place] += vouch * fresh * worth
            sums[2 * place + 1] += (1 - vouch) * fresh * worth
    usual, lately = ([0.0] * len(world.accounts.person) for _ in range(2))
    for (owner, network), (known, strange, known_now, strange_now) in paces.items():
        points, strangers = raw[owner, network]
        allowed = world.trust.room[network] + world.trust.kappa[network] * points
        kept = min(1.0, allowed / strangers) if strangers else 1.0
        usual[owner] += known + kept * strange
        most = 2 * allowed * strange / strangers if strangers else 0.0
        lately[owner] += known_now + min(kept * strange_now, most)
    return usual, lately


def _by_fan(world: World, chosen: list[int], as_of: int) -> dict[tuple[int, int], list[tuple[float, int]]]:
    """What the rows of each fan of each owner are worth, with their networks."""
    found: dict[tuple[int, int], list[tuple[float, int]]] = defaultdict(list)
    for i in chosen:
        owner, fan, _ = _fan_day(world, i, as_of)
        worth = _fresh(world, i) * slow((as_of - int(world.rows.at[i])) / DAY)
        found[owner, fan].append((worth, int(world.rows.network[i])))
    return found


def _vouch(world: World, fan: int) -> float:
    return float(world.trust.vouched[fan]) if fan >= 0 else 0.0


def _fresh(world: World, i: int) -> float:
    return float(WEIGHTS.acts[world.rows.act[i]]) * float(world.rows.weight[i])


def _counts(world: World, i: int, as_of: int) -> bool:
    return slow((as_of - int(world.rows.at[i])) / DAY) > 0 and _fresh(world, i) > 0


def _fan_day(world: World, i: int, as_of: int) -> tuple[int, int, int]:
    actor = int(world.rows.actor[i])
    return int(world.rows.owner[i]), actor if actor >= 0 else -1 - i, (as_of - int(world.rows.at[i])) // DAY
