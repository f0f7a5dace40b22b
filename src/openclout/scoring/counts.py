"""Counts: the small part of raw that comes from numbers a network states without names.

    points = weight x ln(1 + count), summed over a person's accounts, capped so that counts stay a small part

Comes in: the latest count per account and kind. Goes out: PART rows, one per person and kind.
"""

from collections.abc import Mapping

import numpy as np
import polars as pl
from numpy.typing import NDArray

from openclout.scoring.measures import BY_COUNT, PART
from openclout.scoring.rows import Float64, Int32
from openclout.scoring.weights import Weights

KINDS = ("follower", "friend", "subscriber", "list")
"""The kinds of counts that carry points; the label of a PART by count is a place in this tuple."""


def count_parts(counts: pl.DataFrame, person: Int32, weights: Weights) -> NDArray[np.void]:
    """The parts by count, by owner: `counts` has account, kind, count; `person` is the person of each account."""
    known = counts.filter(pl.col("kind").is_in(KINDS))
    owners = person[known["account"].to_numpy()] if len(known) else np.empty(0, dtype=np.int32)
    summed = (
        known.with_columns(
            owner=pl.Series(owners, dtype=pl.Int32),
            points=pl.col("kind").replace_strict(_by_kind(weights.counts), return_dtype=pl.Float64)
            * pl.col("count").clip(lower_bound=0).cast(pl.Float64).log1p(),
            label=pl.col("kind").replace_strict({kind: i for i, kind in enumerate(KINDS)}, return_dtype=pl.Int64),
        )
        .group_by("owner", "label")
        .agg(pl.col("points").sort().sum())
        .sort("owner", "label")
        .with_columns(keep=(weights.count_cap / pl.col("points").sum().over("owner")).clip(upper_bound=1.0))
        .filter(pl.col("points") > 0.0)
    )
    parts = np.zeros(len(summed), dtype=PART)
    parts["owner"], parts["label"], parts["by"] = summed["owner"], summed["label"], BY_COUNT
    parts["points"] = (summed["points"] * summed["keep"]).to_numpy()
    return parts


def between(counted: NDArray[np.void], low: int, high: int) -> NDArray[np.void]:
    """The parts by count of owners from `low` to before `high`."""
    return counted[slice(*np.searchsorted(counted["owner"], [low, high]))]


def count_points(counted: NDArray[np.void], persons: Int32) -> Float64:
    """The points by count of some people, in their order."""
    known, place = np.unique(persons, return_inverse=True)
    mine = between(counted, known[0], known[-1] + 1) if len(known) else counted[:0]
    mine = mine[np.isin(mine["owner"], known)]
    points = np.bincount(np.searchsorted(known, mine["owner"]), mine["points"], minlength=len(known))
    return points.astype(np.float64)[place]


def _by_kind(weights: Mapping[str, float]) -> dict[str, float]:
    return {kind: weights[kind] for kind in KINDS}
