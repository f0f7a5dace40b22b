"""Act weights that would have foretold a network's past best.

Who is acted on by how many in a window is a sum of what each act before it is worth: non-negative Poisson regression
with the identity as link, by multiplicative updates

    theta <- theta x (X' (y / mu)) / (X' 1),   mu = X theta

from a flat start. X has a column per act (raw from that act alone, weighing 1) and a row per account and earlier cut,
y is how many different accounts acted in the window after that cut. All of it lies before the cut of the fit.

Comes in: a `Past`. Goes out: `ActFit`.
Sources: Lee, Seung 2001, "Algorithms for non-negative matrix factorization" (the update, for the Poisson likelihood).
"""

from dataclasses import dataclass

import numpy as np

from openclout.fitting.constants import constants
from openclout.fitting.past import Past
from openclout.scoring.rows import Float64
from openclout.vocabulary.acts import Act


@dataclass(frozen=True)
class ActWeight:
    """One act: its rows, the weight as fitted (mean 1; None: not fitted), the weight that is kept, and why."""

    act: Act
    rows: int
    fitted: float | None
    weight: float
    why: str


@dataclass(frozen=True)
class ActFit:
    """The weights of a network's acts, most frequent first; `windows` were learned from."""

    weights: tuple[ActWeight, ...]
    windows: int

    @property
    def kept(self) -> dict[Act, float]:
        """The weight of each act that was fitted."""
        return {one.act: one.weight for one in self.weights if one.fitted is not None}


def fitted(past: Past, until: int) -> ActFit:
    """The act weights of what happened before an instant."""
    known, number = past.before(until), constants()
    counts = known.counted()
    acts = tuple(sorted((act for act in Act if counts[act]), key=lambda act: (-counts[act], act)))
    rows = np.array([counts[act] for act in acts], dtype=np.int64)
    features, reached, windows = _learned_from(past, until, acts)
    theta = regressed(features, reached, number.whole("acts.rounds"))
    enough = rows >= number["acts.least_rows"]
    mean = float((rows * theta)[enough].sum() / max(1, rows[enough].sum()))
    told = [_told(act, int(rows[i]), float(theta[i]), mean, bool(enough[i])) for i, act in enumerate(acts)]
    return ActFit(tuple(told), windows)


def regressed(features: Float64, reached: Float64, rounds: int) -> Float64:
    """The coefficients of the non-negative Poisson regression; 0 rows leave them flat."""
    useful = features.sum(axis=1) > 0.0
    features, reached = features[useful], reached[useful]
    theta, sums = np.ones(features.shape[1]), features.sum(axis=0)
    for _ in range(rounds):
        explained = features.T @ (reached / np.maximum(features @ theta, np.finfo(np.float64).tiny))
        theta = np.where(sums > 0.0, theta * explained / np.where(sums > 0.0, sums, 1.0), theta)
    return theta


def _learned_from(past: Past, until: int, acts: tuple[Act, ...]) -> tuple[Float64, Float64, int]:
    """Features and targets at the cuts before `until` whose windows lie in the past, and how many there are."""
    earlier = [until - past.window * back for back in range(1, 1 + constants().whole("window.earlier_cuts"))]
    cuts = [cut for cut in earlier if cut > past.first]
    if not cuts:
        return np.zeros((0, len(acts))), np.zeros(0), 0
    who = [past.population(cut) for cut in cuts]
    features = [past.raw_by_act(cut, acts)[there] for cut, there in zip(cuts, who, strict=True)]
    reached = [past.reached(cut)[there] for cut, there in zip(cuts, who, strict=True)]
    return np.concatenate(features), np.concatenate(reached), len(cuts)


def _told(act: Act, rows: int, theta: float, mean: float, enough: bool) -> ActWeight:  # noqa: FBT001 - private
    number = constants()
    least, lowest, highest = number.whole("acts.least_rows"), number["acts.lowest"], number["acts.highest"]
    if not enough:
        return ActWeight(act, rows, None, 1.0, f"keeps 1: fewer than {least} rows")
    if mean <= 0.0:
        return ActWeight(act, rows, None, 1.0, "keeps 1: nobody was acted on afterwards")
    found = theta / mean
    clipped = min(max(found, lowest), highest)
    why = "fitted" if clipped == found else f"clipped to {'at least' if found < lowest else 'at most'} {clipped:g}"
    return ActWeight(act, rows, found, clipped, why)
