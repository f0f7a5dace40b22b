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
from openclout.scoring.points import DAY
from openclout.scoring.rows import Float64
from openclout.scoring.weights import Weights, load
from openclout.vocabulary.acts import Act


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
    equal, better = (past.raw(cut, one)[there] for one in (load(), own))
    return Compared(figures(equal, truth), figures(better, truth), _drawn(equal, better, truth))


def _drawn(equal: Float64, own: Float64, truth: Float64) -> Float64:
    """The gain in both figures when as many accounts are drawn again, with repetition; the same draw for both."""
    chance, number = np.random.default_rng(0), constants()
    pairs = number.whole("gain.pairs_drawn")
    found = []
    for _ in range(number.whole("gain.draws")):
        who = chance.integers(0, len(truth), len(truth))
        if truth[who].any():
            one, other = (figures(order[who], truth[who], pairs) for order in (equal, own))
            found.append((other.ndcg - one.ndcg, other.concordance - one.concordance))
    return np.array(found or [(0.0, 0.0)])


def _mean(found: Sequence[Figures]) -> Figures:
    return Figures(*(sum(part) / len(found) for part in zip(*map(astuple, found), strict=True)))


def with_acts(weights: Weights, acts: Mapping[Act, float]) -> Weights:
    """The same numbers with other act weights."""
    changed = weights.acts.copy()
    for act, weight in acts.items():
        changed[act] = weight
    return replace(weights, acts=changed)


def figures(found: Float64, truth: Float64, pairs: int | None = None) -> Figures:
    """How well an order foretells who is acted on by how many; concordance on so many drawn pairs."""
    return Figures(ndcg(found, truth), concordance(found, truth, pairs or constants().whole("gain.pairs")))


def ndcg(found: Float64, truth: Float64) -> float:
    """NDCG of the first hundred, the gain being ln(1 + how many); ties are broken by a fixed draw."""
    top = min(constants().whole("gain.top"), len(found))
    order = np.lexsort((np.random.default_rng(0).random(len(found)), -found))[:top]
    discount = np.log2(np.arange(2, top + 2))
    best = float((np.log1p(np.sort(truth)[::-1][:top]) / discount).sum())
    return float((np.log1p(truth[order]) / discount).sum()) / best if best > 0.0 else 0.0


def concordance(found: Float64, truth: Float64, pairs: int) -> float:
    """The share of drawn pairs, one of them acted on, that are in the right order; ties count half."""
    chance = np.random.default_rng(0)
    one = chance.choice(np.flatnonzero(truth > 0), pairs)
    other = chance.integers(0, len(truth), pairs)
    told = truth[one] != truth[other]
    one, other = one[told], other[told]
    sign = np.sign(found[one] - found[other]) * np.sign(truth[one] - truth[other])
    return float(((sign > 0) + (sign == 0) / 2).mean()) if len(sign) else 0.5
