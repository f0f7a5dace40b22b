"""The shapes of `--json`. A field may be added; none changes its meaning.

Comes in: records of the vocabulary. Goes out: small frozen records that become JSON objects, field by field. Scores
are from 1 to 100 with two decimals, `low` and `high` with them; all three are null where there is too little data.
`raw` is in points and adds up; `share` and `percentile` are from 0 to 1; days are ISO 8601.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from openclout.cli.parts import Named, sections
from openclout.vocabulary.records import Change, Day, Discount, Generosity, Holding, Profile, Run, Summary


@dataclass(frozen=True)
class Person:
    """Somebody on one line. `momentum`: the score that the last days would lead to if they went on for ever."""

    name: str
    title: str
    score: float | None
    low: float | None
    high: float | None
    momentum: float | None


@dataclass(frozen=True)
class Top:
    """`top`: the highest scores of a run. `network` is what was asked for."""

    day: date
    method: str
    people: int
    numbered: int
    network: str | None
    top: tuple[Person, ...]


@dataclass(frozen=True)
class Found:
    """`lookup --search`: whose name begins so."""

    text: str
    found: tuple[Person, ...]


@dataclass(frozen=True)
class Network:
    """What one network adds: `share` of raw, the `score` it alone would give, rows, followers that it states."""

    network: str
    handle: str
    share: float
    score: float
    interactions: int
    audience: int | None


@dataclass(frozen=True)
class Move:
    """A change between two days. `real`: more than chance; null across a change of method, or where not known."""

    since: date
    until: date
    points: float
    real: bool | None


@dataclass(frozen=True)
class Standing:
    """`lookup`, and each of `people` in `compare`. `population`: how many people have a number.

    `quiet`: nobody has acted for 90 days, and the score is the last there was. `measured_low` to `measured_high`: what
    counting the same fans again would give. `trend`: rising, steady or falling, or empty, as momentum says.
    """

    name: str
    title: str
    score: float | None
    low: float | None
    high: float | None
    percentile: float | None
    population: int
    day: date
    method: str
    quiet: bool
    raw: float
    fans: int
    interactions: int
    reach: int
    amplification: float | None
    impact: float | None
    last_active: date | None
    fake_bound: float
    tricked_bound: float
    ring_bound: float
    networks: tuple[Network, ...]
    moves: tuple[Move, ...]
    measured_low: float | None
    measured_high: float | None
    momentum: float | None
    trend: str
    generosity: Generosity


@dataclass(frozen=True)
class Explanation:
    """`explain`. Each of acts, networks, actors and posts adds up to raw; their `points` to the score above 10.

    A part has label, raw, share, points (null without a number of today) and interactions.
    `change` is null without --since. `discounts` say what counted only in part: raw points taken off, and why.
    A thousand fake accounts could add `fake_bound` score points at most; `tricked_bound`, if real accounts act on them
    twenty times; `ring_bound`, if the person acts on all of them.
    """

    name: str
    title: str
    score: float | None
    low: float | None
    high: float | None
    raw: float
    day: date
    method: str
    acts: tuple[Named, ...]
    networks: tuple[Named, ...]
    actors: tuple[Named, ...]
    posts: tuple[Named, ...]
    change: Change | None
    fake_bound: float
    tricked_bound: float
    ring_bound: float
    discounts: tuple[Discount, ...]
    measured_low: float | None
    measured_high: float | None
    momentum: float | None
    trend: str
    generosity: Generosity


@dataclass(frozen=True)
class History:
    """`history`: published days, oldest first, and what moved the score by more than chance."""

    name: str
    title: str
    days: tuple[Day, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Pair:
    """Two people by name, and whether their likely ranges lie apart; null where one has no number of today."""

    one: str
    other: str
    apart: bool | None


@dataclass(frozen=True)
class Comparison:
    """`compare`."""

    people: tuple[Standing, ...]
    pairs: tuple[Pair, ...]


@dataclass(frozen=True)
class MethodSaid:
    """A method: its name, what it is called, when it ran, its scale, what it looks at, where it was published.

    `ours` is what never was published and is our choice. `spearman` and `top` compare it with our own method, among
    people to whom ours gives a number: how much the orders agree (-1 to 1), and the share of our highest that are
    among its own highest. Null where there is nothing to compare.
    """

    name: str
    title: str
    years: str
    scale: str
    looks_at: str
    source: str
    ours: str
    spearman: float | None
    top: float | None


@dataclass(frozen=True)
class Placed:
    """A person under every method: `placings` has, by method, score, rank, percentile, figures and style."""

    name: str
    placings: dict[str, dict[str, object]]


@dataclass(frozen=True)
class MethodsCompared:
    """`compare-methods`. `file` is null for a published run; `agreement` has the Spearman figures of every two methods.

    Ranks and percentiles are among the `people` on whom anybody acted; `people_shown` are the highest by our method;
    `top` is how many of the highest the methods were compared by.
    """

    file: str | None
    day: date
    people: int
    numbered: int
    top: int
    methods: tuple[MethodSaid, ...]
    people_shown: tuple[Placed, ...]
    agreement: dict[str, dict[str, float]]


@dataclass(frozen=True)
class Taken:
    """What became of the rows of a file: read = kept + self_interactions + duplicates + rejected."""

    file: str
    read: int
    kept: int
    self_interactions: int
    duplicates: int
    rejected: int


@dataclass(frozen=True)
class Imported:
    """`import`."""

    files: tuple[Taken, ...]


@dataclass(frozen=True)
class Reject:
    """A row of a file that could not be read; no `column` where it is the row as a whole."""

    file: str
    line: int
    column: str
    reason: str


@dataclass(frozen=True)
class Rejects:
    """`rejects`: how many there are in all, and the first of them."""

    total: int
    rejects: tuple[Reject, ...]


@dataclass(frozen=True)
class Published:
    """`score` without a file: the run. `fake_bound`: the most that a thousand fake accounts could add, in points."""

    day: date
    method: str
    people: int
    numbered: int
    interactions: int
    accounts: int
    mean: float
    p95: float
    networks: tuple[str, ...]
    weakly_hardened: tuple[str, ...]
    fake_bound: float


@dataclass(frozen=True)
class Scored:
    """`score FILE`: `scores` are the rows of the library's result, or null where they went to `out`."""

    file: str
    out: str | None
    read: int
    rejected: int
    people: int
    numbered: int
    scores: list[dict[str, object]] | None


@dataclass(frozen=True)
class Forgotten:
    """`forget`: how many accounts went. No names."""

    accounts: int


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `state`: ok, note (nothing is broken) or fault."""

    what: str
    state: str
    words: str


@dataclass(frozen=True)
class Findings:
    """`doctor`. `fine`: there is no fault."""

    fine: bool
    findings: tuple[Finding, ...]


def person(summary: Summary) -> Person:
    """A summary without its key, which is of this run only."""
    return Person(summary.name, summary.title, summary.score, summary.low, summary.high, summary.momentum)


def standing(profile: Profile) -> Standing:
    """A profile without its lists."""
    who, run = profile.summary, profile.run
    return Standing(
        name=who.name,
        title=who.title,
        score=who.score,
        low=who.low,
        high=who.high,
        percentile=profile.percentile,
        population=run.numbered,
        day=run.day,
        method=run.method,
        quiet=profile.quiet,
        raw=profile.raw,
        fans=profile.fans,
        interactions=profile.interactions,
        reach=profile.reach,
        amplification=profile.amplification,
        impact=profile.impact,
        last_active=profile.last_active,
        fake_bound=profile.fake_bound,
        tricked_bound=profile.tricked_bound,
        ring_bound=profile.ring_bound,
        networks=tuple(network(holding) for holding in profile.holdings),
        moves=tuple(Move(move.since, move.until, move.points, move.real) for move in profile.moves),
        measured_low=profile.measured_low,
        measured_high=profile.measured_high,
        momentum=who.momentum,
        trend=profile.trend,
        generosity=profile.generosity,
    )


def network(held: Holding) -> Network:
    """A holding."""
    return Network(held.network, held.handle, held.share, held.score, held.interactions, held.audience)


def published(run: Run) -> Published:
    """A run without its histogram."""
    return Published(**{name: getattr(run, name) for name in Published.__dataclass_fields__})


def explanation(profile: Profile, limit: int, change: Change | None) -> Explanation:
    """A profile's parts, and why its score changed."""
    who, run = profile.summary, profile.run
    acts, networks, actors, posts = (parts for _, parts in sections(profile, limit))
    return Explanation(
        name=who.name,
        title=who.title,
        score=who.score,
        low=who.low,
        high=who.high,
        raw=profile.raw,
        day=run.day,
        method=run.method,
        acts=acts,
        networks=networks,
        actors=actors,
        posts=posts,
        change=change,
        fake_bound=profile.fake_bound,
        tricked_bound=profile.tricked_bound,
        ring_bound=profile.ring_bound,
        discounts=profile.discounts,
        measured_low=profile.measured_low,
        measured_high=profile.measured_high,
        momentum=who.momentum,
        trend=profile.trend,
        generosity=profile.generosity,
    )


def pairs(profiles: Sequence[Profile]) -> tuple[Pair, ...]:
    """Every two people, and whether their likely ranges lie apart."""
    return tuple(
        Pair(one.summary.name, other.summary.name, _apart(one, other)) for one, other in combinations(profiles, 2)
    )


def _apart(first: Profile, second: Profile) -> bool | None:
    one, other = first.summary, second.summary
    if one.low is None or one.high is None or other.low is None or other.high is None:
        return None
    return None if first.quiet or second.quiet else one.low > other.high or other.low > one.high
