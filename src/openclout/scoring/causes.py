"""Causes: why scores changed between two days, split so that the parts sum to the change exactly.

The score is worked out again and again while one thing at a time is moved from the first day to the second: the
method, the links, the counts, the age of what was there, the standing of those who did it, and last what is new. Each
step's difference is one cause. What is new is then shared out among who did it on which post, by the points of each
row. Everybody who moved is worked out at once.

Comes in: the rows of those who moved, and how both days look at them. Goes out: `Steps`, one per person.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np

from openclout.scoring.calibration import score
from openclout.scoring.points import Pace, Trust, earned, pace, raw_of
from openclout.scoring.rows import Bool, Float64, Int64, Order, Rows, chosen, ordered
from openclout.scoring.weights import Weights


@dataclass(frozen=True)
class Newcomers:
    """What new rows added, in score points: one entry per (actor, post), largest first."""

    actor: Int64
    post: Int64
    points: Float64
    interactions: Int64


@dataclass(frozen=True)
class Steps:
    """The change of a score, in unrounded score points by cause; they sum to `after - before`."""

    before: float
    after: float
    method: float
    links: float
    counts: float
    ageing: float
    standing: float
    new: float
    newcomers: Newcomers


class Standpoint(NamedTuple):
    """From where a day looks at rows: its instant (microseconds), its trust, its weights."""

    as_of: int
    trust: Trust
    weights: Weights


class Restated(NamedTuple):
    """The day before, looked at by today's method: its trust, and the count points of each of some people."""

    trust: Trust
    counted: Float64


class Movers(NamedTuple):
    """Some people's rows; `rows.owner` is a place among them.

    `held` says of each row whether it counted for the person before (if it had happened), `mine` whether it does
    today; `was` and `now` are the count points of each person on both days. `restated` is the day before by today's
    method, where the method changed: whom it would have believed, what it would have given for counts.
    """

    rows: Rows
    held: Bool
    mine: Bool
    was: Float64
    now: Float64
    restated: Restated | None = None


def splits(movers: Movers, before: Standpoint, today: Standpoint) -> list[Steps]:
    """The steps of each person's score from the day before to today, one thing moved at a time.

    The first step is the method, alone and whole: the same day, rows and links, by the other numbers throughout.
    """
    trust, counted = movers.restated or Restated(before.trust, movers.was)
    newer = Standpoint(before.as_of, trust, today.weights)
    earlier = movers.rows.at < before.as_of
    held, mine = (_Part.of(movers, which) for which in (earlier & movers.held, movers.mine))
    kept = held if movers.held is movers.mine else _Part.of(movers, earlier & movers.mine)
    first = held.raw(before)
    renewed = first if newer.weights is before.weights and trust is before.trust else held.raw(newer)
    relinked = renewed if kept is held else kept.raw(newer)
    points = points_of_all(mine.rows, mine.order, today.as_of, pace(today.weights), today.trust)
    values = [
        score(first + movers.was, before.weights),
        score(renewed + counted, newer.weights),
        score(relinked + counted, newer.weights),
        score(relinked + movers.now, newer.weights),
        score(kept.raw(today._replace(trust=trust)) + movers.now, newer.weights),
        score(kept.raw(today) + movers.now, newer.weights),
        score(mine.sums(points) + movers.now, newer.weights),
    ]
    moved = np.diff(values, axis=0).T
    shared = _newcomers(mine.rows, np.where(mine.rows.at < before.as_of, 0.0, points), moved[:, -1])
    ends = zip(values[0].tolist(), values[-1].tolist(), moved.tolist(), shared, strict=True)
    return [
        Steps(first, last, method, links, counts, ageing, standing, new, newcomers)
        for first, last, (method, links, counts, ageing, standing, new), newcomers in ends
    ]


class _Part(NamedTuple):
    """Some of the rows in their order, which is the same from wherever they are looked at."""

    rows: Rows
    order: Order

    @classmethod
    def of(cls, movers: Movers, which: Bool) -> Self:
        """Those marked."""
        rows = chosen(movers.rows, which)
        return cls(rows, ordered(rows, len(movers.was)))

    def raw(self, seen: Standpoint) -> Float64:
        """Everybody's raw, without counts."""
        return raw_of(self.rows, self.order, seen.as_of, pace(seen.weights), seen.trust)

    def sums(self, points: Float64) -> Float64:
        """The points of each row, added up by person."""
        return np.bincount(self.rows.owner, points, minlength=len(self.order.start) - 1).astype(np.float64)


def _newcomers(rows: Rows, points: Float64, gained: Float64) -> Iterator[Newcomers]:
    """For each person, who added how much of what was gained on which post; largest first."""
    new = np.flatnonzero(points > 0.0)
    new = new[np.lexsort((rows.post[new], rows.actor[new], rows.owner[new]))]
    owner, actor, post = rows.owner[new], rows.actor[new].astype(np.int64), rows.post[new]
    first = np.ones(len(new), dtype=np.bool_)
    first[1:] = (owner[1:] != owner[:-1]) | (actor[1:] != actor[:-1]) | (post[1:] != post[:-1])
    group = np.cumsum(first) - 1
    owner, actor, post = owner[first], actor[first], post[first]
    sums = np.bincount(group, weights=points[new], minlength=len(owner))
    times = np.bincount(group, minlength=len(owner)).astype(np.int64)
    largest = np.lexsort((post, actor, -sums, owner))
    start = np.searchsorted(owner[largest], np.arange(len(gained) + 1))
    for place in range(len(gained)):
        mine = largest[start[place] : start[place + 1]]
        share = sums[mine] / max(float(sums[mine].sum()), np.finfo(np.float64).tiny)
        yield Newcomers(actor[mine], post[mine], gained[place] * share, times[mine])


def points_of_all(rows: Rows, order: Order, as_of: int, pace: Pace, trust: Trust) -> Float64:
    """The points of each row, in the order of `rows`."""
    points = np.zeros(len(rows.at), dtype=np.float64)
    everybody = earned(rows, order, as_of, pace, trust)
    points[everybody.row] = everybody.points
    return points


def points_of(rows: Rows, seen: Standpoint) -> tuple[Rows, Float64]:
    """Every row of one person (owner 0) with its points, most valuable first: the whole explanation."""
    points = points_of_all(rows, ordered(rows, 1), seen.as_of, pace(seen.weights), seen.trust)
    best = np.lexsort((rows.post, rows.actor, -rows.at, -points))
    return chosen(rows, best), points[best]
