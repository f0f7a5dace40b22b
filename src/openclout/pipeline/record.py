"""What has been published, and how it grows by a day.

Comes in: the newest scoreboard of a shelf, then one measured day after the other. Goes out: `Record`, which the next
scoreboard carries on. A value once published is never changed.
"""

from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from openclout.engines.days import Scene, scene
from openclout.engines.moves import Move, Past, Published
from openclout.engines.past import DAYS_KEPT, NO_DAYS, Days, continued, inherited, no_past, packed, published
from openclout.engines.population import regrouped
from openclout.pipeline.carrying import Carried, Newest
from openclout.pipeline.home import Home
from openclout.pipeline.stage import Stage
from openclout.scoreboard.bulk import PIECE_KEYS
from openclout.scoreboard.packing import blobs
from openclout.scoring.rows import Bool, Int32
from openclout.scoring.weights import load


@dataclass
class Record:
    """The published past while it grows: what is carried on, and the days of this run.

    `carried` is None before the first run, `newest` the newest day in it, and `person` whose each account was on that
    day (None: as the ledger says). `methods` are the versions that days speak of by number. `moves` are changes that
    are not put in words yet.
    """

    carried: Carried | None = None
    newest: Newest | None = None
    person: Int32 | None = None
    methods: list[str] = field(default_factory=list)
    days: pl.DataFrame = field(default_factory=no_past)
    moves: list[Move] = field(default_factory=list)

    def add(self, today: Scene, people: pl.DataFrame, found: list[Move], past: Past | None) -> None:
        """Put a day on record, after the past that its people carry on."""
        version = today.weights.version
        if version not in self.methods:
            self.methods.append(version)
        if past is not None:
            self.carried = self.carried and self.carried.inherited(past.heir)
            self.days = inherited(self.days, past.heir)
            self.moves = _carried(self.moves, past.heir)
        self.moves += found
        self.days = pl.concat([self.days, published(people, today.day, self.methods.index(version))])

    def histories(self, day: date) -> "Histories":
        """The whole past of whoever is asked for, until a day."""
        return Histories(self.carried, day, *packed(self.days))

    def changes(self, fresh: pl.DataFrame, shown: Bool, day: date) -> Iterator[pl.DataFrame]:
        """The changes as young as the history of those who are `shown` (by key), with `fresh` ones; by person."""
        since = day - timedelta(days=DAYS_KEPT)
        mine = pl.Series(shown[fresh["person"].to_numpy()], dtype=pl.Boolean)
        fresh = fresh.filter((pl.col("until") > since.isoformat()) & mine)
        fresh = fresh.unique(["person", "until"], keep="last", maintain_order=True).sort("person", "until")
        if self.carried is None:
            yield fresh
            return
        for low in range(0, len(shown), PIECE_KEYS):
            keys = range(low, min(low + PIECE_KEYS, len(shown)))
            here = fresh.filter(pl.col("person").is_between(keys.start, keys.stop, closed="left"))
            yield pl.concat([self.carried.changes(keys, since, shown), here]).sort("person", "until")


@dataclass(frozen=True)
class Histories:
    """What is carried on, and the days (HISTORY) of this run with their owners, sorted by owner and day."""

    carried: Carried | None
    day: date
    records: NDArray[np.void]
    owner: Int32

    def of(self, persons: Int32) -> pa.Array:
        """A blob for each of some people (sorted keys), one at least."""
        mine = slice(*np.searchsorted(self.owner, [persons[0], persons[-1] + 1]))
        own = np.isin(self.owner[mine], persons)
        start = np.searchsorted(self.owner[mine][own], np.append(persons, persons[-1] + 1))
        new = Days(self.records[mine][own], start.astype(np.int64))
        old, which = NO_DAYS, np.full(len(persons), -1, dtype=np.int64)
        if self.carried is not None:
            old, which = self.carried.days(persons)
        found = continued(old, which, new, self.day)
        return blobs(found.records, found.start)


def _carried(moves: list[Move], heir: Int32) -> list[Move]:
    """The moves by today's people."""
    changed = np.flatnonzero(heir != np.arange(len(heir)))
    gone = {*changed.tolist(), *heir[changed].tolist()}
    to = {int(heir[person]): int(person) for person in changed if heir[person] >= 0}
    kept = [move for move in moves if move.person not in gone]
    return kept + [replace(move, person=to[move.person]) for move in moves if move.person in to]


@contextmanager
def recorded(home: Home, day: date) -> Generator[Record]:
    """What was published before a day, from the newest run before or on it; it is read as long as the block lasts."""
    known = [found for found in home.shelf.days() if found <= day]
    if not known:
        yield Record()
        return
    with home.shelf.open(known[-1]) as board:
        carried, person = Carried.of(board, day, board.persons(home.lake.account_count()))
        with closing(carried):
            yield Record(carried, carried.newest(board), person, list(board.methods()))


def as_published(stage: Stage, record: Record, newest: Newest) -> Published:
    """The newest published day: its scores and its people from the record, its trust worked out again."""
    people = stage.people(newest.day)
    if record.person is not None:
        people = regrouped(people, record.person)
    found = scene(newest.day, stage.source(newest.day), people, load(newest.method))
    return Published.of(found, newest.people)
