"""The ordered day under every method: where everybody stands, for the scoreboard.

Comes in: the day's scene and source, its buckets, everybody's scores. Goes out: rows in a draft, and facts of the run
that name the columns.
"""

from collections.abc import Sequence
from functools import partial

import numpy as np
import polars as pl

from openclout.engines.days import Scene, Source
from openclout.engines.methods import watched
from openclout.engines.threads import in_order
from openclout.engines.window import Bucket
from openclout.scoreboard import Draft
from openclout.scoreboard.writing import Facts
from openclout.scoring.methods.placing import SCORE, STYLE_NAMES, placings

NOBODY_PLACED: Facts = {"columns": [], "styles": [], "placed": []}
"""The facts of a run that is too large for placing its people."""


def place_people(draft: Draft, day: tuple[Scene, Source], buckets: Sequence[Bucket], people: pl.DataFrame) -> Facts:
    """Write where each of the people (columns person, score, enough; sorted) stands."""
    today, source = day
    persons = people["person"].to_numpy()
    own = np.where(people["enough"].to_numpy(), people["score"].to_numpy(), np.nan)
    seen = watched(today, buckets, source.counts(today.day))
    several = partial(in_order, workers=source.workers)
    found = placings(seen.seen, seen.places(persons), (today.weights.version, own), several)
    draft.add_placings(found.numbers, persons)
    scores = [at for at, (_, what) in enumerate(found.columns) if what == SCORE]
    return {
        "columns": [f"{method}/{what}" for method, what in found.columns],
        "styles": list(STYLE_NAMES),
        "placed": (~np.isnan(found.numbers[:, scores])).sum(axis=0).tolist(),
    }
