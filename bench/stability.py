"""`make stability`: how much scores of steady people move, and how often a change is wrongly called real.

Comes in: simulated steady people, and the steady ones of open sets. Goes out: tables on stdout and, if asked, JSON.
Simulated people draw new distinct fans by chance (Poisson), at a rate that never changes; everybody counts in full.
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

import numpy as np
from rich.console import Console

from bench.showing import Record, short, shown
from bench.worlds import SETS, WEIGHTS, World, made_up, read, rows_of
from openclout.scoring.belief import full_trust
from openclout.scoring.calibration import raw_of_score, score
from openclout.scoring.formula import PERIODS, plan
from openclout.scoring.points import DAY, Trust, pace, raw_of
from openclout.scoring.ranges import Luck, chance
from openclout.scoring.rows import Float64, Int64, Rows, chosen, ordered
from openclout.scoring.standings import measure
from openclout.vocabulary.cards import written
from openclout.vocabulary.tables import NOBODY
from openclout.vocabulary.trials import Limit, RealPeople, Relinked, Stability, SteadyPeople, Story

RATES = (0.1, 0.3, 1.0, 3.0, 10.0)
SEED = 2026
SETS_USED = ("maillist_r", "discord_ethrnd", "discourse_urho3d", "se_beer_2017")
WEEKS = 18
SHARES = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
STEADY = 0.3
"""From so many new fans a day on, the bars apply."""
BAR_DAY, BAR_WEEK, BAR_SILENT, BAR_LIFT, BAR_ALARM, BAR_BURST = 1.0, 1.0, 0.8, 1.5, 0.05, 3.7
PASTS = (90, 180, 365, 730)
DENSE, HOUR = 20.0, 1 / 24
"""Fans a day where only the shape of a life matters, and an hour in days."""
TITLES = {
    "steady": "Simulated steady people",
    "stories": "Ways of life",
    "limits": "How far these go at any score",
    "real": "Real people, acted on in each of eighteen weeks",
    "links": "Links",
}
ABOUT = 1.3
"""So far from 5 % may a share lie and still be about 5 %."""
END, DAYS, EVERY, ROWS = 900 * DAY, 120, 6, 250_000
"""Simulated people are followed for so many days and looked at every few; so many rows at most are made per rate."""


def main() -> None:
    """Measure everything."""
    words = argparse.ArgumentParser(prog="python -m bench.stability", description=__doc__)
    words.add_argument("--json", type=Path)
    words.add_argument("--people", type=int, default=150, help="simulated people per rate")
    given = words.parse_args()
    found = everything(given.people, SETS, _told)
    console = Console(width=150)
    for one in fields(found):
        console.print(shown(TITLES[one.name], [asdict(row) for row in getattr(found, one.name)]))
    if given.json:
        given.json.write_text(written(found), encoding="utf-8")


def _told(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def everything(people: int, folder: Path, told: Callable[[str], None]) -> Stability:
    """Every table."""
    told("simulated people")
    steady = [steadied(rate, burst, people) for rate in RATES for burst in (1, 5) if rate * 10 >= burst]
    told("ways of life")
    stories, far = list(told_stories()), list(limits())
    real: list[RealPeople] = []
    for name in SETS_USED:
        if (folder / name / "interactions.parquet").exists():
            told(name)
            real += real_people(read(folder / name / "interactions.parquet", name))
    return Stability(_short(steady), _short(stories), _short(far), _short(real), _short([relinked()]))


def _short(rows: Sequence[Record]) -> tuple[Record, ...]:
    return tuple(map(short, rows))


def steadied(rate: float, burst: int, people: int) -> SteadyPeople:
    """Simulated people over a hundred and twenty days, after as long a past as memory goes."""
    random = np.random.default_rng((SEED, int(10 * rate), burst))
    span = WEIGHTS.memory_days + DAYS
    people = max(10, min(people, int(ROWS / (span * rate))))
    draws = random.poisson(span * rate / burst, people)
    owner = np.repeat(np.arange(people), draws)
    at = END - 1 - (random.random(len(owner)) * span * DAY).astype(np.int64)
    rows = _fresh_fans(np.repeat(owner, burst), np.repeat(at, burst))
    seen = _seen(rows, people, (END, DAYS), lambda _: _everybody(rows))
    moved = np.abs(np.diff(seen.scores, axis=0))
    p99, (day, week, month) = float(np.quantile(moved, 0.99)), seen.alarms()
    fine = (p99 <= BAR_DAY or rate < STEADY or burst > 1) and max(day, week, month) <= ABOUT * BAR_ALARM
    return SteadyPeople(
        rate, burst, float(seen.scores.mean()), float(np.median(moved)), p99, day, week, month, _met(fine)
    )


def told_stories() -> Iterator[Story]:
    """What silence, a larger audience and a burst do, with fans evenly spaced: no luck in it."""
    for rate in (0.1, 0.3, 1.0, 3.0, 10.0):
        for past in PASTS:
            first, last = _over(rate, past, 0), _over(rate, past, 7)
            yield _story(f"a silent week after {past} steady days", rate, (first, last), lambda by: by >= -BAR_WEEK)
    for past in (min(PASTS), max(PASTS)):
        for rate in RATES:
            steady = _ages(rate, 0, past + 30)
            ends = (_scored(steady), _scored(np.concatenate([steady, _ages(rate, 0, 30)])))
            story = f"twice the audience for thirty days after {past} steady ones"
            yield _story(story, rate, ends, lambda by: by >= BAR_LIFT)
    for rate in RATES:
        steady, burst = _ages(rate, 0, 730), np.full(round(30 * rate), 0.5)
        ends = (_scored(np.concatenate([steady, burst])), _scored(np.concatenate([steady, burst]) + 7))
        yield _story("a silent week after a month's fans in a day", rate, ends, lambda by: by >= -BAR_BURST)


def limits() -> Iterator[Limit]:
    """How far silence, bursts and a larger audience go at any score: raw is scaled until they go furthest."""
    for past in PASTS:
        yield Limit(f"week_{past}", f"a silent week after {past} steady days, at most", _worst(_kept(past)), "points")
    for most in (BAR_WEEK, BAR_SILENT):
        days = next(past for past in range(30, int(WEIGHTS.memory_days)) if _worst(_kept(past)) <= most)
        yield Limit(
            f"steady_{most:g}", f"steady days from which on a silent week costs at most {most:g}", float(days), "days"
        )
    fresh = _raw(np.full(1, HOUR)), _raw(np.full(1, HOUR) + 7)
    yield Limit("week_any", "a silent week after everybody came within an hour, at most", _worst(fresh), "points")
    scores = np.arange(20.0, 99.0, 0.05)
    for past in (min(PASTS), max(PASTS)):
        steady = _raw(_ages(DENSE, 0, past + 30))
        raw = raw_of_score(scores, WEIGHTS) * (steady + _month()) / steady
        most = float(scores[score(raw, WEIGHTS) - scores >= BAR_LIFT].max())
        title = f"after {past} steady days twice the audience for thirty days adds {BAR_LIFT:g} up to"
        yield Limit(f"doubled_{past}", title, most, "score")


def _kept(past: float) -> tuple[float, float]:
    """Raw after so many steady days, and a silent week later."""
    ages = _ages(DENSE, 0, past)
    return _raw(ages), _raw(ages + 7)


def _month() -> float:
    """Raw of as many fans again within the last thirty days."""
    return _raw(_ages(DENSE, 0, 30))


def _worst(ends: tuple[float, float]) -> float:
    """The most points that going from one raw to another costs, at whatever score."""
    raw = np.geomspace(0.01, 10_000.0, 2_000)
    return float((score(raw, WEIGHTS) - score(raw * ends[1] / ends[0], WEIGHTS)).max())


def _story(story: str, rate: float, ends: tuple[float, float], fine: Callable[[float], bool]) -> Story:
    change = ends[1] - ends[0]
    return Story(story, rate, *ends, change, _met(fine(change)))


def _over(rate: float, past: int, silent: int) -> float:
    return _scored(_ages(rate, 0, past) + silent)


def _ages(rate: float, youngest: float, oldest: float) -> Float64:
    """The ages of fans that come evenly."""
    return np.arange(youngest + 0.5 / rate, oldest, 1 / rate)


def _scored(ages: Float64) -> float:
    """The score of somebody with fans of these ages in days, all counting in full."""
    return float(score(np.array([_raw(ages)]), WEIGHTS)[0])


def _raw(ages: Float64) -> float:
    """Their raw."""
    rows = _fresh_fans(np.zeros(len(ages), dtype=np.int64), END - 1 - (ages * DAY).astype(np.int64))
    return float(raw_of(rows, ordered(rows, 1), END, pace(WEIGHTS), _everybody(rows))[0])


def relinked() -> Relinked:
    """Unlinking and linking again the same accounts, in a made-up world: the largest difference."""
    world = made_up(SEED, people=400, rows=8000)
    trust, first = world.standing.trust, world.scores()
    owner = world.rows.owner - world.rows.owner % 2
    linked = replace(world, rows=world.rows._replace(owner=owner)).scores(trust)
    apart = replace(world, rows=world.rows._replace(owner=world.rows.owner.copy())).scores(trust)
    again = replace(world, rows=world.rows._replace(owner=owner.copy())).scores(trust)
    same = apart.tobytes() == first.tobytes() and again.tobytes() == linked.tobytes()
    return Relinked(world.people, float(np.abs(again - linked).max()), _met(same))


def real_people(whole: World) -> Iterator[RealPeople]:
    """The steady people of a set, in the eighteen weeks up to each tenth of its span."""
    first, last = int(whole.rows.at.min()), int(whole.rows.at.max())
    for share in SHARES:
        until = (first + int(share * (last - first))) // DAY * DAY
        people = _acted_on_weekly(whole, until)
        if len(people):
            yield _followed(whole, people, until, f"{whole.name} at {share:.0%}")


def _acted_on_weekly(whole: World, until: int) -> Int64:
    week = (until - 1 - whole.rows.at) // (7 * DAY)
    kept = (week >= 0) & (week < WEEKS)
    pairs = np.unique(np.stack([whole.rows.owner[kept], week[kept]]), axis=1)
    return np.flatnonzero(np.bincount(pairs[0], minlength=whole.people) == WEEKS)


def _followed(whole: World, people: Int64, until: int, name: str) -> RealPeople:
    place = np.full(whole.people, -1, dtype=np.int32)
    place[people] = np.arange(len(people))
    mine = chosen(whole.rows, place[whole.rows.owner] >= 0)
    mine = mine._replace(owner=place[mine.owner])

    def trust(as_of: int) -> Trust:
        kept = (whole.rows.at < as_of) & (whole.rows.at > as_of - int(WEIGHTS.memory_days * DAY))
        return World(name, whole.network, chosen(whole.rows, kept), whole.accounts, as_of).standing.trust

    seen = _seen(mine, len(people), (until, 7 * WEEKS), trust)
    plain = _seen(mine, len(people), (until, 7 * WEEKS), lambda _: full_trust(whole.accounts, 1))
    moved, weekly = np.diff(seen.scores, axis=0), seen.scores[7:] - seen.scores[:-7]
    p99, (day, week, month) = float(np.quantile(np.abs(moved), 0.99)), seen.alarms()
    return RealPeople(
        name,
        len(people),
        float(np.median(np.abs(moved))),
        p99,
        float(np.quantile(np.abs(np.diff(plain.scores, axis=0)), 0.99)),
        float(np.abs(moved).max()),
        float(np.quantile(weekly, 0.01)),
        day,
        week,
        month,
        _met(p99 <= BAR_DAY and max(day, week, month) <= ABOUT * BAR_ALARM),
    )


@dataclass(frozen=True)
class Seen:
    """Scores by day and person; `chances` by looked-at day, period and person; `looked` are those days' places."""

    scores: Float64
    chances: Float64
    looked: Int64

    def alarms(self) -> tuple[float, float, float]:
        """The share of changes over a day, a week and a month that are called real."""
        day, week, month = (self._alarms(period, days) for period, days in enumerate(PERIODS.values()))
        return day, week, month

    def _alarms(self, period: int, days: int) -> float:
        known = self.looked >= days
        places = self.looked[known]
        moved = np.abs(self.scores[places] - self.scores[places - days]).round(2)
        return float((moved > self.chances[known, period]).mean())


def _seen(rows: Rows, people: int, when: tuple[int, int], trust: Callable[[int], Trust]) -> Seen:
    """Everybody's score at the end of each day, and what chance does as the page reckons it every few days."""
    until, days = when
    order = ordered(rows, people)
    scores, chances, looked = [], [], []
    for place in range(days + 1):
        as_of = until - (days - place) * DAY
        believed = trust(as_of)
        raw = raw_of(rows, order, as_of, pace(WEIGHTS), believed)
        scores.append(score(raw, WEIGHTS))
        if place % EVERY == 0:
            found = measure(rows, order, plan(as_of, WEIGHTS, networks=1), believed).standings
            luck = Luck(found["unrest"], found["fresh"], found["busy"])
            chances.append([chance(raw, luck, length, WEIGHTS) for length in PERIODS.values()])
            looked.append(place)
    return Seen(np.array(scores), np.array(chances), np.array(looked))


def _fresh_fans(owner: Int64, at: Int64) -> Rows:
    """An act by nobody in particular for each: every one a fan of its own."""
    return rows_of(owner, np.full(len(owner), NOBODY), at)


def _everybody(_: Rows) -> Trust:
    """Everybody counts in full."""
    return Trust(np.ones(1), np.array([np.inf]), np.zeros(1))


def _met(fine: bool) -> str:  # noqa: FBT001 - the verdict in words
    return "met" if fine else "NOT MET"


if __name__ == "__main__":
    main()
