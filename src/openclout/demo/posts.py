"""What the people of the made-up world write, and when.

Comes in: a generator, the accounts, a size. Goes out: one row per post, sorted by account and time: `post`, `account`,
`at` (days since the start), `appeal`, `text`, and `burst` (its number in `cast.BURSTS`, -1: an ordinary one).
"""

import re

import numpy as np
import polars as pl
from numpy.typing import NDArray

from openclout.demo.cast import BURSTS
from openclout.demo.roles import Size
from openclout.demo.scripts import CIRCULAR, HOLLOW, SCRIPTS
from openclout.demo.society import Floats, Ints, best_known
from openclout.demo.words import CLOSERS, COMMUNITIES, OPENERS, Community

NETWORK_PACE = np.array([1.0, 0.9, 0.4, 0.12, 0.08])
"""Posts on a network for each one on bluesky, in the order of `NETWORKS`."""
HOURS = np.array(
    [0.3, 0.1, 0.1, 0.1, 0.1, 0.4, 1, 2, 3.5, 3.5, 3, 2.8, 3, 2.8, 2.6, 2.6, 2.8, 3, 3.2, 3.5, 4, 4, 2.8, 1.2]
)
"""How likely people are to write in each hour of their own day."""
WEEKDAYS = np.array([1.0, 1.05, 1.05, 1.0, 0.95, 0.75, 0.8])
"""The same for the days of the week, Monday first."""
WEEKEND = frozenset({"astronomy", "bread baking", "bird watching", "community gardens"})
"""Communities whose week is the other way round."""

ABROAD = 0.15
"""Share of posts about the author's second subject."""
SPOKEN = 0.36
"""Share of sentences that get an opener, and of those that get a closer."""


def posts(rng: np.random.Generator, accounts: pl.DataFrame, size: Size) -> pl.DataFrame:
    """Everything that was written, in order of account and time."""
    owner, at = _moments(rng, accounts, size)
    appeal = rng.pareto(1.7, len(at)) + 0.25
    steady = (accounts["role"] == "celebrity").to_numpy()[owner]
    appeal[steady] = np.exp(rng.normal(size=steady.sum()) * 0.5)
    plain = pl.DataFrame({"account": owner, "at": at, "appeal": appeal, "burst": np.full(len(at), -1)})
    spread = _spreading(accounts, size).select(plain.columns).cast(plain.schema)
    frame = pl.concat([plain, spread]).sort("account", "at", maintain_order=True).with_row_index("post")
    return frame.with_columns(text=_texts(rng, frame, accounts))


def _moments(rng: np.random.Generator, accounts: pl.DataFrame, size: Size) -> tuple[Ints, Floats]:
    """Which account wrote, and when: at least once for every account that anybody pays attention to."""
    first, last, pace, share = (accounts[key].to_numpy() for key in ("first", "last", "pace", "share"))
    often = pace * NETWORK_PACE[accounts["place"].to_numpy()] * (0.4 + 0.6 * share)
    many = np.maximum(rng.poisson(often * (last - first) * 1.2), (pace > 0).astype(np.int64))
    owner = np.repeat(np.arange(accounts.height), many)
    lone = np.concatenate([[True], owner[1:] != owner[:-1]]) if len(owner) else np.zeros(0, dtype=bool)
    day = np.floor(rng.uniform(first[owner], last[owner]))
    hour = rng.choice(24, len(owner), p=HOURS / HOURS.sum()) + rng.random(len(owner))
    at = day + ((hour - accounts["zone"].to_numpy()[owner]) % 24) / 24
    chance = _weekly(accounts, owner, day, size) * _present(accounts, owner, at)
    there = (at >= first[owner]) & (at < last[owner])
    keep = there & ((rng.random(len(owner)) < chance) | (lone & (chance > 0)))
    return owner[keep], at[keep]


def _weekly(accounts: pl.DataFrame, owner: Ints, day: Floats, size: Size) -> Floats:
    weekday = (day.astype(np.int64) + size.start.weekday()) % 7
    free = np.array([community.name in WEEKEND for community in COMMUNITIES])[accounts["community"].to_numpy()[owner]]
    factor: Floats = np.where(free, 1.75 - WEEKDAYS[weekday], WEEKDAYS[weekday]) / 1.05
    return factor


def _present(accounts: pl.DataFrame, owner: Ints, at: Floats) -> Floats:
    """1, or what is kept in a quieter spell."""
    away, back, kept = (accounts[key].to_numpy()[owner] for key in ("away", "back", "kept"))
    share: Floats = np.where((at >= away) & (at < back), kept, 1.0)
    return share


def _spreading(accounts: pl.DataFrame, size: Size) -> pl.DataFrame:
    """The posts that spread. In a short world the old ones move inside it."""
    number = best_known(accounts)
    rows = [
        {
            "account": number[burst.name, burst.network],
            "at": size.days - burst.days_ago if burst.days_ago < size.days else size.days - 0.6 * size.days,
            "appeal": 2.0,
            "burst": place,
        }
        for place, burst in enumerate(BURSTS)
        if (burst.name, burst.network) in number
    ]
    return pl.DataFrame(rows)


def _texts(rng: np.random.Generator, frame: pl.DataFrame, accounts: pl.DataFrame) -> pl.Series:
    """What each post says: the community's sentences, a fifth of them on the second subject, then the scripts."""
    owner = frame["account"].to_numpy()
    abroad = (rng.random(len(owner)) < ABROAD) & ~accounts["name"].is_in(list(SCRIPTS)).to_numpy()[owner]
    topic = np.where(abroad, accounts["second"].to_numpy()[owner], accounts["community"].to_numpy()[owner])
    texts: NDArray[np.object_] = np.empty(len(owner), dtype=object)
    for place, community in enumerate(COMMUNITIES):
        rows = np.flatnonzero(topic == place)
        texts[rows] = _compose(rng, community, len(rows))
    role = accounts["role"].to_numpy()[owner]
    for name, lines in (("bot", HOLLOW), ("ring", CIRCULAR)):
        for row in np.flatnonzero(role == name):
            texts[row] = lines[rng.integers(len(lines))].format(n=rng.integers(2, 9999))
    _recite(texts, frame, accounts)
    return pl.Series("text", texts.tolist(), dtype=pl.String)


def _compose(rng: np.random.Generator, community: Community, many: int) -> list[str]:
    """Opener, sentence, closer: each combination at most a few times in a world."""
    sentences = _sentences(community)
    picks = np.concatenate([rng.permutation(len(sentences)) for _ in range(many // len(sentences) + 1)])[:many]
    opening, closing = _seldom(rng, OPENERS, many), _seldom(rng, CLOSERS, many)
    return [first + sentences[pick] + last for first, pick, last in zip(opening, picks, closing, strict=True)]


def _seldom(rng: np.random.Generator, phrases: tuple[str, ...], many: int) -> list[str]:
    """A phrase for some, silence for the others."""
    picks = np.where(rng.random(many) < SPOKEN, rng.integers(len(phrases), size=many), len(phrases))
    return [(*phrases, "")[pick] for pick in picks.tolist()]


def _sentences(community: Community) -> list[str]:
    """Every sentence that a community can say, once."""
    filled = (
        sentence.format(a=subject, b=other)
        for sentence in community.sentences
        for subject in community.subjects
        for other in community.others
    )
    return [_STARTS.sub(lambda start: start.group().upper(), each) for each in dict.fromkeys(filled)]


_STARTS = re.compile(r"(^|[.!?] )[a-z]")


def _recite(texts: NDArray[np.object_], frame: pl.DataFrame, accounts: pl.DataFrame) -> None:
    """Put the written lines into the mouths of the characters, in order of time over all their accounts."""
    names = accounts["name"].to_numpy()[frame["account"].to_numpy()]
    burst, at = frame["burst"].to_numpy(), frame["at"].to_numpy()
    for name, lines in SCRIPTS.items():
        rows = np.flatnonzero((names == name) & (burst < 0))
        # Farewells are said last, so short scripts end with the last post.
        rows = rows[np.argsort(at[rows], kind="stable")][-len(lines) :]
        texts[rows] = lines[: len(rows)]
    for row in np.flatnonzero(burst >= 0):
        texts[row] = BURSTS[burst[row]].text
