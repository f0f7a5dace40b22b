"""The small tables that figures are drawn from: a row per mark.

Comes in: results of the library, in any kind of table. Goes out: polars tables. Raises WrongTable, NotFound or
BadInput; no figure shows less than was asked for.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeVar

import polars as pl

from openclout.figures import IDLE, steps
from openclout.library import Explanation
from openclout.library.kinds import taken
from openclout.vocabulary.errors import BadInput, NotFound, WrongTable

RANGED = ("person", "score", "low", "high", "measured_low", "measured_high")
DAILY = ("day", "person", "score", "low", "high")
PLACED = ("person", "percentile")
SCALE = 100
Frame = TypeVar("Frame")


class Spread(NamedTuple):
    """How scores are spread: `bins` has a row per bin (since, until, people); half of all are below the `median`."""

    bins: pl.DataFrame
    numbered: int
    without: int
    median: float


def columns(result: object, names: Sequence[str], people: Sequence[str] = ()) -> pl.DataFrame:
    """These columns of a result, of these people or of all. Raises WrongTable or NotFound."""
    table = taken(result)
    missing = [name for name in names if name not in table.columns]
    if missing:
        raise WrongTable(
            f"Expected the columns {', '.join(names)}; {', '.join(missing)} missing. "
            "Hand in what openclout.score gives; results of other methods have no ranges."
        )
    found = table.chosen({name: name for name in names})
    unknown = sorted(set(people) - set(found["person"])) if people else []
    if unknown:
        raise NotFound(f"Nobody is called {', '.join(unknown)} in the column person. Use the names that stand there.")
    return found.filter(pl.col("person").is_in(people)) if people else found


def spread(result: object, width: int) -> Spread:
    """How scores are spread over bins of `width` points; the last one holds 100 too."""
    if width < 1 or SCALE % width:
        raise BadInput(f"Expected bins whose width divides {SCALE} points; got {width}. Choose 1, 2, 4, 5 or 10.")
    every = columns(result, ["score"])["score"]
    scores = every.drop_nulls().cast(pl.Float64)
    if scores.is_empty():
        raise BadInput("Nobody has a number here, so there is nothing to draw: there is too little data.")
    since = ((scores / width).floor() * width).clip(upper_bound=SCALE - width).alias("since")
    bins = since.value_counts(name="people").sort("since").with_columns(until=pl.col("since") + width)
    return Spread(bins, len(scores), every.null_count(), float(scores.to_frame("score").median().item()))


def ranged(result: object, people: Sequence[str], top: int) -> pl.DataFrame:
    """These people, or the first ones, with their score and its ranges, best first."""
    every = columns(result, RANGED, people)
    numbered = every.drop_nulls("score").sort("score", descending=True, maintain_order=True)
    silent = sorted(set(people) - set(numbered["person"]))
    if silent or numbered.is_empty():
        raise BadInput(f"There is no number for {', '.join(silent) or 'anybody'}: too little data. Leave them out.")
    return numbered if people else numbered.head(top)


def falling(why: Explanation[Frame]) -> pl.DataFrame:
    """The bars of a waterfall, from `start` to `end`: where everybody stands, each part, the score with its range.

    `words` stand to the right of the `edge` of what is drawn.
    """
    if why.score is None:
        raise BadInput(f"{why.name} has no number that could be taken apart: {why.reason}.")
    parts = ((one.title, "part", one.points, one.start, one.end) for one in steps(why.parts, why.score))
    rows = [("Everybody", "everybody", IDLE, 0.0, IDLE), *parts, ("The score", "score", why.score, 0.0, why.score)]
    found = pl.DataFrame(rows, schema=["title", "kind", "points", "start", "end"], orient="row")
    last = pl.when(pl.col("kind") == "score")
    return found.with_columns(
        low=last.then(pl.lit(why.low)),
        high=last.then(pl.lit(why.high)),
        words=pl.Series([f"{points:+.2f}" if kind == "part" else f"{points:.2f}" for _, kind, points, *_ in rows]),
    ).with_columns(edge=pl.max_horizontal("end", "high"))


def daily(result: object, people: Sequence[str]) -> pl.DataFrame:
    """The days of these people, or of all, oldest first."""
    return columns(result, DAILY, people).sort("day", "person")


def placed(results: Mapping[str, object], people: Sequence[str], top: int) -> pl.DataFrame:
    """Where people stand under each method (percentile, 0 to 1): these, or those whom the first one places highest."""
    if not results:
        raise BadInput(
            "Expected results by the name of their method, as {'kred': openclout.score(..., method='kred')}."
        )
    each = {method: columns(result, PLACED, people) for method, result in results.items()}
    first = next(iter(each.values())).sort("percentile", descending=True, nulls_last=True, maintain_order=True)
    order = (first if people else first.head(top)).select("person").with_row_index("place")
    rows = pl.concat(found.with_columns(method=pl.lit(method)) for method, found in each.items())
    return rows.drop_nulls().join(order, on="person").sort("place", maintain_order=True).drop("place")
