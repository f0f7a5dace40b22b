"""Too little to go by gives no number, never a low one; after a silence the last number stays."""

from datetime import UTC, date, datetime, time, timedelta

import polars as pl
import pytest
from tests.pipeline.homes import LAST, acts, crowd, everybody, person, run, take

from openclout.lake import Lake
from openclout.pipeline import Home, newest_day
from openclout.vocabulary.errors import BadInput, NotFound
from openclout.vocabulary.records import Profile

DAY = timedelta(days=1)


def test_the_last_number_stays_through_a_silence(home: Home) -> None:
    take(home, interactions=crowd("ann", 300).filter(pl.col("at").dt.date() <= LAST - 100 * DAY), more=crowd("bob", 9))
    run(home, history_days=30)
    ann = person(home, "ann")
    last = next(day for day in reversed(ann.history) if day.score is not None)
    assert last.day == LAST - 11 * DAY
    assert ann.quiet
    assert (ann.summary.score, ann.summary.low, ann.summary.high) == (last.score, last.low, last.high)
    assert ann.percentile is None
    with home.shelf.open() as board:
        assert board.find("ann").score is None
        assert "ann" not in [summary.name for summary in board.top(limit=9)]


def test_a_silence_beyond_the_history_keeps_the_last_number(home: Home) -> None:
    take(home, interactions=crowd("ann", 600).filter(pl.col("at").dt.date() <= LAST - 500 * DAY), more=crowd("bob", 2))
    run(home, LAST - 420 * DAY)
    run(home, history_rows=0)
    assert [(day.day, day.score is None) for day in person(home, "ann").history] == [
        (LAST - 420 * DAY, False),
        (LAST, True),
    ]


def test_two_fans_are_too_little(home: Home) -> None:
    take(home, interactions=crowd("ann", 60, fans=2, per_day=9), more=crowd("bob", 60, fans=3))
    run(home)
    assert person(home, "ann").summary.score is None
    assert not person(home, "ann").quiet
    assert person(home, "bob").summary.score is not None


def test_an_empty_lake_says_so(home: Home) -> None:
    for asked in (lambda: run(home), lambda: newest_day(home)):
        with pytest.raises(BadInput, match="holds no interactions yet"):
            asked()
    assert home.shelf.days() == ()


def test_a_single_interaction_is_published(home: Home) -> None:
    take(home, interactions=acts(("ann", "bob", 0)))
    found = run(home)
    assert (found.people, found.numbered, found.interactions) == (1, 0, 1)
    bob = person(home, "bob")
    assert (bob.summary.score, bob.fans, bob.reach) == (None, 1, 1)
    assert person(home, "ann").fans == 0


def test_only_acts_on_oneself_are_nothing(home: Home) -> None:
    take(home, interactions=acts(("ann", "annika", 0), ("annika", "ann", 1)))
    take(home, links=pl.DataFrame({"person": ["ann"] * 2, "account": ["ann", "annika"], "network": ["forum"] * 2}))
    home.ledger.link_all(())
    found = run(home)
    assert found.numbered == 0


@pytest.mark.parametrize("day", [date(1999, 1, 1), LAST - 30 * DAY, date(2090, 1, 1)])
def test_a_day_without_rows_in_memory_says_so(home: Home, day: date) -> None:
    take(home, interactions=acts(("ann", "bob", 0), ("ann", "bob", 5)))
    with pytest.raises(BadInput, match="those of the lake are from 2026-11-16 to 2026-11-21"):
        run(home, day)
    assert home.shelf.days() == ()


def test_a_long_gap_in_the_rows_is_no_trouble(home: Home) -> None:
    old = crowd("ann", 9).with_columns(pl.col("at") - timedelta(days=1500))
    take(home, interactions=old, more=crowd("bob", 9))
    assert run(home, history_days=40).people == 1
    assert len(person(home, "bob").history) == 9


def test_reach_and_amplification_and_impact_are_what_they_say(shown: Home) -> None:
    with shown.shelf.open() as board:
        people = everybody(board)
        persons = board.persons(shown.lake.account_count())
    plain = plainly(shown.lake, pl.DataFrame({"key": range(len(persons)), "person": persons}), people)
    for one in people:
        reach, per_post, impact = plain.get(one.summary.key, (0, None, None))
        assert one.reach == reach
        assert one.amplification == (None if per_post is None else pytest.approx(per_post))
        assert one.impact == pytest.approx(impact)


def plainly(
    lake: Lake, whose: pl.DataFrame, people: list[Profile]
) -> dict[int, tuple[int, float | None, float | None]]:
    """Reach, amplification and impact of the last 90 days, in plain polars."""
    keys, since = whose.with_columns(pl.all().cast(pl.Int32)), datetime.combine(LAST - 89 * DAY, time(), UTC)
    rows = pl.DataFrame(lake.interactions()).join(keys.rename({"key": "target", "person": "owner"}), on="target")
    rows = rows.join(keys.rename({"key": "actor", "person": "by"}), on="actor", how="left")
    rows = rows.filter((pl.col("by") != pl.col("owner")).fill_null(value=True))
    scores = pl.DataFrame({"by": [one.summary.key for one in people], "score": [one.summary.score for one in people]})
    fans = rows.unique(["owner", "actor"]).join(scores.cast({"by": pl.Int32}), on="by", how="left")
    recent, on_post = rows.filter(pl.col("at") >= since), pl.col("post").filter(pl.col("post") != -1)
    made = lake.posts(lake.post_keys()).filter(pl.col("at") >= since).rename({"author": "key"}).join(keys, on="key")
    found = (
        recent.group_by("owner")
        .agg(reach=pl.col("actor").n_unique(), acts=pl.len(), posts=on_post.n_unique())
        .join(fans.group_by("owner").agg(impact=pl.col("score").median()), on="owner", how="right")
        .join(made.group_by(owner="person").agg(written=pl.len()), on="owner", how="full", coalesce=True)
        .with_columns(pl.col("acts", "reach", "posts", "written").fill_null(0))
        .with_columns(posts=pl.max_horizontal("posts", "written"))
        .with_columns(per_post=pl.when(pl.col("posts") > 0).then(pl.col("acts") / pl.col("posts")))
    )
    return {row["owner"]: (row["reach"], row["per_post"], row["impact"]) for row in found.rows(named=True)}


def test_nobody_of_that_name(shown: Home) -> None:
    with pytest.raises(NotFound, match="Nobody called"):
        person(shown, "no such person")
