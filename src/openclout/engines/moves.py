"""Who moved since the day before by more than chance, and why.

Comes in: a bucket with its scores, the scene of today and what was published before. Goes out: `Move`s.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from openclout.engines.days import Scene
from openclout.engines.population import Population
from openclout.engines.window import Bucket
from openclout.scoring.causes import Steps, View, steps
from openclout.scoring.formula import Scored
from openclout.scoring.points import Trust
from openclout.scoring.rows import Float64, Int32, Rows
from openclout.scoring.measures import BY_COUNT
from openclout.scoring.weights import Weights


@dataclass(frozen=True)
class Published:
    """A day as it was published: who there was, who was believed, and by person key the score and the count points.

    `scores` are NaN where there was no number. `as_of` in microseconds.
    """

    day: date
    as_of: int
    people: Population
    trust: Trust
    weights: Weights
    scores: Float64
    counted: Float64


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
    """Whose past a person carries on: of the people it was before, the one with the highest score."""
    heir = np.arange(len(now.accounts.person), dtype=np.int32)
    if np.array_equal(before.people.accounts.person, now.accounts.person):
        return heir
    for person in np.unique(now.accounts.person[now.persons.joined]):
        held = now.persons.joined[now.accounts.person[now.persons.joined] == person]
        was = np.unique(before.people.accounts.person[held])
        heir[person] = was[np.argmax(np.nan_to_num(before.scores[was], nan=-1.0))]
    return heir


def moves(filled: Bucket, found: Scored, today: Scene, before: Published, heir: Int32) -> Iterator[Move]:
    """The moves of a bucket's people between two numbers; `heir` says whose past each person carries on."""
    people = _moved(found.people, heir, before, today)
    if not len(people):
        return
    row = np.argsort(filled.rows.owner, kind="stable")
    start = np.searchsorted(filled.rows.owner[row], np.arange(len(filled.persons) + 1))
    counted = _by_person(found, filled.persons)
    for person, score, was, real in people.select("person", "score", "was", "real").iter_rows():
        place = int(np.searchsorted(filled.persons, person))
        mine = row[start[place] : start[place + 1]]
        rows = Rows(*(column[mine] for column in filled.rows))
        change = steps(*views(rows, filled.target[mine], (int(heir[person]), counted[place]), today, before))
        yield Move(person, before.day, today.day, (was, score), real, change)


def views(rows: Rows, target: Int32, whose: tuple[int, float], today: Scene, before: Published) -> tuple[View, View]:
    """One person before and today: `whose` past it carries on, and its count points today."""
    heir, counted = whose
    rows = rows._replace(owner=np.zeros(len(rows.actor), dtype=np.int32))
    old = (before.people.accounts.person[target] == heir) & (rows.at < before.as_of)
    earlier = Rows(*(column[old] for column in rows))
    return (
        View(earlier, before.as_of, before.counted[heir], before.trust, before.weights),
        View(rows, today.as_of, counted, today.standing.trust, today.weights),
    )


def _moved(people: pl.DataFrame, heir: Int32, before: Published, today: Scene) -> pl.DataFrame:
    """The numbered people whose change is real, or whose method or links changed."""
    person = people["person"].to_numpy()
    relinked = np.isin(person, _relinked(before.people, today.people))
    return (
        people.with_columns(was=pl.Series(before.scores[heir[person]]), relinked=pl.Series(relinked))
        .with_columns(moved=pl.col("score") - pl.col("was"))
        .with_columns(real=pl.col("moved").abs() > pl.col("chance_day"))
        .filter(
            pl.col("enough")
            & pl.col("was").is_not_nan()
            & (pl.col("moved").round(2) != 0)
            & (pl.col("real") | pl.col("relinked") | (before.weights.version != today.weights.version))
        )
    )


def _relinked(before: Population, now: Population) -> Int32:
    changed = before.accounts.person != now.accounts.person
    return np.unique(np.concatenate([now.accounts.person[changed], before.accounts.person[changed]]))


def _by_person(found: Scored, persons: Int32) -> Float64:
    counted = np.zeros(len(persons))
    parts = found.parts[found.parts["by"] == BY_COUNT]
    np.add.at(counted, np.searchsorted(persons, parts["owner"]), parts["points"])
    return counted
