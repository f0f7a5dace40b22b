"""Kred: points for what others do because of you, and for what you do for others.

    influence = 1 + 999 x ln(1 + points received) / ln(1 + the most that anybody received),   rows of 1,000 days
    outreach  = the highest level whose points are reached: 100, 270, 559, 1,050, ...,        rows of all days

A reply, a share and a mention bring 10 points each, more if whoever acted has over 10,000 followers. Somebody always
has 1,000, and the higher one stands the more points a step takes. Outreach never falls.
Source: https://www.score.kred/rules (read 2026-11-22).
"""

import numpy as np

from openclout.scoring.methods.counting import followers, heard, total
from openclout.scoring.methods.numbers import numbers
from openclout.scoring.methods.shapes import Method, Ranked, Seen
from openclout.scoring.points import DAY
from openclout.scoring.rows import Float64, Rows
from openclout.vocabulary.acts import Act

LEVELS = 100
"""More than there are people to reach them."""


def kred(seen: Seen) -> Ranked:
    """Influence as the score; outreach and the points of both beside it."""
    number = numbers("kred")
    every = heard(seen)
    worth, recent = _points(every, seen), every.at >= seen.as_of - int(number["days"] * DAY)
    received = total(every.owner[recent], seen.people, worth[recent])
    named = every.actor >= 0
    given = total(every.actor[named], seen.people, _worth(every)[named])
    spread = np.log1p(received) / np.log1p(max(1.0, received.max(initial=0.0)))
    influence = 1.0 + (number["most"] - 1.0) * spread
    figures = {"outreach": _level(given), "points received": received, "points given": given}
    return Ranked(influence, figures)


def _worth(rows: Rows) -> Float64:
    """The points of each row."""
    number = numbers("kred")
    by_act = np.full(1 + max(Act), number["other"])
    for act in (Act.REPLY, Act.ANNOUNCE, Act.MENTION, Act.QUOTE):
        by_act[act] = number[act.word]
    return by_act[rows.act]


def _points(rows: Rows, seen: Seen) -> Float64:
    """The points of each row for the one acted on: more when many follow whoever acted."""
    number = numbers("kred")
    known = followers(seen) > number["large_audience"]
    large = (rows.actor >= 0) & known[np.maximum(rows.actor, 0)] if seen.people else np.zeros(0, dtype=np.bool_)
    return _worth(rows) * np.where(large, number["large_factor"], 1.0)


def _level(points: Float64) -> Float64:
    """The outreach level of points: each step is longer than the last by as much as the second than the first."""
    number = numbers("kred")
    longer = number["second_level"] / number["first_level"] - 1.0
    ends = np.cumsum(number["first_level"] * longer ** np.arange(LEVELS)).round()
    return np.searchsorted(ends, points, side="right").astype(np.float64)


KRED = Method(
    name="kred",
    title="Kred",
    years="2011 to 2018",
    scale="1 to 1,000, relative to the highest",
    looks_at="Points for every reply, share and mention: received for influence, given for outreach.",
    source="https://www.score.kred/rules",
    ours="The points of acts other than replies, shares and mentions; how many more a large audience brings; the "
    "curve from points to influence; the levels of outreach after the second. Communities are left out.",
    ranked=kred,
)
