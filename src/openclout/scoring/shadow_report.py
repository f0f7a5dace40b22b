"""A report on what another version would change: how far people move, where, and why.

Comes in: moves (person, before, after, a column per group of numbers; in hundredths). Goes out: `Spread`s and sums.
"""

from collections.abc import Iterator

import numpy as np
import polars as pl

from openclout.scoring.shadow import GROUPS
from openclout.vocabulary.shadows import Reason, Spread

FAR = (100, 200, 500)
"""Moves that are counted: more than so many hundredths of a point."""
BAND = 1000
"""Bands of scores are so many hundredths wide."""
LEAST_FOR_RANKS = 2
MOVE = "move"


def both(moves: pl.DataFrame) -> pl.DataFrame:
    """Those with a number under both versions, with how far they move."""
    return moves.filter(pl.col("before").is_not_null(), pl.col("after").is_not_null()).with_columns(
        (pl.col("after") - pl.col("before")).alias(MOVE)
    )


def gained_and_lost(moves: pl.DataFrame) -> tuple[int, int]:
    """How many would get a number, and how many would lose theirs."""
    return int(moves["before"].null_count()), int(moves["after"].null_count())


def spread(label: str, moved: pl.DataFrame) -> Spread:
    """How far some people move."""
    move = moved[MOVE].to_numpy()
    if not len(move):
        return Spread(label, 0, 0, 0, (0, 0, 0), 0.0, 0.0, 0.0, 0.0)
    one, two, five = (int((np.abs(move) > far).sum()) for far in FAR)
    p5, p50, p95 = (float(found) / 100 for found in np.quantile(move, (0.05, 0.5, 0.95)))
    up, down = int((move > 0).sum()), int((move < 0).sum())
    return Spread(label, len(move), up, down, (one, two, five), float(move.mean()) / 100, p5, p50, p95)


def bands(moved: pl.DataFrame) -> Iterator[Spread]:
    """The same by bands of ten points of the score before, lowest first."""
    for band in sorted(set((moved["before"] // BAND).to_list())):
        people = moved.filter(pl.col("before") // BAND == band)
        yield spread(f"{BAND * band // 100} to {BAND * (band + 1) // 100}", people)


def networks(moved: pl.DataFrame, held: pl.DataFrame) -> Iterator[Spread]:
    """The same by network; `held` says on which networks (person, network) everybody is."""
    joined = moved.join(held, on="person")
    for network in joined["network"].unique().sort():
        yield spread(network, joined.filter(pl.col("network") == network))


def mean_reasons(moved: pl.DataFrame) -> tuple[Reason, ...]:
    """What each group does on average, if it does anything to anybody."""
    return tuple(
        Reason(group, float(moved[group].to_numpy().mean()) / 100) for group in GROUPS if (moved[group] != 0).any()
    )


def correlation(moved: pl.DataFrame) -> float | None:
    """Spearman's correlation between both scores; None where there is no order to compare."""
    if len(moved) < LEAST_FOR_RANKS or moved["before"].n_unique() == 1 or moved["after"].n_unique() == 1:
        return None
    before, after = (moved[name].rank("average").to_numpy() for name in ("before", "after"))
    return float(np.corrcoef(before, after)[0, 1])


def largest(moved: pl.DataFrame, limit: int) -> pl.DataFrame:
    """Those who move furthest, the keys deciding between equals."""
    return moved.sort(pl.col(MOVE).abs(), "person", descending=[True, False]).head(limit)
