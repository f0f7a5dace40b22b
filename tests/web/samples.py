"""Profiles built by hand, one per state a page can be in, and a scoreboard that holds them."""

import math
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from openclout.scoring.methods import METHODS
from openclout.vocabulary.errors import Ambiguous, NotFound
from openclout.vocabulary.records import (
    NOTHING_GIVEN,
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
HOSTILE = "<script>alert(1)</script>\"'&\u202e\x00{{ 7 * 7 }}"
RTL = "\u0641\u0627\u0637\u0645\u0629 \u0627\u0644\u0632\u0647\u0631\u0627\u0621"
LONG = "Wolfeschlegelsteinhausenbergerdorff" * 6


@dataclass(frozen=True)
class Weight:
    name: str
    value: float
    unit: str
    reason: str
    source: str


WEIGHTS = (
    Weight("act.like", 1.0, "points", "All acts weigh the same.", "docs/explanation/score.md"),
    Weight("act.announce", 1.0, "points", "All acts weigh the same.", "docs/explanation/score.md"),
    Weight("decay.pace_days", 7.0, "days", "Steady people stay under one point a day.", "measured on four sets"),
    Weight("decay.power", 0.5, "1", "A power law is a mixture of all half-lives.", "measured on four sets"),
    Weight("decay.memory_days", 730.0, "days", "Nothing older is used, so it can be deleted.", "measured on four sets"),
    Weight("novelty.power", 2.0, "1", "One fan, for ever, is worth at most 1.64 fresh fans.", "exponents compared"),
    Weight("calibration.idle", 10.0, "score", "Where somebody stands whom nobody acted on.", "Klout, 2012"),
    Weight("calibration.half_raw", 14.45, "points", "Half of the way from idle to 100.", "fitted on four sets"),
    Weight("calibration.steepness", 0.4662, "1", "See half_raw.", "fitted on four sets"),
    Weight("bound.fakes", 1000.0, "accounts", "The bound speaks of so many.", "ours"),
    Weight("bound.tricked", 20.0, "acts", "The second bound speaks of so many.", "ours"),
    Weight("belief.seed_age_days", 90.0, "days", "A farm made today has no old fans.", "ours"),
    Weight("number.fans", 3.0, "accounts", "Fewer are too little for a number.", "measured on eight sets"),
    Weight("number.quiet_days", 90.0, "days", "After so long a silence the last number stays.", "Klout's window"),
)


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
        score = round(last + lift + wave * min(1, back / 12) - (0.6 if back > 40 else 0.0) * 0, 2)
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

STRANGERS = (person(31, HOSTILE, HOSTILE, 40.0), person(32, "zahra", RTL, 44.4), person(33, "long", LONG, 45.4))

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


def rich() -> Profile:
    """Everything there is."""
    raw = 62.4
    score = 72.31
    by_act = tuple(Part(label, points, count) for label, points, count in ACTED)
    by_count = (Part("followers stated", 0.62, 0), Part("lists stated", 0.18, 0))
    return Profile(
        summary=Summary(1, "ada", "Ada Okafor", score, 68.21, 75.91, 76.4),
        run=RUN,
        raw=sum(part.points for part in by_act + by_count),
        fans=4_118,
        interactions=12_431,
        percentile=0.9863,
        reach=1_840,
        amplification=31.2,
        impact=54.0,
        last_active=TODAY,
        quiet=False,
        fake_bound=2.1,
        holdings=tuple(
            Holding(name, handle, share, score_of(raw * share), count, size)
            for name, handle, share, size, count in HELD
        ),
        by_act=by_act,
        by_network=tuple(Part(name, 61.6 * share, count) for name, _, share, _, count in HELD),
        by_actor=tuple(
            Part(other.title, 4.0 / (at + 1), 90 - 7 * at, f"/@{other.name}") for at, other in enumerate(OTHERS)
        ),
        by_post=tuple(Part(moment.text[:60], moment.points, moment.people, moment.url) for moment in MOMENTS),
        by_count=by_count,
        moments=MOMENTS,
        influencers=tuple(Tie(other, 4.0 / (at + 1), 90 - 17 * at) for at, other in enumerate(OTHERS[:5])),
        influenced=tuple(Tie(other, 2.0 / (at + 1), 60 - 11 * at) for at, other in enumerate(OTHERS[5:])),
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


def quiet() -> Profile:
    """Nobody has reacted for four months."""
    days = tuple(replace(day, score=41.07, low=35.0, high=46.0, method=METHOD) for day in line())
    return replace(
        rich(),
        summary=Summary(2, "bruno", "Bruno Sarti", 41.07, 35.0, 46.0),
        percentile=0.552,
        reach=0,
        amplification=None,
        impact=None,
        last_active=date(2026, 7, 20),
        quiet=True,
        history=days,
        measured_low=None,
        measured_high=None,
        trend="",
        moves=tuple(replace(move, points=0.0, real=False) for move in MOVES),
        changes=(),
        moments=MOMENTS[1:2],
        influencers=(),
        influenced=rich().influenced[:2],
    )


def unmeasured() -> Profile:
    """One person has reacted: too little for a number."""
    holding = Holding("mastodon", "@newcomer@social.example", 1.0, 14.2, 2, None)
    return replace(
        rich(),
        summary=person(3, "newcomer", "Noor Haddad", None),
        measured_low=None,
        measured_high=None,
        trend="",
        generosity=NOTHING_GIVEN,
        raw=0.4,
        fans=1,
        interactions=2,
        percentile=None,
        reach=1,
        amplification=2.0,
        impact=None,
        holdings=(holding,),
        by_act=(Part("like", 0.3, 1), Part("reply", 0.1, 1)),
        by_network=(Part("mastodon", 0.4, 2),),
        by_actor=(Part("Olu Adeyemi", 0.4, 2, "/@olu"),),
        by_post=(),
        by_count=(),
        moments=(),
        influencers=(Tie(OTHERS[4], 0.4, 2),),
        influenced=(),
        history=(Day(TODAY, None, None, None, METHOD),),
        changes=(),
        moves=(),
        placings=placings(None),
    )


def first_day() -> Profile:
    """Measured for the first time today; no posts known; a run too large for placing people under every method."""
    today = rich().history[-1:]
    summary = Summary(4, "fresh", "Fresh Start", today[0].score, today[0].low, today[0].high)
    return replace(
        rich(),
        summary=summary,
        history=today,
        changes=(),
        moves=(),
        moments=(),
        by_post=(),
        amplification=None,
        placings=(),
    )


def hostile() -> Profile:
    """Every text is an attack."""
    cause = Cause("new", HOSTILE, 1.0)
    change = Change(date(2026, 11, 1), date(2026, 11, 2), 1.0, real=True, causes=(cause,))
    other = STRANGERS[0]
    bad = "javascript:alert(1)"
    return replace(
        rich(),
        summary=replace(rich().summary, key=5, name="evil/../" + HOSTILE, title=HOSTILE),
        holdings=(Holding(HOSTILE, HOSTILE, 1.0, 50.0, 3, 3),),
        by_act=(Part(HOSTILE, 2.0, 3, bad),),
        by_network=(Part(HOSTILE, 2.0, 3, bad),),
        by_actor=(Part(HOSTILE, 2.0, 3, bad),),
        by_post=(Part(HOSTILE, 2.0, 3, "data:text/html,x"),),
        by_count=(),
        raw=2.0,
        moments=(Moment(HOSTILE, HOSTILE, HOSTILE, bad, datetime(2026, 11, 2, tzinfo=UTC), 1.0, 1, ((HOSTILE, 1),)),),
        influencers=(Tie(other, 1.0, 1),),
        influenced=(Tie(other, 1.0, 1),),
        changes=(change,),
        moves=(),
    )


def crowded() -> Profile:
    """Twenty-five networks, thirty acts, a name without end, a name from right to left."""
    names = tuple(f"network_{at}" for at in range(25))
    holdings = tuple(
        Holding(name, LONG if at == 3 else f"@someone{at}", (25 - at) / 325, 40 - at, 9, 99)
        for at, name in enumerate(names)
    )
    changes = tuple(
        Change(
            TODAY - timedelta(days=at + 1),
            TODAY - timedelta(days=at),
            1.0 + at / 10,
            real=True,
            causes=(Cause("new", LONG, 1.0 + at / 10),),
        )
        for at in range(12)
    )
    other, long_name = STRANGERS[1:]
    return replace(
        rich(),
        summary=replace(rich().summary, key=6, name="crowded", title=LONG),
        run=replace(RUN, networks=names, weakly_hardened=names[:3]),
        holdings=holdings,
        by_act=tuple(Part(f"act {at}", 1.0 + at / 7, at + 1) for at in range(30)),
        by_network=tuple(Part(name, 1.0, 9) for name in names),
        by_actor=tuple(Part(LONG, 0.1, 1) for _ in range(300)),
        raw=sum(1.0 + at / 7 for at in range(30)) + 0.8,
        influencers=(Tie(other, 1.0, 1), Tie(long_name, 1.0, 1)),
        influenced=(Tie(long_name, 1.0, 1),),
        moments=tuple(replace(MOMENTS[0], text=f"{LONG} {RTL}") for _ in range(10)),
        changes=changes,
    )


def right_to_left() -> Profile:
    """A name that is written from right to left."""
    return replace(rich(), summary=replace(rich().summary, key=7, name="fatima", title=RTL))


PROFILES = {
    found.summary.key: found
    for found in (rich(), quiet(), unmeasured(), first_day(), hostile(), crowded(), right_to_left())
}
TWINS = (person(41, "twin", "The Twins", 33.0), person(42, "twin.two", "The Twins", 34.0))


class SampleScores:
    """A scoreboard in memory: the samples, and the people around them."""

    def __init__(self, run: Run = RUN) -> None:
        self.shown = run

    def run(self) -> Run:
        return self.shown

    def find(self, text: str, /) -> Summary:
        if text.casefold() == "the twins":
            raise Ambiguous("Two people answer to that name.")
        for summary in self._everybody():
            if text == summary.name or (text == "mastodon:ada" and summary.name == "ada"):
                return summary
        raise NotFound(f"Nobody is called {text}.")

    def profile(self, key: int, /) -> Profile:
        summary = next(summary for summary in self._everybody() if summary.key == key)
        found = PROFILES.get(key) or replace(rich(), summary=summary, history=line(last=summary.score or 30.0))
        return found if key == 6 else replace(found, run=self.shown)

    def search(self, text: str, /, *, limit: int) -> tuple[Summary, ...]:
        wanted = text.casefold()
        return tuple(one for one in self._everybody() if wanted in one.title.casefold())[:limit]

    def top(self, *, limit: int, network: str | None = None) -> tuple[Summary, ...]:
        assert network is None
        numbered = [summary for summary in self._everybody() if summary.score is not None and summary.key not in {5, 6}]
        return tuple(sorted(numbered, key=lambda summary: -(summary.score or 0)))[:limit]

    def _everybody(self) -> tuple[Summary, ...]:
        return (*(found.summary for found in PROFILES.values()), *OTHERS, *STRANGERS, *TWINS)
