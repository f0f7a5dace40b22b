"""What the methods count: rows that speak for somebody, pairs of people, places in an order.

Comes in: what a method sees. Goes out: arrays with one number per person, or per pair. Nothing depends on the order of
the rows: pairs are sorted, and what is summed over rows is whole numbers.
"""

from typing import NamedTuple

import numpy as np

from openclout.scoring.methods.shapes import Seen
from openclout.scoring.points import DAY
from openclout.scoring.rows import Float64, Int32, Int64, Rows, chosen
from openclout.vocabulary.acts import Act

EVER = np.inf


class Pairs(NamedTuple):
    """Distinct pairs of an owner and a named actor, sorted by owner, then actor; `worth` is summed over their rows."""

    owner: Int64
    actor: Int64
    worth: Float64


def heard(seen: Seen, days: float = EVER) -> Rows:
    """The rows of the last `days` that speak for somebody: no dislike, nothing that people did to themselves."""
    rows = seen.rows
    kept = (rows.act != Act.DISLIKE) & (rows.owner != rows.actor) & (rows.at < seen.as_of)
    if days < EVER:
        kept &= rows.at >= seen.as_of - int(days * DAY)
    return rows if kept.all() else chosen(rows, kept)


def of_acts(rows: Rows, *acts: Act) -> Rows:
    """The rows with one of these acts."""
    return chosen(rows, np.isin(rows.act, acts))


def pairs(rows: Rows, worth: Float64 | None = None) -> Pairs:
    """The pairs of the rows whose actor is named; `worth` is of each row (whole numbers), by default 1."""
    named = rows.actor >= 0
    words = (rows.owner[named].astype(np.int64) << 32) | rows.actor[named].astype(np.int64)
    distinct, place = np.unique(words, return_inverse=True)
    each = np.ones(len(words)) if worth is None else worth[named]
    summed = np.bincount(place, each, minlength=len(distinct)).astype(np.float64)
    return Pairs(distinct >> 32, distinct & 0xFFFFFFFF, summed)


def total(person: Int32 | Int64, people: int, worth: Float64 | None = None) -> Float64:
    """For each person the sum of `worth` (by default 1) over what is theirs."""
    return np.bincount(person, worth, minlength=people).astype(np.float64)


def fans(rows: Rows, people: int) -> Float64:
    """How many different people acted on each person; each act of nobody named counts as somebody else's."""
    strangers = rows.owner[rows.actor < 0]
    return total(pairs(rows).owner, people) + total(strangers, people)


def followers(seen: Seen) -> Float64:
    """How many follow each person, as networks state it; where they do not, how many different people ever acted."""
    found = fans(heard(seen), seen.people)
    stated = seen.counts.get("follower")
    return found if stated is None else np.where(np.isnan(stated), found, np.maximum(stated, 0.0))


def followings(seen: Seen) -> Float64:
    """On how many different people each person ever acted."""
    return total(pairs(heard(seen)).actor, seen.people)


def done(rows: Rows, people: int) -> Float64:
    """How many of the rows each person did."""
    return total(rows.actor[rows.actor >= 0], people)


def posts(rows: Rows, people: int) -> Float64:
    """How many known posts of each person were acted on."""
    known = rows.post >= 0
    order = np.lexsort((rows.post[known], rows.owner[known]))
    owner, post = rows.owner[known][order], rows.post[known][order]
    first = np.ones(len(owner), dtype=np.bool_)
    first[1:] = (owner[1:] != owner[:-1]) | (post[1:] != post[:-1])
    return total(owner[first], people)


def percentiles(found: Float64) -> Float64:
    """For each number the share of all numbers that are lower, 0 to 1; NaN stays NaN and is not counted."""
    known = np.sort(found[~np.isnan(found)])
    below = np.searchsorted(known, found, side="left") / max(1, len(known))
    return np.where(np.isnan(found), np.nan, below)


def share(part: Float64, whole: Float64) -> Float64:
    """Part of whole; 0 where the whole is nothing."""
    return np.divide(part, whole, out=np.zeros(len(part)), where=whole > 0.0)
