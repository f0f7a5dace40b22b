"""Followerwonk's Social Authority: how often somebody's last posts are shared, now more than once.

    rate      = sum over the shares of the last 200 posts of 1/2^(age / 30 days), per post
    predicted = ridge regression of ln(1 + rate) on ln(1 + followers), ln(1 + followings), ln(1 + own acts)
    authority = 1 + 99 x ln(1 + rate) / the largest,   predicted where no post is known to be shared

Source: Moz, "Introducing Social Authority" (February 2013): "the retweet rate of a few hundred of the last non-mention
tweets, a time decay, other data optimised by a regression trained to retweet rate". Its help page later said otherwise.
"""

from typing import NamedTuple

import numpy as np

from openclout.scoring.methods.counting import done, followers, followings, heard, share, total
from openclout.scoring.methods.numbers import numbers
from openclout.scoring.methods.shapes import Method, Ranked, Seen
from openclout.scoring.points import DAY
from openclout.scoring.rows import Bool, Float64, Int64, Rows
from openclout.vocabulary.acts import Act


def followerwonk(seen: Seen) -> Ranked:
    """Social authority as the score; the rate of shares, and what the regression expects, beside it."""
    rate = _rate(seen)
    shared = np.log1p(rate)
    expected = _expected(seen, shared)
    best = np.where(rate > 0.0, shared, expected)
    most = max(float(best.max(initial=0.0)), float(np.finfo(np.float64).tiny))
    return Ranked(1.0 + 99.0 * (best / most), {"shares per post": rate, "expected": np.expm1(expected)})


def _rate(seen: Seen) -> Float64:
    """Shares per post, of each person's last posts that anybody acted on, newer shares counting more."""
    number = numbers("followerwonk")
    rows = heard(seen)
    post = _posts(rows)
    last = post.place < number["posts"]
    shared = np.isin(rows.act, (Act.ANNOUNCE, Act.QUOTE))
    # Where nobody ever shares, every act stands for a share.
    counted = post.row[last & (shared[post.row] if shared.any() else True)]
    age_days = (seen.as_of - rows.at[counted]) / DAY
    decayed = total(rows.owner[counted], seen.people, 2.0 ** -(age_days / number["half_life_days"]))
    return share(decayed, total(rows.owner[post.row[last & post.first]], seen.people))


class Posts(NamedTuple):
    """Rows grouped by owner and post: their numbers, whether each is the first of its post, the place of its post.

    Place 0 is the newest post of an owner, by the first act on it; what was done to no known post is one oldest post.
    """

    row: Int64
    first: Bool
    place: Int64


def _posts(rows: Rows) -> Posts:
    """The rows by owner, post and instant."""
    row = np.lexsort((rows.at, rows.post, rows.owner))
    owner, post = rows.owner[row], rows.post[row]
    first = np.ones(len(row), dtype=np.bool_)
    first[1:] = (owner[1:] != owner[:-1]) | (post[1:] != post[:-1])
    owner, post, made = owner[first], post[first], rows.at[row][first]
    newest = np.lexsort((-post, -made, post < 0, owner))
    place = np.empty(len(newest), dtype=np.int64)
    place[newest] = np.arange(len(newest)) - np.searchsorted(owner, owner[newest], side="left")
    return Posts(row, first, place[np.cumsum(first) - 1])


def _expected(seen: Seen, shared: Float64) -> Float64:
    """What a ridge regression expects of ln(1 + rate), from those whose posts are shared; never below 0."""
    facts = (followers(seen), followings(seen), done(heard(seen), seen.people))
    columns = [np.ones(seen.people), *(np.log1p(fact) for fact in facts)]
    known = shared > 0.0
    ridge = numbers("followerwonk")["ridge"]
    # Sums written out, since those of a matrix product depend on the machine's threads.
    left = np.array([[np.sum(one[known] * other[known]) for other in columns] for one in columns])
    right = np.array([np.sum(one[known] * shared[known]) for one in columns])
    weights = np.linalg.solve(left + ridge * np.eye(len(columns)), right)
    weighted = [weight * column for weight, column in zip(weights, columns, strict=True)]
    return np.asarray(np.maximum(0.0, np.sum(weighted, axis=0)))


FOLLOWERWONK = Method(
    name="followerwonk",
    title="Social Authority",
    years="2013 to today",
    scale="1 to 100, relative to the highest",
    looks_at="How often the last posts are shared, newer shares counting more; a guess from the profile for the rest.",
    source='Moz, "Introducing Social Authority" (February 2013), https://moz.com/blog/social-authority',
    ours='The half-life, how many posts "a few hundred" are, the form of the regression and its inputs. Replies '
    "cannot be told from other posts. Where nobody shares, every act stands for a share.",
    ranked=followerwonk,
)
