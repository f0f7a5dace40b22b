"""Worlds without any sense, for tests of properties that must hold for all input.

Comes in: a seed and sizes. Goes out: tables with the columns of `world.World`, drawn blindly: several networks, linked
accounts, nobody named as actor, the same fan again and again, acts on oneself, every act there is.
"""

from datetime import UTC, date, datetime, time, timedelta

import numpy as np
import polars as pl

from openclout.demo.roles import NETWORKS, Size
from openclout.vocabulary.acts import Act
from openclout.vocabulary.tables import INSTANT

SPAN_DAYS = 760
"""A little more than the memory of the method."""
HALF, ON_A_POST = 0.5, 0.7
NAMELESS = 0.06
"""Share of acts whose actor the network does not name."""


def blind_accounts(rng: np.random.Generator, people: int) -> pl.DataFrame:
    """One to three accounts per person: person, account, network, handle, title."""
    holder = np.repeat(np.arange(people), rng.integers(1, 4, people))
    place = np.arange(len(holder)) % len(NETWORKS)
    native = [f"p{person}.example" for person in holder]
    return pl.DataFrame(
        {
            "person": [f"p{person}" for person in holder],
            "account": native,
            "network": [NETWORKS[number] for number in place],
            "handle": native,
            "title": [f"Person {person}" for person in holder],
        }
    ).unique(["account", "network"], maintain_order=True)


def blind_interactions(rng: np.random.Generator, accounts: pl.DataFrame, rows: int, last_day: date) -> pl.DataFrame:
    """So many acts between accounts of one network; few of them get most."""
    place = accounts.with_row_index("row").sort("network", "row")
    native, network = place["account"], place["network"].to_numpy()
    target = (accounts.height * rng.random(rows) ** 2).astype(np.int64)
    low, high = np.searchsorted(network, network[target]), np.searchsorted(network, network[target], "right")
    actor = low + ((high - low) * rng.random(rows) ** 1.5).astype(np.int64)
    end = int(datetime.combine(last_day + timedelta(days=1), time(), UTC).timestamp())
    seconds = end - 1 - (rng.random(rows) ** 1.5 * SPAN_DAYS * 86400).astype(np.int64)
    acts = np.array([act.word for act in Act])
    post = np.where(rng.random(rows) < ON_A_POST, rng.integers(0, 9, rows), -1)
    frame = pl.DataFrame(
        {
            "actor": native.gather(actor),
            "target": native.gather(target),
            "act": acts[rng.integers(len(acts), size=rows)],
            "at": seconds * 1_000_000,
            "network": place["network"].gather(target),
            "number": post,
            "nameless": rng.random(rows) < NAMELESS,
        }
    )
    return frame.select(
        pl.when(pl.col("nameless")).then(None).otherwise("actor").alias("actor"),
        "target",
        "act",
        pl.col("at").cast(INSTANT),
        "network",
        pl.when(pl.col("number") >= 0).then(pl.col("target") + "/" + pl.col("number").cast(pl.String)).alias("post"),
    ).sort("at", "actor", "target", "act", "network", "post")


def blind_posts(interactions: pl.DataFrame) -> pl.DataFrame:
    """The posts that were acted on, written at the first act."""
    found = interactions.drop_nulls("post").group_by("post", "target", "network").agg(pl.col("at").min())
    return found.select(
        "post",
        pl.col("target").alias("author"),
        "at",
        ("Post " + pl.col("post")).alias("text"),
        "network",
        pl.lit(None, pl.String).alias("url"),
    ).sort("at", "network", "post")


def blind_counts(rng: np.random.Generator, accounts: pl.DataFrame, last_day: date) -> pl.DataFrame:
    """A follower count for half of the accounts."""
    some = accounts.filter(rng.random(accounts.height) < HALF)
    return some.select(
        "account",
        pl.lit("follower").alias("kind"),
        pl.Series("count", rng.integers(1, 10_000, some.height)),
        pl.lit(datetime.combine(last_day, time(4), UTC), INSTANT).alias("at"),
        "network",
    )


def blind_links(rng: np.random.Generator, accounts: pl.DataFrame, size: Size) -> pl.DataFrame:
    """Half of the people with several accounts proved them, some of them lately."""
    names = accounts["person"].unique(maintain_order=True)
    proved = names.filter(pl.Series(rng.random(len(names)) < HALF))
    ago = pl.Series(rng.integers(0, size.days, accounts.height))
    return (
        accounts.with_columns(since=pl.lit(size.last_day) - pl.duration(days=pl.lit(ago)), proof=pl.lit("domain"))
        .filter(pl.col("person").is_in(proved.implode()) & (pl.len().over("person") > 1))
        .select("person", "account", "network", "title", "proof", "since")
        .sort("person", "network", "account")
    )
