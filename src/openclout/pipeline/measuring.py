"""Measured days: every bucket of a day gathered, many days one after the other.

Comes in: a `Stage` and days. Goes out: the scene of each day with its buckets, and what a day's buckets gave together.
Where the rows of a day are in memory, several days are worked out at the same time.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

import numpy as np
import polars as pl

from openclout.engines.aside import Aside, Table
from openclout.engines.days import Scene, Source, measured, scene
from openclout.engines.moves import Move, Past, Published, heirs, moves, relinked, relinked_moves
from openclout.engines.threads import in_order
from openclout.engines.window import Bucket
from openclout.pipeline.stage import Stage
from openclout.scoring.causes import Restated
from openclout.scoring.formula import Scored

Filled = Iterable[tuple[Bucket, Scored]]
"""The buckets of a day with their scores."""


class Worked(NamedTuple):
    """A day that is worked out: its trust, where its rows are, its buckets."""

    scene: Scene
    source: Source
    filled: Filled


ON_RECORD = ("person", "score", "low", "high", "enough", "fake_bound")
"""The columns of people that are asked for before anybody is written."""
COMPARED = ("quiet", "last", "chance_day")
"""Those that are asked for besides where there is a day before."""


@dataclass
class Gathered:
    """What the buckets of a day gave: people, moves, and where rows went.

    `pieces` give the measures of the people of each bucket; `on_record` are those of them that are asked for at once.
    """

    pieces: list[Table] = field(default_factory=list)
    on_record: list[pl.DataFrame] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    rows: int = 0
    own: int = 0

    @property
    def people(self) -> pl.DataFrame:
        """Everybody, bucket after bucket, with the columns ON_RECORD, maybe COMPARED; nothing is copied."""
        return pl.concat(self.on_record)


def worked_out(stage: Stage, days: Sequence[date]) -> Iterator[Worked]:
    """Each day in order, as far as it goes on record."""
    whole = stage.held is not None

    def found(day: date) -> Worked:
        today, source = stage.scene(day)
        filled = list(measured(today, replace(source, workers=1), top=0)) if whole else measured(today, source, top=0)
        return Worked(today, source, filled)

    yield from in_order(found, days, workers=stage.home.workers if whole else 1)


def past_of(stage: Stage, before: Published | None, today: Scene) -> Past | None:
    """What was published before, and whose past each of today's people carries on; None before the first day.

    Where the method changed since, that day's trust and counts are worked out by today's method as well.
    """
    if before is None:
        return None
    past = Past(before, heirs(before, today.people), relinked(before.people, today.people))
    if before.weights.version == today.weights.version:
        return past
    then = scene(before.day, stage.source(before.day), before.people, today.weights)
    points = then.count_points(np.arange(len(past.heir), dtype=np.int32))
    return past._replace(restated=Restated(then.standing.trust, points))


def gather(day: Worked, past: Past | None, aside: Aside) -> Gathered:
    """Go through the buckets of a day."""
    gathered, columns = Gathered(), ON_RECORD if past is None else ON_RECORD + COMPARED
    for bucket, found in day.filled:
        gathered.pieces.append(aside.table(found.people))
        gathered.on_record.append(found.people.select(columns))
        gathered.rows += len(bucket.rows.actor)
        gathered.own += bucket.own
        if past is not None:
            gathered.moves += moves(bucket, found, day.scene, past)
    if past is not None:
        gathered.moves += relinked_moves(gathered.people, day.source, day.scene, past)
    return gathered
