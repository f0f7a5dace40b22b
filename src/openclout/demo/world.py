"""A made-up society whose truth is known: what a visitor sees first, and what the tests check the score against.

Comes in: a seed and the last day. Goes out: a `World` of tables with the columns that people import, so that they are
read like anybody's files; `write` puts them into a folder. The same seed and day give the same tables, for ever.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from openclout.demo import chance, schemes, society
from openclout.demo import posts as writing
from openclout.demo import reactions as reacting
from openclout.demo.cast import CAST, Character
from openclout.demo.roles import METHOD_DAYS, Size
from openclout.demo.stated import counts, links
from openclout.vocabulary.acts import Act
from openclout.vocabulary.tables import INSTANT

IMPORTED = ("interactions", "posts", "counts", "accounts", "links")
"""The tables that `write` writes, by the names of their files."""


@dataclass(frozen=True)
class World:
    """A society over some time.

    `interactions`: actor, target, act, at, network, post; one row per act, sorted by time. `posts`: post, author, at,
    text, network, url. `counts`: account, kind, count, at, network. `accounts`: account, handle, title, network.
    `links`: person, account, network, title, proof, since. `truth`: one row per account, with its person, role,
    community, the person's rate of new fans a day, fans found on this account, expected order (3 above 2 above 1),
    and the day since which it exists (None: since before). `method_change` is the first day of the newer method.
    """

    interactions: pl.DataFrame
    posts: pl.DataFrame
    counts: pl.DataFrame
    accounts: pl.DataFrame
    links: pl.DataFrame
    truth: pl.DataFrame
    first_day: date
    last_day: date
    method_change: date
    cast: tuple[Character, ...]


def world(*, seed: int = 2026, last_day: date, people: int = 3000, days: int = 200) -> World:
    """A society of so many people over so many days, both at least: 120 people, 60 days. Raises ValueError."""
    if days < 60:  # noqa: PLR2004 - less would leave no time for holidays and newcomers
        raise ValueError(f"A world needs at least 60 days, {days} were asked for.")
    size, rng = Size(people, days, last_day), np.random.default_rng(seed)
    accounts = society.accounts(rng, society.people(rng, size))
    posts = writing.posts(rng, accounts, size)
    found = reacting.fans(rng, accounts)
    rows = pl.concat(
        [
            reacting.reactions(rng, accounts, posts, found),
            reacting.bursts(rng, accounts, posts, size),
            schemes.farm(rng, accounts, posts, size),
            schemes.ring(rng, accounts, posts, size),
        ]
    )
    return World(
        interactions=_interactions(_possible(rows, accounts, size), accounts, posts, size),
        posts=_posts(posts, accounts, size),
        counts=counts(rng, accounts, found, size),
        accounts=accounts.select(pl.col("native").alias("account"), "handle", "title", "network"),
        links=links(rng, accounts, size),
        truth=_truth(accounts, found, size),
        first_day=size.start,
        last_day=last_day,
        method_change=last_day - timedelta(days=METHOD_DAYS),
        cast=CAST,
    )


def small_world(seed: int) -> World:
    """A world small enough for a test: 200 people over 60 days, all roles."""
    return world(seed=seed, last_day=date(2026, 11, 21), people=200, days=60)


def random_world(seed: int, people: int, rows: int, *, last_day: date = date(2026, 11, 21)) -> World:
    """A world drawn blindly, for tests of properties: at least five people; `truth` tells only who is who."""
    rng, size = np.random.default_rng(seed), Size(people, chance.SPAN_DAYS, last_day)
    accounts = chance.blind_accounts(rng, people)
    interactions = chance.blind_interactions(rng, accounts, rows, last_day)
    return World(
        interactions=interactions,
        posts=chance.blind_posts(interactions),
        counts=chance.blind_counts(rng, accounts, last_day),
        accounts=accounts.select("account", "handle", "title", "network"),
        links=chance.blind_links(rng, accounts, size),
        truth=accounts.select("person", "account", "network"),
        first_day=size.start,
        last_day=last_day,
        method_change=last_day - timedelta(days=METHOD_DAYS),
        cast=(),
    )


def write(made: World, folder: Path) -> None:
    """Put the tables into a folder, as Parquet files of the names in `IMPORTED`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in IMPORTED:
        frame: pl.DataFrame = getattr(made, name)
        frame.write_parquet(folder / f"{name}.parquet")


def _possible(rows: pl.DataFrame, accounts: pl.DataFrame, size: Size) -> pl.DataFrame:
    """Drop what cannot be: acts on oneself, before birth, after leaving, while away, twice the same."""
    actor, target, at = rows["actor"].to_numpy(), rows["target"].to_numpy(), rows["at"].to_numpy()
    person, born, last, away, back = (accounts[key].to_numpy() for key in ("person", "born", "last", "away", "back"))
    gone = accounts["kept"].to_numpy() == 0
    fine = (person[actor] != person[target]) & (at < size.days)
    for side in (actor, target):
        fine &= (at >= born[side]) & (at < last[side])
        fine &= ~(gone[side] & (at >= away[side]) & (at < back[side]))
    # To the second, as networks state it.
    rows = rows.with_columns(at=pl.Series(np.floor(at * 86400).astype(np.int64))).filter(fine)
    rows = rows.sort("at", "actor", "target", "act", "post").unique(maintain_order=True)
    once = pl.col("act").is_in([int(act) for act in reacting.ONCE]) & (pl.col("post") >= 0)
    first = pl.struct("actor", "target", "act", "post").is_first_distinct()
    return rows.filter(~once | first)


def _instant(seconds: pl.Expr, size: Size) -> pl.Expr:
    """The instant that is so many seconds after the start."""
    start = int(datetime.combine(size.start, time(), UTC).timestamp())
    return ((seconds + start) * 1_000_000).cast(INSTANT)


def _post_names(posts: pl.DataFrame, accounts: pl.DataFrame) -> pl.Series:
    """What a post is called on its network: its author and a running number."""
    number = pl.int_range(pl.len()).over("account") + 1
    native = accounts["native"].gather(posts["account"])
    place = posts.select(number.alias("number"))["number"].cast(pl.String)
    return native + "/" + place


def _interactions(rows: pl.DataFrame, accounts: pl.DataFrame, posts: pl.DataFrame, size: Size) -> pl.DataFrame:
    words = {int(act): act.word for act in Act}
    names = _post_names(posts, accounts)
    known = rows["post"].set(rows["post"] < 0, None)
    return rows.select(
        accounts["native"].gather(rows["actor"]).alias("actor"),
        accounts["native"].gather(rows["target"]).alias("target"),
        pl.col("act").replace_strict(words, return_dtype=pl.String),
        _instant(pl.col("at"), size).alias("at"),
        accounts["network"].gather(rows["target"]).alias("network"),
        names.gather(known).alias("post"),
    )


def _posts(posts: pl.DataFrame, accounts: pl.DataFrame, size: Size) -> pl.DataFrame:
    seconds = (pl.col("at") * 86400).floor().cast(pl.Int64)
    names = _post_names(posts, accounts)
    network = accounts["network"].gather(posts["account"])
    url = pl.DataFrame({"name": names, "network": network}).select(
        pl.when(pl.col("network") == "blog").then("https://" + pl.col("name")).otherwise(None)
    )
    return posts.select(
        names.alias("post"),
        accounts["native"].gather(posts["account"]).alias("author"),
        _instant(seconds, size).alias("at"),
        "text",
        network.alias("network"),
        url.to_series().alias("url"),
    ).sort("at", "network", "post")


def _truth(accounts: pl.DataFrame, found: pl.DataFrame, size: Size) -> pl.DataFrame:
    """One row per account: what is known because it was made up."""
    spans = pl.col("last") - pl.col("first")
    many = found.group_by("target").len("fans").rename({"target": "account"})
    joined = accounts.join(many.cast({"account": accounts.schema["account"]}), on="account", how="left")
    since = pl.lit(size.start) + pl.duration(days=pl.col("born").cast(pl.Int64))
    return joined.sort("account").select(
        pl.col("name").alias("person"),
        pl.col("native").alias("account"),
        "network",
        "role",
        pl.col("community").replace_strict(dict(enumerate(society.PLACE)), return_dtype=pl.String),
        (pl.col("fans").fill_null(0).sum().over("person") / spans).alias("rate"),
        pl.col("fans").fill_null(0).cast(pl.Int64),
        pl.col("order").fill_nan(None).cast(pl.Int64),
        pl.when(pl.col("born") > -society.FAR).then(since).alias("since"),
    )
