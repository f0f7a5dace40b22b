"""A day as the methods see it: interactions between persons, and what networks state of them.

Comes in: a day's scene, its buckets, its counts. Goes out: a `Seen`, and the key of each of its people.
"""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import polars as pl

from openclout.engines.days import Scene
from openclout.engines.window import Bucket
from openclout.scoring.counts import KINDS
from openclout.scoring.methods import Seen
from openclout.scoring.rows import Float64, Int32, Int64, Rows, chosen, distinct_keys
from openclout.vocabulary.acts import Act


class Watched(NamedTuple):
    """What the methods see; `persons` has the key of each of its people, sorted."""

    persons: Int32
    seen: Seen

    def places(self, keys: Int32) -> Int64:
        """The places of these people."""
        return np.searchsorted(self.persons, keys)


def watched(today: Scene, buckets: Iterable[Bucket], counts: pl.DataFrame) -> Watched:
    """Everybody who did or got something, or of whom a count (account, kind, count) is stated."""
    rows = _rows(buckets, today.people.accounts.person)
    stated = counts.filter(pl.col("kind").is_in(KINDS))
    holder = today.people.accounts.person[stated["account"].to_numpy()]
    persons = distinct_keys(np.concatenate([rows.owner, rows.actor[rows.actor >= 0], holder]))
    rows = chosen(rows, rows.act != Act.DISLIKE)  # no method hears them, so each is spared leaving them out
    actor = np.where(rows.actor >= 0, np.searchsorted(persons, rows.actor), -1).astype(np.int32)
    rows = rows._replace(owner=np.searchsorted(persons, rows.owner).astype(np.int32), actor=actor)
    counted = _counted(stated, np.searchsorted(persons, holder), len(persons))
    return Watched(persons, Seen(rows, len(persons), today.as_of, counted))


def _rows(buckets: Iterable[Bucket], person: Int32) -> Rows:
    """All rows, both sides as keys of persons."""
    empty = np.zeros(0, dtype=np.int32)
    none = Rows(
        empty, empty, np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int8), np.zeros(0, dtype=np.int16),
        np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32),
    )  # fmt: skip
    found = [bucket.rows._replace(owner=bucket.persons[bucket.rows.owner]) for bucket in buckets]
    rows = Rows._make(np.concatenate(columns) for columns in zip(none, *found, strict=True))
    return rows._replace(actor=np.where(rows.actor >= 0, person[np.maximum(rows.actor, 0)], -1).astype(np.int32))


def _counted(stated: pl.DataFrame, place: Int64, people: int) -> dict[str, Float64]:
    """The counts of each kind, added up over a person's accounts."""
    counted: dict[str, Float64] = {}
    for kind in KINDS:
        mine = (stated["kind"] == kind).to_numpy()
        if mine.any():
            counted[kind] = np.full(people, np.nan)
            counted[kind][place[mine]] = 0.0
            np.add.at(counted[kind], place[mine], stated["count"].to_numpy()[mine].astype(np.float64))
    return counted
