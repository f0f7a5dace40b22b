"""The two schemes of the made-up world: a bot farm that likes a buyer and itself, and a ring that reshares itself.

Comes in: a generator, accounts, posts, a size. Goes out: rows of reactions, as in `reactions`.
"""

import numpy as np
import polars as pl

from openclout.demo.reactions import COLUMNS, WIDE
from openclout.demo.roles import Size
from openclout.demo.society import Floats, Ints
from openclout.vocabulary.acts import Act

LIKES_PER_BOT = 9
FRIENDS_PER_BOT = 24
DAILY = 0.9
"""How often a member of the ring reshares another on a given day."""


def farm(rng: np.random.Generator, accounts: pl.DataFrame, posts: pl.DataFrame, size: Size) -> pl.DataFrame:
    """Every bot likes the buyer's posts and those of other bots, and follows the buyer."""
    bots, buyer = _role(accounts, "bot"), _role(accounts, "buyer")
    born = accounts["first"].to_numpy()
    fan = np.repeat(bots, LIKES_PER_BOT)
    friend = np.repeat(bots, min(FRIENDS_PER_BOT, len(bots) - 1))
    other = rng.choice(bots, len(friend))
    parts = []
    for actor, target, act in (
        (fan, np.resize(buyer, len(fan)), Act.LIKE),
        (friend, other, Act.LIKE),
        (bots, np.resize(buyer, len(bots)), Act.FOLLOW),
    ):
        since = np.maximum(born[actor], born[target]) + 0.05
        at = since + rng.random(len(actor)) * np.maximum(size.days - since, 0)
        parts.append(_rows(actor, target, act, at, posts))
    return pl.concat(parts)


def ring(rng: np.random.Generator, accounts: pl.DataFrame, posts: pl.DataFrame, size: Size) -> pl.DataFrame:
    """Everybody in the ring reshares everybody else in it, on most days."""
    members = _role(accounts, "ring")
    actor, target, day = (axis.ravel() for axis in np.meshgrid(members, members, np.arange(size.days), indexing="ij"))
    chosen = (actor != target) & (rng.random(len(actor)) < DAILY)
    at = day[chosen] + rng.beta(3, 2, chosen.sum())
    return _rows(actor[chosen], target[chosen], Act.ANNOUNCE, at, posts)


def _role(accounts: pl.DataFrame, role: str) -> Ints:
    found: Ints = accounts.filter(pl.col("role") == role)["account"].to_numpy().astype(np.int64)
    return found


def _rows(actor: Ints, target: Ints, act: Act, at: Floats, posts: pl.DataFrame) -> pl.DataFrame:
    """Reactions to the newest post that the target had written by then (-1: it had written none)."""
    author = posts["account"].to_numpy()
    line = author * WIDE + posts["at"].to_numpy()
    newest = np.searchsorted(line, target * WIDE + at) - 1
    known = (newest >= 0) & (author[np.maximum(newest, 0)] == target) & (act != Act.FOLLOW)
    frame = pl.DataFrame({"actor": actor, "target": target, "at": at, "post": np.where(known, newest, -1)})
    return frame.with_columns(act=pl.lit(int(act), pl.Int64)).select(COLUMNS)
