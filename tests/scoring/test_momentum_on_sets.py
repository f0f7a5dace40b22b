"""Momentum finds who is heard next at least as well as fast counting does, on fast sets and on slow ones."""

import numpy as np
import polars as pl
import pytest
from tests.scoring.test_published_figures import interactions, ndcg_at_100
from tests.scoring.worlds import World, rows_of

from openclout.scoring.belief import full_trust
from openclout.scoring.edges import Accounts
from openclout.scoring.points import DAY

HALF_LIVES = (1 / 24, 0.25, 1.0, 7.0)
SETS = ("collegemsg", "higgs_twitter", "discord_ethrnd", "maillist_r", "discourse_urho3d")


@pytest.mark.parametrize("name", SETS)
def test_momentum_is_as_good_as_the_best_fast_count_picked_afterwards(name: str) -> None:
    rows = interactions(name)
    found = np.array([_ndcg(rows, cut) for cut in (0.3, 0.5, 0.7)]).mean(axis=0)
    momentum, baselines = found[0], found[1:]
    assert momentum >= baselines.max() - 0.015


def _ndcg(rows: pl.DataFrame, cut: float) -> list[float]:
    """NDCG@100 of momentum, and of counts with each fast half-life, at one cut."""
    at = rows["ts"].dt.epoch("us").to_numpy()
    owner, actor = rows["target"].to_numpy(), rows["actor"].to_numpy()
    people, span = 1 + int(max(owner.max(), actor.max())), int(at.max() - at.min())
    cut_at = int(at.min() + cut * span)
    past = at < cut_at
    future = ~past & (at < cut_at + int(min(90 * DAY, 0.2 * span)))
    accounts = Accounts(
        np.arange(people, dtype=np.int32), np.zeros(people, np.int16), np.zeros(people), np.zeros(people, bool)
    )
    made = World(rows_of(owner=owner[past], actor=actor[past], at=at[past]), accounts, full_trust(accounts, 1), 1)
    momentum = made.scored(cut_at).people["momentum"].to_numpy()
    age = (cut_at - at[past]) / DAY
    counts = [np.bincount(owner[past], 0.5 ** (age / half_life), minlength=people) for half_life in HALF_LIVES]
    pairs = np.unique(np.stack([owner[future], actor[future]]), axis=1)
    reached = np.bincount(pairs[0], minlength=people)
    population = np.unique(owner[past])
    return [ndcg_at_100(known[population], reached[population].astype(float)) for known in (momentum, *counts)]
