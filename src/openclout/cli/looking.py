"""Commands that look at a published run: top, lookup, explain, history, compare."""

import math
from typing import Annotated

import typer

from openclout.cli.options import AsJson, Day, HomeFolder, Limit, Name, day_of
from openclout.cli.showing import as_json, likely, show, signed, table
from openclout.vocabulary.records import Change, Part, Profile, Summary


def top(
    limit: Limit = 20,
    network: Annotated[str | None, typer.Option(help="Only people with an account on this network.")] = None,
    home: HomeFolder = None,
    json: AsJson = False,
) -> None:
    """Who moves most people: the highest scores of the newest run."""
    from openclout.cli.home import board_of

    board = board_of(home)
    people = board.top(limit=limit, network=network)
    if json:
        as_json(people)
        return
    run = board.run()
    title = f"{run.numbered:,} of {run.people:,} people have a number on {run.day} (method {run.method})"
    rows = [(place, *_line(person)) for place, person in enumerate(people, start=1)]
    show(table(title, ("", "name", "title", "score", "likely"), rows))


def lookup(
    name: Name,
    search: Annotated[bool, typer.Option("--search", help="List everybody whose name begins so.")] = False,
    limit: Limit = 20,
    home: HomeFolder = None,
    json: AsJson = False,
) -> None:
    """One person's score, range and percentile; with --search everybody whose name begins so."""
    from openclout.cli.home import board_of

    board = board_of(home)
    if search:
        people = board.search(name, limit=limit)
        if json:
            as_json(people)
        else:
            show(table(f"{len(people)} found", ("name", "title", "score", "likely"), [_line(one) for one in people]))
        return
    profile = board.profile(board.find(name).key)
    if json:
        as_json(profile)
    else:
        show(*_headline(profile))


def explain(
    name: Name,
    since: Day = None,
    limit: Limit = 10,
    home: HomeFolder = None,
    json: AsJson = False,
) -> None:
    """Where a score comes from; with --since DAY why it moved since then, cause by cause."""
    from openclout.cli.home import board_of, change_since

    board = board_of(home)
    profile = board.profile(board.find(name).key)
    then = day_of(since)
    change = change_since(home, profile, then) if then is not None else None
    if json:
        as_json(profile if change is None else {"change": change})
        return
    show(*_headline(profile))
    if change is not None:
        show(*_caused(change))
        return
    for title, parts in (
        ("What was done", (*profile.by_act, *profile.by_count)),
        ("On which network", profile.by_network),
        ("By whom", _shortened(profile.by_actor, limit)),
        ("On which post", _shortened(profile.by_post, limit)),
    ):
        if parts:
            show(_shares(title, parts, profile))


def history(
    name: Name,
    days: Annotated[int, typer.Option(min=1, max=400, help="How many days back.")] = 30,
    home: HomeFolder = None,
    json: AsJson = False,
) -> None:
    """The published scores of a person, day by day."""
    from openclout.cli.home import board_of

    board = board_of(home)
    found = board.history(board.find(name).key)[-days:]
    if json:
        as_json(found)
        return
    rows = [(str(day.day), day.score, likely(day.low, day.high), day.method) for day in found]
    show(table(f"{name}, {len(found)} days", ("day", "score", "likely", "method"), rows))


def compare(
    names: Annotated[list[str], typer.Argument(help="Two to five people.", metavar="NAME NAME...")],
    home: HomeFolder = None,
    json: AsJson = False,
) -> None:
    """People side by side, and whether they differ by more than chance."""
    from openclout.cli.home import board_of

    if not 2 <= len(names) <= 5:  # noqa: PLR2004 - as many as fit a screen
        raise typer.BadParameter(f"Expected two to five people, got {len(names)}.")
    board = board_of(home)
    profiles = [board.profile(board.find(name).key) for name in names]
    if json:
        as_json(profiles)
        return
    heads = ("", *(profile.summary.name for profile in profiles))
    show(table("Side by side", heads, [(head, *(cell(one) for one in profiles)) for head, cell in COMPARED]))
    for place, one in enumerate(profiles):
        for other in profiles[place + 1 :]:
            show(_verdict(one.summary, other.summary))


COMPARED = (
    ("score", lambda one: one.summary.score),
    ("likely", lambda one: likely(one.summary.low, one.summary.high)),
    ("percentile", lambda one: _higher_than(one.percentile) if one.percentile is not None else None),
    ("true reach (people, 90 days)", lambda one: one.reach),
    ("amplification (acts per post)", lambda one: one.amplification),
    ("network impact (median score)", lambda one: one.impact),
    ("networks", lambda one: ", ".join(holding.network for holding in one.holdings)),
)


def _line(person: Summary) -> tuple[str, str, float | None, str]:
    return person.name, person.title, person.score, likely(person.low, person.high)


def _headline(profile: Profile) -> list[str]:
    person, run = profile.summary, profile.run
    lines = [f"[bold]{_plain(person.title)}[/bold]  @{_plain(person.name)}"]
    if person.score is None:
        why = "silent for more than 90 days" if profile.quiet else f"{profile.fans} of 3 people so far"
        lines.append(f"No number: {why}. That is not a low score.")
    else:
        percentile = (
            f", {_higher_than(profile.percentile)} of {run.numbered:,}" if profile.percentile is not None else ""
        )
        lines.append(f"{person.score:.2f}, likely {likely(person.low, person.high)}{percentile}")
    lines += [f"{_since(move)}: {signed(move.points)}, {_real(move)}" for move in profile.moves]
    lines.append(
        f"{profile.interactions:,} interactions by {profile.fans:,} people; {run.day}, method {run.method}; a thousand "
        f"fake accounts could add at most {profile.fake_bound:.1f} points"
    )
    return lines


def _plain(words: str) -> str:
    from rich.markup import escape

    return escape(words)


def _since(change: Change) -> str:
    return {1: "Day", 7: "Week", 30: "Month"}.get((change.until - change.since).days, f"Since {change.since}")


def _real(change: Change) -> str:
    return {True: "a real change", False: "within noise", None: "across a change of method"}[change.real]


def _shares(title: str, parts: tuple[Part, ...], profile: Profile) -> object:
    raw = profile.raw or 1.0
    over = (profile.summary.score or 0.0) - IDLE
    rows = [
        (part.label, part.points, f"{part.points / raw:.1%}", signed(over * part.points / raw), part.interactions)
        for part in parts
    ]
    return table(title, ("", "raw", "share", "points", "interactions"), rows)


def _shortened(parts: tuple[Part, ...], limit: int) -> tuple[Part, ...]:
    """The first parts, and all others as one, so that they still add up."""
    rest = parts[limit:]
    if not rest:
        return parts
    others = Part("all others", sum(part.points for part in rest), sum(part.interactions for part in rest))
    return (*parts[:limit], others)


def _higher_than(percentile: float) -> str:
    """A percentile that never rounds up to everybody."""
    return f"higher than {math.floor(percentile * 1000) / 10:g}%"


IDLE = 10.0
"""Where everybody starts; `points` in tables are above it."""


def _caused(change: Change) -> list[object]:
    rows = [(cause.words, cause.kind, signed(cause.points)) for cause in change.causes]
    title = f"{change.since} to {change.until}: {signed(change.points)} points"
    return [table(title, ("cause", "kind", "points"), [*rows, ("together", "", signed(change.points))])]


def _verdict(one: Summary, other: Summary) -> str:
    if None in (one.low, one.high, other.low, other.high):
        return f"{one.title} and {other.title}: too little data to tell."
    apart = one.low > other.high or other.low > one.high  # type: ignore[operator]
    return (
        f"{one.title} and {other.title}: {'they differ by more than chance.' if apart else 'cannot tell them apart.'}"
    )
