"""The formula, put together: from interactions to scores with ranges and named parts.

Comes in: `Rows` of some people, the day's `Trust`, counts, the weights. Goes out: `Scored`.
Everything here is a value in, values out; docs/explanation/score.md tells it in words.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from openclout.scoring.bounds import fakes_bound, ring_bound, tricked_bound
from openclout.scoring.calibration import score
from openclout.scoring.compiled import compiled
from openclout.scoring.edges import Edges
from openclout.scoring.measures import Measures, Plan
from openclout.scoring.momentum import chance_now, momentum, tempo
from openclout.scoring.points import DAY, Trust, pace
from openclout.scoring.ranges import Luck, chance, likely_range, measurement_range
from openclout.scoring.rows import Float64, Int32, Int64, Rows, ordered
from openclout.scoring.standings import measure
from openclout.scoring.weights import Weights
from openclout.vocabulary.tables import INSTANT

TOP = 10
"""How many actors and posts are named one by one; all others are one part together."""

Believed = tuple[Trust, Weights]
"""Whom to believe, and by which numbers."""

PERIODS = {"day": 1, "week": 7, "month": 30}
"""Over how many days a change is judged."""


@dataclass(frozen=True)
class Scored:
    """People with their scores, and what the scores are made of.

    `people`, grain one person: person, raw, score, low, high, enough, quiet, fans, interactions, recent, reach, posts,
    last, chance_day, chance_week, chance_month, fake_bound, tricked_bound, ring_bound, measured_low, measured_high,
    momentum, chance_now. `parts` and `ties` as in `standings`.
    """

    people: pl.DataFrame
    parts: NDArray[np.void]
    ties: NDArray[np.void]


def plan(as_of: int, weights: Weights, *, networks: int, top: int = TOP) -> Plan:
    """What a pass at the instant `as_of` (microseconds since 1970) needs."""
    return Plan(
        as_of=as_of,
        recent_from=as_of - int(weights.quiet_days * DAY),
        top=top,
        networks=networks,
        pace=pace(weights),
        tempo=tempo(weights),
    )


def scored(rows: Rows, persons: Int32, counted: NDArray[np.void], today: Plan, belief: Believed) -> Scored:
    """Scores of `persons` (sorted keys); `rows.owner` is a place in `persons`, `counted` their parts by count."""
    measures = measure(rows, ordered(rows, len(persons)), today, belief[0])
    for table in (measures.parts, measures.ties):
        table["owner"] = persons[table["owner"]]
    place = np.searchsorted(persons, counted["owner"])
    points = np.bincount(place, counted["points"], minlength=len(persons)).astype(np.float64)
    people = _people(measures, persons, points, today, belief)
    parts = np.concatenate([measures.parts, counted]) if len(counted) else measures.parts
    return Scored(people, parts, measures.ties)


def _people(measures: Measures, persons: Int32, counted: Float64, today: Plan, belief: Believed) -> pl.DataFrame:
    found, (trust, weights) = measures.standings, belief
    raw = found["raw"] + counted
    low, high = likely_range(raw, found["evidence"], weights)
    quiet = found["last"] < today.recent_from
    luck = Luck(found["unrest"], found["fresh"], found["busy"])
    measured = measurement_range(raw, found["evidence"], weights)
    by_pace = found["raw"], counted, found["usual"]
    return pl.DataFrame(
        {
            "person": persons,
            "raw": raw,
            "score": score(raw, weights).round(2),
            "low": low.round(2),
            "high": high.round(2),
            "enough": (found["fans"] >= weights.number_fans) & ~quiet,
            "quiet": quiet & (found["last"] > 0),
            **{name: found[name] for name in ("fans", "interactions", "recent", "reach", "posts")},
            "last": pl.Series(found["last"]).replace(0, None).cast(INSTANT),
            **{f"chance_{name}": chance(raw, luck, days, weights) for name, days in PERIODS.items()},
            "fake_bound": fakes_bound(raw, found["room"], weights),
            "tricked_bound": tricked_bound(raw, found["room"], found["kappa"], weights),
            "ring_bound": ring_bound(raw, found["room"], found["kappa"], trust.vouched[persons], weights),
            "measured_low": np.clip(score(raw, weights) - measured, 1.0, 100.0).round(2),
            "measured_high": np.clip(score(raw, weights) + measured, 1.0, 100.0).round(2),
            "momentum": momentum(*by_pace, found["lately"], weights).round(2),
            "chance_now": chance_now(*by_pace, found["pace_unrest"], weights),
        }
    )


def numbers(people: pl.DataFrame) -> Float64:
    """The scores of those who have enough data for one, sorted."""
    return np.sort(people.filter("enough")["score"].to_numpy())


def percentiles(people: pl.DataFrame, numbered: Float64) -> Float64:
    """For each person the share of all numbers with a lower score (`numbered`, sorted); NaN without a number."""
    below = np.searchsorted(numbered, people["score"].to_numpy(), side="left")
    return np.where(people["enough"].to_numpy(), below / max(1, len(numbered)), np.nan)


def impacts(edges: Edges, person: Int32, scores: Float64) -> Float64:
    """For each person the median score of the numbered people who acted on them; NaN where there are none.

    `person` is the person of each account, `scores` the score of each person, NaN without a number.
    """
    return _medians(edges.actor, edges.start, scores[person])


@compiled
def _medians(actor: Int32, start: Int64, scores: Float64) -> Float64:
    medians = np.full(len(start) - 1, np.nan)
    numbered = np.empty(len(actor))
    for owner in range(len(start) - 1):
        many = 0
        for i in range(start[owner], start[owner + 1]):
            if not np.isnan(scores[actor[i]]):
                numbered[many] = scores[actor[i]]
                many += 1
        if many > 0:
            medians[owner] = np.median(numbered[:many])
    return medians
