"""Parts of a score that add up, to the last hundredth.

Comes in: parts in `raw`, the score shown. Goes out: score points per part, whose sum is the score less its start.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, isfinite

from openclout.figures.words import counted, part_title
from openclout.vocabulary.records import Part

IDLE = 10.0
"""Where somebody stands whom nobody acted on."""


@dataclass(frozen=True)
class Step:
    """One bar of the waterfall: from `start` to `end` on the scale of the score; `points` is what it adds."""

    title: str
    hint: str
    points: float
    start: float
    end: float


def apportion(weights: Sequence[float], total: int) -> tuple[int, ...]:
    """Whole numbers in proportion to the weights that sum to `total` exactly; all 0 when no weight is positive."""
    sizes = [weight if isfinite(weight) and weight > 0 else 0.0 for weight in weights]
    largest = max(sizes, default=0.0)
    if largest == 0:
        return (0,) * len(sizes)
    whole = sum(size / largest for size in sizes)
    return _whole([total * (size / largest) / whole for size in sizes], total)


def hundredths(points: Sequence[float]) -> tuple[float, ...]:
    """The points with two decimals that still sum to what the points sum to, signs and all."""
    quotas = [100 * part for part in points]
    return tuple(part / 100 for part in _whole(quotas, round(sum(quotas))))


def _whole(quotas: Sequence[float], total: int) -> tuple[int, ...]:
    """The quotas rounded so that they sum to `total`: those with the largest remainders are rounded up."""
    floors = [floor(quota) for quota in quotas]
    by_remainder = sorted(range(len(quotas)), key=lambda at: (floors[at] - quotas[at], at))
    more = set(by_remainder[: total - sum(floors)])
    return tuple(whole + (at in more) for at, whole in enumerate(floors))


def score_points(points: Sequence[float], score: float, idle: float = IDLE) -> tuple[float, ...]:
    """Each part's share of `raw` in score points; together they are the score less `idle`, in hundredths."""
    total = round(100 * score) - round(100 * idle)
    return tuple(part / 100 for part in apportion(points, total))


def steps(parts: Sequence[Part], score: float, idle: float = IDLE, limit: int = 8) -> tuple[Step, ...]:
    """The bars from `idle` up to the score, largest first; what is beyond `limit` becomes one last bar."""
    earned = sorted((part for part in parts if part.points > 0), key=lambda part: -part.points)
    shown = score_points([part.points for part in earned], score, idle)
    rows = [(part_title(part.label), _hint(part), points) for part, points in zip(earned, shown, strict=True)]
    if len(rows) > limit:
        rest = sum(round(100 * row[2]) for row in rows[limit - 1 :]) / 100
        rows = [*rows[: limit - 1], (f"{len(rows) - limit + 1} smaller parts", "each is on the page of signals", rest)]
    return _stacked(rows, idle)


def _hint(part: Part) -> str:
    if part.interactions == 0:
        return "a count that a network states"
    return f"{counted(part.interactions)} interaction{'s' if part.interactions != 1 else ''}"


def _stacked(rows: Sequence[tuple[str, str, float]], idle: float) -> tuple[Step, ...]:
    bars, at = [], round(100 * idle)
    for title, hint, points in rows:
        top = at + round(100 * points)
        bars.append(Step(title, hint, points, at / 100, top / 100))
        at = top
    return tuple(bars)
