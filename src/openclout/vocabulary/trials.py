"""Trials: what attacks gained and how steady scores are, as the benches found it.

Comes in: figures worked out by `bench.attacks` and `bench.stability`. Goes out: frozen records, which the validity card
carries. Gains, losses and changes are score points; shares are from 0 to 1; what cannot be said is None.
"""

from dataclasses import dataclass

LOT, PROVEN = "drawn by lot", "a tenth proven"
"""From whom trust starts in a trial: others who stand in, or a tenth of those with three fans as if proven."""


@dataclass(frozen=True)
class Cost:
    """What the defence costs honest people while nobody attacks: numbered people, points below counting in full."""

    world: str
    seeds: str
    hardened: bool
    numbered: int
    lost_p50: float
    lost_p95: float
    above_idle: float


@dataclass(frozen=True)
class Attack:
    """One attack, on the mean of some worlds: what people in the middle gain, with a mean score of `score` before.

    `most` is the largest gain; `bound` what the page printed, None where it does not speak of the attack; `held` the
    share of targets whose gain it covers. Lost and kept are those of people who took no part, in the worst world;
    `gain_high` and `gain_low` are the gains of people with a high score and with the lowest number.
    """

    attack: str
    seeds: str
    hardened: bool
    worlds: int
    score: float
    gain: float
    most: float
    bound: float | None
    held: float | None
    lost_p50: float
    lost_p95: float
    kept: float
    gain_high: float
    gain_low: float


@dataclass(frozen=True)
class Attacked:
    """An attack for which there is a bar, in one world, on people in the middle."""

    world: str
    seeds: str
    hardened: bool
    attack: str
    gain: float
    most: float
    bound: float | None
    held: float | None


@dataclass(frozen=True)
class Labelled:
    """One world: how many honest accounts beside a thousand that were bought, who is set aside, what it does.

    `caught` and `hit` are the shares of bought and of honest accounts that look so, `used` whether they are set aside;
    `right` is the share of those set aside that were bought; `gain` and `gain_unruled` are the points that the buyer
    gains with and without setting aside; `lost_p95` what that costs the others who are starred.
    """

    world: str
    honest: int
    used: bool
    caught: float
    hit: float
    right: float
    gain: float
    gain_unruled: float
    lost_p95: float


@dataclass(frozen=True)
class Attacks:
    """Everything that was tried."""

    costs: tuple[Cost, ...]
    attacks: tuple[Attack, ...]
    bars: tuple[Attacked, ...]
    stars: tuple[Labelled, ...]


@dataclass(frozen=True)
class SteadyPeople:
    """People with a rate of new fans, who come `burst` at a time: daily moves, and how often chance is called real."""

    fans_a_day: float
    burst: int
    score: float
    p50: float
    p99: float
    false_day: float
    false_week: float
    false_month: float
    bar: str


@dataclass(frozen=True)
class Story:
    """What a way of life does to a score on average: before, after, and the change beside its bar."""

    story: str
    fans_a_day: float
    before: float
    after: float
    change: float
    bar: str


@dataclass(frozen=True)
class Limit:
    """How far something goes, at whatever score it goes furthest. `name` is for finding it."""

    name: str
    what: str
    value: float
    unit: str


@dataclass(frozen=True)
class RealPeople:
    """People of a set on whom somebody acted in each of eighteen weeks; `p99_in_full` if everybody counted in full."""

    world: str
    people: int
    p50: float
    p99: float
    p99_in_full: float
    most: float
    week_p1: float
    false_day: float
    false_week: float
    false_month: float
    bar: str


@dataclass(frozen=True)
class Relinked:
    """Unlinking and linking again the same accounts: the largest difference."""

    people: int
    largest_difference: float
    bar: str


@dataclass(frozen=True)
class Stability:
    """Everything that was followed."""

    steady: tuple[SteadyPeople, ...]
    stories: tuple[Story, ...]
    limits: tuple[Limit, ...]
    real: tuple[RealPeople, ...]
    links: tuple[Relinked, ...]
