"""Everything adds up: parts to raw, causes to changes; and the cause that is named is what happened."""

from datetime import date, timedelta
from random import Random

import numpy as np
import polars as pl
import pytest
from tests.pipeline.homes import LAST, acts, crowd, everybody, link, methods, person, run, take

from openclout.pipeline import Home, why_since
from openclout.vocabulary.errors import NotFound
from openclout.vocabulary.records import Change

DAY = timedelta(days=1)


def cents(points: float) -> int:
    return round(100 * points)


def summed(change: Change) -> int:
    return sum(cents(cause.points) for cause in change.causes)


def kinds(change: Change) -> dict[str, int]:
    found: dict[str, int] = {}
    for cause in change.causes:
        found[cause.kind] = found.get(cause.kind, 0) + cents(cause.points)
    return found


def test_parts_add_up_to_raw_in_four_ways(shown: Home) -> None:
    with shown.shelf.open() as board:
        for profile in everybody(board):
            counted = sum(part.points for part in profile.by_count)
            for parts in (profile.by_act, profile.by_network, profile.by_actor, profile.by_post):
                assert sum(part.points for part in parts) + counted == pytest.approx(profile.raw, abs=1e-9)
            assert sum(holding.share for holding in profile.holdings) <= 1 + 1e-9


def test_who_is_called_like_another_is_told_by_the_account(home: Home) -> None:
    fans = [(name, "ann", days) for days, name in enumerate(("ben", "cy"))]
    both = [acts(*fans, network=network) for network in ("forum", "chat")]
    take(home, interactions=pl.concat([*both, acts(("dan", "ann", 3))]))
    link(home, "ann", "forum:ann", "chat:ann")
    run(home)
    assert {part.label for part in person(home, "ann").by_actor} == {
        *("ben (forum:ben)", "ben (chat:ben)", "cy (forum:cy)", "cy (chat:cy)"),
        "dan",
    }


def test_causes_of_every_change_sum_to_what_was_published(world_home: Home) -> None:
    run(world_home, history_days=12, methods=methods(LAST - 5 * DAY))
    with world_home.shelf.open() as board:
        told = 0
        for row in board.all("SELECT person FROM person"):
            published = {day.day: day.score for day in board.history(row["person"])}
            for change in board.changes(row["person"]):
                then, now = published[change.since], published[change.until]
                assert then is not None
                assert now is not None
                assert summed(change) == cents(change.points) == cents(now) - cents(then)
                told += 1
        assert told > 50


def test_why_sums_for_anybody_since_any_day(shown: Home) -> None:
    rng = Random(4)
    with shown.shelf.open() as board:
        names = [summary.name for summary in board.top(limit=1000)]
    asked = 0
    for _ in range(40):
        name, since = rng.choice(names), LAST - rng.randint(0, 10) * DAY
        try:
            change = why_since(shown, name, since)
        except NotFound:
            continue
        published = {day.day: day.score for day in person(shown, name).history}
        assert summed(change) == cents(change.points) == cents(published[LAST] or 0) - cents(published[since] or 0)
        asked += 1
    assert asked > 20


def test_what_is_new_is_named_with_who_did_it(home: Home) -> None:
    take(home, interactions=crowd("ann", 30))
    run(home, LAST - DAY)
    poem = {"post": "p1", "author": "ann", "at": LAST, "text": "A poem about tea", "network": "forum"}
    fresh = acts(*[(f"new{number}", "ann", 0) for number in range(9)], post="p1")
    take(home, posts=pl.DataFrame([poem]), interactions=fresh)
    run(home, force=True)
    stored, asked = person(home, "ann").changes[-1], why_since(home, "ann", LAST - DAY)
    for change in (stored, asked):
        best = change.causes[0]
        assert (best.kind, best.points > 0) == ("new", True)
        assert "9 new interactions by new" in best.words
        assert "A poem about tea" in best.words
    assert stored.causes == asked.causes


def test_silence_is_ageing(home: Home) -> None:
    take(home, interactions=crowd("ann", 30).filter(pl.col("at").dt.date() < LAST - 9 * DAY))
    run(home, history_days=9)
    change = why_since(home, "ann", LAST - 8 * DAY)
    assert set(kinds(change)) <= {"ageing", "standing"}
    assert kinds(change)["ageing"] < 0


def test_a_new_method_is_named(world_home: Home) -> None:
    run(world_home, history_days=4, methods=methods(LAST - DAY))
    with world_home.shelf.open() as board:
        name = board.top(limit=3)[2].name
    across = why_since(world_home, name, LAST - 2 * DAY)
    assert kinds(across)["method"] > 0
    assert "method" not in kinds(why_since(world_home, name, LAST - DAY))
    stored = next(change for change in person(world_home, name).changes if change.until == LAST - DAY)
    assert kinds(stored)["method"] > 0


def test_a_link_is_named_when_it_comes_and_when_it_goes(home: Home) -> None:
    take(home, interactions=crowd("ann", 40), more=crowd("annika", 40, per_day=2, network="blog"))
    link(home, "ann", "forum:ann")
    run(home, LAST - 3 * DAY)
    link(home, "ann", "blog:annika", since=LAST - 2 * DAY)
    run(home, LAST - DAY)
    joined = why_since(home, "ann", LAST - 3 * DAY)
    assert kinds(joined)["links"] > 0
    assert summed(joined) == cents(joined.points)
    home.ledger.unlink("ann", "blog", "annika", until=LAST)
    run(home)
    parted = next(change for change in person(home, "ann").changes if change.until == LAST)
    assert kinds(parted)["links"] < 0
    assert summed(parted) == cents(parted.points)
    asked = why_since(home, "ann", LAST - DAY)
    assert kinds(asked)["links"] < 0
    assert summed(asked) == cents(asked.points)


def test_a_link_told_late_is_still_a_link(home: Home) -> None:
    take(home, interactions=crowd("ann", 40), more=crowd("annika", 40, per_day=2, network="blog"))
    run(home, LAST - DAY)
    link(home, "ann", "forum:ann", "blog:annika", since=LAST - 20 * DAY)
    run(home)
    change = person(home, "ann").changes[-1]
    assert kinds(change)["links"] > 0
    asked = why_since(home, "ann", LAST - DAY)
    assert kinds(asked)["links"] > 0
    assert summed(asked) == cents(asked.points)


def test_counts_are_named(home: Home) -> None:
    stated = pl.DataFrame({"account": ["ann"], "kind": ["follower"], "network": ["forum"]})
    few, many = (stated.with_columns(count=pl.lit(count), at=at) for count, at in ((3, LAST - 9 * DAY), (10**7, LAST)))
    take(home, interactions=crowd("ann", 30), counts=few, more=many)
    run(home)
    assert kinds(why_since(home, "ann", LAST - DAY))["counts"] > 0


def test_a_count_of_the_following_midnight_is_not_known_yet(home: Home) -> None:
    following = pl.DataFrame({"account": ["ann"], "kind": ["follower"], "network": ["forum"], "count": [10**6]})
    take(home, interactions=crowd("ann", 30), counts=following.with_columns(at=pl.lit(LAST + DAY)))
    run(home)
    assert person(home, "ann").by_count == ()


def test_rows_read_late_are_told_apart(home: Home) -> None:
    take(home, interactions=crowd("ann", 30))
    run(home, LAST - DAY)
    take(home, late=acts(("bob", "ann", 20), ("zoe", "ann", 20)))
    run(home, force=True)
    change = why_since(home, "ann", LAST - DAY)
    late = [cause for cause in change.causes if "read only now" in cause.words]
    assert [cause.kind for cause in late] == ["new"]
    assert late[0].points > 0
    assert summed(change) == cents(change.points)


def test_why_says_when_a_day_has_no_number(shown: Home) -> None:
    with shown.shelf.open() as board:
        name = board.top(limit=1)[0].name
    with pytest.raises(NotFound, match="has no number on both"):
        why_since(shown, name, date(2020, 1, 1))
    assert why_since(shown, name, LAST).causes == ()
    with pytest.raises(NotFound, match="Nobody called"):
        why_since(shown, "nobody at all", LAST - DAY)


def test_measures_are_what_they_say(shown: Home) -> None:
    with shown.shelf.open() as board:
        profiles = everybody(board)
    numbered = np.array([one.summary.score for one in profiles if one.summary.score is not None and not one.quiet])
    for one in profiles:
        if one.summary.score is not None and not one.quiet:
            assert one.percentile == pytest.approx((numbered < one.summary.score).mean())
        else:
            assert one.percentile is None
