"""What the networks of the made-up world state without names, and who proved which account.

Comes in: a generator, the accounts, their fans, a size. Goes out: the tables `counts` and `links`.
"""

from datetime import UTC, datetime, time, timedelta

import numpy as np
import polars as pl

from openclout.demo.cast import CAST
from openclout.demo.reactions import WIDE
from openclout.demo.roles import Size
from openclout.demo.society import Ints
from openclout.vocabulary.tables import INSTANT

EVERY_DAYS = 28
PROOFS = ("rel_me", "domain", "sign_in", "signed_post")
KINDS = {
    "bluesky": ("follower", "list"),
    "mastodon": ("follower",),
    "github": ("follower",),
    "youtube": ("subscriber",),
    "blog": ("subscriber",),
}
CROWD = {"celebrity": 260.0, "expert": 22.0, "main": 400.0, "bot": 1.0, "buyer": 300.0}
"""Silent followers for each fan who acts; 9 for everybody else."""
PROVEN = 0.85
"""Share of the people with several accounts who proved them."""


def counts(rng: np.random.Generator, accounts: pl.DataFrame, found: pl.DataFrame, size: Size) -> pl.DataFrame:
    """Followers, subscribers and list memberships, every 28 days up to the last one."""
    line = found["target"].to_numpy() * WIDE + found["found"].to_numpy()
    begin = np.searchsorted(found["target"].to_numpy(), np.arange(accounts.height))
    crowd = np.array([CROWD.get(role, 9.0) for role in accounts["role"]]) * np.exp(
        rng.normal(size=accounts.height) * 0.4
    )
    old = np.where(accounts["born"].to_numpy() < 0, rng.integers(3, 40, accounts.height), 0)
    parts = []
    for day in range((size.days - 1) % EVERY_DAYS, size.days, EVERY_DAYS):
        there = np.searchsorted(line, np.arange(accounts.height) * WIDE + day + 1) - begin
        stated = np.floor(old + crowd * (there)).astype(np.int64)
        at = datetime.combine(size.start + timedelta(days=day), time(4, 12), UTC)
        alive = (accounts["born"].to_numpy() <= day) & (stated > 0)
        parts.append(_stated(accounts, stated, at).filter(alive[np.arange(accounts.height)]))
    frame = pl.concat(parts).explode("kind")
    listed = pl.when(pl.col("kind") == "list").then(pl.col("count") // 45).otherwise("count")
    frame = frame.with_columns(count=listed).filter(pl.col("count") > 0)
    return frame.sort("at", "network", "account", "kind")


def _stated(accounts: pl.DataFrame, stated: Ints, at: datetime) -> pl.DataFrame:
    return accounts.select(
        pl.col("native").alias("account"),
        pl.col("network").replace_strict(KINDS, return_dtype=pl.List(pl.String)).alias("kind"),
        pl.Series("count", stated),
        pl.lit(at, INSTANT).alias("at"),
        "network",
    )


def links(rng: np.random.Generator, accounts: pl.DataFrame, size: Size) -> pl.DataFrame:
    """Which accounts people proved to be theirs: the characters all, of the others most who have several.

    One character proves the second account only after three quarters of the time.
    """
    people, role = accounts["person"].to_numpy(), accounts["role"].to_numpy()
    several = np.bincount(people)[people] > 1
    proved = (rng.random(people.max() + 1) < PROVEN)[people] & several
    known = accounts["name"].is_in([who.name for who in CAST]).to_numpy() | (role == "expert")
    late = (role == "second_link") & (accounts["rank"].to_numpy() > 0)
    day = np.where(late, int(size.days * 0.75), -rng.integers(20, 300, accounts.height))
    frame = accounts.with_columns(
        proof=pl.Series(np.array(PROOFS)[rng.integers(len(PROOFS), size=accounts.height)]),
        since=pl.lit(size.start) + pl.duration(days=pl.lit(pl.Series(day))),
    ).filter((proved | known) & ~np.isin(role, ("buyer", "ring", "bot")))
    titles = pl.col("title").first().over("person")
    return frame.select(
        pl.col("name").alias("person"), pl.col("native").alias("account"), "network", titles, "proof", "since"
    ).sort("person", "network", "account")
