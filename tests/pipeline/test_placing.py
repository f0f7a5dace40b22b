"""A run places everybody under every method, or says that it does not."""

from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from tests.pipeline.homes import LAST, acts, copied, crowd, everybody, link, opened, person, run, take

import openclout
from openclout.demo.world import random_world
from openclout.pipeline import Home, forget_person
from openclout.scoring.methods import METHODS
from openclout.scoring.methods.placing import RANK, SCORE, shared_top, spearman


def test_everybody_is_placed_under_every_method_ours_first(world_home: Home) -> None:
    run(world_home, history_days=0)
    with closing(world_home.shelf.open()) as board:
        profiles = everybody(board)
    placed = [found for found in profiles if found.interactions]
    assert len(placed) > 100
    for found in placed:
        own, *rivals = found.placings
        assert (own.method, *(one.method for one in rivals)) == tuple(one.name for one in METHODS)
        assert own.score == (found.summary.score if not found.quiet else None)
        assert (own.percentile is None) == (found.percentile is None)
        assert (own.percentile or 0.0) == pytest.approx(found.percentile or 0.0, rel=1e-6)
        assert (own.people, rivals[0].people) == (found.run.numbered, found.run.people)
        assert all(1 <= one.rank <= one.people for one in rivals if one.rank is not None)
    assert len({found.placings[8].style for found in placed}) > 8


def test_a_run_with_more_rows_than_ordered_places_nobody(home: Home) -> None:
    take(home, interactions=crowd("ann", 40))
    run(home, method_rows=39)
    found = person(home, "ann")
    assert found.placings == ()
    assert (found.run.interactions, found.run.method_rows) == (40, 39)
    run(home, method_rows=40)
    assert len(person(home, "ann").placings) == len(METHODS)


def test_the_library_ranks_as_the_run_places(tmp_path: Path) -> None:
    made = random_world(5, 20, 900).interactions
    home = opened(tmp_path / "home")
    take(home, interactions=made)
    run(home, history_days=0)
    with closing(home.shelf.open()) as board:
        _, placings = board.everybody_placed()
    known = made.filter(made["at"].dt.date() > LAST - timedelta(days=730))
    for one in METHODS[1:]:
        scores = openclout.score(known, as_of=LAST, network="forum", method=one.name)["score"].to_numpy()
        np.testing.assert_allclose(np.sort(scores), np.sort(placings.column(one.name, SCORE)), rtol=1e-5, atol=1e-7)


def test_accounts_of_one_person_are_one_for_every_method(home: Home) -> None:
    take(home, one=crowd("ann", 9), other=crowd("annika", 9, network="blog"))
    link(home, "ann", "forum:ann", "blog:annika", since=date(2020, 1, 1))
    run(home, history_days=0)
    kred = person(home, "ann").placings[1]
    assert dict(kred.figures)["points received"] == 18


def test_somebody_who_only_got_dislikes_is_placed_last(home: Home) -> None:
    disliked = acts(("ben", "cleo", 1)).with_columns(act=acts(("ben", "cleo", 1))["act"].replace("like", "dislike"))
    take(home, liked=crowd("ann", 9), disliked=disliked)
    run(home, history_days=0)
    assert person(home, "cleo").placings[1].score == 1


def test_whoever_is_forgotten_is_placed_nowhere(home: Home, tmp_path: Path) -> None:
    take(home, one=crowd("ann", 9))
    never = copied(home, tmp_path / "never")
    take(home, other=crowd("bob", 9), acts=acts(("bob", "ann", 1)))
    run(home, history_days=0)
    forget_person(home, "bob")
    run(never, history_days=0)
    with closing(home.shelf.open()) as board, closing(never.shelf.open()) as other:
        keys, placings = board.everybody_placed()
        assert len(keys) == 1
        np.testing.assert_array_equal(placings.numbers, other.everybody_placed()[1].numbers)
        assert board.placed() == other.placed()


def test_agreement_is_spearmans_and_the_share_of_the_same_best() -> None:
    one = np.array([1.0, 2.0, 3.0, 4.0, np.nan])
    assert spearman(one, one) == pytest.approx(1)
    assert spearman(one, -one) == pytest.approx(-1)
    # Ranks 1, 2, 3, 4 against 1.5, 1.5, 3, 4: 4.5 / sqrt(5 x 4.5).
    assert spearman(one, np.array([0.0, 0.0, 1.0, 2.0, 9.0])) == pytest.approx(4.5 / (5 * 4.5) ** 0.5)
    assert np.isnan(spearman(one, np.zeros(5)))
    assert shared_top(one, np.array([1.0, 2.0, 4.0, 3.0, 9.0]), 2) == 1
    assert shared_top(one, np.array([4.0, 2.0, 3.0, 1.0, 9.0]), 1) == 0
    assert np.isnan(shared_top(np.full(3, np.nan), np.ones(3), 2))


def test_equals_share_the_rank_of_the_first(home: Home) -> None:
    take(home, one=crowd("ann", 12), other=crowd("bea", 12), third=acts(("fan1", "cleo", 2)))
    run(home, history_days=0)
    with closing(home.shelf.open()) as board:
        _, placings = board.everybody_placed()
    assert sorted(placings.column("kred", RANK).tolist()) == [1, 1, 3]
