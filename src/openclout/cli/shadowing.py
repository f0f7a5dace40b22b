"""The command `shadow`: what another version of the method would change.

Comes in: a version or a method file, perhaps a person. Goes out: a report, or one person's move, reason by reason.
Nothing is published.
"""

from typing import TYPE_CHECKING, Annotated

import typer

from openclout.cli.options import AsJson, Day, HomeFolder, Limit
from openclout.cli.showing import Cell, Sheet, as_json, many, progress, show, signed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from openclout.cli.method_answers import Shadowing
    from openclout.vocabulary.shadows import Mover, Reason, Shadow, Spread


def shadow(
    version: Annotated[str, typer.Argument(metavar="VERSION", help="A method version, or a method file (.toml).")],
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="Only this person: a name, handle, account or title.")
    ] = None,
    day: Day = None,
    limit: Limit = 10,
    home: HomeFolder = None,
    json: AsJson = False,
) -> None:
    """Who would move under another version of the method, by how much and why. Nothing is published."""
    from openclout.cli.home import opened
    from openclout.cli.method_answers import Shadowing
    from openclout.library.methods import weights_of
    from openclout.pipeline import mover, report, shadow_of
    from openclout.settings import read_settings

    other = weights_of(version)
    with opened(read_settings(home)) as place:
        with progress("reading") as told:
            made = shadow_of(place, other, day, told)
        if name is not None:
            one = mover(place, made, name)
            whole = Shadowing(made.day, made.running.version, other.version, one)
            as_json(whole) if json else show(*_person(one, whole))
            return
        found = report(place, made, limit)
    if json:
        as_json(found)
    else:
        show(*_report(found))


def _person(one: "Mover", whole: "Shadowing") -> "Iterator[Sheet | str]":
    yield f"{one.title}  @{one.name}"
    yield f"{_said(one.before)} under {whole.running} on {whole.day}; under {whole.other} {_said(one.after)}"
    if one.points is not None:
        rows = [(reason.group, signed(reason.points)) for reason in one.reasons]
        yield Sheet("Which numbers do it", ("numbers", ">points"), [*rows, ("together", signed(one.points))])


def _said(score: float | None) -> str:
    return "no number" if score is None else f"{score:.2f}"


def _report(found: "Shadow") -> "Iterator[Sheet | str]":
    yield f"{found.day} under {found.other}, beside {found.running} that runs. Nothing is published."
    yield f"Numbers that differ: {', '.join(found.differs) or 'none that moves a score'}."
    gain, lose = many(found.gain, "person", "people"), many(found.lose, "person", "people")
    alike = "" if found.correlation is None else f" The order of people: Spearman {found.correlation:.4f}."
    yield f"{gain} would get a number, {lose} would lose theirs.{alike}"
    yield _spreads("How far", [found.everybody])
    if found.everybody.people:
        yield Sheet("Why, on average", ("numbers", ">points"), _reasons(found.reasons, found.everybody.mean))
        yield _spreads("By score before", found.bands)
        yield _spreads("By network", found.networks)
        yield Sheet("Who moves furthest", ("name", ">before", ">after", ">move", "why"), _movers(found.largest))


def _reasons(reasons: "Sequence[Reason]", mean: float) -> list[tuple[Cell, ...]]:
    return [*((reason.group, signed(reason.points)) for reason in reasons), ("together", signed(mean))]


def _spreads(title: str, spreads: "Sequence[Spread]") -> Sheet:
    heads = ("", ">people", ">up", ">down", ">over 1", ">over 2", ">over 5", ">mean", ">p5", ">p50", ">p95")
    return Sheet(title, heads, [_spread(one) for one in spreads])


def _spread(one: "Spread") -> tuple[Cell, ...]:
    moved = (signed(one.mean), signed(one.p5), signed(one.p50), signed(one.p95))
    return (one.label, one.people, one.up, one.down, *one.over, *moved)


def _movers(movers: "Sequence[Mover]") -> list[tuple[Cell, ...]]:
    return [
        (
            one.name,
            one.before,
            one.after,
            signed(one.points or 0.0),
            ", ".join(f"{reason.group} {signed(reason.points)}" for reason in one.reasons),
        )
        for one in movers
    ]
