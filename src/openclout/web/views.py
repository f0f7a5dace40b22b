"""What a page shows of a profile: sentences, rounded numbers, chosen rows.

Comes in: a `Profile` and the method's numbers by name. Goes out: frozen records for the templates, and their filters.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from openclout import figures
from openclout.figures import IDLE, words
from openclout.vocabulary.addresses import address
from openclout.vocabulary.records import Change, Day, Holding, Profile, Run
from openclout.web.reading import WeightRow

Numbers = Mapping[str, float]
COLOURS = 6
CIRCLES = 6
APART = timedelta(days=4)
WORTHY = 0.2  # of the largest change: less gets no circle
SURE_WIDTH = 10.0
WINDOW = timedelta(days=figures.WINDOW_DAYS - 1)
PERIODS = {1: "Day", 7: "Week", 30: "Month"}


@dataclass(frozen=True)
class Delta:
    """A change on a tile: `kind` is up, down or calm (not larger than chance)."""

    period: str
    points: str
    word: str
    kind: str


@dataclass(frozen=True)
class Circle:
    """A numbered change under the chart; `more` counts causes that are not written out."""

    number: int
    words: str
    more: int
    day: date
    points: str
    kind: str


@dataclass(frozen=True)
class Momentum:
    """The figure beside the score: `kind` is up, down or calm (not larger than chance), `words` one sentence."""

    figure: str
    kind: str
    words: str


@dataclass(frozen=True)
class ProfileView:
    """A profile in words. `adds_up`: the number is of today, so that its parts are; `last`: the newest day with one."""

    idle: float
    memory: str
    measured: bool
    adds_up: bool
    last: Day | None
    momentum: Momentum | None
    generosity: str
    reason: str
    standing: str
    deltas: tuple[Delta, ...]
    best: Day | None
    year_ago: Day | None
    sure: str
    changes: tuple[Change, ...]
    circles: tuple[Circle, ...]
    days: tuple[Day, ...]
    span_days: int
    spans: str
    old_methods: tuple[str, ...]
    colours: Mapping[str, int]
    weak: tuple[str, ...]


@dataclass(frozen=True)
class Weight:
    """One number of the method, and every name that has it for the same reason."""

    names: tuple[str, ...]
    value: float
    unit: str
    reason: str
    source: str


def grouped(rows: Sequence[WeightRow]) -> tuple[Weight, ...]:
    """Neighbours with the same number for the same reason become one row."""
    return tuple(
        Weight(tuple(row.name for row in same), *told)
        for told, same in groupby(rows, key=lambda row: (row.value, row.unit, row.reason, row.source))
    )


def profile_view(profile: Profile, number: Numbers) -> ProfileView:
    """What the profile page says."""
    days = tuple(day for day in profile.history if day.day > profile.run.day - WINDOW - timedelta(days=1))
    changes = _chosen(profile, days)
    return ProfileView(
        idle=number.get("calibration.idle", IDLE),
        memory=_memory(number),
        measured=profile.summary.score is not None,
        adds_up=adds_up(profile),
        last=_last(profile.history),
        momentum=_momentum(profile),
        generosity=_generosity(profile),
        reason=lacking(profile, number),
        standing=standing(profile.percentile),
        deltas=tuple(_delta(move) for move in profile.moves),
        best=_best(profile.history),
        year_ago=_year_ago(profile.history, profile.run.day),
        sure=_sure(profile),
        changes=changes,
        circles=tuple(_circle(at, move) for at, move in enumerate(changes, 1)),
        days=days,
        span_days=_span(days),
        spans=_spans(profile, days),
        old_methods=_old_methods(days),
        colours=colours(profile.run, profile.holdings),
        weak=tuple(h.network for h in profile.holdings if h.network in profile.run.weakly_hardened),
    )


def adds_up(profile: Profile) -> bool:
    """Whether the parts of today add up to the score: the last score of somebody silent is of another day."""
    return profile.summary.score is not None and not profile.quiet


def lacking(profile: Profile, number: Numbers) -> str:
    """Why there is no number yet: `1 of 3 people so far`."""
    needed = number.get("number.fans")
    if needed is not None and profile.fans < needed:
        return f"{profile.fans} of {needed:.0f} people so far"
    return f"{words.counted(profile.fans)} {'person' if profile.fans == 1 else 'people'} so far"


def _memory(number: Numbers) -> str:
    days = number.get("decay.memory_days")
    return "within memory" if days is None else f"in {days:.0f} days"


NEAR_THE_TOP = 0.99
"""Above this percentile the decimal tells."""


def standing(percentile: float | None) -> str:
    """`94%`, never rounded up to more than is so; empty without a number."""
    if percentile is None:
        return ""
    if percentile > NEAR_THE_TOP:
        return f"{int(percentile * 1000) / 10:.1f}%"
    return f"{int(percentile * 100)}%"


def colours(run: Run, holdings: Sequence[Holding]) -> dict[str, int]:
    """One of six colours per network, 0 (grey) for the rest; the same on every page where there are six or fewer."""
    ordered = run.networks if len(run.networks) <= COLOURS else tuple(holding.network for holding in holdings)
    known = dict.fromkeys(ordered)
    return {network: at + 1 if at < COLOURS else 0 for at, network in enumerate(known)}


def trend(change: Change) -> str:
    """Up or down when the change is real, else calm."""
    if not change.real or round(change.points, 2) == 0:
        return "calm"
    return "up" if change.points > 0 else "down"


def verdict(change: Change) -> str:
    """Whether a change says anything."""
    return {True: "real change", False: "within noise", None: "not known yet"}[change.real]


TRENDS = {
    "rising": ("up", "Rising: more happens these days than usual, by more than chance."),
    "falling": ("down", "Falling: less happens these days than usual, by more than chance."),
    "steady": ("calm", "Steady: no further from the score than chance."),
}


def _momentum(profile: Profile) -> Momentum | None:
    """The score if the last days went on; nothing without a number of today."""
    momentum = profile.summary.momentum
    if momentum is None or profile.trend not in TRENDS:
        return None
    return Momentum(words.two(momentum), *TRENDS[profile.trend])


def _generosity(profile: Profile) -> str:
    """What the person does for others, in one sentence; empty where nothing is known of it."""
    gave = profile.generosity
    if not gave.acts:
        return ""
    acts = f"{words.counted(gave.acts)} {'act' if gave.acts == 1 else 'acts'}"
    people = f"{words.counted(gave.people)} {'person' if gave.people == 1 else 'people'}"
    return f"Generosity level {gave.level}: {acts} done to {people}. Shown, not scored."


def _delta(move: Change) -> Delta:
    length = (move.until - move.since).days
    return Delta(PERIODS.get(length, f"{length} days"), words.signed(move.points), verdict(move), trend(move))


def _numbered(history: Sequence[Day]) -> list[Day]:
    return [day for day in history if day.score is not None]


def _best(history: Sequence[Day]) -> Day | None:
    return max(_numbered(history), key=lambda day: (day.score or 0.0, day.day), default=None)


def _year_ago(history: Sequence[Day], today: date) -> Day | None:
    wanted = today - timedelta(days=365)
    return next((day for day in _numbered(history) if day.day == wanted), None)


def _sure(profile: Profile) -> str:
    low, high = profile.summary.low, profile.summary.high
    if low is None or high is None:
        return "Too little data."
    return "Fairly sure." if high - low <= SURE_WIDTH else "Not sure yet."


def _chosen(profile: Profile, days: Sequence[Day]) -> tuple[Change, ...]:
    """The largest changes that the chart can show, some days apart, in order of time."""
    shown = {day.day for day in days if day.score is not None}
    inside = [change for change in profile.changes if shown and min(shown) <= change.until <= max(shown)]
    least = max((abs(change.points) for change in inside), default=0.0) * WORTHY
    chosen: list[Change] = []
    for change in sorted(inside, key=lambda change: (-abs(change.points), change.until)):
        if abs(change.points) >= least and all(abs(change.until - other.until) >= APART for other in chosen):
            chosen.append(change)
    return tuple(sorted(chosen[:CIRCLES], key=lambda change: change.until))


def _circle(number: int, change: Change) -> Circle:
    up = change.points > 0
    causes = sorted(change.causes, key=lambda cause: -cause.points if up else cause.points)
    said = causes[0].words if causes else "No single cause stands out."
    return Circle(number, said, max(0, len(causes) - 1), change.until, words.signed(change.points), trend(change))


def _span(days: Sequence[Day]) -> int:
    numbered = _numbered(days)
    return (numbered[-1].day - numbered[0].day).days + 1 if numbered else 0


def _last(history: Sequence[Day]) -> Day | None:
    return next(reversed(_numbered(history)), None)


def _spans(profile: Profile, days: Sequence[Day]) -> str:
    """What the chart shows: the last days, or the first ones of somebody new."""
    numbered = _numbered(profile.history)
    if not numbered:
        return "History"
    if profile.quiet or numbered[0].day <= profile.run.day - WINDOW:
        return f"Last {figures.WINDOW_DAYS} days"
    return f"The first {_span(days)} days" if _span(days) > 1 else "The first day"


def _old_methods(days: Sequence[Day]) -> tuple[str, ...]:
    numbered = _numbered(days)
    return tuple(dict.fromkeys(day.method for day in numbered if day.method != numbered[-1].method))


def safe_link(url: str | None) -> str:
    """The address if a browser may be sent there, else nothing: no `javascript:`, no `data:`."""
    clean = (url or "").strip()
    inside = clean.startswith("/") and not clean.startswith(("//", "/\\"))
    return clean if inside or clean.lower().startswith(("https://", "http://")) else ""


FILTERS: dict[str, Callable[..., str]] = {
    "act_words": words.act_words,
    "at_most": words.at_most,
    "address": address,
    "counted": words.counted,
    "long_day": words.long_day,
    "network_title": words.network_title,
    "one": words.one,
    "part_title": words.part_title,
    "percent": words.percent,
    "safe_link": safe_link,
    "short": words.short,
    "short_day": words.short_day,
    "signed": words.signed,
    "tile": words.tile,
    "two": words.two,
    "trend": trend,
    "verdict": verdict,
}
FUNCTIONS: dict[str, Callable[..., object]] = {
    "bars": figures.bars,
    "comb": figures.comb,
    "dial": figures.dial,
    "face": figures.face,
    "history": figures.history,
    "ladder": figures.ladder,
    "marks_line": figures.line,
    "population": figures.population,
    "portion": figures.portion,
    "readings": figures.readings,
    "ribbons": figures.ribbons,
    "stacked_bar": figures.stacked_bar,
    "waterfall": figures.waterfall,
}
