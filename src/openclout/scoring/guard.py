"""The guard: refuses a run that does not add up, or moves too many people too far.

Comes in: the new run's scores and parts, and the scores of the run before. Goes out: nothing, or RefusedRun.
"""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from openclout.scoring.compiled import compiled
from openclout.scoring.measures import BY_ACT, BY_ACTOR, BY_COUNT, BY_DISCOUNT, BY_NETWORK, BY_POST
from openclout.scoring.rows import Float64, Int32, place_of
from openclout.scoring.weights import Weights
from openclout.vocabulary.errors import RefusedRun

TOLERANCE = 1e-9
"""Float error allowed in a sum, relative to the sum (or to 1 where it is smaller)."""

WAYS = {BY_ACT: "act", BY_NETWORK: "network", BY_ACTOR: "actor", BY_POST: "post"}
"""The ways in which parts add up to raw, each together with what counts add."""


def check_rows(read: int, measured: int, own: int) -> None:
    """Raises RefusedRun if a row is unaccounted for."""
    if read != measured + own:
        raise RefusedRun(
            f"Expected every row accounted for; {read} were read, {measured} measured and {own} left out as one's "
            "own. Nothing was published; run `openclout doctor`."
        )


def check(people: pl.DataFrame, parts: NDArray[np.void]) -> None:
    """Raises RefusedRun if a score is out of bounds, or parts do not add up to raw."""
    outside = people.filter(~pl.col("score").is_between(1.0, 100.0) | ~pl.col("raw").is_finite())
    if len(outside):
        raise RefusedRun(f"Expected scores from 1 to 100; {len(outside)} people are outside. Nothing was published.")
    sums = _sums(parts, people["person"].to_numpy(), np.zeros((1 + BY_DISCOUNT, len(people))))
    raw = people["raw"].to_numpy()
    for by, name in WAYS.items():
        worst = float(np.max(np.abs(sums[by] + sums[BY_COUNT] - raw) / np.maximum(1.0, raw), initial=0.0))
        if worst > TOLERANCE:
            raise RefusedRun(
                f"Expected the parts by {name} to add up to raw; they miss it by up to {worst:.3g}. "
                "Nothing was published."
            )


@compiled
def _sums(parts: NDArray[np.void], persons: Int32, sums: Float64) -> Float64:
    """The points by way and owner, added up in `sums`; `persons` are sorted."""
    place = 0
    for i in range(len(parts)):
        place = place_of(persons, parts[i].owner, place)
        sums[parts[i].by, place] += parts[i].points
    return sums


def check_moves(people: pl.DataFrame, before: pl.DataFrame, weights: Weights) -> None:
    """Raises RefusedRun if too many people moved too far since the run `before` (columns person, score)."""
    both = people.filter("enough").join(before.drop_nulls("score"), on="person", suffix="_before")
    far = int(((both["score"] - both["score_before"]).abs() > weights.guard_points).sum())
    if len(both) >= weights.guard_people and far > weights.guard_share * len(both):
        raise RefusedRun(
            f"Expected at most {weights.guard_share:.0%} of people to move more than {weights.guard_points:g} points "
            f"since the last run; {far} of {len(both)} did. Nothing was published. Look for a broken "
            "import with `openclout doctor`; publish all the same with --force."
        )
