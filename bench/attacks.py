"""`make attacks`: what every attack gains its target, and what honest people lose by it, beside the printed bounds.

Comes in: open sets and made-up worlds, attacks from `bench.schemes`. Goes out: tables on stdout and, if asked, JSON.
Each set is attacked twice: with seeds of trust drawn by lot, since nobody there has proven who they are, and with a
random tenth of the accounts that have three fans taken as proven. Everything is worked out anew after an attack:
trust, lots, and whether the network is hardened.
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import fmean

import numpy as np
from rich.console import Console
from rich.table import Table

from bench.labelled import labelled
from bench.schemes import SCHEMES, Scheme
from bench.showing import short, shown
from bench.worlds import WEIGHTS, World, known_sets, made_up, targets
from openclout.scoring.bounds import fakes_bound, ring_bound, tricked_bound
from openclout.scoring.calibration import raw_of_score
from openclout.scoring.rows import Bool, Float64
from openclout.validity.demands import number
from openclout.vocabulary.cards import written
from openclout.vocabulary.trials import LOT, PROVEN, Attack, Attacked, Attacks, Cost, Labelled

TARGETS = 8
SEED = 2026
OTHERS = ("90th percentile", "floor")
BARS = ("1,000 fakes", "1,000 fakes, 20 tricked", "1,000 fakes, 20 tricked seeds")
"""The attacks for which there is a bar: the most that each may gain a median account on hardened networks."""


@dataclass(frozen=True)
class Cell:
    """One attack on one class of targets: points gained, the printed bound, points honest people lost by it.

    `bound` is the mean over targets, None where the bound does not speak of the attack; `held` is the share of targets
    whose gain it covers; `kept` the share of honest numbered people who keep a number.
    """

    world: str
    seeds: str
    hardened: bool
    target: str
    attack: str
    score: float
    gain: float
    most: float
    bound: float | None
    held: float | None
    lost_p50: float
    lost_p95: float
    kept: float


def main() -> None:
    """Attack everything."""
    words = argparse.ArgumentParser(prog="python -m bench.attacks", description=__doc__)
    words.add_argument("--json", type=Path)
    words.add_argument("--sets", nargs="*", help="names of sets; otherwise all that there are")
    words.add_argument("--targets", type=int, default=TARGETS)
    given = words.parse_args()
    sets = known_sets() if given.sets is None else known_sets(names=given.sets)
    cells, costs = attack([*sets, made_up(SEED)], SCHEMES, given.targets, _told)
    stars = labelled(SEED)
    console = Console(width=150)
    for table in (*tables(cells, costs), star_table(stars)):
        console.print(table)
    if given.json:
        given.json.write_text(written(found(cells, costs, stars)), encoding="utf-8")


def _told(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def attack(
    worlds: Sequence[World], schemes: Sequence[Scheme], count: int, told: Callable[[str], None]
) -> tuple[list[Cell], list[Cost]]:
    """Every scheme on every class of targets in every world, with both kinds of seeds."""
    cells: list[Cell] = []
    costs: list[Cost] = []
    for world in worlds:
        for seeds, known in ((LOT, world), (PROVEN, world.proving(SEED))):
            told(f"{world.name}, seeds {seeds}")
            costs.append(_cost(known, seeds))
            cells += _cells(known, seeds, schemes, count)
    return cells, costs


def _cost(world: World, seeds: str) -> Cost:
    numbered = world.numbered()
    lost = (world.full - world.scores())[numbered]
    engaged = world.scores()[numbered] > WEIGHTS.idle + 1
    p50, p95 = np.quantile(lost, (0.5, 0.95))
    hardened = not bool(world.standing.weakly_hardened[0])
    return Cost(world.name, seeds, hardened, len(lost), float(p50), float(p95), float(engaged.mean()))


def _cells(world: World, seeds: str, schemes: Sequence[Scheme], count: int) -> Iterator[Cell]:
    before, numbered, room = world.scores(), world.numbered(), world.bounds()
    for kind, chosen in targets(world, count).items():
        for scheme in schemes:
            gains, lost, kept = _attacked(world, scheme, chosen.tolist(), (before, numbered))
            vouched = world.standing.trust.vouched[chosen]
            printed = _printed(scheme, before[chosen], (room[0][chosen], room[1][chosen]), vouched)
            p50, p95 = np.quantile(lost, (0.5, 0.95))
            yield Cell(
                world.name,
                seeds,
                not bool(world.standing.weakly_hardened[0]),
                kind,
                scheme.name,
                float(before[chosen].mean()),
                float(gains.mean()),
                float(gains.max()),
                float(printed.mean()) if printed is not None else None,
                float((gains <= printed + 1e-9).mean()) if printed is not None else None,
                float(p50),
                float(p95),
                kept,
            )


def _attacked(
    world: World, scheme: Scheme, chosen: Sequence[int], before: tuple[Float64, Bool]
) -> tuple[Float64, Float64, float]:
    """What each target gains, and what those who take no part lose by the attack on the first."""
    gains: list[float] = []
    lost, kept = np.zeros(1), 1.0
    scores, numbered = before
    for place, target in enumerate(chosen):
        rows, newcomers = scheme.rows(world, target, np.random.default_rng((SEED, target)))
        after = world.plus(rows, newcomers)
        gains.append(float(after.scores_of([target])[0] - scores[target]))
        if place == 0:
            others = numbered.copy()
            others[target] = False
            others[rows.owner[rows.owner < world.people]] = False
            if not others.any():
                continue
            lost = (scores - after.scores()[: world.people])[others]
            kept = float(after.numbered()[: world.people][others].mean())
    return np.array(gains), lost, kept


def _printed(scheme: Scheme, scores: Float64, purse: tuple[Float64, Float64], vouched: Float64) -> Float64 | None:
    """The bound that the page prints for each target, if it speaks of the scheme."""
    raw = raw_of_score(np.maximum(scores, WEIGHTS.idle + 1e-9), WEIGHTS)
    if scheme.ring:
        return ring_bound(raw, *purse, vouched, WEIGHTS)
    if scheme.real_acts == 0:
        return fakes_bound(raw, purse[0], WEIGHTS)
    if scheme.real_acts is not None and scheme.real_acts <= WEIGHTS.bound_tricked:
        return tricked_bound(raw, *purse, WEIGHTS)
    return None


def tables(cells: Sequence[Cell], costs: Sequence[Cost]) -> Iterator[Table]:
    """Everything that was measured, world by world."""
    yield shown("What the defence costs honest people, without any attack", [asdict(cost) for cost in costs])
    for kind in dict.fromkeys(cell.target for cell in cells):
        for seeds in (LOT, PROVEN):
            found = [cell for cell in cells if cell.target == kind and cell.seeds == seeds]
            rows = [{**asdict(cell), "bar": _bar(cell)} for cell in found]
            for row in rows:
                del row["target"], row["seeds"]
            yield shown(f"Attacks on an account at the {kind}, seeds {seeds}", rows)


def _bar(cell: Cell) -> str:
    """Whether the bar for this cell is met."""
    if cell.attack not in BARS or cell.target != "median" or not cell.hardened:
        return ""
    most = number("attacks", cell.attack)
    return "met" if cell.gain <= most else f"NOT MET ({most:g})"


def star_table(stars: Sequence[Labelled]) -> Table:
    """The labelled world."""
    return shown("Stars labelled fake (a MADE-UP world after measured rates)", [asdict(one) for one in stars])


def found(cells: Sequence[Cell], costs: Sequence[Cost], stars: Sequence[Labelled]) -> Attacks:
    """What is told: every cost, and attacks as means over worlds that are hardened, and that are not."""
    groups: dict[tuple[str, str, bool], list[Cell]] = {}
    for cell in cells:
        groups.setdefault((cell.attack, cell.seeds, cell.hardened), []).append(cell)
    main = [cell for cell in cells if cell.attack in BARS and cell.target == "median"]
    names = Attacked.__dataclass_fields__
    return Attacks(
        costs=tuple(short(cost) for cost in costs),
        attacks=tuple(short(_merged(key, group), 2) for key, group in groups.items()),
        bars=tuple(short(Attacked(**{name: getattr(cell, name) for name in names})) for cell in main),
        stars=tuple(short(one) for one in stars),
    )


def _merged(key: tuple[str, str, bool], cells: Sequence[Cell]) -> Attack:
    """The median targets of an attack in some worlds, and the mean gain of the others."""
    found = [cell for cell in cells if cell.target == "median"]
    bounds = [cell.bound for cell in found if cell.bound is not None]
    held = [cell.held for cell in found if cell.held is not None]
    high, low = (fmean(cell.gain for cell in cells if cell.target == kind) for kind in OTHERS)
    return Attack(
        *key,
        worlds=len(found),
        score=fmean(cell.score for cell in found),
        gain=fmean(cell.gain for cell in found),
        most=max(cell.most for cell in found),
        bound=fmean(bounds) if bounds else None,
        held=fmean(held) if held else None,
        lost_p50=max(cell.lost_p50 for cell in found),
        lost_p95=max(cell.lost_p95 for cell in found),
        kept=min(cell.kept for cell in found),
        gain_high=high,
        gain_low=low,
    )


if __name__ == "__main__":
    main()
