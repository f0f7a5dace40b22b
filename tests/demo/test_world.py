"""The made-up world keeps its promises: the same for ever, true to its roles, and of a plausible scale."""

import re
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from tests.demo.reference import reference

from openclout.demo.roles import BOT_DAYS, HOLIDAY_DAYS, NETWORKS, ROLES, headcount
from openclout.demo.words import COMMUNITIES
from openclout.demo.world import IMPORTED, World, random_world, small_world, world, write
from openclout.vocabulary.acts import Act

LAST_DAY = date(2026, 11, 21)


def figure(found: object) -> Any:
    """A number, day or instant: polars types what sums up a column too widely to compare it."""
    return found


def _of(made: World, role: str) -> list[str]:
    return made.truth.filter(pl.col("role") == role)["account"].to_list()


def _received(made: World, role: str) -> pl.DataFrame:
    return made.interactions.filter(pl.col("target").is_in(_of(made, role)))


def _moment(made: World, days_ago: float) -> datetime:
    """So many days before the end of the last day."""
    end = datetime(made.last_day.year, made.last_day.month, made.last_day.day, tzinfo=UTC) + timedelta(days=1)
    return end - timedelta(days=days_ago)


def test_the_same_seed_gives_the_same_world(small: World) -> None:
    again = small_world(7)
    for name in (*IMPORTED, "truth"):
        assert_frame_equal(getattr(small, name), getattr(again, name))
        assert getattr(small, name).hash_rows().to_list() == getattr(again, name).hash_rows().to_list()


def test_another_seed_gives_another_world(small: World) -> None:
    other = small_world(8)
    assert not small.interactions.equals(other.interactions)
    assert not small.posts.equals(other.posts)


@pytest.mark.parametrize("size", ["full", "small"])
def test_every_role_is_there_in_its_number(size: str, request: pytest.FixtureRequest) -> None:
    made: World = request.getfixturevalue(size)
    wanted = headcount(3000 if size == "full" else 200)
    found = dict(made.truth.unique("person").group_by("role").len().iter_rows())
    assert found == wanted
    assert set(found) == set(ROLES)


def test_a_world_too_small_for_its_roles_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 120 people"):
        world(last_day=LAST_DAY, people=100)
    with pytest.raises(ValueError, match="at least 60 days"):
        world(last_day=LAST_DAY, days=30)


def test_the_world_is_of_the_promised_size(full: World) -> None:
    assert 250_000 <= full.interactions.height <= 400_000


@pytest.mark.parametrize("size", ["full", "small"])
def test_tables_have_the_columns_that_people_import(size: str, request: pytest.FixtureRequest) -> None:
    made: World = request.getfixturevalue(size)
    assert made.interactions.columns == ["actor", "target", "act", "at", "network", "post"]
    assert made.posts.columns == ["post", "author", "at", "text", "network", "url"]
    assert made.counts.columns == ["account", "kind", "count", "at", "network"]
    assert made.accounts.columns == ["account", "handle", "title", "network"]
    assert made.links.columns == ["person", "account", "network", "title", "proof", "since"]
    assert set(made.interactions["act"]) <= {act.word for act in Act}
    assert set(made.interactions["network"]) == set(NETWORKS)


@pytest.mark.parametrize("size", ["full", "small"])
def test_rows_are_sorted_distinct_and_within_the_time(size: str, request: pytest.FixtureRequest) -> None:
    made: World = request.getfixturevalue(size)
    assert made.interactions["at"].is_sorted()
    assert made.posts["at"].is_sorted()
    assert made.interactions.is_unique().all()
    assert made.posts.select("network", "post").is_unique().all()
    assert made.accounts.select("network", "account").is_unique().all()
    assert figure(made.interactions["at"].max()) < _moment(made, 0)
    assert figure(made.posts["at"].max()) < _moment(made, 0)


@pytest.mark.parametrize("size", ["full", "small"])
def test_nobody_acts_on_themselves(size: str, request: pytest.FixtureRequest) -> None:
    made: World = request.getfixturevalue(size)
    whose = made.truth.select("account", "network", "person")
    rows = made.interactions.join(whose, left_on=["actor", "network"], right_on=["account", "network"])
    rows = rows.join(whose, left_on=["target", "network"], right_on=["account", "network"])
    assert rows.height == made.interactions.height
    assert rows.filter(pl.col("person") == pl.col("person_right")).is_empty()


@pytest.mark.parametrize("size", ["full", "small"])
def test_nobody_reacts_to_a_post_before_it_is_written(size: str, request: pytest.FixtureRequest) -> None:
    made: World = request.getfixturevalue(size)
    rows = made.interactions.drop_nulls("post")
    joined = rows.join(made.posts, on=["network", "post"])
    assert joined.height == rows.height
    assert (joined["at"] >= joined["at_right"]).all()
    assert (joined["target"] == joined["author"]).all()


def test_all_names_are_reserved_and_unique(full: World) -> None:
    words = pl.concat([full.accounts["account"], full.accounts["handle"], full.posts["url"].drop_nulls()])
    words = pl.concat([words, full.posts["text"], full.accounts["title"]])
    domains = re.compile(
        r"[a-z0-9-]+\.(?!example\b)(?:com|org|net|io|dev|social|app|me|info|xyz|co|tv|uk|de)\b", re.IGNORECASE
    )
    assert [word for word in words.unique().to_list() if domains.search(word)] == []
    hosts = full.accounts.filter(pl.col("network").is_in(["bluesky", "mastodon", "blog"]))["account"]
    assert hosts.str.contains(r"\.example(/|$)").all()


def test_texts_are_mostly_different_and_complete(full: World) -> None:
    texts = full.posts["text"]
    assert texts.n_unique() / len(texts) > 0.6
    assert not texts.str.contains(r"[{}]|  |lorem").any()
    assert texts.str.contains(r"^['\d\p{Lu}]").all()
    assert figure(texts.str.len_chars().max()) <= 300


def test_the_cast_can_be_looked_up(full: World, small: World) -> None:
    for made in (full, small):
        for who in made.cast:
            own = made.truth.filter(pl.col("person") == who.name)
            assert who.role in own["role"]
            assert who.community in own["community"]
            handles = made.accounts.join(own, on=["account", "network"])
            assert who.handle in handles["handle"]
            assert who.title in handles["title"]


def test_the_main_character_proved_six_accounts_on_five_networks(full: World, small: World) -> None:
    for made in (full, small):
        own = made.links.filter(pl.col("person") == "ada")
        assert own.height == 6
        assert own["network"].n_unique() == 5
        assert own["title"].unique().to_list() == ["Ada Okafor"]


def test_communities_keep_mostly_to_themselves_but_not_only(full: World) -> None:
    place = full.truth.filter(pl.col("role").is_in(["ordinary", "expert"])).select("account", "network", "community")
    rows = full.interactions.join(place, left_on=["actor", "network"], right_on=["account", "network"])
    rows = rows.join(place, left_on=["target", "network"], right_on=["account", "network"])
    inside = figure((rows["community"] == rows["community_right"]).mean())
    assert len(COMMUNITIES) >= 8
    assert 0.6 < inside < 0.95


def test_lurkers_act_and_receive_nothing(full: World, small: World) -> None:
    for made in (full, small):
        assert made.interactions.filter(pl.col("actor").is_in(_of(made, "lurker"))).height > 0
        assert _received(made, "lurker").is_empty()


def test_bots_act_in_the_last_forty_days_and_only_on_the_buyer_and_each_other(full: World, small: World) -> None:
    for made in (full, small):
        bots = _of(made, "bot")
        rows = made.interactions.filter(pl.col("actor").is_in(bots))
        assert figure(rows["at"].min()) >= _moment(made, BOT_DAYS)
        assert set(rows["target"]) <= {*bots, "maxreach.example"}
        assert set(_received(made, "bot")["actor"]) <= set(bots)
        assert set(bots) <= set(_received(made, "buyer")["actor"])
        since = made.truth.filter(pl.col("role") == "bot")["since"]
        assert figure(since.min()) >= made.last_day - timedelta(days=BOT_DAYS)


def test_the_ring_reshares_itself_every_day(full: World) -> None:
    members = _of(full, "ring")
    rows = full.interactions.filter(
        pl.col("actor").is_in(members) & pl.col("target").is_in(members) & (pl.col("act") == "announce")
    )
    days = rows.group_by("actor").agg(pl.col("at").dt.date().n_unique().alias("days"))
    assert len(members) == len(days) == 12
    assert figure(days["days"].min()) > 160
    assert rows.select("actor", "target").n_unique() == 12 * 11
    outside = _received(full, "ring").filter(~pl.col("actor").is_in(members))
    assert outside.height < rows.height / 50


def test_the_holiday_is_silent_after_a_steady_time(full: World, small: World) -> None:
    for made in (full, small):
        rows = _received(made, "holiday")
        assert figure(rows["at"].max()) < _moment(made, HOLIDAY_DAYS)
        own = made.interactions.filter(pl.col("actor").is_in(_of(made, "holiday")))
        assert figure(own["at"].max()) < _moment(made, HOLIDAY_DAYS)
    weeks = _received(full, "holiday").filter(pl.col("at") >= _moment(full, 14 + 91))
    assert weeks["at"].dt.truncate("1w").n_unique() >= 13


def test_one_who_returned_was_silent_for_three_weeks(full: World, small: World) -> None:
    for made in (full, small):
        rows = _received(made, "returned")
        assert rows.filter(pl.col("at").is_between(_moment(made, 25), _moment(made, 4), closed="left")).is_empty()
        assert rows.filter(pl.col("at") >= _moment(made, 4)).height > 0


def test_the_second_link_comes_after_three_quarters_of_the_time(full: World, small: World) -> None:
    for made, days in ((full, 150), (small, 45)):
        since = made.links.filter(pl.col("person") == "priya").sort("since")["since"].to_list()
        assert len(since) == 2
        assert since[0] < made.first_day
        assert since[1] == made.first_day + timedelta(days=days)


def test_the_newcomer_rises_from_nothing(full: World) -> None:
    rows = _received(full, "newcomer")
    assert figure(rows["at"].min()) >= _moment(full, 45)
    scores = [
        reference(full, ago).filter(pl.col("role") == "newcomer")["score"].item() or 10 for ago in (46, 30, 15, 0)
    ]
    assert all(later > earlier for earlier, later in pairwise(scores))


def test_the_wonder_had_one_hit(full: World) -> None:
    rows = _received(full, "one_hit")
    best = rows.drop_nulls("post").group_by("post").len().sort("len")["len"][-1]
    assert best > 0.75 * rows.height
    assert rows.filter(pl.col("at").is_between(_moment(full, 61), _moment(full, 55))).height > 0.7 * rows.height


def test_the_silent_one_has_been_silent_for_more_than_ninety_days(full: World) -> None:
    rows = _received(full, "silent")
    assert figure(rows["at"].max()) < _moment(full, 90)
    assert rows.height > 30


def test_the_method_changed_within_the_time(full: World, small: World) -> None:
    for made in (full, small):
        assert made.method_change == made.last_day - timedelta(days=30)
        assert made.first_day < made.method_change < made.last_day


def test_the_known_order_is_found(full: World) -> None:
    scores = reference(full).filter("numbered")
    medians = dict(scores.group_by("role").agg(pl.col("score").median()).iter_rows())
    assert medians["celebrity"] > medians["expert"] + 10 > medians["ordinary"] + 20
    assert 80 <= medians["celebrity"] <= 93
    assert 50 <= medians["expert"] <= 70
    assert 20 <= medians["ordinary"] <= 45


def test_the_known_order_is_found_in_small_worlds() -> None:
    for seed in (1, 2, 3):
        scores = reference(small_world(seed)).filter("numbered")
        medians = dict(scores.group_by("role").agg(pl.col("score").median()).iter_rows())
        assert medians["celebrity"] > medians["expert"] > medians["ordinary"]


def test_scores_have_the_scale_of_the_calibration(full: World) -> None:
    scores = reference(full)
    honest = scores.filter(pl.col("numbered") & ~pl.col("role").is_in(["bot", "ring", "buyer"]))["score"]
    assert 37 < figure(honest.mean()) < 46
    assert 57 < figure(honest.quantile(0.95)) < 67
    assert 0.35 < figure(scores["numbered"].mean()) < 0.65


def test_counted_naively_the_schemes_would_pay(full: World) -> None:
    scores = reference(full)
    assert scores.filter(pl.col("role") == "buyer")["score"].item() > 70
    assert figure(scores.filter(pl.col("role") == "ring")["score"].min()) > 50


def test_the_main_character_has_ups_and_downs(full: World) -> None:
    score = {
        ago: reference(full, ago).filter(pl.col("person") == "ada")["score"][0] for ago in (76, 61, 52, 46, 6, 4, 0)
    }
    assert 66 < score[0] < 76
    assert score[61] < score[76]
    assert score[46] > score[52] + 1
    assert score[4] > score[6]


def test_the_truth_agrees_with_what_can_be_counted(full: World) -> None:
    known = full.truth.filter((pl.col("role") == "ordinary") & (pl.col("fans") >= 20))
    distinct = full.interactions.group_by("target", "network").agg(pl.col("actor").n_unique().alias("seen"))
    joined = known.join(distinct, left_on=["account", "network"], right_on=["target", "network"])
    assert 0.85 < figure((joined["seen"] / joined["fans"]).median()) < 1.1


def test_weeks_and_days_have_a_rhythm(full: World) -> None:
    hours = full.posts.group_by(pl.col("at").dt.hour().alias("hour")).len()["len"]
    assert figure(hours.max()) > 2 * figure(hours.min())
    delay = full.interactions.join(full.posts, on=["network", "post"]).select(pl.col("at") - pl.col("at_right"))
    hours_after = delay.to_series().dt.total_seconds() / 3600
    assert 1 < figure(hours_after.median()) < 9
    assert figure(hours_after.quantile(0.99)) > 48


def test_counts_are_stated_up_to_the_last_day(full: World) -> None:
    assert figure(full.counts["at"].dt.date().max()) == full.last_day
    assert set(full.counts["kind"]) == {"follower", "subscriber", "list"}
    assert full.counts.select("account", "network", "kind", "at").is_unique().all()
    assert figure(full.counts["count"].min()) > 0


def test_writing_and_reading_gives_the_same_tables(small: World, tmp_path: Path) -> None:
    write(small, tmp_path / "world")
    assert {path.name for path in (tmp_path / "world").iterdir()} == {f"{name}.parquet" for name in IMPORTED}
    for name in IMPORTED:
        assert_frame_equal(pl.read_parquet(tmp_path / "world" / f"{name}.parquet"), getattr(small, name))


def test_other_last_days_work_too() -> None:
    made = world(last_day=date(2024, 2, 29), people=150, days=75, seed=3)
    assert figure(made.interactions["at"].dt.date().max()) == date(2024, 2, 29)
    assert made.first_day == date(2023, 12, 17)


@pytest.mark.parametrize("seed", range(6))
def test_a_random_world_has_what_properties_need(seed: int) -> None:
    made = random_world(seed, 40, 3000)
    assert_frame_equal(made.interactions, random_world(seed, 40, 3000).interactions)
    assert made.interactions.height == 3000
    assert made.interactions["network"].n_unique() == 5
    assert made.interactions["actor"].null_count() > 0
    assert made.links.height > 0
    assert figure(made.interactions.select("actor", "target", "network").is_duplicated().mean()) > 0.5
    keys = made.accounts.select("account", "network")
    assert made.interactions.join(keys, left_on=["target", "network"], right_on=["account", "network"]).height == 3000


def test_random_worlds_can_be_tiny() -> None:
    assert random_world(1, 5, 1).interactions.height == 1
    assert random_world(1, 5, 0).interactions.height == 0
