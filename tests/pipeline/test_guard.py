"""A broken import is refused in plain words, and nothing is published; --force publishes all the same."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest
from tests.pipeline.homes import LAST, copied, digest, link, opened, run, take_world

from openclout.demo.world import World
from openclout.pipeline import Home
from openclout.vocabulary.errors import RefusedRun

DAY = timedelta(days=1)
Break = Callable[[pl.DataFrame], pl.DataFrame]


def half_gone(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.gather_every(2)


def one_network_gone(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.filter(pl.col("network") != "bluesky")


def newest_rows_gone(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(pl.col("at") - timedelta(days=100))


def everything_by_others(rows: pl.DataFrame) -> pl.DataFrame:
    again = [rows.with_columns(actor=f"copy{number}-" + pl.col("actor")) for number in range(3)]
    return pl.concat([rows, *again])


@pytest.mark.parametrize("broken", [half_gone, one_network_gone, newest_rows_gone, everything_by_others])
@pytest.mark.parametrize("back", [1, 4])
def test_a_broken_import_is_refused(shown: Home, small: World, tmp_path: Path, broken: Break, back: int) -> None:
    home = opened(tmp_path / "broken")
    take_world(home, replace(small, interactions=broken(small.interactions)))
    whole = copied(shown, tmp_path / "whole")
    whole.shelf.keep_only(None)
    run(whole, LAST - back * DAY)
    shutil.copytree(whole.shelf.folder, home.shelf.folder)
    before = digest(home, LAST - back * DAY)
    with pytest.raises(RefusedRun, match=r"Expected at most 5% .* Nothing was published.* --force"):
        run(home)
    assert home.shelf.days() == (LAST - back * DAY,)
    assert digest(home, LAST - back * DAY) == before
    assert not list(home.shelf.folder.glob("*.draft*"))
    run(home, force=True)
    assert home.shelf.newest().run().day == LAST


def test_a_run_in_which_nothing_is_broken_is_published(world_home: Home) -> None:
    for back in (3, 2, 0):
        run(world_home, LAST - back * DAY)
    assert len(world_home.shelf.days()) == 3


def test_linking_accounts_is_no_broken_import(shown: Home, small: World, tmp_path: Path) -> None:
    home = copied(shown, tmp_path / "linked")
    home.shelf.keep_only(None)
    run(home, LAST - DAY)
    # A ring acts on itself: linked, its members lose what they did to each other.
    ordinary = small.truth.filter(pl.col("role") == "ordinary").select(pl.col("account").str.strip_prefix("@"))
    with home.shelf.open() as board:
        before = {one.name: one.score for one in board.top(limit=400)}
        unclaimed = {row["person"] for row in board.all("SELECT person FROM person WHERE NOT claimed")}
        names = set(ordinary["account"])
        alone = [one for one in board.top(limit=400) if one.key in unclaimed and one.name in names]
        pairs = list(zip(alone[:2], alone[2:4], strict=True))
        for one, other in pairs:
            accounts = [f"{network}:{own}" for key in (one.key, other.key) for network, own in board.accounts(key)]
            link(home, f"pair-{one.key}", *accounts, since=LAST)
    run(home)
    with home.shelf.open() as board:
        for one, _ in pairs:
            assert board.find(f"pair-{one.key}").score >= before[one.name]  # type: ignore[operator]
