"""Linking adds: never a lower score, the better past is carried on, and it can be undone."""

from datetime import date, timedelta

import pytest
from tests.pipeline.homes import LAST, crowd, link, person, run, scores, take

from openclout.pipeline import Home

DAY = timedelta(days=1)


def two(home: Home, *, forum: int, blog: int) -> None:
    """Ann on a forum and annika on a blog, with so many acts a day."""
    take(home, interactions=crowd("ann", 30, per_day=forum), more=crowd("annika", 30, per_day=blog, network="blog"))


@pytest.mark.parametrize(("forum", "blog"), [(1, 1), (4, 1), (1, 4), (6, 6)])
def test_linking_never_lowers_and_carries_the_better_past(home: Home, forum: int, blog: int) -> None:
    two(home, forum=forum, blog=blog)
    run(home, LAST - DAY)
    alone = [person(home, name) for name in ("ann", "annika")]
    better = max(alone, key=lambda one: one.summary.score or 0)
    link(home, "ann-of-both", "forum:ann", "blog:annika", since=LAST)
    run(home)
    both = person(home, "ann-of-both")
    assert (both.summary.score or 0) >= (better.summary.score or 0) - 0.2  # a day older
    assert both.history[:-1] == better.history


def test_linking_again_gives_the_same_scores(home: Home) -> None:
    two(home, forum=2, blog=3)
    take(home, others=crowd("bob", 20), counts=crowd("cleo", 20, network="blog"))
    link(home, "ann", "forum:ann", "blog:annika")
    run(home)
    first = scores(home)
    home.ledger.unlink("ann", "blog", "annika", until=LAST)
    run(home, force=True)
    assert scores(home) != first
    link(home, "ann", "blog:annika", since=LAST)
    run(home, force=True)
    assert scores(home) == first


def test_somebody_on_whom_nobody_acted_answers_to_the_name_that_was_given(home: Home) -> None:
    take(home, interactions=crowd("ann", 30))
    link(home, "grace", "forum:fan0")
    run(home)
    found = person(home, "Grace").summary
    assert (found.name, found.score) == ("forum:fan0", None)


def test_nobody_elses_score_falls_because_somebody_links(home: Home) -> None:
    two(home, forum=2, blog=3)
    take(home, more=crowd("bob", 20))
    run(home)
    before = scores(home)["bob"]
    link(home, "fan", "forum:fan0", "blog:fan0", since=date(2026, 1, 1))
    run(home, force=True)
    after = scores(home)["bob"]
    assert after[0] >= before[0]  # type: ignore[operator]


def test_a_past_is_carried_on_by_one_person_only(home: Home) -> None:
    two(home, forum=2, blog=3)
    take(home, more=crowd("anna", 30, network="photos"))
    link(home, "ann", "forum:ann", "blog:annika", "photos:anna")
    run(home, LAST - DAY)
    whole = person(home, "ann").history
    for network, own in (("forum", "ann"), ("photos", "anna")):
        home.ledger.unlink("ann", network, own, until=LAST)
    link(home, "other", "photos:anna", "forum:ann", since=LAST)
    run(home)
    pasts = [person(home, name).history[:-1] for name in ("ann", "other")]
    assert sorted(map(len, pasts)) == [0, len(whole)]
    assert whole in pasts
