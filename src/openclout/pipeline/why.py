"""Why a person's score changed since any day, cause by cause.

Comes in: a name and a day. Goes out: a `Change` up to the newest run, whose causes add up to it. Who the person was on
that day is on no record if accounts were linked since; of all that it can have been, it is what fits the published
score.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from openclout.engines.days import ALL, Scene, Source, scene
from openclout.engines.moves import Move, Selves, regrouped_movers
from openclout.engines.population import regrouped
from openclout.pipeline.consenting import consent
from openclout.pipeline.home import Home, Orders
from openclout.pipeline.stage import Stage, stage
from openclout.pipeline.wording import named_in
from openclout.scoring.causes import Movers, Restated, Standpoint, Steps, splits
from openclout.scoring.counts import count_parts
from openclout.scoring.rows import Float64, Int32
from openclout.scoring.weights import Weights, load
from openclout.scoring.wording import causes
from openclout.vocabulary.errors import NotFound
from openclout.vocabulary.records import Change, Day


@dataclass(frozen=True)
class Asked:
    """Whose change is asked for: the person's key, whose each account is in the newest run, both published numbers."""

    key: int
    person: Int32
    then: Day
    now: Day

    @property
    def scores(self) -> tuple[float, float]:
        """The published scores."""
        return self.then.score or 0.0, self.now.score or 0.0


def why_since(home: Home, name: str, since: date) -> Change:
    """Why a person's score changed between a day and the newest run, cause by cause.

    Raises NotFound if either day has no number of that person.
    """
    asked = _asked(home, name, since)
    now, then = asked.now, asked.then
    place = stage(home, Orders(now.day, ((date.min, then.method), (now.day, now.method))), since)
    source = place.source(now.day)
    today = scene(now.day, source, regrouped(place.people(now.day), asked.person), load(now.method))
    before = scene(since, place.source(since), place.people(since), load(then.method))
    same = then.method == now.method
    renewed = before if same else scene(since, place.source(since), place.people(since), load(now.method))
    steps = min(
        (_steps(movers, before, today) for movers in _selves(asked, (before, renewed, today), source, place)),
        key=lambda found: abs(round(found.before - asked.scores[0], 2)),
    )
    move = Move(asked.key, since, now.day, asked.scores, real=False, steps=steps)
    found = causes(
        steps, named_in(home.lake, place.everybody, [move], consent(today.people, home.visibility)), asked.scores
    )
    with home.shelf.open(now.day) as board:
        return Change(since, now.day, round(asked.scores[1] - asked.scores[0], 2), None, board.spelt(found))


def _asked(home: Home, name: str, since: date) -> Asked:
    with home.shelf.open() as board:
        summary, day = board.find(name), board.run().day
        published = {found.day: found for found in board.history(summary.key) if found.score is not None}
        if since not in published or day not in published:
            raise NotFound(f"{name} has no number on both {since} and {day}. See `openclout history {name}`.")
        return Asked(summary.key, board.persons(home.lake.account_count()), published[since], published[day])


def _selves(asked: Asked, days: tuple[Scene, Scene, Scene], source: Source, place: Stage) -> Iterator[Movers]:
    """The person as it can have been on the first day: as the ledger says, all accounts together, or one of them.

    `days` are the first day, the same by the newest method, and the newest day.
    """
    before, renewed, today = days
    ledger = before.people.accounts.person
    mine = np.flatnonzero(asked.person == asked.key)
    groups = [np.flatnonzero(ledger == person) for person in np.unique(ledger[mine])]
    table = source.read_linked(np.unique(np.concatenate(groups)).astype(np.int32), ALL)
    stated = place.source(before.day).counts(before.day)
    key = np.array([asked.key], dtype=np.int32)
    now = Selves(asked.person, key, today.count_points(key))
    for accounts in (*groups, mine, *mine.reshape(-1, 1)):
        person = np.full(len(asked.person), -1, dtype=np.int32)
        person[accounts] = asked.key
        was, restated = (_counted(stated, person, asked.key, weights) for weights in (before.weights, today.weights))
        movers = regrouped_movers(table, today.people, Selves(person, key, was), now)
        yield movers._replace(restated=Restated(renewed.standing.trust, restated))


def _counted(stated: pl.DataFrame, person: Int32, key: int, weights: Weights) -> Float64:
    """The points by count of a person."""
    parts = count_parts(stated, person, weights)
    return np.asarray(parts["points"][parts["owner"] == key].sum(keepdims=True))


def _steps(movers: Movers, before: Scene, today: Scene) -> Steps:
    (steps,) = splits(
        movers,
        Standpoint(before.as_of, before.standing.trust, before.weights),
        Standpoint(today.as_of, today.standing.trust, today.weights),
    )
    return steps
