"""Klout's sixteen styles: a square of four by four, drawn from four traits.

    across = sharing to creating,     and casual to consistent
    up     = listening to participating, and focused to broad

Each axis is the mean of two percentiles, cut into quarters of the people who did or got something. A style says
nothing about the score. The names and the square are Klout's (2010 to 2012); how traits were measured is ours:
creating is the share of what concerns somebody that others did, and not their own sharing; consistent the weeks in
which anything happened; participating the share of replies, mentions and shares among their own acts; broad how many
different people there are for each act on them. None of these is how much there was: that is the score's business.
"""

import numpy as np

from openclout.scoring.methods.counting import done, fans, of_acts, percentiles, share, total
from openclout.scoring.methods.numbers import numbers
from openclout.scoring.methods.shapes import Seen
from openclout.scoring.points import DAY
from openclout.scoring.rows import Bool, Float64, Int64, Rows, distinct_keys
from openclout.vocabulary.acts import Act

STYLES = (
    ("Observer", "Explorer", "Activist", "Specialist"),
    ("Dabbler", "Conversationalist", "Socializer", "Networker"),
    ("Syndicator", "Feeder", "Thought Leader", "Pundit"),
    ("Curator", "Broadcaster", "Taste Maker", "Celebrity"),
)
"""The square from below: focused listeners first; in each row from sharing and casual to creating and consistent."""


def styles(rows: Rows, seen: Seen) -> tuple[str, ...]:
    """Everybody's style; empty for those who neither did nor got anything."""
    people = seen.people
    received, acted = total(rows.owner, people), done(rows, people)
    shared = done(of_acts(rows, Act.ANNOUNCE, Act.QUOTE), people)
    known = received + acted > 0.0
    across = _quarter((share(received, received + shared), _weeks(rows, seen)), known)
    spoken = done(of_acts(rows, Act.REPLY, Act.MENTION, Act.ANNOUNCE, Act.QUOTE), people)
    up = _quarter((share(spoken, acted), share(fans(rows, people), received)), known)
    return tuple(STYLES[row][column] if there else "" for row, column, there in zip(up, across, known, strict=True))


def _quarter(traits: tuple[Float64, Float64], known: Bool) -> Int64:
    """The quarter, 0 to 3, in which each of the known people stands by the mean of two traits."""
    ranks = [percentiles(np.where(known, trait, np.nan)) for trait in traits]
    place = np.nan_to_num(percentiles(np.mean(ranks, axis=0)))
    return np.minimum(len(STYLES) - 1, (place * len(STYLES)).astype(np.int64))


def _weeks(rows: Rows, seen: Seen) -> Float64:
    """In how many weeks each person did or got something."""
    week = (seen.as_of - 1 - rows.at) // int(numbers("klout-2011")["week_days"] * DAY)
    named = rows.actor >= 0
    person = np.concatenate([rows.owner, rows.actor[named]]).astype(np.int64)
    both = distinct_keys((person << 32) | np.concatenate([week, week[named]]))
    return total(both >> 32, seen.people)
