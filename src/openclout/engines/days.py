"""A day's scores: who is believed, then everybody's points, bucket by bucket.

Comes in: where rows are read, who there is, the weights. Goes out: a `Scene` (the day's frozen trust) and then one
`Scored` per bucket, in an order that does not depend on the number of buckets or workers.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from openclout.engines.population import Population
from openclout.engines.threads import Over, in_order
from openclout.engines.window import Bucket, bucket, end_of, microseconds, pairs
from openclout.scoring.belief import Standing, standing
from openclout.scoring.counts import between, count_parts, count_points
from openclout.scoring.edges import NO_EDGES, Edges, Marks, Piece, joined, piece, ripeness
from openclout.scoring.formula import TOP, Scored, plan, scored
from openclout.scoring.points import DAY
from openclout.scoring.rows import Float64, Int32, distinct_keys
from openclout.scoring.set_aside import credit, ruled
from openclout.scoring.weights import Weights

Range = tuple[int, int]
Part = Range | None
"""A bucket: a range of targets, or (None) all who hold linked accounts."""
ALL = ("actor", "target", "act", "at", "post", "weight")
PAIRS = ("actor", "target", "at")


@dataclass(frozen=True)
class Source:
    """Where rows come from: `read` gives the rows of a range of targets, `read_linked` those of some targets.

    `ranges` cover all targets, in order, and those that are `large` are measured alone; `counts` gives what networks
    state on a day; `rows` is how many rows there are; `over` runs what is done for each range.
    """

    read: Callable[[Range, tuple[str, ...]], pa.Table]
    read_linked: Callable[[NDArray[np.int32], tuple[str, ...]], pa.Table]
    counts: Callable[[date], pl.DataFrame]
    ranges: tuple[Range, ...]
    workers: int
    rows: int
    over: Over = in_order
    large: frozenset[Range] = frozenset()


@dataclass(frozen=True)
class Scene:
    """A day before anybody is scored: who there is, who acted on whom, who is believed.

    `as_of` in microseconds; `counted` are everybody's parts by count.
    """

    day: date
    as_of: int
    people: Population
    weights: Weights
    edges: Edges
    standing: Standing
    counted: NDArray[np.void]

    def bare(self) -> "Scene":
        """What it takes to score people: without names, and without who acted on whom."""
        return replace(self, people=self.people.bare(), edges=NO_EDGES)

    def count_points(self, persons: Int32) -> Float64:
        """The points by count of some people, in their order."""
        return count_points(self.counted, persons)


def scene(day: date, source: Source, people: Population, weights: Weights) -> Scene:
    """The day's trust, from the window of the method's memory."""
    as_of = microseconds(end_of(day))
    acts_matter = ruled(people.networks, weights)
    columns = (*PAIRS, "act") if acts_matter else PAIRS
    between = (as_of - int(weights.memory_days * DAY), as_of)
    keyed = people.bare()

    def found(part: Part) -> Piece:
        table = _read(source, keyed, part, columns).select(columns)
        pair = pairs(table, keyed, between, linked=part is None)
        marks = Marks(pair.like, ripeness(pair.at, as_of, weights.belief))
        return piece(pair.owner, pair.actor, pair.network, marks)

    every = joined(source.over(found, parts(source, people), workers=source.workers), people.accounts)
    trusted = standing(every, people.accounts, len(people.networks), weights, workers=source.workers)
    if acts_matter:
        kept = credit(every, people.accounts, people.networks, weights)
        trusted = replace(trusted, trust=trusted.trust._replace(credit=kept))
    counted = count_parts(source.counts(day), people.accounts.person, weights)
    return Scene(day, as_of, people, weights, every, trusted, counted)


def measured(today: Scene, source: Source, *, top: int = TOP) -> Iterator[tuple[Bucket, Scored]]:
    """The scores of each bucket; counts of people on whom nobody acted come with the bucket that they belong to.

    `top` is as in `Plan`.
    """
    known = today.bare()

    def found(part: Part) -> tuple[Bucket, Scored]:
        mine = counted_in(known, part)
        filled = filled_bucket(source, known.people, part, mine["owner"])
        return filled, scored_by(known, known.weights, filled, mine, top=top)

    for alone, some in groupby(parts(source, known.people), source.large.__contains__):
        yield from source.over(found, some, workers=1 if alone else source.workers)


def filled_bucket(source: Source, people: Population, part: Part, owners: Int32) -> Bucket:
    """The rows of a bucket; `owners` are people who belong to it whether they have rows or not."""
    found = bucket(_read(source, people, part, ALL), people, linked=part is None)
    persons = distinct_keys(np.concatenate([found.persons, owners]))
    if len(persons) == len(found.persons):
        return found
    place = np.searchsorted(persons, found.persons).astype(np.int32)
    return Bucket(persons, found.rows._replace(owner=place[found.rows.owner]), found.target, found.own)


def scored_by(today: Scene, weights: Weights, filled: Bucket, counted: NDArray[np.void], *, top: int = TOP) -> Scored:
    """The scores of a bucket by the trust of a scene and these numbers."""
    asked = plan(today.as_of, weights, networks=len(today.people.networks), top=top)
    return scored(filled.rows, filled.persons, counted, asked, (today.standing.trust, weights))


def parts(source: Source, people: Population) -> list[Part]:
    """The buckets: ranges of targets, and last (None) all who hold linked accounts."""
    return [*source.ranges, None] if len(people.persons.joined) else list(source.ranges)


def _read(source: Source, people: Population, part: Part, columns: tuple[str, ...]) -> pa.Table:
    return source.read(part, columns) if part is not None else source.read_linked(people.persons.joined, columns)


def counted_in(today: Scene, part: Part) -> NDArray[np.void]:
    """The parts by count of the people of a bucket."""
    people = today.people
    counted = today.counted if part is None else between(today.counted, *part)
    linked = np.isin(counted["owner"], people.accounts.person[people.persons.joined])
    return counted[linked if part is None else ~linked]
