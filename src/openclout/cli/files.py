"""Scoring one file without any set-up.

Comes in: a file of interactions. Goes out: a file of scores, or a table. The file is read as `import` reads it: rows
that cannot be read are told and left out, and then the command ends with 4.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl
import typer

from openclout import clock
from openclout.cli.answers import Scored
from openclout.cli.rejects import IN_PART, tell_rejects
from openclout.cli.replacing import replace_table, writable
from openclout.cli.showing import Sheet, Told, as_json, likely, many, progress, show
from openclout.figures.words import digits
from openclout.importer.columns import INTERACTIONS
from openclout.importer.reading import Way, acts_named, read
from openclout.importer.sources import opened
from openclout.library.methods import weights_of
from openclout.library.reading import NETWORK, Options, layout
from openclout.library.rivals import FIRST, ranked, rival
from openclout.library.study import Study, study
from openclout.scoring.methods import Method
from openclout.scoring.weights import CURRENT, load
from openclout.vocabulary.errors import BadInput

CHUNK_ROWS = 1_000_000
SHOWN = 20
MOST_FIGURES = 6
NEWLINE = "\n"


@dataclass(frozen=True)
class Order:
    """What to do with a file; the other options as in `Options`."""

    out: Path | None
    as_of: date | None
    network: str | None
    acts: dict[str, str]
    json: bool
    method: str = CURRENT


@dataclass(frozen=True)
class Rows:
    """What a file holds: its interactions, how many rows were read, and those that could not be."""

    interactions: pl.DataFrame
    read: int
    rejects: pl.DataFrame


def score_file(file: Path, order: Order) -> None:
    """Score a file; the scores go to `out`, or the best twenty to the screen. Raises BadInput or WrongTable."""
    other = rival(order.method)
    if order.out is not None:
        writable(order.out)
    if other is None:
        weights_of(order.method)
    with progress("reading") as told:
        found = rows_in(file, order, told)
        told("scoring", 0, 1)
        made = studied(found, order, CURRENT if other is not None else order.method)
        scores = made.table() if other is None else ranked(made, other)
    if scores.is_empty():
        tell_rejects(file.name, found.rejects, "What cannot be read was left out.")
        raise BadInput(f"{file} has no interaction that can be scored{_until(order)}. Choose another file or day.")
    if order.out is not None:
        replace_table(order.out, scores)
    _answer(file, order, found, scores, other)
    tell_rejects(file.name, found.rejects, "What cannot be read was left out.")
    if len(found.rejects):
        raise typer.Exit(IN_PART)


def _until(order: Order) -> str:
    return f" before the end of {order.as_of}" if order.as_of is not None else ""


def studied(found: Rows, order: Order, version: str = CURRENT) -> Study:
    """What a file holds, scored by a version of ours."""
    return study(found.interactions, Options(as_of=order.as_of, network=order.network, method=version))


def rows_in(file: Path, order: Order, told: Told) -> Rows:
    """The interactions of a file. Raises BadInput or WrongTable."""
    return rows_of(file, Way(clock.now(), order.network or NETWORK, acts_named(order.acts)), told)


def rows_of(file: Path, way: Way, told: Told) -> Rows:
    """What a file holds. Raises BadInput for one without interactions, WrongTable for a missing column."""
    source = opened(file)
    found = layout(source.columns, INTERACTIONS, file.name)
    rows, broken, count = [], [], 0
    for chunk in source.chunks(found.wanted, CHUNK_ROWS):
        rows.append(read(chunk.rows, found, way).rows)
        broken += [{"line": line, "column": "", "reason": reason} for line, reason in chunk.unreadable]
        count += len(chunk.rows) + len(chunk.unreadable)
        told("reading", chunk.done, source.total)
    if not count:
        raise BadInput(f"{file} should have at least one interaction; it has none. Choose another file.")
    rejects = pl.concat([part["rejects"] for part in rows], how="vertical_relaxed").select("line", "column", "reason")
    unread = pl.DataFrame(broken, schema=rejects.schema)
    return Rows(pl.concat([part["interactions"] for part in rows]), count, pl.concat([rejects, unread]).sort("line"))


def _answer(file: Path, order: Order, found: Rows, scores: pl.DataFrame, other: Method | None) -> None:
    numbered = int(scores["enough"].sum()) if other is None else scores["score"].count()
    if order.json:
        made = Scored(
            file=str(file),
            out=str(order.out) if order.out is not None else None,
            read=found.read,
            rejected=len(found.rejects),
            people=len(scores),
            numbered=numbered,
            scores=scores.rows(named=True) if order.out is None else None,
        )
        as_json(made)
    elif order.out is not None:
        people = many(len(scores), "person", "people")
        show(f"Wrote {order.out}: {people}, {numbered:,} of them with a number.")
    elif other is not None:
        show(*_placed(scores, other))
    else:
        show(_best(scores, numbered, order.method))


def _placed(scores: pl.DataFrame, other: Method) -> tuple[Sheet, str]:
    """The highest by a rival's method, each with what the method shows beside the score."""
    styled = "style" in scores.columns
    figures = [name for name in scores.columns if name not in {*FIRST, "style"}]
    rows = [
        (
            one["person"],
            digits(one["score"]),
            one["rank"],
            *(digits(one[name]) for name in figures[:MOST_FIGURES]),
            *((one["style"],) if styled else ()),
        )
        for one in scores.head(SHOWN).iter_rows(named=True)
    ]
    heads = ("name", ">score", ">rank", *(f">{name.replace(' ', NEWLINE)}" for name in figures[:MOST_FIGURES]))
    title = f"{other.title}, {other.years}: {other.scale}"
    return Sheet(title, (*heads, "style") if styled else heads, rows), f"Ours: {other.ours}"


def _best(scores: pl.DataFrame, numbered: int, version: str) -> Sheet:
    highest = "; the highest" if numbered else f": that takes {load(version).number_fans} people who act"
    title = f"{numbered:,} of {many(len(scores), 'person has', 'people have')} a number{highest}"
    best = scores.filter("enough").head(SHOWN)
    rows = [
        (one["person"], one["score"], likely(one["low"], one["high"]), one["fans"], one["interactions"])
        for one in best.iter_rows(named=True)
    ]
    return Sheet(title, ("name", ">score", ">likely", ">people", ">interactions"), rows)
