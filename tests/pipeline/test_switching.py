"""Another version: seen before it runs, switched to on a day, and told apart from what people did."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from tests.pipeline.homes import LAST, digest, everybody, person, run
from tests.scoring.versions import version

from openclout.engines.aside import Aside
from openclout.engines.days import measured, scene
from openclout.engines.moves import Published
from openclout.pipeline import Home, forget_person, methods_from, mover, report, shadow_of
from openclout.pipeline.home import Orders
from openclout.pipeline.measuring import Worked, gather, past_of, worked_out
from openclout.pipeline.stage import stage
from openclout.scoreboard.layout import HISTORY
from openclout.scoring.shadow import GROUPS
from openclout.scoring.weights import load, method_of
from openclout.vocabulary.errors import BadInput, NotFound, RefusedRun

DAY = timedelta(days=1)
OLDER = "2026.0"
STRICTER = """
version = "stricter"
[number.fans]
value = 6
unit = "accounts"
reason = "Fewer are too few."
source = "a test"
[act]
unit = "points"
reason = "Likes are cheap."
source = "a test"
like = 0.25
"""


def histories(home: Home) -> dict[str, list[bytes]]:
    """Every published day of everybody as it is stored, but for the place of its method."""
    with home.shelf.open() as board:
        rows = board.all("SELECT name, history FROM person")
    return {row["name"]: [day.tobytes() for day in np.frombuffer(row["history"], dtype=HISTORY)] for row in rows}


def test_published_values_stay_byte_for_byte_over_a_switch(world_home: Home) -> None:
    run(world_home, LAST - 2 * DAY, history_days=3, methods=((date.min, OLDER),))
    before, file = histories(world_home), digest(world_home, LAST - 2 * DAY)
    run(world_home, LAST, methods=methods_from(world_home, LAST, "2026.1"), force=True)
    after = histories(world_home)
    for name, days in before.items():
        assert after[name][: len(days)] == days
    assert digest(world_home, LAST - 2 * DAY) == file


def test_a_switch_holds_from_its_day_on(world_home: Home) -> None:
    assert methods_from(world_home, LAST) == ((date.min, "2026.1"),)
    assert methods_from(world_home, LAST, OLDER) == ((date.min, OLDER),)
    run(world_home, LAST - 3 * DAY, history_days=0, methods=((date.min, OLDER),))
    assert methods_from(world_home, LAST - 2 * DAY) == ((date.min, OLDER),)
    run(world_home, LAST - DAY, methods=methods_from(world_home, LAST - DAY, "2026.1"))
    assert methods_from(world_home, LAST) == ((date.min, "2026.1"),)
    run(world_home, methods=methods_from(world_home, LAST))
    with world_home.shelf.open() as board:
        told = [day.method for day in board.history(board.top(limit=1)[0].key)]
    assert told == [OLDER, OLDER, "2026.1", "2026.1"]


def test_a_day_that_is_published_is_not_switched(shown: Home) -> None:
    with pytest.raises(RefusedRun, match=r"2026-11-21 is published by 2026\.1"):
        methods_from(shown, LAST, OLDER)
    assert methods_from(shown, LAST, OLDER, force=True) == ((date.min, "2026.1"), (LAST, OLDER))
    with pytest.raises(BadInput, match=r"keep to the versions that ship"):
        methods_from(shown, LAST, "mine.toml")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_ledger_gives_a_method_its_whole_and_only_due(world_home: Home, seed: int) -> None:
    """Belief, counts and everything else differ; nobody does anything: all of each move is the method."""
    place = stage(world_home, Orders(LAST, history_days=0), LAST)
    (day,) = worked_out(place, [LAST])
    before = Published.of(day.scene, gather(day, None, Aside()).people.filter("enough"))
    today = scene(LAST, day.source, place.people(LAST), replace(version(seed), memory_days=700.0))
    past = past_of(place, before, today)
    found = gather(Worked(today, day.source, measured(today, day.source)), past, Aside()).moves
    assert len(found) > 20
    for move in found:
        steps = move.steps
        assert steps.method == pytest.approx(steps.after - steps.before, abs=1e-9)
        assert (steps.links, steps.counts, steps.ageing, steps.standing, steps.new) == pytest.approx((0.0,) * 5)


def test_a_shadow_is_the_run_that_it_foretells(world_home: Home) -> None:
    run(world_home, LAST - DAY, history_days=0)
    told = shadow_of(world_home, load(OLDER), LAST - DAY)
    run(world_home, LAST - DAY, history_days=0, methods=((date.min, OLDER),), force=True)
    with world_home.shelf.open() as board:
        found = {
            row["person"]: round(100 * row["score"])
            for row in board.all("SELECT person, score FROM person WHERE score IS NOT NULL")
        }
    assert dict(told.moves.drop_nulls("after").select("person", "after").iter_rows()) == found


def test_a_shadow_publishes_nothing_and_adds_up(shown: Home) -> None:
    file, days = digest(shown), shown.shelf.days()
    made = shadow_of(shown, method_of(STRICTER), None)
    assert (digest(shown), shown.shelf.days()) == (file, days)
    whole = report(shown, made, 5)
    assert whole.differs == ("acts",)
    assert whole.lose > 0 == whole.gain
    assert sum(band.people for band in whole.bands) == whole.everybody.people
    assert {reason.group for reason in whole.reasons} == {"acts"}
    both = made.moves.drop_nulls()
    assert (both["after"] - both["before"] == both.select(pl.sum_horizontal(*GROUPS)).to_series()).all()
    for one in whole.largest:
        assert sum(round(100 * reason.points) for reason in one.reasons) == round(100 * (one.points or 0))
        assert mover(shown, made, one.name) == one
    with pytest.raises(NotFound, match="has no number on 2026-11-21"):
        mover(shown, made, nobody(shown))


def nobody(home: Home) -> str:
    """Somebody without a number."""
    with home.shelf.open() as board:
        row = board.one("SELECT name FROM person WHERE score IS NULL ORDER BY person")
    assert row is not None
    return str(row["name"])


@pytest.fixture
def beside(world_home: Home) -> Home:
    """A run that was worked out under the older version too."""
    run(world_home, history_days=1, shadow=(OLDER, "2026.1"))
    return world_home


def test_versions_side_by_side_are_stored_and_read(beside: Home) -> None:
    stored = shadow_of(beside, load(OLDER), None)
    worked = shadow_of(beside, load(OLDER), LAST - DAY)
    assert worked.day == LAST - DAY
    with beside.shelf.open() as board:
        assert board.shadows() == (OLDER,)
        assert len(board.shadow_rows(OLDER)) == len(stored.moves)
        with pytest.raises(NotFound, match="was not worked out under '2031"):
            board.shadow_rows("2031.7")
        for profile in everybody(board):
            mine = stored.moves.filter(pl.col("person") == profile.summary.key)
            after = mine["after"][0] if len(mine) else None
            assert profile.shadows == ((OLDER, None if after is None else after / 100),)
    run(beside, history_days=1)
    again = shadow_of(beside, load(OLDER), None)
    assert again.moves.equals(stored.moves)


def test_shadows_are_the_same_bytes_and_forget(beside: Home) -> None:
    first = digest(beside)
    run(replace(beside, workers=1, memory_limit_mb=1), history_days=1, shadow=(OLDER,))
    assert digest(beside) == first
    with beside.shelf.open() as board:
        gone = board.top(limit=1)[0]
    forget_person(beside, gone.name)
    with beside.shelf.open() as board:
        assert board.shadows() == (OLDER,)
        assert gone.key not in {row[0] for row in board.shadow_rows(OLDER)}
        assert len(board.shadow_rows(OLDER)) > 20


def test_a_run_without_shadows_has_none(shown: Home) -> None:
    assert person(shown, "ada").shadows == ()
