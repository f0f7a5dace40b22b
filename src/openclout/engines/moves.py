"""Who moved since the day before by more than chance, and why.

Comes in: a bucket with its scores, the scene of today and what was published before. Goes out: `Move`s.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Self

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from openclout.engines.days import ALL, Scene, Source
from openclout.engines.population import Population
from openclout.engines.window import Bucket, column, rows_of
from openclout.scoring.causes import Movers, Restated, Standpoint, Steps, splits
from openclout.scoring.counts import count_points
from openclout.scoring.formula import Scored
from openclout.scoring.points import Trust
from openclout.scoring.rows import Bool, Float64, Int32, chosen
from openclout.scoring.weights import Weights


@dataclass(frozen=True)
class Published:
    """A day as it was published: who there was, who was believed, everybody's score by key, the parts by count.

    `scores` are NaN where there was no number. `as_of` in microseconds.
    """

    day: date
    as_of: int
    people: Population
    trust: Trust
    weights: Weights
    scores: Float64
    counted: NDArray[np.void]

    @classmethod
    def of(cls, day: Scene, people: pl.DataFrame) -> Self:
        """A day's scene with the scores (columns person, score) of those who have a number."""
        scores = np.full(len(day.people.accounts.person), np.nan)
        scores[people["person"].to_numpy()] = people["score"].to_numpy()
        return cls(day.day, day.as_of, day.people, day.standing.trust, day.weights, scores, day.counted)


class Past(NamedTuple):
    """What was published before, and whose past each of today's people carries on (by key, -1: nobody's).

    `touched` marks, by person key, whose accounts changed, then or now. `restated` is that day by today's method, where
    the method changed: its trust, and count points by person key then.
    """

    before: Published
    heir: Int32
    touched: Bool
    restated: Restated | None = None

    def restated_of(self, persons: Int32) -> Restated | None:
        """The same for some people of that day, by their keys then."""
        return self.restated and Restated(self.restated.trust, self.restated.counted[persons])

    def scores(self, persons: Int32) -> Float64:
        """The score that some of today's people had; NaN without one."""
        heir = self.heir[persons]
        return np.where(heir >= 0, self.before.scores[heir], np.nan)


@dataclass(frozen=True)
class Move:
    """A change of one person's published score between two days, with the steps that explain it."""

    person: int
    since: date
    until: date
    published: tuple[float, float]
    real: bool
    steps: Steps


def heirs(before: Published, now: Population) -> Int32:
    """Whose past each person carries on, -1 for nobody's.

    Of the people whom a person's accounts belonged to, it is the one with the highest score. A past is carried on by
    one person only: by the one of the same key if that one claims it, else by the smallest key.
    """
    was, person = before.people.accounts.person, now.accounts.person
    heir = np.arange(len(person), dtype=np.int32)
    if np.array_equal(was, person):
        return heir
    heir[person != heir] = -1
    held = now.persons.joined
    claims = (
        pl.DataFrame(
            {"person": person[held], "was": was[held], "score": np.nan_to_num(before.scores[was[held]], nan=-1)}
        )
        .sort("person", "score", "was", descending=[False, True, False])
        .unique("person", keep="first", maintain_order=True)
        .sort("was", pl.col("was") != pl.col("person"), "person")
    )
    granted = claims.unique("was", keep="first", maintain_order=True)
    heir[granted["was"].to_numpy()] = -1
    heir[claims["person"].to_numpy()] = -1
    heir[granted["person"].to_numpy()] = granted["was"].to_numpy()
    return heir


def relinked(before: Population, now: Population) -> Bool:
    """Whose accounts changed, by person key, then or now."""
    changed = before.accounts.person != now.accounts.person
    touched = np.zeros(len(changed), dtype=np.bool_)
    touched[before.accounts.person[changed]] = True
    touched[now.accounts.person[changed]] = True
    return touched


def moves(filled: Bucket, found: Scored, today: Scene, past: Past) -> Iterator[Move]:
    """The moves of a bucket's people between two numbers; not of those whose accounts changed."""
    moved = _moved(found.people, today, past).filter(~pl.col("relinked"))
    if len(moved):
        yield from _told(moved, movers(filled, moved["person"].to_numpy(), today, past), today, past)


def relinked_moves(people: pl.DataFrame, source: Source, today: Scene, past: Past) -> Iterator[Move]:
    """The moves of those whose accounts changed, among all people of a day."""
    was, now = past.before.people.accounts.person, today.people.accounts.person
    touched = past.touched
    if not touched.any():
        return
    moved = _moved(people.filter(pl.Series(touched[people["person"].to_numpy()])), today, past)
    if len(moved):
        table = source.read_linked(np.flatnonzero(touched[was] | touched[now]).astype(np.int32), ALL)
        persons = moved["person"].to_numpy()
        heir = past.heir[persons]
        then = Selves(was, heir, count_points(past.before.counted, heir))
        both = then, Selves(now, persons, today.count_points(persons))
        rows = regrouped_movers(table, today.people, *both)._replace(restated=past.restated_of(heir))
        yield from _told(moved, rows, today, past)


def movers(filled: Bucket, persons: Int32, today: Scene, past: Past) -> Movers:
    """The rows of some people of a bucket (sorted keys), whose accounts are what they were."""
    place = np.full(len(filled.persons), -1, dtype=np.int32)
    place[np.searchsorted(filled.persons, persons)] = np.arange(len(persons), dtype=np.int32)
    owner = place[filled.rows.owner]
    rows = chosen(filled.rows, owner >= 0)._replace(owner=owner[owner >= 0])
    all_theirs = np.ones(len(rows.owner), dtype=np.bool_)
    was, now = count_points(past.before.counted, persons), today.count_points(persons)
    return Movers(rows, all_theirs, all_theirs, was, now, past.restated_of(persons))


class Selves(NamedTuple):
    """Some people on one day: the person of each account, their keys (-1: not there), their count points."""

    person: Int32
    keys: Int32
    counted: Float64

    def places(self) -> Int32:
        """The place among these people of each account's person; -1 for all others."""
        place = np.full(len(self.person) + 1, -1, dtype=np.int32)
        place[self.keys] = np.arange(len(self.keys), dtype=np.int32)
        place[-1] = -1
        return place[self.person]


def regrouped_movers(table: pa.Table, people: Population, then: Selves, now: Selves) -> Movers:
    """The rows of people who had other accounts before: what counted then, and what counts now.

    A row counts for whoever holds the account acted on, unless the actor's account is theirs too.
    """
    actor, target = column(table, "actor", np.int32), column(table, "target", np.int32)
    before, today = then.places(), now.places()
    gone = (before[target] >= 0) & (before[target] != today[target])
    which = np.concatenate([np.flatnonzero(today[target] >= 0), np.flatnonzero(gone)])
    owner = np.concatenate([today[target[today[target] >= 0]], before[target[gone]]])
    actor, target = actor[which], target[which]
    held = (before[target] == owner) & ((actor < 0) | (before[actor] != owner))
    mine = (today[target] == owner) & ((actor < 0) | (today[actor] != owner))
    return Movers(rows_of(table, people, owner, which), held, mine, then.counted, now.counted)


def _told(moved: pl.DataFrame, rows: Movers, today: Scene, past: Past) -> Iterator[Move]:
    before = past.before
    changes = splits(
        rows,
        Standpoint(before.as_of, before.trust, before.weights),
        Standpoint(today.as_of, today.standing.trust, today.weights),
    )
    lines = moved.select("person", "was", "score", "real").iter_rows()
    for (person, was, score, real), change in zip(lines, changes, strict=True):
        yield Move(person, before.day, today.day, (was, score), real, change)


def _moved(people: pl.DataFrame, today: Scene, past: Past) -> pl.DataFrame:
    """The numbered people whose change is real, or whose method or links changed.

    Grain one person: person, was, score, real, relinked.
    """
    person, score = people["person"].to_numpy(), people["score"].to_numpy()
    was = past.scores(person)
    change = np.where(people["enough"].to_numpy(), score - was, np.nan)
    real = np.abs(change) > people["chance_day"].to_numpy()
    touched = past.touched[person]
    told = real | touched | (past.before.weights.version != today.weights.version)
    told &= np.nan_to_num(change).round(2) != 0.0
    return pl.DataFrame(
        {"person": person[told], "was": was[told], "score": score[told], "real": real[told], "relinked": touched[told]}
    )
