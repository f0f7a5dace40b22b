"""Whom people judge more influential, and what foresees it: votes on pairs of people.

Comes in: a table of votes (Choice: 1 if A was chosen, then signals of A and of B, then their numbers). Goes out: a
`PairsCard`. The model is additive and monotone: a logistic function of differences of ln(1 + x), no weight below 0.
Source of the form of the data: the PeerIndex contest of 2013.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from openclout.scoring.compiled import compiled
from openclout.scoring.rows import Bool, Float64, Int64
from openclout.validity.judging import figure
from openclout.validity.protocol import Protocol
from openclout.vocabulary.cards import Figure, PairModel, PairsCard
from openclout.vocabulary.errors import WrongTable

RECEIVED = ("follower_count", "listed_count", "mentions_received", "retweets_received")
"""Signals that others give: all that a score of ours may use."""
MODELS = {
    "followers": ("followers alone", ("follower_count",)),
    "followers_lists": ("followers and lists", ("follower_count", "listed_count")),
    "received": ("what others give: followers, lists, mentions, reshares", RECEIVED),
}
ALL = ("all", "all eleven signals")
ROUNDS, SETTLED, RIDGE = 100, 1e-9, 1e-12
"""When a fit ends, and what keeps its equations solvable where two signals are the same."""


@dataclass(frozen=True)
class Votes:
    """Pairs: differences of ln(1 + signal) between A and B, who was chosen, who the two are."""

    signals: tuple[str, ...]
    apart: Float64
    chosen: Bool
    first: Int64
    second: Int64


def votes(table: pl.DataFrame, name: str) -> Votes:
    """The votes of a table. Raises WrongTable."""
    signals = tuple(
        column.removeprefix("A_") for column in table.columns if column.startswith("A_") and column != "A_id"
    )
    needed = ["Choice", "A_id", "B_id", *(f"{side}_{signal}" for side in "AB" for signal in (*signals, *RECEIVED))]
    lacking = [column for column in dict.fromkeys(needed) if column not in table.columns]
    if lacking:
        raise WrongTable(
            f"{name} should have a row per vote: Choice, A_id, B_id, and each signal as A_... and B_...; "
            f"it lacks {', '.join(lacking)}. Rename or add what is missing."
        )
    try:
        numbers = table.select(pl.col(column).cast(pl.Float64) for column in dict.fromkeys(needed)).drop_nulls()
    except pl.exceptions.PolarsError as error:
        raise WrongTable(f"{name} should hold numbers alone; it does not ({error}). Correct it.") from error
    apart = [np.log1p(numbers[f"A_{one}"].to_numpy()) - np.log1p(numbers[f"B_{one}"].to_numpy()) for one in signals]
    return Votes(
        signals,
        np.column_stack(apart),
        numbers["Choice"].to_numpy() > 0,
        numbers["A_id"].cast(pl.Int64).to_numpy(),
        numbers["B_id"].cast(pl.Int64).to_numpy(),
    )


def pairs_card(found: Votes, name: str, protocol: Protocol) -> PairsCard:
    """The models of the votes."""
    known = {**MODELS, ALL[0]: (ALL[1], found.signals)}
    models = tuple(_model(found, (key, title, signals), protocol) for key, (title, signals) in known.items())
    persons = len(np.unique(np.concatenate([found.first, found.second])))
    return PairsCard(name, len(found.chosen), persons, models)


def _model(found: Votes, told: tuple[str, str, Sequence[str]], protocol: Protocol) -> PairModel:
    name, title, signals = told
    apart = found.apart[:, [found.signals.index(signal) for signal in signals]]
    fresh = _foreseen(found, apart, protocol, strict=False)
    weights = fitted(apart, found.chosen)
    return PairModel(
        name=name,
        title=title,
        weights={signal: round(float(weight), 4) for signal, weight in zip(signals, weights, strict=True)},
        auc=_auc(found, fresh, protocol),
        apart=_auc(found, _foreseen(found, apart, protocol, strict=True), protocol),
        right=round(float(((fresh > 0.0) == found.chosen).mean()), 4),
    )


def fitted(apart: Float64, chosen: Bool) -> Float64:
    """Weights of 0 or more that make the votes likeliest; there is no constant, so that sides do not matter.

    Newton's method on the weights that are free to move (Bertsekas 1982, projected Newton).
    """
    sign = np.where(chosen, 1.0, -1.0)[:, None] * apart
    weights = np.full(apart.shape[1], 1.0 / apart.shape[1])
    loss, slope, bend = _unlikely(sign, weights)
    for _ in range(ROUNDS):
        free = (weights > 0.0) | (slope < 0.0)
        step = np.zeros(len(weights))
        step[free] = -np.linalg.solve(bend[np.ix_(free, free)] + RIDGE * np.eye(int(free.sum())), slope[free])
        length = 1.0
        moved = np.maximum(0.0, weights + step)
        while (found := _unlikely(sign, moved))[0] > loss and length > SETTLED:
            length /= 2.0
            moved = np.maximum(0.0, weights + length * step)
        change, weights = float(np.abs(moved - weights).max()), moved
        loss, slope, bend = found
        if change < SETTLED:
            break
    return weights


@compiled
def _unlikely(sign: Float64, weights: Float64) -> tuple[float, Float64, Float64]:
    """How unlikely the votes are on average, with its slope and its bend by weight. Plain loops: tables are small."""
    votes, width = sign.shape
    loss, slope, bend = 0.0, np.zeros(width), np.zeros((width, width))
    for i in range(votes):
        margin = 0.0
        for j in range(width):
            margin += sign[i, j] * weights[j]
        wrong = 1.0 / (1.0 + np.exp(margin)) if margin < 0.0 else np.exp(-margin) / (1.0 + np.exp(-margin))
        loss += np.log1p(np.exp(-np.abs(margin))) - min(margin, 0.0)
        for j in range(width):
            slope[j] -= wrong * sign[i, j] / votes
            for k in range(width):
                bend[j, k] += wrong * (1.0 - wrong) * sign[i, j] * sign[i, k] / votes
    return loss / votes, slope, bend


def _foreseen(found: Votes, apart: Float64, protocol: Protocol, *, strict: bool) -> Float64:
    """The margin of each vote, from weights fitted without its first person; `strict`: without either of the two.

    Persons are dealt into folds. A vote is foreseen with its first person's fold; from the other votes those with that
    fold's persons are left out. A strict vote is foreseen by what has no person of either one's fold.
    """
    persons = np.unique(np.concatenate([found.first, found.second]))
    dealt = np.random.default_rng(0).permutation(len(persons)) % protocol.folds
    first, second = dealt[np.searchsorted(persons, found.first)], dealt[np.searchsorted(persons, found.second)]
    margin = np.zeros(len(apart))
    for one, two in _cells(first, second, strict=strict):
        touched = np.isin(first, (one, two)) | np.isin(second, (one, two))
        there = ((first == one) & (second == two)) | ((first == two) & (second == one))
        judged = there if strict else first == one
        margin[judged] = (apart[judged] * fitted(apart[~touched], found.chosen[~touched])).sum(axis=1)
    return margin


def _cells(first: Int64, second: Int64, *, strict: bool) -> list[tuple[int, int]]:
    """The folds to be left out together."""
    if not strict:
        return [(fold, fold) for fold in np.unique(first).tolist()]
    pairs = zip(first.tolist(), second.tolist(), strict=True)
    return sorted({(min(one, two), max(one, two)) for one, two in pairs})


def _auc(found: Votes, margin: Float64, protocol: Protocol) -> Figure:
    """The area under the curve, with an interval over first persons drawn again."""
    persons, place = np.unique(found.first, return_inverse=True)
    chance = np.random.default_rng(0)
    drawn = []
    for _ in range(protocol.pair_resamples):
        times = np.bincount(chance.integers(0, len(persons), len(persons)), minlength=len(persons))
        drawn.append(auc(margin, found.chosen, times[place].astype(np.float64)))
    whole = auc(margin, found.chosen, np.ones(len(margin)))
    return figure(whole, np.array(drawn), protocol)


def auc(margin: Float64, chosen: Bool, times: Float64) -> float:
    """How often a vote for A has the larger margin than one against; ties count half."""
    _, tie = np.unique(margin, return_inverse=True)
    yes = np.bincount(tie, times * chosen)
    no = np.bincount(tie, times * ~chosen)
    below = np.cumsum(no) - no
    return float((yes * (below + no / 2)).sum() / (yes.sum() * no.sum()))
