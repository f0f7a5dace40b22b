"""Momentum: the score that somebody would reach if the last days went on for ever. Beside the score, never part of it.

    momentum = score of raw x (pace of the last days + still) / (usual pace + still)

A pace counts each fan once a day, all rows of one fan on one day sharing the one: a fan who comes every day is a steady
fan, and one who comes a hundred times today is one fan. The usual pace lets these fade as the score does, that of the
last days by hours and days, scaled so that whoever is steady has the same of both. Strangers are held to the purse in
both, so what they could add to the score bounds what they could add here. `still` is taken as going on as before.

Comes in: rows of one owner, with their worth. Goes out: paces, and momentum on the score's scale.
"""

from typing import NamedTuple

import numpy as np

from openclout.scoring.calibration import score, slope
from openclout.scoring.compiled import compiled
from openclout.scoring.points import DAY, Trust, fan_end
from openclout.scoring.ranges import decays
from openclout.scoring.rows import Float64, Int64, Rows
from openclout.scoring.weights import Weights

STEPS_PER_DAY = 48
"""How finely ages are summed up."""


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

    `seen` has the number of the fan who was counted last on each day of memory, `times` how often; `fan` how many fans
    there were so far. `sums` are usual and lately, each vouched and not, by network. `daily` and `sums` are all zero
    between uses.
    """

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


class Mine(NamedTuple):
    """The rows of one owner: their age in days, their share of what their fan counts on that day, and whether vouched.

    A row of a fan who acts three times on a day has a third.
    """

    age: Float64
    share: Float64
    vouch: Float64


def tempo(weights: Weights) -> Tempo:
    """The numbers of a method version, ready for the kernels."""
    now = weights.momentum
    lasting = np.log(2.0) / (now.hours_share * now.hours_days + (1.0 - now.hours_share) * now.week_days)
    slow = float(decays(_ages(weights), weights).sum() / STEPS_PER_DAY)
    return Tempo(now.hours_days, now.week_days, now.hours_share, float(slow * lasting))


@compiled
def desk(memory_days: float, networks: int, quiet_days: int) -> Desk:
    """A desk for networks 0 to below `networks`."""
    return Desk(
        np.zeros(int(memory_days) + 1, dtype=np.int64),
        np.zeros(int(memory_days) + 1, dtype=np.int64),
        np.zeros(1, dtype=np.int64),
        np.zeros((4, networks)),
        np.zeros(max(1, quiet_days)),
    )


@compiled
def fast(age_days: float, tempo: Tempo) -> float:
    """`scale` just now, falling by a half-life of hours and one of days; together as much as the score's decay."""
    lasting = (1.0 - tempo.hours_share) * np.exp(-np.log(2.0) * age_days / tempo.week_days)
    if age_days < 100 * tempo.hours_days:  # beyond, what would be added is lost in rounding
        lasting += tempo.hours_share * np.exp(-np.log(2.0) * age_days / tempo.hours_days)
    return float(tempo.scale * lasting)


@compiled
def paces(rows: Rows, row: Int64, worth: Float64, day: Believing, desk: Desk) -> Paces:
    """The paces of an owner whose rows within memory these are; rows of one actor stand together."""
    mine = Mine(np.empty(len(row)), np.empty(len(row)), np.empty(len(row)))
    low = 0
    while low < len(row):
        high = fan_end(rows, row, low)
        actor = rows.actor[row[low]]
        mine.vouch[low:high] = day.trust.vouched[actor] if actor >= 0 else 0.0
        _share_days(rows, row, (low, high), mine, (day, desk))
        low = high
    for i in range(len(row)):
        network, share, vouch = rows.network[row[i]], mine.share[i], mine.vouch[i]
        lately = share * day.acts[rows.act[row[i]]] * rows.weight[row[i]] * fast(mine.age[i], day.tempo)
        desk.sums[0, network] += vouch * share * worth[i]
        desk.sums[1, network] += (1.0 - vouch) * share * worth[i]
        desk.sums[2, network] += vouch * lately
        desk.sums[3, network] += (1.0 - vouch) * lately
    usual, lately = 0.0, 0.0
    for n in range(len(day.trust.room)):
        usual += desk.sums[0, n] + _purse(desk.sums, 0, n, day.trust) * desk.sums[1, n]
        lately += desk.sums[2, n] + _purse(desk.sums, 2, n, day.trust) * desk.sums[3, n]
    unrest = _unrest(rows, row, mine, day, desk)
    desk.sums[:] = 0.0
    return Paces(usual, lately, unrest)


@compiled
def _share_days(rows: Rows, row: Int64, fan: tuple[int, int], mine: Mine, seen: tuple[Believing, Desk]) -> None:
    """The ages of a fan's rows, and what share of its day each one has."""
    day, desk = seen
    desk.fan[0] += 1
    for i in range(fan[0], fan[1]):
        mine.age[i] = (day.as_of - rows.at[row[i]]) / DAY
        ago = int(mine.age[i])
        desk.times[ago] = desk.times[ago] + 1 if desk.seen[ago] == desk.fan[0] else 1
        desk.seen[ago] = desk.fan[0]
    for i in range(fan[0], fan[1]):
        mine.share[i] = 1.0 / desk.times[int(mine.age[i])]


@compiled
def _purse(sums: Float64, at: int, network: int, trust: Trust) -> float:
    """The factor that strangers keep."""
    allowed = trust.room[network] + trust.kappa[network] * sums[at, network]
    return float(min(1.0, allowed / sums[at + 1, network])) if sums[at + 1, network] > 0.0 else 1.0


@compiled
def _unrest(rows: Rows, row: Int64, mine: Mine, day: Believing, desk: Desk) -> float:
    """The variance from day to day of what came in; `desk.daily` is left as zeros."""
    days, total, squares = len(desk.daily), 0.0, 0.0
    for i in range(len(row)):
        if mine.age[i] < days:
            r = row[i]
            believed = mine.vouch[i] + (1.0 - mine.vouch[i]) * _purse(desk.sums, 0, int(rows.network[r]), day.trust)
            came = mine.share[i] * day.acts[rows.act[r]] * rows.weight[r] * believed
            before = desk.daily[int(mine.age[i])]
            total += came
            squares += came * (came + 2.0 * before)
            desk.daily[int(mine.age[i])] = before + came
    for i in range(len(row)):
        if mine.age[i] < days:
            desk.daily[int(mine.age[i])] = 0.0
    return max(0.0, squares - total * total / days) / max(1, days - 1)


def momentum(earned: Float64, counted: Float64, usual: Float64, lately: Float64, weights: Weights) -> Float64:
    """Momentum, unrounded: `earned` is raw without `counted`, the points by count, which stay as they are."""
    still = weights.momentum.still_points
    return score(earned * (lately + still) / (usual + still) + counted, weights)


def chance_now(earned: Float64, counted: Float64, usual: Float64, unrest: Float64, weights: Weights) -> Float64:
    """How far momentum lies from the score by chance, in one case of twenty, for a steady account; in score points.

    The difference of the paces is a sum of what came in, each time worth (fast - slow) at its age: its variance is
    unrest x integral of (fast - slow)^2 (Campbell's theorem, as in `ranges.chance`).
    """
    turned = earned / (usual + weights.momentum.still_points)
    deviation = turned * np.sqrt(unrest * apart(weights))
    return weights.change_quantile * slope(earned + counted, weights) * deviation


def apart(weights: Weights) -> float:
    """The integral of (fast - slow)^2 over all ages, in days."""
    ages, now = _ages(weights), tempo(weights)
    hours = now.hours_share * 2.0 ** (-ages / now.hours_days)
    days = (1.0 - now.hours_share) * 2.0 ** (-ages / now.week_days)
    return float(((now.scale * (hours + days) - decays(ages, weights)) ** 2).sum() / STEPS_PER_DAY)


def _ages(weights: Weights) -> Float64:
    """The middle of each step of memory, in days."""
    return (np.arange(weights.memory_days * STEPS_PER_DAY) + 1 / 2) / STEPS_PER_DAY
