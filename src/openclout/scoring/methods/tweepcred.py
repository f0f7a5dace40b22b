"""Tweepcred: Twitter's own PageRank of accounts, as its code was published.

    rank(p) = 0.1 x prior(p) + 0.9 x (sum over actors a of rank(a) x w(a, p) / sum of w(a, .) + what is lost / N)
    score   = 130 + 5.21 x ln(rank), kept between 0 and 100; at most 20 rounds, fewer when one changes 0.001 or less

The prior is 100 x 0.05, less in the first 30 days: x ln(1 + age / 15), at least 1; with more than 500 followings and
more than 0.6 of them per follower it is divided by e^(5 x (ratio - 0.6)). Above 2,500 followings the rank is divided
by e^(3 x (ratio - 1) x ln ln followings), between 1 and 50.
Source: github.com/twitter/the-algorithm, src/scala/com/twitter/graph/batch/job/tweepcred (UserMass, WeightedPageRank,
Reputation; read 2026-11-22).
"""

import numpy as np

from openclout.scoring.methods.counting import followers, followings, heard, pairs
from openclout.scoring.methods.numbers import numbers
from openclout.scoring.methods.shapes import Method, Ranked, Seen
from openclout.scoring.methods.walking import Walk, visited
from openclout.scoring.points import DAY
from openclout.scoring.rows import Float64


def tweepcred(seen: Seen) -> Ranked:
    """The score of the adjusted rank; the rank itself beside it."""
    number = numbers("tweepcred")
    if not seen.people:
        return Ranked(np.zeros(0), {"pagerank": np.zeros(0)})
    mass = _mass(seen)
    prior, alike = mass / mass.sum(), np.full(seen.people, 1.0 / seen.people)
    walk = Walk(prior, prior, alike, number["jump"], int(number["steps"]), number["until_change"])
    rank = visited(pairs(heard(seen)), walk)
    adjusted = rank / _divisor(seen)
    return Ranked(_scaled(adjusted), {"pagerank": adjusted})


def _scaled(rank: Float64) -> Float64:
    """From a rank to a score between 0 and 100."""
    number = numbers("tweepcred")
    positive = np.maximum(rank, number["least_rank"])
    return np.clip(number["offset"] + number["slope"] * np.log(positive), 0.0, 100.0)


def _mass(seen: Seen) -> Float64:
    """What each person starts with: less when new, or when following many who do not follow."""
    number = numbers("tweepcred")
    age = _age_days(seen)
    grown = np.where(age > number["grown_days"], 1.0, np.minimum(1.0, np.log1p(age / number["growth_days"])))
    mass = 100.0 * np.maximum(number["device"] * grown, number["least_mass"])
    following, ratio = _ratio(seen)
    eager = (following > number["mass_followings"]) & (ratio > number["mass_ratio"])
    return mass * np.where(eager, np.exp(number["mass_factor"] * np.minimum(0.0, number["mass_ratio"] - ratio)), 1.0)


def _divisor(seen: Seen) -> Float64:
    """What the rank is divided by for those who follow very many."""
    number = numbers("tweepcred")
    following, ratio = _ratio(seen)
    many = following > number["rank_followings"]
    steep = number["rank_factor"] * np.log(np.log(np.where(many, following, number["rank_followings"])))
    power = np.clip(steep * (ratio - number["rank_ratio"]), 0.0, np.log(number["most_divisor"]))
    return np.where(many, np.exp(power), 1.0)


def _ratio(seen: Seen) -> tuple[Float64, Float64]:
    """Followings, and how many of them there are for a follower."""
    following = followings(seen)
    return following, (1.0 + following) / (1.0 + followers(seen))


def _age_days(seen: Seen) -> Float64:
    """How many days ago each person was first seen; 0 for those who never were."""
    rows = heard(seen)
    first = np.full(seen.people, seen.as_of, dtype=np.int64)
    np.minimum.at(first, rows.owner, rows.at)
    named = rows.actor >= 0
    np.minimum.at(first, rows.actor[named], rows.at[named])
    return ((seen.as_of - first) // DAY).astype(np.float64)


TWEEPCRED = Method(
    name="tweepcred",
    title="Tweepcred",
    years="2010 to 2023",
    scale="0 to 100; made for hundreds of millions of people: among few, most stand near 100",
    looks_at="Who is acted on by people who are acted on, less for new accounts and for those who follow very many.",
    source="https://github.com/twitter/the-algorithm, src/scala/com/twitter/graph/batch/job/tweepcred",
    ours="How often somebody acts is the weight of a tie. Nobody is known to be verified, restricted or suspended, or "
    "to have a device. Followings are people acted on. We leave out the rounding to whole points: it would tie people.",
    ranked=tweepcred,
)
