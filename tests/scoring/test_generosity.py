"""Generosity: levels as they were published, and no part of any score."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.scoring.worlds import NOW, WEIGHTS, world

from openclout.engines.giving import gifts, give, nobody_gave
from openclout.scoring.generosity import generosity, threshold
from openclout.vocabulary.acts import Act

SEEDS = st.integers(0, 2**32 - 1)


@pytest.mark.parametrize(("acts", "level"), [(0, 0), (9, 0), (10, 1), (26, 1), (27, 2), (8308, 11), (8310, 12)])
def test_levels_begin_where_they_were_published(acts: int, level: int) -> None:
    found = generosity(acts, 1, WEIGHTS)
    assert found.level == level
    assert found.points == 10 * acts
    assert [threshold(at, WEIGHTS) for at in (1, 2)] == [100.0, 270.0]


@given(st.integers(0, 10**6))
def test_one_more_act_never_lowers_a_level(acts: int) -> None:
    assert generosity(acts, 1, WEIGHTS).level <= generosity(acts + 1, 1, WEIGHTS).level


@given(SEEDS, st.sampled_from(["day", "full", "random"]))
def test_giving_counts_acts_and_people_that_earned_others_points(seed: int, trust: str) -> None:
    made = world(seed, rows=150, trust=trust)
    giving = nobody_gave(12)
    give(giving, gifts(made.scored().ties, made.accounts.person))
    rows = made.rows
    counts = (rows.actor >= 0) & (rows.act != Act.DISLIKE) & (NOW - rows.at < WEIGHTS.memory_days * 86_400_000_000)
    for person in range(12):
        done = counts & (rows.actor == person)
        assert giving.acts[person] == done.sum()
        assert giving.people[person] == len(set(rows.owner[done].tolist()))


@given(SEEDS)
def test_several_accounts_of_a_person_help_somebody_once(seed: int) -> None:
    made = world(seed, rows=150)
    joined = np.arange(12, dtype=np.int32) // 2
    giving = nobody_gave(12)
    give(giving, gifts(made.scored().ties, joined))
    ties = made.scored().ties
    for person in range(6):
        mine = (ties["actor"] >= 0) & (joined[ties["actor"]] == person)
        assert giving.people[person] == len(set(ties["owner"][mine].tolist()))


@given(SEEDS, st.lists(st.tuples(st.integers(1, 11), st.integers(1, 15)), min_size=1, max_size=30))
def test_what_a_person_does_for_others_never_moves_the_persons_own_figures(
    seed: int, done: list[tuple[int, int]]
) -> None:
    made = world(seed, trust="random")
    networks = [int(made.accounts.network[owner]) for owner, _ in done]
    owners, acts = [owner for owner, _ in done], [act for _, act in done]
    generous = made.plus(owner=owners, actor=[0] * len(done), at=[NOW - 1] * len(done), act=acts, network=networks)
    assert generous.scored().people.head(1).equals(made.scored().people.head(1))


def test_numbers_of_generosity_move_no_score() -> None:
    other = dataclasses.replace(WEIGHTS, generosity=dataclasses.replace(WEIGHTS.generosity, act_points=99.0))
    made = world(3)
    assert made.scored(weights=other).people.equals(made.scored().people)
