"""What has been published, and how it grows by a day.

Comes in: the newest scoreboard of a shelf, then one measured day after the other. Goes out: `Record`, which the next
scoreboard carries on. A value once published is never changed.
"""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import numpy as np
import polars as pl

from openclout.engines.days import Scene, scene
from openclout.engines.moves import Move, Past, Published
from openclout.engines.past import (
    DAYS_KEPT,
    EPOCH,
    disinherited,
    inherited,
    newest,
    no_past,
    published,
    unpacked,
    with_day,
)
from openclout.engines.population import regrouped
from openclout.pipeline.home import Home
from openclout.pipeline.stage import Stage
from openclout.scoreboard.layout import NO_SCORE
from openclout.scoring.rows import Int32
from openclout.scoring.weights import load

CHANGE = {
    "person": pl.Int32,
    "until": pl.String,
    "since": pl.String,
    "points": pl.Float64,
    "real": pl.Int64,
    "causes": pl.String,
}


@dataclass
class Record:
    """The published past while it grows: scores by person and day, changes, and the method versions they speak of.

    `moves` are changes that are not put in words yet. `published` is the newest day that a reader has seen, and
    `person` whose each account was on it (None: as the ledger says).
    """

    values: pl.DataFrame = field(default_factory=no_past)
    changes: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=CHANGE))
    methods: list[str] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    person: Int32 | None = None
    published: date | None = None

    @property
    def newest(self) -> date | None:
        """The newest day on record."""
        return newest(self.values)

    def add(self, today: Scene, people: pl.DataFrame, found: list[Move], past: Past | None) -> None:
        """Put a day on record, after the past that its people carry on."""
        version = today.weights.version
        if version not in self.methods:
            self.methods.append(version)
        if past is not None:
            self.values, self.changes = inherited(self.values, past.heir), inherited(self.changes, past.heir)
            self.moves = _carried(self.moves, past.heir)
        self.moves += found
        self.values = with_day(self.values, published(people, today.day, self.methods.index(version)))


def _carried(moves: list[Move], heir: Int32) -> list[Move]:
    """The moves by today's people."""
    changed = np.flatnonzero(heir != np.arange(len(heir)))
    gone = {*changed.tolist(), *heir[changed].tolist()}
    to = {int(heir[person]): int(person) for person in changed if heir[person] >= 0}
    kept = [move for move in moves if move.person not in gone]
    return kept + [replace(move, person=to[move.person]) for move in moves if move.person in to]


def recorded(home: Home, day: date) -> Record:
    """What was published before a day, from the newest run before or on it."""
    known = [found for found in home.shelf.days() if found <= day]
    if not known:
        return Record()
    with home.shelf.open(known[-1]) as board:
        values = unpacked(*board.histories())
        changes = pl.DataFrame(board.change_rows(), schema=CHANGE, orient="row")
        person = board.persons(home.lake.account_count())
        methods = list(board.methods())
        if known[-1] == day:
            accounts, was, past = board.relinked()
            carried, first = np.unique(person[accounts], return_index=True)
            person[accounts] = was
            values, changes = (disinherited(table, carried, past[first]) for table in (values, changes))
    values = values.filter(pl.col("day") < (day - EPOCH).days)
    changes = changes.filter(pl.col("until") < day.isoformat())
    return Record(values, changes, methods, person=person, published=newest(values))


def as_published(stage: Stage, record: Record, day: date) -> Published:
    """A published day: its scores and its people from the record, its trust worked out again."""
    values = record.values.filter((pl.col("day") == (day - EPOCH).days) & (pl.col("score") != NO_SCORE))
    version = record.methods[int(values["method"].to_numpy()[0])] if len(values) else stage.orders.method(day)
    people = stage.people(day)
    if record.person is not None:
        people = regrouped(people, record.person)
    found = scene(day, stage.source(day), people, load(version))
    return Published.of(found, values.select("person", score=pl.col("score").cast(pl.Float64) / 100))


def kept_changes(changes: pl.DataFrame, people: pl.DataFrame, day: date) -> pl.DataFrame:
    """The changes of these people that are as young as the history, the newest wording of each; sorted."""
    first = (day - timedelta(days=DAYS_KEPT)).isoformat()
    young = changes.filter(pl.col("until") > first).join(people.select("person"), on="person", how="semi")
    return young.unique(["person", "until"], keep="last", maintain_order=True).sort("person", "until")
