"""What looking commands show: headlines, tables, verdicts.

Comes in: records of the vocabulary. Goes out: lines and `Sheet`s.
"""

import math
from collections.abc import Iterator, Sequence

from openclout.cli.answers import Pair
from openclout.cli.parts import FIRST, Named, numbered, sections
from openclout.cli.showing import Cell, Sheet, likely, many, percent, signed
from openclout.figures import IDLE
from openclout.figures.words import beginning
from openclout.scoring.weights import load
from openclout.vocabulary.records import Change, Day, Profile, Run, Summary

COMPARED_WORDS = (
    "reach: people who acted in 90 days; amplification: acts per post; impact: median score of those who acted"
)
SPANS = {1: "since the day before", 7: "since a week before", 30: "since a month before"}
DISCOUNTS = {"strangers": "strangers", "set_aside": "set aside"}
ROUNDING = 1e-6
STAND_INS = "; far more, if some of them stand in for people who proved who they are, as few have yet"
REAL = {True: "a real change", False: "within noise", None: "across a change of method"}


def top(run: Run, people: Sequence[Summary], network: str | None) -> Sheet:
    """The highest scores."""
    some = f"; those on {network}" if network is not None else ""
    title = (
        f"{run.numbered:,} of {many(run.people, 'person has', 'people have')} a number on {run.day} "
        f"(method {run.method}){some}"
    )
    return Sheet(title, ("", *LINE), [(place, *_line(one)) for place, one in enumerate(people, start=1)])


def found(text: str, people: Sequence[Summary], limit: int) -> Sheet:
    """Whose name begins so."""
    more = ", and perhaps more (see --limit)" if len(people) == limit else ""
    title = f"{many(len(people), 'person', 'people')} found for {text!r}{more}"
    return Sheet(title, LINE, [_line(one) for one in people])


LINE = ("name", "title", ">score", ">likely", ">momentum")


def _line(one: Summary) -> tuple[Cell, ...]:
    return one.name, one.title, one.score, likely(one.low, one.high), one.momentum


def headline(profile: Profile) -> Iterator[str]:
    """Who it is, the score, how it moved."""
    person, run = profile.summary, profile.run
    yield f"{person.title}  @{person.name}"
    if person.score is None:
        yield f"No number: {_reason(profile)}. That is not a low score."
    elif profile.quiet:
        yield f"Last score {person.score:.2f}, likely {likely(person.low, person.high)}: {_reason(profile)}"
    else:
        higher = f", {higher_than(profile.percentile)} of {run.numbered:,}" if profile.percentile else ""
        yield f"{person.score:.2f}, likely {likely(person.low, person.high)}{higher}"
    for move in profile.moves:
        span = SPANS.get((move.until - move.since).days, f"since {move.since}")
        yield f"{signed(move.points)} {span}, {REAL[move.real]}"
    if person.momentum is not None:
        yield f"momentum {person.momentum:.2f}, {profile.trend}: where the score goes if the last days go on"


def _reason(profile: Profile) -> str:
    weights = load(profile.run.method)
    if profile.quiet:
        return f"silent for more than {weights.quiet_days:.0f} days, last on {profile.last_active}"
    return f"{profile.fans:,} of {weights.number_fans} people so far"


def details(profile: Profile) -> Iterator[str | Sheet]:
    """What else is known of a person, and what each network adds."""
    run = profile.run
    acted = f"{many(profile.interactions, 'interaction', 'interactions')} by {many(profile.fans, 'person', 'people')}"
    yield f"{acted}, as of {run.day}, method {run.method}"
    yield f"true reach {many(profile.reach, 'person', 'people')} in 90 days"
    if profile.amplification is not None:
        yield f"amplification {profile.amplification:,.2f} acts per post"
    if profile.impact is not None:
        yield f"network impact {profile.impact:.2f}, the median score of those who acted"
    if profile.measured_low is not None:
        yield f"counting the same fans again would give {likely(profile.measured_low, profile.measured_high)}"
    gave = profile.generosity
    yield f"generosity level {gave.level}: {many(gave.acts, 'act', 'acts')} to {many(gave.people, 'person', 'people')}"
    if profile.summary.score is not None:
        yield bounds(profile)
    rows = [
        (held.network, held.handle, percent(held.share), held.interactions, held.audience) for held in profile.holdings
    ]
    yield Sheet("Networks", ("network", "handle", ">share", ">interactions", ">followers"), rows)


def bounds(profile: Profile) -> str:
    """What fake accounts could add: alone, with the help of people who were tricked, in a ring with the person."""
    weights = load(profile.run.method)
    alone = f"{weights.bound_fakes:,.0f} new fake accounts could add {_at_most(profile.fake_bound)}"
    helped = f"if real accounts act on them {weights.bound_tricked:.0f} times, {_at_most(profile.tricked_bound)}"
    ring = f"if they and the person all act on each other, {_at_most(profile.ring_bound)}"
    return f"{alone}; {helped}; {ring}" + (STAND_INS if profile.run.stand_ins else "")


def _at_most(points: float) -> str:
    return f"at most {math.ceil(100 * points - ROUNDING) / 100:.2f} points" if points > ROUNDING else "nothing"


def discounted(profile: Profile) -> Iterator[str | Sheet]:
    """What counted only in part, and why."""
    rows: list[tuple[Cell, ...]] = [
        (DISCOUNTS[one.reason], one.accounts, one.interactions, round(one.points, 4)) for one in profile.discounts
    ]
    if rows:
        yield Sheet("Counted only in part", ("", ">accounts", ">interactions", ">raw taken off"), rows)
        yield from (f"{DISCOUNTS[one.reason].capitalize()}: {one.words}" for one in profile.discounts)
    if numbered(profile):
        yield bounds(profile)


def shares(profile: Profile, limit: int) -> Iterator[Sheet]:
    """Where the score comes from, four times over but where there is one part only. Without a number: no points."""
    heads = ("", ">raw", ">share", ">points", ">interactions")
    adds_up = numbered(profile)
    for title, parts in sections(profile, limit):
        rows = [_share(part, numbered=adds_up) for part in parts]
        if len(rows) > 1 or (rows and title == FIRST):
            span = f", from {IDLE:.2f} to {profile.summary.score:.2f}" if adds_up and title == FIRST else ""
            yield Sheet(title + span, heads if adds_up else (*heads[:3], heads[4]), rows)


def _share(part: Named, *, numbered: bool) -> tuple[Cell, ...]:
    points = (signed(part.points),) if numbered and part.points is not None else ()
    return (beginning(part.label), part.raw, percent(part.share), *points, part.interactions)


def caused(change: Change) -> Sheet:
    """Why a score changed; the causes add up."""
    rows: list[tuple[Cell, ...]] = [(cause.words, cause.kind, signed(cause.points)) for cause in change.causes]
    title = f"{change.since} to {change.until}: {signed(change.points)} points"
    return Sheet(title, ("cause", "kind", ">points"), [*rows, ("together", "", signed(change.points))])


def history(person: Summary, days: Sequence[Day], changes: Sequence[Change]) -> Sheet:
    """Published days, oldest first, each with what moved it most if it moved by more than chance."""
    why = {change.until: change.causes[0].words for change in changes if change.causes}
    rows: list[tuple[Cell, ...]] = []
    before: Day | None = None
    for day in days:
        was = before.score if before is not None else None
        moved = signed(day.score - was) if day.score is not None and was is not None else ""
        method = day.method if before is None or before.method == day.method else f"new: {day.method}"
        rows.append((str(day.day), day.score, moved, likely(day.low, day.high), method, why.get(day.day, "")))
        before = day
    title = f"{person.title}  @{person.name}, {many(len(days), 'day', 'days')}"
    return Sheet(title, ("day", ">score", ">change", ">likely", ">method", "most of it"), rows)


def compared(profiles: Sequence[Profile]) -> Sheet:
    """People side by side, one a row."""
    rows = [
        (
            one.summary.name,
            one.summary.score,
            likely(one.summary.low, one.summary.high),
            _percentile(one.percentile),
            one.reach,
            one.amplification,
            one.impact,
        )
        for one in profiles
    ]
    heads = ("name", ">score", ">likely", ">higher\nthan", ">reach", ">amplifi-\ncation", ">impact")
    return Sheet(f"Side by side on {profiles[0].run.day}", heads, rows)


def verdicts(profiles: Sequence[Profile], pairs: Sequence[Pair]) -> Iterator[str]:
    """Whether people differ by more than chance."""
    title = {profile.summary.name: profile.summary.title for profile in profiles}
    words = {
        True: "they differ by more than chance.",
        False: "cannot tell them apart.",
        None: "cannot be compared today.",
    }
    for pair in pairs:
        yield f"{title[pair.one]} and {title[pair.other]}: {words[pair.apart]}"


def higher_than(percentile: float) -> str:
    """A percentile in words."""
    return f"higher than {_percentile(percentile)}"


def _percentile(percentile: float | None) -> str | None:
    """A percentile that never rounds up to everybody."""
    return f"{math.floor(percentile * 1000) / 10:g}%" if percentile is not None else None
