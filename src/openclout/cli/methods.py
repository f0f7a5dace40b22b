"""People side by side under every method, from a file or from the newest run.

Comes in: a file or a home. Goes out: `Found`, and what it looks like as tables or as JSON.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import cast

import numpy as np
import polars as pl
import typer

from openclout.cli.answers import MethodSaid, MethodsCompared, Placed
from openclout.cli.files import Order, rows_in, studied
from openclout.cli.home import newest_run
from openclout.cli.rejects import IN_PART, tell_rejects
from openclout.cli.showing import Cell, Sheet, many, progress
from openclout.figures.words import digits
from openclout.library.rivals import compared
from openclout.scoreboard.placings import DIGITS
from openclout.scoring.methods import METHODS, Method
from openclout.scoring.methods.placing import (
    PERCENTILE,
    RANK,
    SCORE,
    STYLE,
    STYLE_NAMES,
    Placings,
    shared_top,
    spearman,
)
from openclout.scoring.rows import Float64
from openclout.vocabulary.errors import BadInput

TOP = 100
HEADS = {
    "peerindex": "peer-\nindex",
    "twitter-grader": "twitter-\ngrader",
    "blog-grader": "blog-\ngrader",
    "followerwonk": "follower-\nwonk",
    "twitalyzer": "twit-\nalyzer",
    "tweepcred": "tweep-\ncred",
    "klout-2011": "klout-\n2011",
    "openrank": "open-\nrank",
    "h-index": "h-\nindex",
    "pagerank": "page-\nrank",
}
"""Names of methods as narrow as a column of ranks."""
BESIDE = 6
"""How many methods stand side by side on a terminal."""


@dataclass(frozen=True)
class Found:
    """People (by name, those we give a number first, highest first) and where each stands.

    `broken` rows of the file could not be read.
    """

    file: Path | None
    day: date
    names: tuple[str, ...]
    placings: Placings
    broken: pl.DataFrame | None = None

    @property
    def own(self) -> str:
        """Our version."""
        return self.placings.columns[0][0]

    @property
    def numbered(self) -> int:
        """To how many people we give a number."""
        return int((~pl.Series(self.placings.column(self.own, SCORE)).is_nan()).sum())

    def end(self) -> None:
        """Say what could not be read, and end with 4 then."""
        if self.file is not None and self.broken is not None and len(self.broken):
            tell_rejects(self.file.name, self.broken, "What cannot be read was left out.")
            raise typer.Exit(IN_PART)


def of_file(file: Path, order: Order) -> Found:
    """The people of a file. Raises BadInput or WrongTable."""
    with progress("reading") as told:
        rows = rows_in(file, order, told)
        told("comparing", 0, 1)
        study = studied(rows, order)
        if study.scene is None:
            raise BadInput(f"{file} has no interaction that can be scored. Choose another file or day.")
        people, placings = compared(study)
    return Found(file, study.scene.day, tuple(people["person"]), placings, rows.rejects)


def of_run(home: Path | None, limit: int) -> Found:
    """The people of the newest run, so many of them named. Raises NotFound without one, BadInput for one too large."""
    with newest_run(home) as board:
        run = board.run()
        if not board.columns():
            raise BadInput(
                f"Expected a run of at most {run.method_rows:,} interactions; the newest rests on "
                f"{run.interactions:,}, so its people are not placed under every method. Compare a smaller FILE."
            )
        keys, found = board.everybody_placed()
        score = found.column(found.columns[0][0], SCORE)
        order = sorted(range(len(keys)), key=lambda at: (math.isnan(score[at]), -score[at], keys[at]))
        names = board.summaries([keys[at] for at in order[:limit]])
    placings = Placings(found.columns, found.numbers[order])
    return Found(None, run.day, tuple(person.name for person in names.values()), placings)


def sheets(found: Found, limit: int, *, scores: bool) -> Iterator[Sheet | str]:
    """People with their ranks (or scores), some methods at a time, and how far each method agrees with ours."""
    people = many(len(found.placings.numbers), "person", "people")
    kind = "scores, each on its own scale" if scores else "ranks, 1 the highest"
    title = f"{people} on {found.day}, {found.numbered:,} with a number of ours: {kind}"
    for first in range(0, len(METHODS), BESIDE):
        yield _beside(
            title if not first else "The same people", found, _methods(found)[first : first + BESIDE], (limit, scores)
        )
    rows: list[tuple[Cell, ...]] = [
        (one.name, one.years, _decimals(said.spearman), _percent(said.top), said.scale)
        for one, said in zip(_methods(found), _said(found), strict=True)
    ]
    heads = ("method", "years", ">agrees", f">same\ntop {_top(found)}", "scale")
    yield Sheet(f"How far they agree with {found.own}, among people to whom it gives a number", heads, rows)
    yield "agrees: Spearman's rank correlation, 1 the same order, 0 none, -1 the opposite"


def _beside(title: str, found: Found, methods: Sequence[Method], shown: tuple[int, bool]) -> Sheet:
    """Some methods side by side: so many people, their scores or their ranks."""
    limit, scores = shown
    columns = [found.placings.column(one.name, SCORE if scores else RANK)[:limit] for one in methods]
    rows: list[tuple[Cell, ...]] = [
        (name, *(digits(column[at]) for column in columns)) for at, name in enumerate(found.names[:limit])
    ]
    return Sheet(title, ("name", *(f">{HEADS.get(one.name, one.name)}" for one in methods)), rows)


def _top(found: Found) -> int:
    """How many of the highest are compared: a hundred, or half of those with a number where they are few."""
    return min(TOP, max(1, found.numbered // 2))


def answer(found: Found, limit: int) -> MethodsCompared:
    """The same as JSON."""
    return MethodsCompared(
        file=str(found.file) if found.file is not None else None,
        day=found.day,
        people=len(found.placings.numbers),
        numbered=found.numbered,
        top=_top(found),
        methods=tuple(_said(found)),
        people_shown=tuple(Placed(name, _placed(found.placings, at)) for at, name in enumerate(found.names[:limit])),
        agreement=_agreement(found),
    )


def _methods(found: Found) -> tuple[Method, ...]:
    """The methods, ours under the name of its version."""
    return (replace(METHODS[0], name=found.own), *METHODS[1:])


def _scores(found: Found) -> dict[str, Float64]:
    """The scores of each method, of those to whom we give a number."""
    known = ~np.isnan(found.placings.column(found.own, SCORE))
    return {one.name: found.placings.column(one.name, SCORE)[known] for one in _methods(found)}


def _said(found: Found) -> Iterator[MethodSaid]:
    scores = _scores(found)
    own = scores[found.own]
    for one in _methods(found):
        agrees, top = spearman(own, scores[one.name]), shared_top(own, scores[one.name], _top(found))
        told = (one.name, one.title, one.years, one.scale, one.looks_at, one.source, one.ours)
        yield MethodSaid(*told, spearman=agrees, top=top)


def _agreement(found: Found) -> dict[str, dict[str, float]]:
    """Spearman's correlation of every two methods."""
    scores = _scores(found)
    return {one: {other: spearman(scores[one], scores[other]) for other in scores} for one in scores}


def _placed(placings: Placings, at: int) -> dict[str, dict[str, object]]:
    """All that the methods say of one person."""
    said: dict[str, dict[str, object]] = {}
    for (method, what), number in zip(placings.columns, placings.numbers[at].tolist(), strict=True):
        mine = said.setdefault(method, {SCORE: None, RANK: None, PERCENTILE: None, "figures": {}, STYLE: None})
        rounded = float(f"{number:.{DIGITS}g}")
        if what == STYLE:
            mine[STYLE] = STYLE_NAMES[int(number) - 1] if number else None
        elif what == RANK:
            mine[RANK] = None if math.isnan(number) else int(number)
        elif what in mine:
            mine[what] = rounded
        else:
            mine["figures"] = {**cast("dict[str, float]", mine["figures"]), what: rounded}
    return said


def _decimals(number: float | None) -> str:
    return "-" if number is None or math.isnan(number) else f"{number:.2f}"


def _percent(share: float | None) -> str:
    return "-" if share is None or math.isnan(share) else f"{share:.0%}"
