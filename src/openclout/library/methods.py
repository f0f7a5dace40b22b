"""A set of interactions under other methods than ours.

Comes in: a `Study`, the name of a method. Goes out: everybody's number on that method's scale, with its figures; or
everybody under every method.
"""

import numpy as np
import polars as pl

from openclout.engines.methods import Watched, watched
from openclout.library.study import Study
from openclout.scoring.methods import Method, method
from openclout.scoring.methods.placing import PERCENTILE, RANK, SCORE, Placings, placed, placings
from openclout.scoring.weights import VERSIONS

FIRST: dict[str, pl.DataType] = {
    "person": pl.String(),
    "network": pl.String(),
    SCORE: pl.Float64(),
    RANK: pl.Int64(),
    PERCENTILE: pl.Float64(),
}
"""The first columns of a result under a rival's method; its figures follow, and a style if it has any."""


def rival(name: str) -> Method | None:
    """The rival of that name, None for a version of ours. Raises BadInput for a name that is neither."""
    return None if name in VERSIONS else method(name)


def ranked(study: Study, rival: Method) -> pl.DataFrame:
    """Everybody on whom somebody acted, best first by that method."""
    if study.scene is None:
        return pl.DataFrame(schema=FIRST)
    people = study.people().sort("key")
    seen = _watched(study)
    listed = seen.places(people["key"].to_numpy())
    found = rival.ranked(seen.seen)
    columns = {name: pl.Series(name, column).fill_nan(None) for name, column in placed(found, listed).items()}
    if found.styles:
        columns["style"] = pl.Series("style", [found.styles[person] or None for person in listed], dtype=pl.String)
    return (
        people.select("person", "network", "key")
        .with_columns(*columns.values())
        .with_columns(pl.col(RANK).cast(pl.Int64))
        .sort(pl.col(SCORE).fill_null(-1.0), "key", descending=[True, False])
        .drop("key")
    )


def compared(study: Study) -> tuple[pl.DataFrame, Placings]:
    """Everybody (columns of our result, and key), best first by our own method, and their places under each method."""
    assert study.scene is not None  # noqa: S101 - the caller has looked
    people, seen = study.people(), _watched(study)
    own = people["score"].fill_null(np.nan).to_numpy().astype(np.float64)
    return people, placings(seen.seen, seen.places(people["key"].to_numpy()), (study.scene.weights.version, own))


def _watched(study: Study) -> Watched:
    assert study.scene is not None  # noqa: S101 - both callers have looked
    return watched(study.scene, (bucket for bucket, _ in study.pieces), study.counts)
