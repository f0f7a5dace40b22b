"""Who is believed: what trust promises, and that it is what the formula says."""

import dataclasses

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from tests.scoring.worlds import WEIGHTS, World, world

from openclout.scoring.belief import Accounts, Edges, edges, joined, lots, standing
from openclout.scoring.weights import load

SEEDS = st.integers(0, 2**32 - 1)
BELIEF = load().belief


def edges_of(made: World) -> Edges:
    return edges(made.rows.owner, made.rows.actor, made.rows.network, made.accounts)


def dense_trust(made: World) -> np.ndarray:
    """Four rounds over a dense float64 matrix."""
    people = len(made.accounts.person)
    acted = np.zeros((people, people))
    named = made.rows.actor >= 0
    acted[made.rows.owner[named], made.rows.actor[named]] = 1.0
    eligible = (acted.sum(axis=1) >= 3) & (made.accounts.lot < 0.1)
    enough_proven = made.accounts.proven.sum() >= BELIEF.seed_minimum
    seeds = (made.accounts.proven | (eligible & ~enough_proven)).astype(np.float64)
    passes = 0.85 / np.maximum(20, acted.sum(axis=0))
    trusted = seeds
    for _ in range(4):
        trusted = seeds + acted @ (np.minimum(1.0, trusted) * passes)
    return np.asarray(np.minimum(1.0, trusted / 0.2))


@given(SEEDS)
def test_trust_equals_a_dense_reference(seed: int) -> None:
    made = world(seed, people=30, rows=300)
    found = standing(edges_of(made), made.accounts, 2, WEIGHTS)
    np.testing.assert_allclose(found.trust.vouched, dense_trust(made), rtol=1e-9, atol=1e-9)


@given(SEEDS, st.integers(2, 40))
def test_trust_is_the_same_for_every_number_of_threads(seed: int, workers: int) -> None:
    made = world(seed, people=30, rows=300)
    alone, shared = (standing(edges_of(made), made.accounts, 2, WEIGHTS, workers=many) for many in (1, workers))
    np.testing.assert_array_equal(alone.trust.vouched, shared.trust.vouched)


@given(SEEDS)
def test_vouching_lies_between_0_and_1_and_the_proven_are_believed(seed: int) -> None:
    made = world(seed)
    vouched = standing(edges_of(made), made.accounts, 2, WEIGHTS).trust.vouched
    assert ((vouched >= 0) & (vouched <= 1)).all()
    assert (vouched[made.accounts.proven] == 1).all()


@given(SEEDS, st.integers(0, 11), st.integers(0, 11))
def test_being_acted_on_never_lowers_how_far_one_is_vouched_for(seed: int, owner: int, actor: int) -> None:
    made = world(seed, trust="full")
    more = made.plus(owner=[owner], actor=[(actor + (actor == owner)) % 12], at=[made.rows.at.max()])
    before, after = (standing(edges_of(one), made.accounts, 2, WEIGHTS).trust.vouched for one in (made, more))
    assert after[owner] >= before[owner] - 1e-9


def test_fakes_that_nobody_honest_acted_on_are_not_vouched_for_however_many_they_are() -> None:
    people = 400
    chance = np.random.default_rng(1)
    ring = np.arange(200, people)
    owner = np.concatenate([chance.integers(0, 200, 2000), np.repeat(ring, 10)])
    actor = np.concatenate([chance.integers(0, 200, 2000), chance.choice(ring, 2000)])
    accounts = Accounts(
        np.arange(people, dtype=np.int32), np.zeros(people, np.int16), chance.random(people), np.arange(people) < 30
    )
    different = owner != actor
    found = edges(
        owner[different].astype(np.int32), actor[different].astype(np.int32),
        np.zeros(different.sum(), np.int16), accounts,
    )  # fmt: skip
    vouched = standing(found, accounts, 1, WEIGHTS).trust.vouched
    assert (vouched[200:] == 0).all()
    assert vouched[:200].mean() > 0.5


def test_a_network_of_strangers_is_weakly_hardened_and_a_community_is_not() -> None:
    strangers = world(1, people=200, rows=150)
    owner = strangers.rows.owner % 5
    crowd = strangers.with_rows(strangers.rows._replace(owner=owner, actor=np.arange(150, dtype=np.int32) + 5))
    weak = standing(edges_of(crowd), crowd.accounts, 2, WEIGHTS)
    assert weak.weakly_hardened.any()
    assert set(weak.trust.room) == {BELIEF.weakly_hardened.room}
    community = world(2, people=10, rows=400)
    named = community.with_rows(community.rows._replace(actor=np.maximum(community.rows.actor, 0)))
    assert not standing(edges_of(named), community.accounts, 2, WEIGHTS).weakly_hardened.any()


@given(SEEDS, st.integers(1, 11))
def test_edges_found_bucket_by_bucket_are_the_edges(seed: int, cut: int) -> None:
    made = world(seed, rows=200)
    whole = edges_of(made)
    pieces = []
    for side in (made.rows.owner >= cut, made.rows.owner < cut):
        part = edges(made.rows.owner[side], made.rows.actor[side], made.rows.network[side], made.accounts)
        pieces.append(part)
    again = joined(pieces)
    for name in ("actor", "start", "acted", "strangers"):
        np.testing.assert_array_equal(getattr(again, name), getattr(whole, name))


def test_a_lot_is_drawn_from_the_name_alone_and_evenly() -> None:
    names = pl.Series([f"mastodon:{i}" for i in range(20_000)])
    drawn = lots(names)
    np.testing.assert_array_equal(drawn[:3], lots(names[:3]))
    assert abs((drawn < 0.1).mean() - 0.1) < 0.01
    mixed = ["ö:ü", "", "a"]
    assert lots(pl.Series(mixed)).tolist() == [lots(pl.Series([name]))[0] for name in mixed]


@given(SEEDS)
def test_stand_ins_step_back_once_enough_identities_are_proven(seed: int) -> None:
    made = world(seed, people=60, rows=900)
    lucky = dataclasses.replace(made.accounts, lot=np.zeros(60), proven=np.arange(60) < BELIEF.seed_minimum)
    few = dataclasses.replace(lucky, proven=np.arange(60) < BELIEF.seed_minimum - 1)
    found = edges_of(made)
    with_stand_ins = standing(found, few, 2, WEIGHTS).trust.vouched
    without = standing(found, lucky, 2, WEIGHTS).trust.vouched
    assert with_stand_ins.sum() >= without.sum()
