"""The nouns that cross module borders, as frozen records.

Comes in: numbers worked out by `scoring`. Goes out: what pages, commands and the library show.
All points are in units of `raw`; all scores are on the scale from 1 to 100.
"""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Link:
    """A proof that an account belongs to a person, from `since` (inclusive) to `until` (exclusive, None: still)."""

    person: str
    title: str
    network: str
    native_id: str
    proof: str
    since: date
    until: date | None = None


@dataclass(frozen=True)
class Summary:
    """A person on one line: name for addresses, title for people, score with its likely range.

    `score`, `low`, `high` and `momentum` are None together: too little data for a number. `momentum` is the score that
    the person would reach if the last days went on for ever: beside the score, never part of it.
    """

    key: int
    name: str
    title: str
    score: float | None
    low: float | None
    high: float | None
    momentum: float | None = None


@dataclass(frozen=True)
class Generosity:
    """What a person did for others within memory: shown, not scored.

    `acts` to different `people`; `points` and `level` as Kred counted them. A level falls only when acts grow older
    than memory.
    """

    acts: int = 0
    people: int = 0
    points: float = 0.0
    level: int = 0


NOTHING_GIVEN = Generosity()
"""Of whoever did nothing for others within memory."""


@dataclass(frozen=True)
class Holding:
    """One account of a person: what the network adds.

    `share` is its part of `raw`, 0 to 1; `score` is what this network alone would give; `interactions` counts rows
    within memory; `audience` is the follower count the network states, if known.
    """

    network: str
    handle: str
    share: float
    score: float
    interactions: int
    audience: int | None


@dataclass(frozen=True)
class Part:
    """A share of `raw` that has a name: an act, a network, an actor, a post or a count. `points` add up to `raw`."""

    label: str
    points: float
    interactions: int
    href: str | None = None


@dataclass(frozen=True)
class Discount:
    """What counted only in part, and why: `points` of raw were taken off what `accounts` did in `interactions`.

    `reason` is strangers or set_aside; `words` say it to the owner, with how often it is wrong where that was measured.
    """

    reason: str
    words: str
    accounts: int
    interactions: int
    points: float


@dataclass(frozen=True)
class Moment:
    """A post and the points it earned.

    `acts` holds (act word, how often), most frequent first; `people` counts different actors; `at` is the last act.
    """

    network: str
    native_id: str
    text: str
    url: str | None
    at: datetime
    points: float
    people: int
    acts: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Tie:
    """Somebody at the other end: who moves a person, or whom the person moves. `points` in raw of the one moved."""

    other: Summary
    points: float
    interactions: int


@dataclass(frozen=True)
class Cause:
    """One named reason for a change. `points` are score points; the causes of a change add up to it.

    `kind` is one of: new, ageing, standing, links, counts, method.
    """

    kind: str
    words: str
    points: float


@dataclass(frozen=True)
class Change:
    """A score's change between two days, split into causes that sum to it exactly.

    `real` is False when chance alone would often do as much to a steady account, None when that is not known.
    """

    since: date
    until: date
    points: float
    real: bool | None
    causes: tuple[Cause, ...] = ()


@dataclass(frozen=True)
class Day:
    """One published value: never changed afterwards. `score` None: too little data on that day."""

    day: date
    score: float | None
    low: float | None
    high: float | None
    method: str


@dataclass(frozen=True)
class Placing:
    """Where a person stands under one method, among the people of a run.

    `score` is on the method's own scale, `rank` is 1 for the highest, `percentile` the share (0 to 1) of people with a
    lower one; all three are None where the method gives no number. `people` is how many it gives one. `figures` are
    what it shows beside (name, figure), `style` the word that it has for the person, if it has any.
    """

    method: str
    score: float | None
    rank: int | None
    percentile: float | None
    people: int
    figures: tuple[tuple[str, float], ...] = ()
    style: str = ""


@dataclass(frozen=True)
class Run:
    """One run of the method over the whole population.

    `people` counts everybody with at least one row; `numbered` those with enough data for a number.
    `histogram` counts numbered people by score: 100 bins, bin i holds scores in [i, i + 1). `stand_ins` counts those
    from whom trust starts although they proved no identity. People are placed under every method where `interactions`
    are at most `method_rows`.
    """

    day: date
    method: str
    people: int
    numbered: int
    interactions: int
    accounts: int
    mean: float
    p95: float
    histogram: tuple[int, ...]
    networks: tuple[str, ...]
    weakly_hardened: tuple[str, ...]
    fake_bound: float
    stand_ins: int = 0
    method_rows: int = 0


@dataclass(frozen=True)
class Profile:
    """All that is known of one person on one day.

    `raw` is the sum of `by_act` points plus `by_count` points. `percentile` is the share (0 to 1) of numbered people
    with a lower score. `reach` counts people who acted in 90 days, `amplification` acts per post in 90 days (None: no
    posts known), `impact` the median score of the numbered people who acted. `fans` are distinct actors within memory.
    `last_active` is the day of the newest interaction. `fake_bound` is the most that a thousand fake accounts could
    add, in score points, `tricked_bound` the same with twenty acts of real accounts on them, `ring_bound` what a ring
    of fakes could add if the person acts back on all of them. `discounts` say what counted only in part. `moves` are
    the changes since a day, a week and a month ago, as far as there were numbers; `changes` are changes from one day to
    the next that chance does not explain (or that a link or a new method brought), with their causes. `measured_low` to
    `measured_high` is what counting the same fans again would give (80 %), where `low` to `high` is where the score is
    likely to be in a quarter. `trend` is rising, falling or steady: whether momentum lies further from the score than
    chance does to a steady account; empty without a momentum of today. `shadows` are the scores of the day under other
    versions of the method, where it was worked out under these too. `placings` are where the person stands under every
    method, ours first; empty where the run places nobody. `bot` says that an account calls itself one.
    """

    summary: Summary
    run: Run
    raw: float
    fans: int
    interactions: int
    percentile: float | None
    reach: int
    amplification: float | None
    impact: float | None
    last_active: date | None
    quiet: bool
    fake_bound: float
    holdings: tuple[Holding, ...]
    by_act: tuple[Part, ...]
    by_network: tuple[Part, ...]
    by_actor: tuple[Part, ...]
    by_post: tuple[Part, ...]
    by_count: tuple[Part, ...]
    moments: tuple[Moment, ...]
    influencers: tuple[Tie, ...]
    influenced: tuple[Tie, ...]
    history: tuple[Day, ...]
    changes: tuple[Change, ...]
    moves: tuple[Change, ...]
    shadows: tuple[tuple[str, float | None], ...] = ()
    tricked_bound: float = 0.0
    ring_bound: float = 0.0
    discounts: tuple[Discount, ...] = ()
    measured_low: float | None = None
    measured_high: float | None = None
    trend: str = ""
    generosity: Generosity = NOTHING_GIVEN
    placings: tuple[Placing, ...] = ()
    bot: bool = False
