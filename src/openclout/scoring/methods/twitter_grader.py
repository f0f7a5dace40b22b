"""Twitter Grader: six factors, graded on a curve.

    points = followers + power + updates + recency + engagement + (1 - mean of these five) x ratio
    grade  = 100 x the share of people with fewer points

Each factor is a percentile, 0 to 1. Power is how many follow those who follow; updates count "within reason"; the
ratio of followers to followings weighs less the more other points there are.
Source: grader.com, "How does Twitter Grader calculate rankings" (2008 to 2010), quoted at networlding.com.
"""

import numpy as np

from openclout.scoring.methods.counting import (
    done,
    followers,
    followings,
    heard,
    of_acts,
    pairs,
    percentiles,
    share,
    total,
)
from openclout.scoring.methods.numbers import numbers
from openclout.scoring.methods.shapes import Method, Ranked, Seen
from openclout.scoring.points import DAY
from openclout.scoring.rows import Float64
from openclout.vocabulary.acts import Act


def twitter_grader(seen: Seen) -> Ranked:
    """The grade as the score; the six factors as they were counted beside it."""
    number = numbers("twitter-grader")
    recent, audience = heard(seen, number["days"]), followers(seen)
    answers = of_acts(recent, Act.REPLY, Act.ANNOUNCE, Act.MENTION, Act.QUOTE)
    figures = {
        "followers": audience,
        "power": _power(seen, audience),
        "updates": done(recent, seen.people),
        "recency": _last_done(seen),
        "ratio": audience / np.maximum(1.0, followings(seen)),
        "engagement": total(answers.owner, seen.people),
    }
    counted = figures | {"updates": np.minimum(figures["updates"], number["most_a_day"] * number["days"])}
    ratio = percentiles(counted.pop("ratio"))
    others = np.array([percentiles(found) for found in counted.values()])
    points = others.sum(axis=0) + (1.0 - others.mean(axis=0)) * ratio
    return Ranked(100.0 * percentiles(points), figures)


def _power(seen: Seen, audience: Float64) -> Float64:
    """How many follow those who acted on a person, on average."""
    ties = pairs(heard(seen))
    return share(total(ties.owner, seen.people, audience[ties.actor]), total(ties.owner, seen.people))


def _last_done(seen: Seen) -> Float64:
    """How recently each person did something: 1 just now, 1/2 a day ago, 0 never."""
    rows = heard(seen)
    named = rows.actor >= 0
    last = np.full(seen.people, -np.inf)
    np.maximum.at(last, rows.actor[named], rows.at[named].astype(np.float64))
    return 1.0 / (1.0 + (seen.as_of - last) / DAY)


TWITTER_GRADER = Method(
    name="twitter-grader",
    title="Twitter Grader",
    years="2008 to 2012",
    scale="0 to 100: the share of people with a lower grade",
    looks_at="Followers, their followers, updates, how recent they are, the ratio of followers to followings, answers.",
    source="grader.com, quoted at http://networlding.com/social-media-school-what-are-your-grades-like-this-year/",
    ours="All six weigh the same; what they are counted from, where a network states no followers; the days.",
    ranked=twitter_grader,
)
