"""Whether a day fits what was published before it.

Comes in: a measured day, and what it follows. Goes out: nothing, or RefusedRun. Only a published day is a measure: two
days worked out in one run rest on the same rows, broken or not.
"""

from dataclasses import replace

import numpy as np
import polars as pl

from openclout.engines.days import Scene
from openclout.engines.moves import Past
from openclout.pipeline.home import Orders
from openclout.pipeline.record import Record
from openclout.scoring import guard
from openclout.scoring.points import DAY


def check_moves(orders: Orders, record: Record, today: Scene, people: pl.DataFrame, past: Past | None) -> None:
    """Raises RefusedRun if too many people moved too far since the newest published day.

    What chance does grows with the root of the time, and so does how far is too far.
    """
    if past is None or record.newest is None or past.before.day != record.newest.day or orders.force:
        return
    if past.before.weights.version == today.weights.version:
        days = (today.day - past.before.day).days
        weights = replace(today.weights, guard_points=today.weights.guard_points * days**0.5)
        everybody = np.arange(len(past.heir), dtype=np.int32)
        was = pl.DataFrame({"person": everybody, "score": past.scores(everybody)})
        was = was.fill_nan(None)
        guard.check_moves(_now(was, people, today, past), was, weights)


def _now(was: pl.DataFrame, people: pl.DataFrame, today: Scene, past: Past) -> pl.DataFrame:
    """Today's score of everybody who had one: whoever lost it, without having fallen silent since, is at idle.

    Whose accounts were linked or parted is left out: that moves people far, and was asked for.
    """
    silent_before = past.before.as_of - int(today.weights.quiet_days * DAY)
    fell_silent = pl.col("quiet") & (pl.col("last").dt.epoch("us") >= silent_before)
    score = pl.when(pl.col("enough").fill_null(value=False)).then("score").otherwise(today.weights.idle)
    return (
        was.filter(pl.col("score").is_not_null(), ~pl.Series(past.touched))
        .select("person")
        .join(people, on="person", how="left", maintain_order="left")
        .filter(~fell_silent.fill_null(value=False))
        .select("person", score.alias("score"), enough=pl.lit(value=True))
    )
