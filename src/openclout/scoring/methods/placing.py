"""Where everybody stands under every method, as one table of numbers.

Comes in: what a method sees, who is listed, the scores that our own method published. Goes out: `Placings`: a row per
listed person, and for each method its score, the rank and the percentile that it gives, its figures, its style.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from openclout.scoring.methods import METHODS
from openclout.scoring.methods.counting import percentiles
from openclout.scoring.methods.klout_styles import STYLES
from openclout.scoring.methods.shapes import Method, Ranked, Seen
from openclout.scoring.rows import Float32, Float64, Int64

SCORE, RANK, PERCENTILE, STYLE = "score", "rank", "percentile", "style"
"""Columns beside a method's own figures. A style is its place among `STYLE_NAMES`, counted from 1; 0 is none."""

STYLE_NAMES = tuple(name for row in STYLES for name in row)

Column = tuple[str, str]
"""A method, and what of it."""


Said = tuple[str, dict[str, Float64]]
"""A method, and what it says of everybody listed."""

Each = Callable[[Callable[[Method], Said], Sequence[Method]], Iterable[Said]]
"""How methods are gone through: one after the other, or several at the same time."""


@dataclass(frozen=True)
class Placings:
    """A row of `numbers` per listed person, by `columns`; NaN where the method gives none."""

    columns: tuple[Column, ...]
    numbers: Float32

    def column(self, method: str, what: str) -> Float64:
        """One column."""
        return self.numbers[:, self.columns.index((method, what))].astype(np.float64)


def placings(seen: Seen, listed: Int64, own: tuple[str, Float64], each: Each = map) -> Placings:
    """Everybody listed (places among the people seen) under every method; `own` is our version and its scores.

    `each` gives what comes of every method, in their order.
    """
    columns: list[Column] = []
    numbers: list[Float64] = []

    def rival(method: Method) -> Said:
        return method.name, placed(method.ranked(seen), listed)

    ours = (own[0], placed(Ranked(own[1]), np.arange(len(listed))))
    for name, found in (ours, *each(rival, METHODS[1:])):
        columns += [(name, what) for what in found]
        numbers += found.values()
    return Placings(tuple(columns), np.ascontiguousarray(np.column_stack(numbers), dtype=np.float32))


def placed(found: Ranked, listed: Int64) -> dict[str, Float64]:
    """What a method says of the people listed: score, rank and percentile among them, figures, style."""
    score = found.score[listed]
    columns = {SCORE: score, RANK: ranks(score), PERCENTILE: percentiles(score)}
    columns |= {name: figure[listed] for name, figure in found.figures.items()}
    if found.styles:
        number = {style: 1.0 + at for at, style in enumerate(STYLE_NAMES)}
        columns[STYLE] = np.array([number.get(found.styles[person], 0.0) for person in listed])
    return columns


def ranks(score: Float64) -> Float64:
    """For each number one more than there are higher ones; NaN for none."""
    known = np.sort(score[~np.isnan(score)])
    above = len(known) - np.searchsorted(known, score, side="right")
    return np.where(np.isnan(score), np.nan, 1.0 + above)


def spearman(one: Float64, other: Float64) -> float:
    """How much two orders agree, -1 to 1, among those with a number in both; NaN where one has no order."""
    both = ~(np.isnan(one) | np.isnan(other))
    first, second = (_mid_ranks(found[both]) for found in (one, other))
    spread = float(np.sqrt((first**2).sum() * (second**2).sum()))
    return float((first * second).sum()) / spread if spread > 0.0 else float("nan")


def shared_top(one: Float64, other: Float64, top: int) -> float:
    """The share of the best `top` of one that are also among the best of the other; of all, where there are fewer."""
    both = np.flatnonzero(~(np.isnan(one) | np.isnan(other)))
    most = min(top, len(both))
    if not most:
        return float("nan")
    best = [set(both[np.argsort(-found[both], kind="stable")[:most]].tolist()) for found in (one, other)]
    return len(best[0] & best[1]) / most


def _mid_ranks(found: Float64) -> NDArray[np.float64]:
    """Ranks around their mean; equals share the middle of theirs."""
    _, place, many = np.unique(found, return_inverse=True, return_counts=True)
    middle = np.cumsum(many) - (many - 1) / 2.0
    return np.asarray(middle[place] - (len(found) + 1) / 2.0)
