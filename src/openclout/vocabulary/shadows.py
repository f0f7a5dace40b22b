"""What another version of the method would change, as frozen records.

Comes in: moves worked out by `engines`. Goes out: what commands show. All points are score points.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Reason:
    """What one group of numbers does to a score; the reasons of a move sum to it."""

    group: str
    points: float


@dataclass(frozen=True)
class Mover:
    """One person under both versions. `before` or `after` is None without a number; then there are no reasons."""

    name: str
    title: str
    before: float | None
    after: float | None
    points: float | None
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Spread:
    """The moves of some people with both numbers; `over` counts moves of more than 1, 2 and 5 points."""

    label: str
    people: int
    up: int
    down: int
    over: tuple[int, int, int]
    mean: float
    p5: float
    p50: float
    p95: float


@dataclass(frozen=True)
class Shadow:
    """A day under another version of the method.

    `differs` names the groups of numbers that are not the same. `gain` and `lose` count people who would get or lose a
    number. `correlation` is Spearman's, between the scores of both versions (None: too few people). `reasons` are means
    over everybody with both numbers. `largest` are the largest moves.
    """

    day: date
    running: str
    other: str
    differs: tuple[str, ...]
    gain: int
    lose: int
    correlation: float | None
    everybody: Spread
    bands: tuple[Spread, ...]
    networks: tuple[Spread, ...]
    reasons: tuple[Reason, ...]
    largest: tuple[Mover, ...]
