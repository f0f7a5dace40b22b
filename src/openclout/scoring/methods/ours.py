"""2026.1: our own method, seen as one among others.

    points = act weight x row weight x decay(age) x 1/k^2 x belief,   score = calibration(sum of points)

Source: docs/explanation/score.md. All that a `Seen` does not hold is left out: identities proven by links, and the
networks' names. Seeds of trust are drawn by a lot that a person's number decides.
"""

import numpy as np
import polars as pl

from openclout.scoring.belief import lots, standing
from openclout.scoring.calibration import score
from openclout.scoring.edges import Accounts, Marks, edges, ripeness
from openclout.scoring.methods.counting import fans, heard
from openclout.scoring.methods.shapes import Method, Ranked, Seen
from openclout.scoring.points import DAY, pace, raw_of
from openclout.scoring.rows import Bool, Float64, Rows, ordered
from openclout.scoring.weights import CURRENT, Weights, load


def ours(seen: Seen) -> Ranked:
    """Everybody's score and raw; no score where there is too little to go by."""
    weights = load(CURRENT)
    rows = heard(seen, weights.memory_days)
    rows = rows._replace(network=np.zeros(len(rows.owner), dtype=np.int16))
    accounts = _accounts(seen.people)
    marks = Marks(ripe=ripeness(rows.at, seen.as_of, weights.belief))
    trusted = standing(edges(rows.owner, rows.actor, rows.network, accounts, marks), accounts, 1, weights)
    raw = raw_of(rows, ordered(rows, seen.people), seen.as_of, pace(weights), trusted.trust)
    raw = raw + _stated(seen, weights)
    known = _enough(rows, seen, weights)
    return Ranked(np.where(known, score(raw, weights), np.nan), {"raw": raw})


def _accounts(people: int) -> Accounts:
    """Everybody with one account on one network, nobody with a proven identity."""
    return Accounts(
        person=np.arange(people, dtype=np.int32),
        network=np.zeros(people, dtype=np.int16),
        lot=lots(pl.int_range(people, eager=True).cast(pl.String)),
        proven=np.zeros(people, dtype=np.bool_),
    )


def _stated(seen: Seen, weights: Weights) -> Float64:
    """The points by count, as `scoring.counts` has them."""
    points = np.zeros(seen.people)
    for kind, counted in sorted(seen.counts.items()):
        points += weights.counts[kind] * np.log1p(np.maximum(np.nan_to_num(counted), 0.0))
    return np.minimum(points, weights.count_cap)


def _enough(rows: Rows, seen: Seen, weights: Weights) -> Bool:
    """Who has enough fans, and was acted on lately."""
    recent = np.bincount(rows.owner[rows.at >= seen.as_of - int(weights.quiet_days * DAY)], minlength=seen.people)
    return (fans(rows, seen.people) >= weights.number_fans) & (recent > 0)


OURS = Method(
    name=CURRENT,
    title="OpenClout",
    years="2026 to today",
    scale="1 to 100",
    looks_at="What others did lately: the same person's repeats fade, and people nobody knows add little together.",
    source="docs/explanation/score.md",
    ours="All of it; every number is in weights.toml with its reason.",
    ranked=ours,
)
