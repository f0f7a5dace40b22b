"""A published day under another version of the method, without publishing anything.

Comes in: a home and the other version's numbers. Goes out: a `Shadow`, or one person's `Mover`. What a run worked out
beside is read; anything else is worked out from the lake, bucket by bucket.
"""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date

import polars as pl

from openclout.engines.shadows import MOVES, shadowed
from openclout.pipeline.home import Home, Orders, Progress
from openclout.pipeline.stage import stage
from openclout.scoreboard import Scoreboard
from openclout.scoring.shadow import GROUPS, differs
from openclout.scoring.shadow_report import (
    MOVE,
    bands,
    both,
    correlation,
    gained_and_lost,
    largest,
    mean_reasons,
    networks,
    spread,
)
from openclout.scoring.weights import Weights, load
from openclout.vocabulary.errors import NotFound
from openclout.vocabulary.shadows import Mover, Reason, Shadow


@dataclass(frozen=True)
class Shadowed:
    """A day under two versions: everybody's move (see MOVES)."""

    day: date
    running: Weights
    other: Weights
    moves: pl.DataFrame


def shadow_of(home: Home, other: Weights, day: date | None, progress: Progress | None = None) -> Shadowed:
    """A day under the version that runs and another one; by default the newest published day.

    Raises NotFound without a run, BadInput for a day without interactions.
    """
    with closing(home.shelf.open()) as board:
        newest = board.run()
        asked = day or newest.day
        running = load(newest.method)
        if asked == newest.day and other.version in board.shadows():
            rows = board.shadow_rows(other.version)
            return Shadowed(asked, running, other, pl.DataFrame(rows, schema=MOVES, orient="row"))
    if day is not None and day in home.shelf.days():
        with closing(home.shelf.open(day)) as board:
            running = load(board.run().method)
    return Shadowed(asked, running, other, _worked_out(home, (running, other), asked, progress))


def _worked_out(home: Home, versions: tuple[Weights, Weights], day: date, progress: Progress | None) -> pl.DataFrame:
    told = progress or (lambda _stage, _done, _all: None)
    running, other = versions
    told("reading", 0, 1)
    place = stage(home, Orders(day, ((date.min, running.version),)), day, other.memory_days)
    today, source = place.scene(day)
    found = [pl.DataFrame(schema=MOVES)]
    parts = len(source.ranges)
    for moved in shadowed(today, source, other):
        told(f"working it out under {other.version}", min(len(found), parts), parts)
        found.append(moved)
    return pl.concat(found).sort("person")


def report(home: Home, made: Shadowed, limit: int) -> Shadow:
    """Who would move, by how much and why, all together; with the largest moves."""
    moved = both(made.moves)
    gain, lose = gained_and_lost(made.moves)
    with closing(home.shelf.open()) as board:
        held = pl.DataFrame(board.networks(), schema={"person": pl.Int32, "network": pl.String}, orient="row")
        movers = _movers(board, largest(moved, limit))
    return Shadow(
        day=made.day,
        running=made.running.version,
        other=made.other.version,
        differs=differs(made.running, made.other),
        gain=gain,
        lose=lose,
        correlation=correlation(moved),
        everybody=spread("everybody", moved),
        bands=tuple(bands(moved)),
        networks=tuple(networks(moved, held)),
        reasons=mean_reasons(moved),
        largest=movers,
    )


def mover(home: Home, made: Shadowed, name: str) -> Mover:
    """One person under both versions. Raises NotFound for somebody without a number under either."""
    with closing(home.shelf.open()) as board:
        person = board.find(name)
        mine = made.moves.filter(pl.col("person") == person.key)
        if mine.is_empty():
            raise NotFound(
                f"{person.title} has no number on {made.day}, neither under {made.running.version} nor under "
                f"{made.other.version}."
            )
        return _movers(board, mine.with_columns((pl.col("after") - pl.col("before")).alias(MOVE)))[0]


def _movers(board: Scoreboard, moved: pl.DataFrame) -> tuple[Mover, ...]:
    keys: list[int] = moved["person"].to_list()
    known = board.summaries(keys)
    groups = tuple(GROUPS)
    lines = moved.select("person", "before", "after", MOVE, *groups).iter_rows()
    return tuple(
        Mover(
            name=known[person].name if person in known else str(person),
            title=known[person].title if person in known else str(person),
            before=_points(before),
            after=_points(after),
            points=_points(move),
            reasons=_reasons(groups, why),
        )
        for person, before, after, move, *why in lines
    )


def _points(hundredths: int | None) -> float | None:
    return None if hundredths is None else hundredths / 100


def _reasons(groups: Sequence[str], why: Sequence[int | None]) -> tuple[Reason, ...]:
    """The reasons that do anything, largest first."""
    found = [Reason(group, points / 100) for group, points in zip(groups, why, strict=True) if points]
    return tuple(sorted(found, key=lambda reason: -abs(reason.points)))
