"""Who reacts to whom in the made-up world: fans found over time, returning by loyalty, mostly within hours of a post.

Comes in: a generator, accounts, posts, a size. Goes out: `fans` (one row per account and fan, with the day on which
they found each other) and rows of reactions: `actor`, `target` (accounts), `act` (its number), `at` (days since the
start), `post` (its row, -1: none).
"""

import numpy as np
import polars as pl

from openclout.demo.cast import BURSTS, TIES
from openclout.demo.roles import NETWORKS, Size
from openclout.demo.society import Floats, Ints, best_known
from openclout.vocabulary.acts import Act

WIDE = 1e6
"""More than any number of days: accounts times this, plus a time, sorts by account, then time."""
ON_POSTS = (Act.LIKE, Act.ANNOUNCE, Act.REPLY, Act.QUOTE, Act.MENTION, Act.ACCEPT, Act.LINK)
MIX = {
    "bluesky": (0.60, 0.16, 0.15, 0.05, 0.04, 0, 0),
    "mastodon": (0.48, 0.26, 0.20, 0, 0.06, 0, 0),
    "github": (0.60, 0.09, 0.22, 0, 0.05, 0.04, 0),
    "youtube": (0.62, 0, 0.36, 0, 0.02, 0, 0),
    "blog": (0.28, 0.10, 0.30, 0, 0, 0, 0.32),
}
"""How often each act of `ON_POSTS` is chosen on each network."""
TASTE = {
    "celebrity": (1.5, 0.8, 0.25, 0.6, 1, 0, 1),
    "expert": (0.75, 1.3, 1.4, 1.2, 1, 2, 1.4),
    "main": (0.85, 1.3, 1.25, 1.2, 1, 1.5, 1.2),
}
"""What people do more or less often to some roles."""
FOLLOW_SHARE, LIST_SHARE = 0.34, 0.04
TWICE = 0.3
"""Share of those whom a spreading post reached who do two things with it."""
DELAY_DAYS, DELAY_SPREAD = 0.11, 1.45
"""Median and sigma of the time from a post to a reaction."""
ONCE = (Act.LIKE, Act.ANNOUNCE, Act.ACCEPT, Act.LINK)
"""What nobody does twice to the same post."""


def fans(rng: np.random.Generator, accounts: pl.DataFrame) -> pl.DataFrame:
    """One row per account and fan, in order of account and of the day on which the fan found it."""
    spans = (accounts["last"] - accounts["first"]).to_numpy()
    many = rng.poisson(accounts["rate"].to_numpy() * accounts["share"].to_numpy() * spans)
    owner = np.repeat(np.arange(accounts.height), many)
    fan = _drawn(rng, accounts, owner)
    frame = pl.DataFrame({"target": owner, "actor": fan}).unique(maintain_order=True)
    holder = accounts["person"].to_numpy()
    frame = frame.filter(holder[frame["target"].to_numpy()] != holder[frame["actor"].to_numpy()])
    owner = frame["target"].to_numpy()
    lean, first = accounts["lean"].to_numpy()[owner], accounts["first"].to_numpy()[owner]
    found = first + spans[owner] * rng.random(len(owner)) ** lean
    return _tied(frame.with_columns(found=found), accounts).sort("target", "found", "actor")


def _drawn(rng: np.random.Generator, accounts: pl.DataFrame, owner: Ints) -> Ints:
    """A fan for each place: on the same network, mostly of the same community, the active more often.

    Accounts are sorted by network, then community, so that both are ranges of the running sum of activity.
    """
    activity = accounts["activity"].to_numpy()
    running = np.concatenate([[0.0], np.cumsum(activity)])
    network, community = accounts["place"].to_numpy(), accounts["community"].to_numpy()
    block = network * 1000 + community
    inside = rng.random(len(owner)) < accounts["inward"].to_numpy()[owner]
    low = np.where(inside, np.searchsorted(block, block)[owner], np.searchsorted(network, network)[owner])
    high = np.where(
        inside, np.searchsorted(block, block, "right")[owner], np.searchsorted(network, network, "right")[owner]
    )
    mark = running[low] + rng.random(len(owner)) * (running[high] - running[low])
    drawn: Ints = np.clip(np.searchsorted(running, mark, "right") - 1, 0, accounts.height - 1)
    return drawn


def _tied(frame: pl.DataFrame, accounts: pl.DataFrame) -> pl.DataFrame:
    """Add the loyal fans known by name, there from the first days, on the first network that both share."""
    where = best_known(accounts)
    first = accounts["first"].to_list()
    rows = []
    for place, (owner, fan) in enumerate(TIES):
        shared = [network for network in NETWORKS if (owner, network) in where and (fan, network) in where]
        if shared:
            target, actor = where[owner, shared[0]], where[fan, shared[0]]
            rows.append({"target": target, "actor": actor, "found": first[target] + place / 100})
    if not rows:
        return frame
    tied = pl.DataFrame(rows).select(frame.columns).cast(frame.schema)
    return pl.concat([tied, frame]).unique(["target", "actor"], keep="first", maintain_order=True)


def reactions(
    rng: np.random.Generator, accounts: pl.DataFrame, posts: pl.DataFrame, found: pl.DataFrame
) -> pl.DataFrame:
    """Every reaction of a fan: one when they found the account, more by loyalty."""
    greeting = _greetings(rng, posts, found)
    again = _returns(rng, accounts, posts, found)
    rows = pl.concat([greeting, again])
    rows = rows.with_columns(act=_acts(rng, accounts, rows["target"].to_numpy()))
    rows = rows.with_columns(post=pl.when(pl.col("act") == Act.MENTION).then(-1).otherwise("post"))
    return pl.concat([_timed(rng, accounts, rows), _followings(rng, found)]).select(COLUMNS)


COLUMNS = ("actor", "target", "act", "at", "post")


def _order(posts: pl.DataFrame) -> Floats:
    """Posts on one line, by account and time."""
    line: Floats = posts["account"].to_numpy() * WIDE + posts["at"].to_numpy()
    return line


def _greetings(rng: np.random.Generator, posts: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """A first reaction for every fan: to the next post after they came, or to the last one."""
    target = found["target"].to_numpy()
    row = np.searchsorted(_order(posts), target * WIDE + found["found"].to_numpy() - rng.random(len(target)))
    row = np.minimum(row, posts.height - 1)
    missed = posts["account"].to_numpy()[row] != target
    row = np.where(missed, np.maximum(row - 1, 0), row)
    frame = found.select("actor", "target").with_columns(post=pl.Series(row), at=posts["at"].to_numpy()[row])
    return frame.filter(posts["account"].to_numpy()[row] == target)


def _returns(
    rng: np.random.Generator, accounts: pl.DataFrame, posts: pl.DataFrame, found: pl.DataFrame
) -> pl.DataFrame:
    """Further reactions: a post by appeal, then a fan who was there by then, the older the more often."""
    many = np.bincount(found["target"].to_numpy(), minlength=accounts.height)
    times = rng.poisson(many * accounts["repeats"].to_numpy())
    author = posts["account"].to_numpy()
    running = np.concatenate([[0.0], np.cumsum(posts["appeal"].to_numpy())])
    low, high = (np.searchsorted(author, np.arange(accounts.height), side) for side in ("left", "right"))
    target = np.repeat(np.arange(accounts.height), np.where(high > low, times, 0))
    mark = running[low[target]] + rng.random(len(target)) * (running[high[target]] - running[low[target]])
    row = np.clip(np.searchsorted(running, mark, "right") - 1, low[target], high[target] - 1)
    at = posts["at"].to_numpy()[row]
    line = found["target"].to_numpy() * WIDE + found["found"].to_numpy()
    begin = np.searchsorted(found["target"].to_numpy(), target)
    there = np.searchsorted(line, target * WIDE + at) - begin
    pick = begin + (there * rng.random(len(target)) ** accounts["loyalty"].to_numpy()[target]).astype(np.int64)
    keep = there > 0
    actor = found["actor"].to_numpy()[pick[keep]]
    return pl.DataFrame({"actor": actor, "target": target[keep], "post": row[keep], "at": at[keep]})


def _acts(rng: np.random.Generator, accounts: pl.DataFrame, target: Ints) -> pl.Series:
    """What was done, by network and by the role of the one it was done to."""
    taste = np.array([TASTE.get(role, (1,) * len(ON_POSTS)) for role in accounts["role"]])
    mix = np.array([MIX[network] for network in NETWORKS])[accounts["place"].to_numpy()] * taste
    steps = np.cumsum(mix, axis=1) / mix.sum(axis=1, keepdims=True)
    place = (rng.random(len(target))[:, None] > steps[target, :-1]).sum(axis=1)
    return pl.Series(np.array(ON_POSTS, dtype=np.int64)[place])


def _timed(rng: np.random.Generator, accounts: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Reactions come within hours, some within weeks; at night people sleep and catch up in the morning."""
    at = rows["at"].to_numpy() + DELAY_DAYS * np.exp(rng.normal(size=rows.height) * DELAY_SPREAD)
    hour = (at * 24 + accounts["zone"].to_numpy()[rows["actor"].to_numpy()]) % 24
    asleep = (hour < 6.5) & (rng.random(len(at)) < 0.93)  # noqa: PLR2004 - half past six in the morning
    wait = np.where(asleep, 6.5 - hour + rng.gamma(2, 0.8, len(at)), 0)
    return rows.with_columns(at=pl.Series(at + wait / 24))


def _followings(rng: np.random.Generator, found: pl.DataFrame) -> pl.DataFrame:
    """Some fans follow soon after they found somebody; a few put them on a list."""
    parts = []
    for act, share in ((Act.FOLLOW, FOLLOW_SHARE), (Act.LIST, LIST_SHARE)):
        some = found.filter(rng.random(found.height) < share)
        at = some["found"].to_numpy() + rng.exponential(1.5, some.height)
        parts.append(some.select("actor", "target").with_columns(act=pl.lit(int(act)), at=at, post=pl.lit(-1)))
    return (
        pl.concat(parts)
        .with_columns(pl.col("act").cast(pl.Int64), pl.col("post").cast(pl.Int64))
        .select("actor", "target", "post", "at", "act")
    )


def bursts(rng: np.random.Generator, accounts: pl.DataFrame, posts: pl.DataFrame, size: Size) -> pl.DataFrame:
    """What happened to the posts that spread: many people at once, many of them from elsewhere."""
    parts = []
    for row, owner, number in posts.filter(pl.col("burst") >= 0).select("post", "account", "burst").iter_rows():
        burst = BURSTS[number]
        many = rng.poisson(min(burst.people, size.people // 6) * 1.15)
        actor = np.unique(_strangers(rng, accounts, owner, many, burst.abroad))
        actor = np.repeat(actor, 1 + (rng.random(len(actor)) < TWICE))
        parts.append(
            pl.DataFrame({"actor": actor}).with_columns(
                target=pl.lit(owner, pl.Int64), post=pl.lit(row, pl.Int64), at=pl.lit(posts["at"][row])
            )
        )
    rows = pl.concat(parts)
    rows = rows.with_columns(act=_acts(rng, accounts, rows["target"].to_numpy()))
    return _timed(rng, accounts, rows).select(COLUMNS)


def _strangers(rng: np.random.Generator, accounts: pl.DataFrame, owner: int, many: int, abroad: float) -> Ints:
    """People on the same network; so many of them from other communities, drawn without regard to activity."""
    place, community = accounts["place"].to_numpy(), accounts["community"].to_numpy()
    awake = (place == place[owner]) & (accounts["activity"].to_numpy() > 0)
    awake &= ~np.isin(accounts["role"].to_numpy(), ("bot", "ring"))
    awake &= accounts["person"].to_numpy() != accounts["person"][owner]
    near = np.flatnonzero(awake & (community == community[owner]))
    far = np.flatnonzero(awake)
    home = rng.choice(near, min(len(near), round(many * (1 - abroad))), replace=False)
    away = rng.choice(far, min(len(far), round(many * abroad)), replace=False)
    return np.concatenate([home, away])
