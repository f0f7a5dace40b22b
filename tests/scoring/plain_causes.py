"""Causes worked out for one person, one step after the other: the plain reference of `openclout.scoring.causes`.

The score is worked out again and again while one thing at a time is moved from the first day to the second: the
method, the links, the counts, the age of what was there, the standing of those who did it, and last what is new. Each
step's difference is one cause. What is new is then shared out among who did it on which post, by the points each added.

Comes in: the rows of one person on both days, trust and weights of both days. Goes out: steps in score points.
"""

from dataclasses import dataclass

import numpy as np

from openclout.scoring.calibration import score
from openclout.scoring.causes import Newcomers, Steps
from openclout.scoring.points import Trust, earned, pace, raw_of
from openclout.scoring.rows import Float64, Order, Rows, chosen, ordered
from openclout.scoring.weights import Weights


@dataclass(frozen=True)
class View:
    """A person on one day: rows known then (owner 0 throughout), instant, count points, trust, weights."""

    rows: Rows
    as_of: int
    counted: float
    trust: Trust
    weights: Weights


def steps(before: View, after: View) -> Steps:
    """Move one thing at a time from `before` to `after`.

    Rows of `after` that happened before `before.as_of` but are not in `before.rows` came by links (or were read late).
    """
    was = _placed(before.rows)
    kept = _placed(chosen(after.rows, after.rows.at < before.as_of))
    values = [
        _value(was, before.as_of, before.trust, before.weights, before.counted),
        _value(was, before.as_of, before.trust, after.weights, before.counted),
        _value(kept, before.as_of, before.trust, after.weights, before.counted),
        _value(kept, before.as_of, before.trust, after.weights, after.counted),
        _value(kept, after.as_of, before.trust, after.weights, after.counted),
        _value(kept, after.as_of, after.trust, after.weights, after.counted),
        _value(_placed(after.rows), after.as_of, after.trust, after.weights, after.counted),
    ]
    method, links, counts, ageing, standing, new = (float(step) for step in np.diff(values))
    return Steps(
        before=values[0],
        after=values[-1],
        method=method,
        links=links,
        counts=counts,
        ageing=ageing,
        standing=standing,
        new=new,
        newcomers=_newcomers(before, after, new),
    )


def _placed(rows: Rows) -> tuple[Rows, Order]:
    return rows, ordered(rows, 1)


def _value(placed: tuple[Rows, Order], as_of: int, trust: Trust, weights: Weights, counted: float) -> float:
    raw = raw_of(*placed, as_of, pace(weights), trust)[0] + counted
    return float(score(np.array([raw]), weights)[0])


def _newcomers(before: View, after: View, gained: float) -> Newcomers:
    """Share out what is new by the points that each new row holds."""
    rows, points = _points(after)
    new = (rows.at >= before.as_of) & (points > 0.0)
    keys, place = np.unique(np.stack([rows.actor[new].astype(np.int64), rows.post[new]]), axis=1, return_inverse=True)
    sums = np.bincount(place.ravel(), weights=points[new], minlength=keys.shape[1])
    counts = np.bincount(place.ravel(), minlength=keys.shape[1])
    largest = np.lexsort((keys[1], keys[0], -sums))
    share = sums[largest] / max(float(sums.sum()), np.finfo(np.float64).tiny)
    return Newcomers(keys[0][largest], keys[1][largest], gained * share, counts[largest].astype(np.int64))


def _points(view: View) -> tuple[Rows, Float64]:
    """The rows of a view in the formula's order, with their points."""
    mine = earned(view.rows, ordered(view.rows, 1), view.as_of, pace(view.weights), view.trust)
    return chosen(view.rows, mine.row), mine.points
