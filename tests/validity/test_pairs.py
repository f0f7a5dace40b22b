"""Votes on pairs are foreseen by weights that never punish, fitted without the people who are judged."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from openclout.validity.pairs import RECEIVED, auc, fitted, pairs_card, votes
from openclout.validity.protocol import protocol
from openclout.vocabulary.errors import WrongTable

VOTES = Path(__file__).parents[3] / "shared" / "data" / "sets" / "peerindex_influencers" / "dev_pairs.csv"


def made(count: int = 600, persons: int = 80) -> pl.DataFrame:
    """Votes that follow followers and listings, and that posts speak against."""
    chance = np.random.default_rng(4)
    signals = {name: chance.lognormal(3, 1.5, persons) for name in (*RECEIVED, "posts")}
    worth = np.log1p(signals["follower_count"]) + 2 * np.log1p(signals["listed_count"]) - np.log1p(signals["posts"])
    first, second = chance.integers(0, persons, (2, count))
    second = np.where(first == second, (second + 1) % persons, second)
    chosen = chance.random(count) < 1 / (1 + np.exp(worth[second] - worth[first]))
    sides = {"A": first, "B": second}
    columns = {f"{side}_{name}": signals[name][who] for side, who in sides.items() for name in signals}
    return pl.DataFrame({"Choice": chosen.astype(int), **columns, "A_id": first, "B_id": second})


def test_weights_are_never_negative_and_find_what_counts() -> None:
    card = pairs_card(votes(made(), "made"), "made", protocol())
    weights = {model.name: model.weights for model in card.models}
    assert all(weight >= 0 for known in weights.values() for weight in known.values())
    assert weights["all"]["posts"] == 0.0
    assert weights["received"]["listed_count"] > weights["received"]["follower_count"] > 0.1
    by_name = {model.name: model.auc.value or 0.0 for model in card.models}
    assert by_name["received"] > by_name["followers"] > 0.5


def test_which_side_somebody_stands_on_does_not_matter() -> None:
    found = votes(made(), "made")
    there = fitted(found.apart, found.chosen)
    assert fitted(-found.apart, ~found.chosen) == pytest.approx(there, abs=1e-4)


def test_the_area_is_the_share_of_rightly_ordered_votes() -> None:
    margin, chosen = np.array([3.0, 1.0, 1.0, -2.0]), np.array([True, True, False, False])
    assert auc(margin, chosen, np.ones(4)) == pytest.approx(3.5 / 4)


def test_a_table_that_is_no_votes_says_what_it_lacks() -> None:
    with pytest.raises(WrongTable, match="Choice"):
        votes(made().drop("Choice"), "made.csv")
    with pytest.raises(WrongTable, match="numbers"):
        votes(made().with_columns(A_posts=pl.lit("many")), "made.csv")


def test_the_bars_of_the_votes_are_met() -> None:
    if not VOTES.exists():
        pytest.skip("the votes are not here")
    card = pairs_card(votes(pl.read_csv(VOTES), VOTES.name), "peerindex_influencers", protocol())
    found = {model.name: model.auc.value or 0.0 for model in card.models}
    assert found["received"] >= 0.84
    assert found["all"] >= 0.85
