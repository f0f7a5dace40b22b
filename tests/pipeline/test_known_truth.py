"""In the made-up world, where the truth is known, the known order is found and a bot farm is worth little."""

from datetime import date
from functools import cache

import polars as pl

import openclout
from openclout.demo.world import World, world


@cache
def made() -> World:
    return world(last_day=date(2026, 11, 21))


def scores(rows: pl.DataFrame) -> pl.DataFrame:
    """Everybody's score with the role that the world gave them."""
    full = pl.concat_str("network", pl.lit(":"), "account")
    seen = set(rows["network"] + ":" + rows["actor"]) | set(rows["network"] + ":" + rows["target"])
    links = {account: person for account, person in made().links.select(full, "person").iter_rows() if account in seen}
    names = made().truth.select(
        "role",
        "account",
        own=full,
        linked=full.replace_strict(pl.Series(list(links)), pl.Series(list(links.values())), default=None),
    )
    called = pl.concat(
        names.select("role", person=name)
        for name in (pl.coalesce("linked", pl.col("account").str.strip_prefix("@")), pl.coalesce("linked", "own"))
    )
    return openclout.score(rows, links=links).join(called.unique("person"), on="person")


def medians(found: pl.DataFrame) -> dict[str, float]:
    return dict(found.filter("enough").group_by("role").agg(pl.median("score")).iter_rows())


def test_the_known_order_is_found() -> None:
    middle = medians(scores(made().interactions))
    assert middle["celebrity"] > middle["expert"] + 10 > middle["ordinary"] + 20
    assert middle["bot"] < middle["ordinary"] - 10


def test_a_bot_farm_gains_a_point_or_two_for_its_buyer_and_none_for_itself() -> None:
    rows = made().interactions
    bots = made().truth.filter(pl.col("role") == "bot")["account"]
    whole, honest = scores(rows), scores(rows.filter(~pl.col("actor").is_in(bots.implode())))
    with_farm, without = (medians(found)["buyer"] for found in (whole, honest))
    assert 0 <= with_farm - without < 2
    ordinary = whole.filter(pl.col("role") == "ordinary", "enough")["score"].sort()
    assert medians(whole)["bot"] < ordinary[len(ordinary) // 20]


def test_the_farm_is_nearly_all_that_the_buyer_has() -> None:
    rows = made().interactions
    bots = set(made().truth.filter(pl.col("role") == "bot")["account"])
    buyer = made().truth.filter(pl.col("role") == "buyer")["account"][0]
    fans = set(rows.filter(pl.col("target") == buyer)["actor"])
    assert len(fans & bots) > 100
