"""Momentum: the score that somebody would reach if the last days went on for ever. Beside the score, never part of it.

    momentum = score of raw x (pace of the last days + still) / (usual pace + still)

A pace counts each fan once a day, all rows of one fan on one day sharing the one: a fan who comes every day is a steady
fan, and one who comes a hundred times today is one fan. The usual pace lets these fade as the score does, that of the
last days by hours and days, scaled so that whoever is steady has the same of both. Strangers count as far as they do
in raw, and their pace of the last days no further than twice the purse. `still` is taken as going on as before.

Comes in: rows of one owner, with their worth. Goes out: paces, and momentum on the score's scale.
"""

from typing import NamedTuple

import numpy as np

from openclout.scoring import calibration
from openclout.scoring.compiled import compiled, lean
from openclout.scoring.points import DAY, Owned, Trust, fan_end
from openclout.scoring.ranges import decays
from openclout.scoring.rows import Float64, Int64, Rows
from openclout.scoring.weights import Weights

STEPS_PER_DAY = 48
"""How finely ages are summed up."""


FORGOTTEN = 32
"""After so many half-lives nothing is left that could be seen."""


class Tempo(NamedTuple):
    """How the last days are told from the time before: two half-lives, the share of the short one, the scale.

    `scale` is how much longer the score's decay lasts than this one.
    """

    hours_days: float
    week_days: float
    hours_share: float
    scale: float


class Desk(NamedTuple):
    """Memory that is used again for every owner.

    `age` has the age in days of each of the owner's rows, `share` its part of what its fan counts on that day: a third
    for each row of a fan who acts three times. `seen` has the number of the fan who was counted last on each day of
    memory, `times` how often; `fan` how many fans there were so far. `sums` are usual and lately, each vouched and not,
    by network. `daily` and `sums` are all zero between uses.
    """

    age: Float64
    share: Float64
    seen: Int64
    times: Int64
    fan: Int64
    sums: Float64
    daily: Float64


class Paces(NamedTuple):
    """An owner's usual pace and that of the last days, in points; and the variance of the points of a day."""

    usual: float
    lately: float
    unrest: float


class Believing(NamedTuple):
    """The instant of a day, whom it believes, what acts weigh, and how it tells the last days from the time before."""

    as_of: int
    trust: Trust
    acts: Float64
    tempo: Tempo


def tempo(weights: Weights) -> Tempo:
    """The numbers of a method version, ready for the kernels."""
    now = weights.momentum
    lasting = np.log(2.0) / (now.hours_share * now.hours_days + (1.0 - now.hours_share) * now.week_days)
    slow = float(decays(_ages(weights), weights).sum() / STEPS_PER_DAY)
    return Tempo(now.hours_days, now.week_days, now.hours_share, float(slow * lasting))


@compiled
def desk(largest: int, memory_days: float, networks: int, quiet_days: int) -> Desk:
    """A desk for owners of at most `largest` rows and networks 0 to below `networks`."""
    return Desk(
        np.zeros(largest),
        np.zeros(largest),
        np.zeros(int(memory_days) + 1, dtype=np.int64),
        np.zeros(int(memory_days) + 1, dtype=np.int64),
        np.zeros(1, dtype=np.int64),
        np.zeros((4, networks)),
        np.zeros(max(1, quiet_days)),
    )


@lean
def fast(age_days: float, tempo: Tempo) -> float:
    """`scale` just now, falling by a half-life of hours and one of days; together as much as the score's decay."""
    if age_days > FORGOTTEN * tempo.week_days:
        return 0.0
    lasting = (1.0 - tempo.hours_share) * np.exp(-np.log(2.0) * age_days / tempo.week_days)
    if age_days < FORGOTTEN * tempo.hours_days:
        lasting += tempo.hours_share * np.exp(-np.log(2.0) * age_days / tempo.hours_days)
    return float(tempo.scale * lasting)


@lean
def paces(rows: Rows, mine: Owned, purse: Float64, day: Believing, desk: Desk) -> Paces:
    """The paces of an owner, from the rows within memory and the purses."""
    _share_days(rows, mine, day, desk)
    for i in range(len(mine.row)):
        r = mine.row[i]
        network, vouch, usual = rows.network[r], mine.vouch[i], desk.share[i] * mine.worth[i]
        desk.sums[0, network] += vouch * usual
        desk.sums[1, network] += (1.0 - vouch) * usual
        now = fast(desk.age[i], day.tempo)
        if now > 0.0:
            lately = desk.share[i] * day.acts[rows.act[r]] * rows.weight[r] * now
            desk.sums[2, network] += vouch * lately
            desk.sums[3, network] += (1.0 - vouch) * lately
    usual, lately = 0.0, 0.0
    for n in range(len(day.trust.room)):
        usual += desk.sums[0, n] + purse[2, n] * desk.sums[1, n]
        lately += desk.sums[2, n] + min(purse[2, n] * desk.sums[3, n], _most(n, purse, day.trust, desk))
    desk.sums[:] = 0.0
    return Paces(usual, lately, _unrest(rows, mine, purse, day, desk))


@lean
def _share_days(rows: Rows, mine: Owned, day: Believing, desk: Desk) -> None:
    """The ages of an owner's rows, and what share of its day each one has."""
    for i in range(len(mine.row)):
        desk.age[i] = (day.as_of - rows.at[mine.row[i]]) / DAY
    low = 0
    while low < len(mine.row):
        high = fan_end(rows, mine.row, low)
        if high - low == 1:
            desk.share[low] = 1.0
        else:
            _share_fan(low, high, desk)
        low = high


@lean
def _share_fan(low: int, high: int, desk: Desk) -> None:
    """The shares of a fan's rows."""
    desk.fan[0] += 1
    for i in range(low, high):
        ago = int(desk.age[i])
        desk.times[ago] = desk.times[ago] + 1 if desk.seen[ago] == desk.fan[0] else 1
        desk.seen[ago] = desk.fan[0]
    for i in range(low, high):
        desk.share[i] = 1.0 / desk.times[int(desk.age[i])]


@lean
def _most(network: int, purse: Float64, trust: Trust, desk: Desk) -> float:
    """The pace of strangers that would fill twice the purse."""
    if purse[1, network] == 0.0:
        return 0.0
    allowed = trust.room[network] + trust.kappa[network] * purse[0, network]
    return float(2.0 * allowed * desk.sums[1, network] / purse[1, network])


@lean
def _unrest(rows: Rows, mine: Owned, purse: Float64, day: Believing, desk: Desk) -> float:
    """The variance from day to day of what came in; `desk.daily` is left as zeros."""
    days, total, squares = len(desk.daily), 0.0, 0.0
    for i in range(len(mine.row)):
        if desk.age[i] < days:
            r = mine.row[i]
            believed = mine.vouch[i] + (1.0 - mine.vouch[i]) * purse[2, rows.network[r]]
            came = desk.share[i] * day.acts[rows.act[r]] * rows.weight[r] * believed
            before = desk.daily[int(desk.age[i])]
            total += came
            squares += came * (came + 2.0 * before)
            desk.daily[int(desk.age[i])] = before + came
    for i in range(len(mine.row)):
        if desk.age[i] < days:
            desk.daily[int(desk.age[i])] = 0.0
    return max(0.0, squares - total * total / days) / max(1, days - 1)


def momentum(earned: Float64, counted: Float64, usual: Float64, lately: Float64, weights: Weights) -> Float64:
    """Momentum, unrounded: `earned` is raw without `counted`, the points by count, which stay as they are."""
    still = weights.momentum.still_points
    return calibration.score(earned * (lately + still) / (usual + still) + counted, weights)


def chance_now(earned: Float64, counted: Float64, usual: Float64, unrest: Float64, weights: Weights) -> Float64:
    """How far momentum lies from the score by chance, in one case of twenty, for a steady account; in score points.

    The difference of the paces is a sum of what came in, each time worth (fast - slow) at its age: its variance is
    unrest x integral of (fast - slow)^2 (Campbell's theorem, as in `ranges.chance`).
    """
    turned = earned / (usual + weights.momentum.still_points)
    deviation = turned * np.sqrt(unrest * apart(weights))
    return weights.change_quantile * calibration.slope(earned + counted, weights) * deviation


def trend(score: float | None, momentum: float | None, chance: float) -> str:
    """Whether momentum lies further from the score than chance does; empty without the two."""
    if score is None or momentum is None:
        return ""
    away = momentum - score
    return "steady" if abs(away) <= chance else "rising" if away > 0 else "falling"


def apart(weights: Weights) -> float:
    """The integral of (fast - slow)^2 over all ages, in days."""
    ages, now = _ages(weights), tempo(weights)
    hours = now.hours_share * 2.0 ** (-ages / now.hours_days)
    days = (1.0 - now.hours_share) * 2.0 ** (-ages / now.week_days)
    return float(((now.scale * (hours + days) - decays(ages, weights)) ** 2).sum() / STEPS_PER_DAY)


def _ages(weights: Weights) -> Float64:
    """The middle of each step of memory, in days."""
    return (np.arange(weights.memory_days * STEPS_PER_DAY) + 1 / 2) / STEPS_PER_DAY
