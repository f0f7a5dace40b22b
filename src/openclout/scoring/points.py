"""Points: what each row is worth on a day, what a fan's repeats are worth, who is believed how far.

    points = act weight x row weight x decay(age) x 1/k^2 x belief

Comes in: rows of one owner in order. Goes out: points per row, in the same order, or their sum.
The formula is documented in docs/explanation/score.md; every number comes from `weights.toml`.
"""

from typing import NamedTuple

import numpy as np

from openclout.scoring.compiled import compiled, lean
from openclout.scoring.rows import Float64, Int64, Order, Rows
from openclout.scoring.weights import Weights

DAY = 86_400_000_000
"""Microseconds in a day."""


class Pace(NamedTuple):
    """The part of the weights that a row's points need."""

    acts: Float64
    pace_days: float
    power: float
    memory_days: float
    novelty_power: float


class Trust(NamedTuple):
    """Who counts in full on a day, frozen for that day.

    `vouched` is 0 to 1 per account; `room` and `kappa` are the purse of each network: unvouched fans together add at
    most `room + kappa x vouched points`. `credit` is 0 to 1 per account, less than 1 for those set aside; empty: nobody
    is.
    """

    vouched: Float64
    room: Float64
    kappa: Float64
    credit: Float64 = np.ones(0)


class Owned(NamedTuple):
    """Rows of one owner, rows of one actor together: what each is worth, how far its actor is vouched for, its points.

    Without an owner (-1): the same of everybody, one owner after the other.
    """

    owner: int
    row: Int64
    worth: Float64
    vouch: Float64
    points: Float64


def pace(weights: Weights) -> Pace:
    """The numbers of a method version, ready for the kernels."""
    return Pace(weights.acts, weights.pace_days, weights.power, weights.memory_days, weights.novelty_power)


@lean
def decay(age_days: float, pace: Pace) -> float:
    """1 today, falling as 1/sqrt(1 + days/7), fading linearly to 0 at the end of memory; 0 before it happened.

    An instant is not over before it has passed: an age of exactly 0 is "not yet", since days end exclusively.
    """
    if age_days <= 0.0 or age_days >= pace.memory_days:
        return 0.0
    slowed = 1.0 + age_days / pace.pace_days
    fallen = 1.0 / np.sqrt(slowed) if pace.power == 0.5 else slowed**-pace.power  # noqa: PLR2004 - the common case, fast
    return float(fallen * (1.0 - age_days / pace.memory_days))


@lean
def fill_worths(rows: Rows, everybody: Owned, as_of: int, pace: Pace) -> None:
    """What each row is worth at the instant `as_of`, before repeats and belief are considered."""
    for i in range(len(everybody.row)):
        r = everybody.row[i]
        worth = pace.acts[rows.act[r]] * rows.weight[r]
        everybody.worth[i] = worth * decay(float((as_of - rows.at[r]) / DAY), pace)


@lean
def _before(rows: Rows, a: int, b: int) -> bool:
    """Whether row `a` stands before an equally worthy row `b`, whatever order they came in."""
    if rows.at[a] != rows.at[b]:
        return bool(rows.at[a] > rows.at[b])
    if rows.act[a] != rows.act[b]:
        return bool(rows.act[a] < rows.act[b])
    if rows.network[a] != rows.network[b]:
        return bool(rows.network[a] < rows.network[b])
    return bool(rows.post[a] < rows.post[b])


@lean
def _sift(rows: Rows, row: Int64, worth: Float64, low: int, high: int) -> None:
    """Sort a short run, most valuable first."""
    for i in range(low + 1, high):
        r, w = row[i], worth[i]
        j = i
        while j > low and (worth[j - 1] < w or (worth[j - 1] == w and _before(rows, r, row[j - 1]))):
            row[j], worth[j] = row[j - 1], worth[j - 1]
            j -= 1
        row[j], worth[j] = r, w


@lean
def fan_end(rows: Rows, row: Int64, low: int) -> int:
    """Where the rows of the actor at `low` end. Nobody in particular is a new fan each time."""
    actor = rows.actor[row[low]]
    high = low + 1
    while actor >= 0 and high < len(row) and rows.actor[row[high]] == actor:
        high += 1
    return high


@lean
def rank_fans(rows: Rows, row: Int64, worth: Float64) -> None:
    """Put each actor's most valuable row first, in place; so also the rows of nobody in particular."""
    low = 0
    while low < len(row):
        high = low + 1
        while high < len(row) and rows.actor[row[high]] == rows.actor[row[low]]:
            high += 1
        if high - low > 1 and high - low <= 64:  # noqa: PLR2004 - longer runs deserve a real sort
            _sift(rows, row, worth, low, high)
        elif high - low > 1:
            _sort(rows, row[low:high], worth[low:high])
        low = high


@compiled
def _sort(rows: Rows, row: Int64, worth: Float64) -> None:
    """Sort a long run, most valuable first."""
    best = np.argsort(-worth, kind="mergesort")
    row[:], worth[:] = row[best], worth[best]
    first = 0
    for i in range(1, len(row) + 1):
        if i == len(row) or worth[i] != worth[first]:
            if i - first > 1:
                latest = np.argsort(-rows.at[row[first:i]], kind="mergesort")
                row[first:i] = row[first:i][latest]
                if worth[first] > 0.0:
                    _sift(rows, row, worth, first, i)
            first = i


@lean
def novelty(k: int, power: float) -> float:
    """What the k-th most valuable row of the same fan counts: 1, 1/4, 1/9, ..."""
    return 1.0 / float(k * k) if power == 2.0 else float(k) ** -power  # noqa: PLR2004 - the common case, fast


@lean
def earn(rows: Rows, mine: Owned, pace: Pace) -> None:
    """Rank an owner's rows and fill their points: worth divided by k^2, k being the place among the same fan's rows."""
    rank_fans(rows, mine.row, mine.worth)
    low = 0
    while low < len(mine.row):
        high = fan_end(rows, mine.row, low)
        for i in range(low, high):
            mine.points[i] = mine.worth[i] * novelty(i - low + 1, pace.novelty_power)
        low = high


@lean
def fill_vouched(rows: Rows, everybody: Owned, trust: Trust) -> None:
    """How far the actor of each row is vouched for, 0 to 1; nobody in particular is not."""
    for i in range(len(everybody.row)):
        actor = rows.actor[everybody.row[i]]
        everybody.vouch[i] = trust.vouched[actor] if actor >= 0 else 0.0


@lean
def credit_of(actor: int, trust: Trust) -> float:
    """What an account's acts keep: less than all if it is set aside. Nobody in particular is not."""
    return float(trust.credit[actor]) if actor >= 0 and len(trust.credit) > 0 else 1.0


@lean
def believe(rows: Rows, mine: Owned, trust: Trust, purse: Float64) -> None:
    """Multiply an owner's points by belief.

    Fills `purse`, per network: vouched points, unvouched points, and the factor that the unvouched ones keep.
    """
    if len(trust.credit) > 0:
        for i in range(len(mine.row)):
            mine.points[i] *= credit_of(int(rows.actor[mine.row[i]]), trust)
    purse[:] = 0.0
    for i in range(len(mine.row)):
        network = rows.network[mine.row[i]]
        purse[0, network] += mine.points[i] * mine.vouch[i]
        purse[1, network] += mine.points[i] * (1.0 - mine.vouch[i])
    for n in range(len(trust.room)):
        allowed = trust.room[n] + trust.kappa[n] * purse[0, n]
        purse[2, n] = min(1.0, allowed / purse[1, n]) if purse[1, n] > 0.0 else 1.0
    for i in range(len(mine.row)):
        mine.points[i] *= mine.vouch[i] + (1.0 - mine.vouch[i]) * purse[2, rows.network[mine.row[i]]]


def everybodys(rows: Rows, order: Order, as_of: int, pace: Pace, trust: Trust) -> Owned:
    """Everybody's rows with their worth, their points being still to be filled."""
    many = len(order.row)
    everybody = Owned(-1, order.row.copy(), np.empty(many), np.empty(many), np.empty(many))
    fill_worths(rows, everybody, as_of, pace)
    fill_vouched(rows, everybody, trust)
    return everybody


@lean
def owned(everybody: Owned, order: Order, owner: int) -> Owned:
    """The rows of one owner."""
    low, high = order.start[owner], order.start[owner + 1]
    return Owned(
        owner,
        everybody.row[low:high],
        everybody.worth[low:high],
        everybody.vouch[low:high],
        everybody.points[low:high],
    )


@lean
def _earn_all(rows: Rows, order: Order, everybody: Owned, seen: tuple[Pace, Trust], purse: Float64) -> None:
    for owner in range(len(order.start) - 1):
        mine = owned(everybody, order, owner)
        earn(rows, mine, seen[0])
        believe(rows, mine, seen[1], purse)


def earned(rows: Rows, order: Order, as_of: int, pace: Pace, trust: Trust) -> Owned:
    """Everybody's rows, ranked, with their points at the instant `as_of`."""
    everybody = everybodys(rows, order, as_of, pace, trust)
    _earn_all(rows, order, everybody, (pace, trust), np.zeros((3, len(trust.room))))
    return everybody


def raw_of(rows: Rows, order: Order, as_of: int, pace: Pace, trust: Trust) -> Float64:
    """Each owner's points, added up, at the instant `as_of`: the score's raw without counts."""
    return _sums(earned(rows, order, as_of, pace, trust).points, order.start)


@compiled
def _sums(points: Float64, start: Int64) -> Float64:
    raw = np.zeros(len(start) - 1, dtype=np.float64)
    for owner in range(len(raw)):
        for i in range(start[owner], start[owner + 1]):
            raw[owner] += points[i]
    return raw
