"""Somebody of whom everything is known, built by hand: a profile, and the run and the people around it."""

import math
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from openclout.scoring.methods import METHODS
from openclout.vocabulary.records import (
    Cause,
    Change,
    Day,
    Discount,
    Generosity,
    Holding,
    Moment,
    Part,
    Placing,
    Profile,
    Run,
    Summary,
    Tie,
)

TODAY = date(2026, 11, 21)
METHOD = "2026.1"


def histogram() -> tuple[int, ...]:
    """A population with its middle at 40 and a thin top."""
    return tuple(round(420 * (u**3.1) * ((1 - u) ** 4.6) / 0.0055) for u in ((at + 0.5) / 100 for at in range(100)))


NETWORKS = ("bluesky", "github", "hackernews", "mastodon", "weblog", "youtube")
RUN = Run(
    day=TODAY,
    method=METHOD,
    people=18_204,
    numbered=sum(histogram()),
    interactions=1_284_551,
    accounts=24_118,
    mean=40.2,
    p95=63.4,
    histogram=histogram(),
    networks=NETWORKS,
    weakly_hardened=("youtube",),
    fake_bound=2.6,
    method_rows=1_000_000,
)


def score_of(raw: float) -> float:
    x = (raw / 14.45) ** 0.4662
    return float(round(10 + 90 * x / (1 + x), 2))


def line(count: int = 200, last: float = 72.31) -> tuple[Day, ...]:
    """Two hundred days: a slow fade, a launch, an older method until forty days ago."""
    days = []
    for back in reversed(range(count)):
        wave = 1.1 * math.sin(back / 17) + 0.25 * math.sin(back * 1.7)
        lift = 3.4 / (1 + math.exp((back - 51) / 2.5)) + 2.0 / (1 + math.exp((back - 6) / 1.2)) - 5.1
        score = round(last + lift + wave * min(1, back / 12), 2)
        width = 3.9 + 0.6 * math.exp(-(((back - 50) / 8) ** 2))
        method = "2026.0" if back > 40 else METHOD
        days.append(Day(TODAY - timedelta(days=back), score, round(score - width, 2), round(score + width, 2), method))
    days[-1] = replace(days[-1], score=last, low=round(last - 4.1, 2), high=round(last + 3.6, 2))
    return tuple(days)


def person(key: int, name: str, title: str, score: float | None) -> Summary:
    if score is None:
        return Summary(key, name, title, None, None, None)
    return Summary(key, name, title, score, round(score - 4.1, 2), round(min(100, score + 3.6), 2))


OTHERS = (
    person(11, "mei", "Mei Tanaka", 82.4),
    person(12, "jonas.weir", "Jonas Weir", 70.9),
    person(13, "priya", "Priya Raman", 68.7),
    person(14, "the-sync-letter", "The Sync Letter", 64.1),
    person(15, "olu", "Olu Adeyemi", 57.8),
    person(16, "lena", "Lena Fischer", 66.0),
    person(17, "tomas.rey", "Tomás Rey", 61.2),
    person(18, "driftwood-weekly", "Driftwood Weekly", 57.0),
    person(19, "sam", "Sam Okoro", 51.6),
    person(20, "rust-in-lagos", "Rust in Lagos", None),
)

CHANGES = (
    Change(
        date(2026, 9, 3),
        date(2026, 9, 10),
        -1.12,
        real=True,
        causes=(
            Cause("ageing", "Two quiet weeks: older reactions fade a little every day.", -1.31),
            Cause("new", "New reactions by 61 people.", 0.19),
        ),
    ),
    Change(
        date(2026, 9, 28),
        date(2026, 10, 1),
        2.41,
        real=True,
        causes=(
            Cause("new", "Driftwood 4.0: 1,310 likes from 904 people on GitHub.", 2.52),
            Cause("standing", "Those who acted are heard a little more than before.", 0.06),
            Cause("ageing", "Older reactions faded.", -0.17),
        ),
    ),
    Change(
        date(2026, 10, 11),
        date(2026, 10, 12),
        0.58,
        real=False,
        causes=(Cause("method", "Method 2026.1 replaced 2026.0. Published numbers stay as they were.", 0.58),),
    ),
    Change(
        date(2026, 11, 13),
        date(2026, 11, 16),
        1.93,
        real=True,
        causes=(
            Cause("new", "“Sync is a social problem” was shared by 212 people on Mastodon and Bluesky.", 2.05),
            Cause("ageing", "Older reactions faded.", -0.12),
        ),
    ),
)
MOVES = (
    Change(date(2026, 11, 20), TODAY, 0.11, real=False),
    Change(date(2026, 11, 14), TODAY, 1.87, real=True),
    Change(date(2026, 10, 22), TODAY, 1.62, real=True),
)
MOMENTS = (
    Moment(
        "mastodon",
        "m1",
        "Sync is a social problem. Merge conflicts are two people who did not talk. A thread on what CRDTs cannot fix.",
        "https://social.example/@ada/1",
        datetime(2026, 11, 16, 9, tzinfo=UTC),
        8.1,
        271,
        (("announce", 212), ("reply", 96), ("like", 80)),
    ),
    Moment(
        "github",
        "g1",
        "Driftwood 4.0: partial replication, encrypted at rest, and a migration guide that took longer than the code.",
        "https://code.example/driftwood",
        datetime(2026, 10, 1, 15, tzinfo=UTC),
        6.6,
        904,
        (("like", 1310), ("announce", 38)),
    ),
    Moment(
        "youtube",
        "y1",
        "Talk: Offline is a feature. How a hospital in Enugu runs for nine hours without a network, and loses nothing.",
        None,
        datetime(2026, 10, 14, 12, tzinfo=UTC),
        3.0,
        350,
        (("like", 18400), ("reply", 412)),
    ),
)


FIGURES = (("outreach", 5.0), ("points received", 12_431.0), ("true reach", 1_840.5), ("realness", 87.5))


def placings(score: float | None) -> tuple[Placing, ...]:
    """Where somebody stands under each method; ours gives no number without a score."""
    own = Placing(METHOD, score, 219 if score else None, 0.9863 if score else None, RUN.numbered)
    rivals = [
        Placing(
            one.name,
            72.31 / 3**at,
            1 + at * 400,
            1 - (at + 1) / 12,
            RUN.people,
            FIGURES[: at % 5],
            "Conversationalist" if one.name == "klout-2011" else "",
        )
        for at, one in enumerate(METHODS[1:])
    ]
    return (own, *rivals)


ACTED = (
    ("like", 21.7, 7410),
    ("announce", 19.3, 2904),
    ("reply", 11.2, 1406),
    ("mention", 6.1, 512),
    ("quotes", 2.2, 140),
    ("links", 1.1, 46),
)
"""Acts on Ada: raw points, and how many."""
HELD = (
    ("bluesky", "ada.example", 0.34, 31_400, 5021),
    ("mastodon", "@ada@social.example", 0.23, 12_900, 3377),
    ("github", "adaokafor", 0.21, 6_100, 2210),
    ("youtube", "Ada Okafor", 0.11, 8_700, 802),
    ("weblog", "ada.example/notes", 0.08, 1_900, 611),
    ("hackernews", "adaok", 0.03, None, 410),
)
"""Her accounts: network, handle, share of raw, followers, interactions."""


BY_ACT = tuple(Part(label, points, count) for label, points, count in ACTED)
BY_COUNT = (Part("followers stated", 0.62, 0), Part("lists stated", 0.18, 0))
RAW = 62.4
HOLDINGS = tuple(
    Holding(name, handle, share, score_of(RAW * share), count, size) for name, handle, share, size, count in HELD
)
BY_ACTOR = tuple(Part(other.title, 4.0 / (at + 1), 90 - 7 * at, f"/@{other.name}") for at, other in enumerate(OTHERS))


INFLUENCERS = tuple(Tie(other, 4.0 / (at + 1), 90 - 17 * at) for at, other in enumerate(OTHERS[:5]))
INFLUENCED = tuple(Tie(other, 2.0 / (at + 1), 60 - 11 * at) for at, other in enumerate(OTHERS[5:]))
BY_POST = tuple(Part(moment.text[:60], moment.points, moment.people, moment.url) for moment in MOMENTS)


def rich() -> Profile:
    """Everything there is."""
    score = 72.31
    return Profile(
        summary=Summary(1, "ada", "Ada Okafor", score, 68.21, 75.91, 76.4),
        run=RUN,
        raw=sum(part.points for part in BY_ACT + BY_COUNT),
        fans=4_118,
        interactions=12_431,
        percentile=0.9863,
        reach=1_840,
        amplification=31.2,
        impact=54.0,
        last_active=TODAY,
        quiet=False,
        fake_bound=2.1,
        holdings=HOLDINGS,
        by_act=BY_ACT,
        by_network=tuple(Part(name, 61.6 * share, count) for name, _, share, _, count in HELD),
        by_actor=BY_ACTOR,
        by_post=BY_POST,
        by_count=BY_COUNT,
        moments=MOMENTS,
        influencers=INFLUENCERS,
        influenced=INFLUENCED,
        history=line(),
        changes=CHANGES,
        moves=MOVES,
        shadows=(("2026.0", 70.4), ("2025.9", None)),
        tricked_bound=3.94,
        ring_bound=3.12,
        discounts=(Discount("strangers", "Nobody who is known has acted on these accounts yet.", 31, 44, 2.5),),
        measured_low=70.4,
        measured_high=74.2,
        trend="rising",
        generosity=Generosity(1_204, 311, 12_040.0, 8),
        placings=placings(score),
    )
