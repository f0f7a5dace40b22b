"""Profiles built by hand, one per state a page can be in, and a scoreboard that holds them."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from tests.web.ada import METHOD, MOMENTS, OTHERS, RUN, TODAY, line, person, placings, rich

from openclout.vocabulary.errors import Ambiguous, NotFound
from openclout.vocabulary.records import (
    NOTHING_GIVEN,
    Cause,
    Change,
    Day,
    Holding,
    Moment,
    Part,
    Profile,
    Run,
    Summary,
    Tie,
)

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


STRANGERS = (person(31, HOSTILE, HOSTILE, 40.0), person(32, "zahra", RTL, 44.4), person(33, "long", LONG, 45.4))


def quiet() -> Profile:
    """Nobody has reacted for four months, so the numbers ended a month ago, and nobody is placed by them."""
    ended = date(2026, 10, 18)
    days = tuple(
        Day(day.day, 41.07, 35.0, 46.0, METHOD) if day.day <= ended else Day(day.day, None, None, None, METHOD)
        for day in line()
    )
    return replace(
        rich(),
        summary=Summary(2, "bruno", "Bruno Sarti", 41.07, 35.0, 46.0),
        percentile=None,
        reach=0,
        amplification=None,
        impact=None,
        last_active=date(2026, 7, 20),
        quiet=True,
        history=days,
        measured_low=None,
        measured_high=None,
        trend="",
        moves=(),
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
