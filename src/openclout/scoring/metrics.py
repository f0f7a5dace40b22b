"""How well an order foresees the truth.

Comes in: what a method says of each person, what came true, and how often each person is counted (1, or as often as a
draw has them). Goes out: seven figures. Everything is exact over all pairs; ties are told, not broken, except where
the best hundred are taken: there a fixed draw breaks them.
Sources: Spearman 1904; Kendall 1945 (tau-b); Järvelin and Kekäläinen 2002 (NDCG, gain ln(1 + y)); Fenwick 1994.
"""

from typing import NamedTuple

import numpy as np

from openclout.scoring.compiled import compiled
from openclout.scoring.rows import Bool, Float64, Int64
from openclout.vocabulary.cards import MEASURES


class Ranking(NamedTuple):
    """People by a number.

    `order` has the lowest first and `tie` the number of each one's group of equals; `best` has the highest first,
    equals in the order of a fixed draw.
    """

    order: Int64
    tie: Int64
    best: Int64


class Judged(NamedTuple):
    """The truth as a ranking, what each person is worth among the best, and who was acted on lately."""

    truth: Ranking
    gain: Float64
    active: Bool


def ranking(found: Float64) -> Ranking:
    """People by a number; what is no number is lower than all."""
    known = np.where(np.isnan(found), -np.inf, found)
    lots = np.random.default_rng(0).random(len(known))
    order = np.argsort(known, kind="stable")
    steps = np.concatenate([[False], known[order][1:] != known[order][:-1]])
    tie = np.empty(len(known), dtype=np.int64)
    tie[order] = np.cumsum(steps)
    return Ranking(order, tie, np.lexsort((lots, -known)))


def judged(truth: Float64, active: Bool) -> Judged:
    """The truth, ready to be compared with."""
    return Judged(ranking(truth), np.log1p(truth), active)


def figures(found: Ranking, judged: Judged, times: Int64, top: int) -> Float64:
    """The seven MEASURES of a ranking, where person i counts `times[i]` times; NaN where nothing can be said."""
    lately = times * judged.active
    concordance, kendall = _pairs(found, judged.truth, judged.gain > 0.0, times)
    return np.array(
        [
            _spearman(found, judged.truth, times),
            kendall,
            _ndcg(found.best, judged, times, top),
            _overlap(found.best, judged.truth.best, times, top),
            concordance,
            _spearman(found, judged.truth, lately),
            _ndcg(found.best, judged, lately, top),
        ]
    )


assert len(MEASURES) == 7  # noqa: S101, PLR2004 - `figures` gives them in this order


@compiled
def _midranks(found: Ranking, times: Int64) -> Float64:
    """The middle rank of each group of equals, from 0, when everybody counts `times` times."""
    rank = np.zeros(len(times), dtype=np.float64)
    before, first = 0, 0
    while first < len(times):
        last, size = first, 0
        while last < len(times) and found.tie[found.order[last]] == found.tie[found.order[first]]:
            size += times[found.order[last]]
            last += 1
        for place in range(first, last):
            rank[found.order[place]] = before + size / 2.0
        before += size
        first = last
    return rank


@compiled
def _spearman(found: Ranking, truth: Ranking, times: Int64) -> float:
    """The correlation of ranks."""
    total = times.sum()
    if total == 0:
        return np.nan
    one, other = _midranks(found, times) - total / 2.0, _midranks(truth, times) - total / 2.0
    both, ones, others = 0.0, 0.0, 0.0
    for i in range(len(times)):
        both += times[i] * one[i] * other[i]
        ones += times[i] * one[i] * one[i]
        others += times[i] * other[i] * other[i]
    return float(both / np.sqrt(ones * others)) if ones > 0.0 and others > 0.0 else np.nan


RIGHT, WRONG, RIGHT_ONCE, WRONG_ONCE, SEEN, NOUGHTS = range(6)
"""What a walk counts: pairs in the right and the wrong order; those of them in which only one has a future; people
seen, and those of them without a future."""


class Walk(NamedTuple):
    """A walk over people, lowest first: how many were seen by group of the truth (a Fenwick tree), and the counts."""

    tree: Int64
    counts: Int64


@compiled
def _below(tree: Int64, place: int) -> int:
    """How many are counted in places below this one."""
    total = 0
    while place > 0:
        total += int(tree[place])
        place -= place & -place
    return total


@compiled
def _add(tree: Int64, place: int, more: int) -> None:
    """Count some more in a place."""
    place += 1
    while place < len(tree):
        tree[place] += more
        place += place & -place


@compiled
def _meet(walk: Walk, group: int, times: int, future: int) -> None:
    """Somebody of a group of the truth meets all who were seen, who stand lower."""
    lower = _below(walk.tree, group)
    higher = int(walk.counts[SEEN]) - _below(walk.tree, group + 1)
    walk.counts[RIGHT] += times * lower
    walk.counts[WRONG] += times * higher
    if future:
        walk.counts[RIGHT_ONCE] += times * int(walk.counts[NOUGHTS])
    else:
        walk.counts[WRONG_ONCE] += times * higher


@compiled
def _join(walk: Walk, group: int, times: int, future: int) -> None:
    """Somebody is seen."""
    _add(walk.tree, group, times)
    walk.counts[SEEN] += times
    if not future:
        walk.counts[NOUGHTS] += times


@compiled
def _pairs(found: Ranking, truth: Ranking, positive: Bool, times: Int64) -> tuple[float, float]:
    """Concordance and Kendall's tau-b, from one walk over the people, lowest first.

    Concordance: of all pairs of somebody with a future and somebody else with another one, how many stand in the
    right order; ties count half. Two who both have a future are met twice, once from each side.
    """
    groups = int(truth.tie.max()) + 1 if len(times) else 0
    walk = Walk(np.zeros(groups + 1, dtype=np.int64), np.zeros(6, dtype=np.int64))
    size = np.zeros(groups, dtype=np.int64)
    first, tied = 0, 0.0
    while first < len(times):
        last, together = first, 0
        while last < len(times) and found.tie[found.order[last]] == found.tie[found.order[first]]:
            i = found.order[last]
            _meet(walk, int(truth.tie[i]), int(times[i]), int(positive[i]))
            together += int(times[i])
            last += 1
        for place in range(first, last):
            i = found.order[place]
            _join(walk, int(truth.tie[i]), int(times[i]), int(positive[i]))
            size[truth.tie[i]] += times[i]
        tied += together * (together - 1) / 2.0
        first = last
    return _concordance(size, walk.counts), _tau(size, walk.counts, tied)


@compiled
def _concordance(size: Int64, count: Int64) -> float:
    futures = int(count[SEEN]) - int(count[NOUGHTS])
    once = float(futures) * float(count[NOUGHTS])
    alike = 0.0
    for group in range(1 if count[NOUGHTS] > 0 else 0, len(size)):
        alike += float(size[group]) ** 2
    twice = (float(futures) ** 2 - alike) / 2.0
    right, wrong = float(count[RIGHT] - count[RIGHT_ONCE]), float(count[WRONG] - count[WRONG_ONCE])
    tied = 2.0 * (twice - right - wrong) + once - float(count[RIGHT_ONCE] + count[WRONG_ONCE])
    pairs = 2.0 * twice + once
    return float((2.0 * right + float(count[RIGHT_ONCE]) + tied / 2.0) / pairs) if pairs > 0.0 else np.nan


@compiled
def _tau(size: Int64, count: Int64, tied: float) -> float:
    people = float(count[SEEN])
    pairs, alike = people * (people - 1.0) / 2.0, 0.0
    for group in range(len(size)):
        alike += size[group] * (size[group] - 1) / 2.0
    room = (pairs - tied) * (pairs - alike)
    return float(float(count[RIGHT] - count[WRONG]) / np.sqrt(room)) if room > 0.0 else np.nan


@compiled
def _ndcg(best: Int64, judged: Judged, times: Int64, top: int) -> float:
    """The gain of the best hundred, discounted by place, of the most that could be."""
    most = _gain(judged.truth.best, judged.gain, times, top)
    return float(_gain(best, judged.gain, times, top) / most) if most > 0.0 else np.nan


@compiled
def _gain(best: Int64, gain: Float64, times: Int64, top: int) -> float:
    total, place = 0.0, 0
    for i in best:
        for _ in range(times[i]):
            if place == top:
                return total
            total += gain[i] / np.log2(place + 2.0)
            place += 1
    return total


@compiled
def _overlap(best: Int64, truth: Int64, times: Int64, top: int) -> float:
    """How many of the best hundred are among the hundred who turned out best; of fewer people, of all of them."""
    there = _taken(truth, times, top)
    here = _taken(best, times, top)
    both = 0
    for i in range(len(times)):
        both += min(there[i], here[i])
    places = here.sum()
    return float(both / places) if places else np.nan


@compiled
def _taken(best: Int64, times: Int64, top: int) -> Int64:
    """How often each person is among the best."""
    taken = np.zeros(len(times), dtype=np.int64)
    room = top
    for i in best:
        taken[i] = min(room, times[i])
        room -= taken[i]
        if room == 0:
            break
    return taken
