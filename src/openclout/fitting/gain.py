"""What fitted weights gain on a cut that they were not fitted on.

Comes in: a `Past` and cuts. Goes out: `Gain`: how well raw orders those who are acted on afterwards, by NDCG@100 and
by concordance, with equal act weights and with those fitted on what lies before the cut.
"""

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, replace

import numpy as np

from openclout.fitting.acts import fitted
from openclout.fitting.constants import constants
from openclout.fitting.past import Past
from openclout.scoring.metrics import Judged, Ranking, figures, judged, ranking
from openclout.scoring.points import DAY
from openclout.scoring.rows import Float64, Int64
from openclout.scoring.weights import Weights, load
from openclout.vocabulary.acts import Act
from openclout.vocabulary.cards import MEASURES


@dataclass(frozen=True)
class Figures:
    """How well an order foretells: both 0 to 1; a drawn order has a concordance of 0.5."""

    ndcg: float
    concordance: float


@dataclass(frozen=True)
class Gain:
    """Equal against fitted weights, the mean over `cuts` cuts, each with a window of so many days after it.

    `low` and `high` enclose the gain in nine of ten draws of as many accounts.
    """

    cuts: int
    window_days: float
    equal: Figures
    fitted: Figures
    low: Figures
    high: Figures

    @property
    def helps(self) -> bool:
        """Whether one of the two gains by more than chance, and the other one does not lose by more."""
        gains = self.low.ndcg > 0.0 or self.low.concordance > 0.0
        return gains and self.high.ndcg >= 0.0 and self.high.concordance >= 0.0


@dataclass(frozen=True)
class Compared:
    """One cut: equal and fitted weights, and the difference of both figures in each draw (a row each)."""

    equal: Figures
    fitted: Figures
    drawn: Float64


def gain(past: Past, shares: Sequence[float] = ()) -> Gain | None:
    """The gain at shares of the past, by default at the last cut of the protocol; None where too little followed."""
    wanted = shares or (constants()["gain.held_out"],)
    found = [one for share in wanted if (one := _compared(past, past.at(share))) is not None]
    if not found:
        return None
    number = constants()
    drawn = np.mean([one.drawn for one in found], axis=0)
    low, high = np.quantile(drawn, (number["gain.low"], number["gain.high"]), axis=0)
    equal, own = _mean([one.equal for one in found]), _mean([one.fitted for one in found])
    return Gain(len(found), past.window / DAY, equal, own, Figures(*low.tolist()), Figures(*high.tolist()))


def _compared(past: Past, cut: int) -> Compared | None:
    """Equal and fitted weights at one cut."""
    there = past.population(cut)
    truth = past.reached(cut)[there]
    if truth.sum() < constants()["gain.least_pairs"]:
        return None
    own = with_acts(load(), fitted(past, cut).kept)
    orders = [ranking(past.raw(cut, one)[there]) for one in (load(), own)]
    known = judged(truth, np.ones(len(truth), dtype=np.bool_))
    equal, better = (_figures(one, known, np.ones(len(truth), dtype=np.int64)) for one in orders)
    return Compared(equal, better, _drawn(orders, known))


def _drawn(orders: Sequence[Ranking], truth: Judged) -> Float64:
    """The gain in both figures when as many accounts are drawn again, with repetition; the same draw for both."""
    chance, found, people = np.random.default_rng(0), [], len(truth.gain)
    for _ in range(constants().whole("gain.draws")):
        times = np.bincount(chance.integers(0, people, people), minlength=people).astype(np.int64)
        if (truth.gain * times).any():
            one, other = (_figures(order, truth, times) for order in orders)
            found.append((other.ndcg - one.ndcg, other.concordance - one.concordance))
    return np.array(found or [(0.0, 0.0)])


def _figures(found: Ranking, truth: Judged, times: Int64) -> Figures:
    told = dict(zip(MEASURES, figures(found, truth, times, constants().whole("gain.top")), strict=True))
    return Figures(float(told["ndcg"]), float(told["concordance"]))


def _mean(found: Sequence[Figures]) -> Figures:
    return Figures(*(sum(part) / len(found) for part in zip(*map(astuple, found), strict=True)))


def with_acts(weights: Weights, acts: Mapping[Act, float]) -> Weights:
    """The same numbers with other act weights."""
    changed = weights.acts.copy()
    for act, weight in acts.items():
        changed[act] = weight
    return replace(weights, acts=changed)
