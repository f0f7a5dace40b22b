"""Klout as it was from late 2010 to August 2012: true reach, amplification, network; sixteen styles.

    true reach    = distinct people who acted, each counting min(1, 100 / people whom that one acts on);
                    at least a tenth of the followers that are stated
    amplification = 1 + 99 x / (1 + x),   x = distinct people per message x mean freshness of what they did
    network       = 1 + 99 x mean standing of those people, more of those who act rarely
    score         = 100 e / (e + ln 20),  e = -ln(1 - percentile of reach x amplification x network), at least 1

All over 90 days. How the three made the score was never published; that the mean was near 20, and 50 the 95th
percentile, was: the curve gives both. Styles stand in `klout_styles`.
Source: klout.com, "Understanding the Klout score" (2011), as quoted at the time; the company's slides of 2011.
"""

import numpy as np

from openclout.scoring.methods.counting import Pairs, done, heard, pairs, percentiles, posts, share, total
from openclout.scoring.methods.klout_styles import styles
from openclout.scoring.methods.numbers import numbers
from openclout.scoring.methods.shapes import Method, Ranked, Seen
from openclout.scoring.points import DAY
from openclout.scoring.rows import Float64, Rows


def klout_2011(seen: Seen) -> Ranked:
    """The score; true reach, amplification and network beside it; a style for everybody who did or got something."""
    number = numbers("klout-2011")
    rows = heard(seen, number["days"])
    ties = pairs(rows)
    reach = _true_reach(ties, seen)
    amplification = _amplification(rows, ties, seen)
    network = _network(ties, percentiles(reach * amplification))
    score = _curved(reach * amplification * network)
    figures = {"true reach": reach, "amplification": amplification, "network impact": network}
    return Ranked(score, figures, styles(rows, seen))


def _true_reach(ties: Pairs, seen: Seen) -> Float64:
    """How many people are reached: those who act, fewer of those who act on very many others."""
    number = numbers("klout-2011")
    heeds = np.minimum(1.0, share(np.full(seen.people, number["heeds"]), total(ties.actor, seen.people)))
    reached = total(ties.owner, seen.people, heeds[ties.actor])
    stated = seen.counts.get("follower", np.zeros(seen.people))
    return np.maximum(reached, number["reached_followers"] * np.maximum(0.0, np.nan_to_num(stated)))


def _amplification(rows: Rows, ties: Pairs, seen: Seen) -> Float64:
    """How likely a message is acted on: different people per message, fresher acts counting more; 1 to 100."""
    days = int(numbers("klout-2011")["days"])
    left = (days - (seen.as_of - 1 - rows.at) // DAY).astype(np.float64)
    received = total(rows.owner, seen.people)
    fresh = share(total(rows.owner, seen.people, left), received * days)
    known = posts(rows, seen.people)
    messages = np.maximum(1.0, np.where(known > 0.0, known, done(rows, seen.people)))
    likely = fresh * total(ties.owner, seen.people) / messages
    return 1.0 + 99.0 * likely / (1.0 + likely)


def _network(ties: Pairs, standing: Float64) -> Float64:
    """The mean standing of those who act, weighed by how rarely they do; 1 to 100."""
    people = len(standing)
    rarely = share(ties.worth, total(ties.actor, people, ties.worth)[ties.actor])
    mean = share(total(ties.owner, people, rarely * standing[ties.actor]), total(ties.owner, people, rarely))
    return 1.0 + 99.0 * mean


def _curved(strength: Float64) -> Float64:
    """On the curve on which one in twenty stands above 50; 1 for those whom nobody heeds."""
    heard_of = np.where(strength > 0.0, strength, np.nan)
    rarity = -np.log1p(-np.nan_to_num(percentiles(heard_of)))
    return np.asarray(np.maximum(1.0, 100.0 * rarity / (rarity - np.log(numbers("klout-2011")["above_half"]))))


KLOUT_2011 = Method(
    name="klout-2011",
    title="Klout, 2011",
    years="2010 to 2012",
    scale="1 to 100, on a curve: mean near 20, one in twenty above 50",
    looks_at="How many people are reached, how likely they act, how influential they are themselves; 90 days.",
    source="klout.com (2011), as quoted at the time",
    ours="The formulas of the three and their product; only what they looked at was published. The limits between "
    "the sixteen styles, which are quarters of the people here.",
    ranked=klout_2011,
)
