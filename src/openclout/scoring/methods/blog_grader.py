"""Blog Grader: how a blog does by its readers, links, comments and posts, graded on a curve.

    points = subscribers + links + comments + posts
    grade  = 100 x the share of people with fewer points

Each factor is a percentile, 0 to 1. Links are distinct people who link or share; posts are those acted on lately.
Source: blog.grader.com (HubSpot, 2008 to 2012): a grade above the given share of all blogs; its weights were secret.
"""

import numpy as np

from openclout.scoring.methods.counting import fans, followers, heard, of_acts, percentiles, posts, total
from openclout.scoring.methods.numbers import numbers
from openclout.scoring.methods.shapes import Method, Ranked, Seen
from openclout.scoring.rows import Float64
from openclout.vocabulary.acts import Act


def blog_grader(seen: Seen) -> Ranked:
    """The grade as the score; the four factors as they were counted beside it."""
    recent = heard(seen, numbers("blog-grader")["days"])
    figures = {
        "subscribers": _subscribers(seen),
        "links": fans(of_acts(recent, Act.LINK, Act.ANNOUNCE, Act.QUOTE), seen.people),
        "comments": total(of_acts(recent, Act.REPLY).owner, seen.people),
        "posts": posts(recent, seen.people),
    }
    points = np.sum([percentiles(found) for found in figures.values()], axis=0)
    return Ranked(100.0 * percentiles(points), figures)


def _subscribers(seen: Seen) -> Float64:
    """How many subscribe, as networks state it; where they do not, how many follow."""
    found, stated = followers(seen), seen.counts.get("subscriber")
    return found if stated is None else np.where(np.isnan(stated), found, np.maximum(stated, 0.0))


BLOG_GRADER = Method(
    name="blog-grader",
    title="Blog Grader",
    years="2008 to 2012",
    scale="0 to 100: the share of people with a lower grade",
    looks_at="Subscribers, people who link or share, comments, and posts that somebody acted on.",
    source="blog.grader.com (HubSpot)",
    ours="All four weigh the same, and that it is these four: traffic and search ranks, which it also used, are not "
    "interactions.",
    ranked=blog_grader,
)
