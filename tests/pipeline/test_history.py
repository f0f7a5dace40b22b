"""What is published stays: values never change, gaps are filled, runs are kept as long as promised."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.pipeline.homes import LAST, acts, crowd, digest, methods, person, run, scores, take

from openclout.pipeline import Home, newest_day
from openclout.vocabulary.errors import RefusedRun
from openclout.vocabulary.records import Day

DAY = timedelta(days=1)


def published(home: Home) -> dict[tuple[str, str], Day]:
    with home.shelf.open() as board:
        rows = board.all("SELECT person, name FROM person")
        return {(row["name"], day.day.isoformat()): day for row in rows for day in board.history(row["person"])}


def test_a_later_day_changes_no_published_value(world_home: Home) -> None:
    run(world_home, LAST - 2 * DAY, history_days=4)
    first, kept = published(world_home), digest(world_home, LAST - 2 * DAY)
    take(world_home, late=acts(*[(f"late{number}", "ada.example", 9) for number in range(5)], network="bluesky"))
    run(world_home, LAST - DAY, force=True)
    run(world_home, methods=methods(LAST), force=True)
    assert first.items() <= published(world_home).items()
    assert digest(world_home, LAST - 2 * DAY) == kept


def test_gaps_between_runs_are_filled(world_home: Home) -> None:
    run(world_home, LAST - 6 * DAY, history_days=1)
    run(world_home, history_days=90)
    with world_home.shelf.open() as board:
        days = [day.day for day in board.history(board.top(limit=1)[0].key)]
    assert days == [LAST - back * DAY for back in range(7, -1, -1)]


def test_a_large_lake_gets_the_ordered_day_alone(world_home: Home) -> None:
    run(world_home, LAST - 6 * DAY, history_days=1, history_rows=10)
    run(world_home, history_rows=10)
    with world_home.shelf.open() as board:
        days = [day.day for day in board.history(board.top(limit=1)[0].key)]
    assert days == [LAST - 6 * DAY, LAST]


@pytest.mark.slow
def test_four_hundred_days_are_carried(home: Home) -> None:
    take(home, interactions=crowd("ann", 450))
    run(home, LAST - DAY, history_days=430)
    run(home)
    days = [day.day for day in person(home, "ann").history]
    assert days == [LAST - back * DAY for back in range(399, -1, -1)]


def test_kept_runs_are_limited(world_home: Home) -> None:
    home = replace(world_home, keep_runs=2)
    for back in (4, 3, 2, 1):
        run(home, LAST - back * DAY, history_days=0)
    assert home.shelf.days() == (LAST - 2 * DAY, LAST - DAY)
    run(home, LAST - 3 * DAY, history_days=0, force=True)
    assert LAST - 3 * DAY in home.shelf.days()


def test_a_day_before_the_newest_run_is_refused(shown: Home) -> None:
    with pytest.raises(RefusedRun, match="published already"):
        run(shown, LAST - DAY)


def test_a_reader_keeps_the_run_that_it_opened(world_home: Home) -> None:
    run(world_home)
    with world_home.shelf.open(LAST) as reader:
        before = [summary.score for summary in reader.top(limit=50)]
        take(world_home, more=crowd("ada.example", 9, fans=40, per_day=40, network="bluesky"))
        run(world_home, force=True)
        assert [summary.score for summary in reader.top(limit=50)] == before
    with world_home.shelf.open(LAST) as board:
        assert [summary.score for summary in board.top(limit=50)] != before


def test_the_newest_run_is_opened_again_when_there_is_another(world_home: Home) -> None:
    run(world_home, LAST - DAY, history_days=0)
    shelf = world_home.shelf
    assert shelf.newest() is shelf.newest()
    (shelf.folder / "a-file-beside").touch()
    first = shelf.newest()
    run(world_home, history_days=0)
    assert shelf.newest().run().day == LAST
    run(world_home, history_days=0)
    assert shelf.newest() is not first
    assert first.run().day == LAST - DAY


def test_a_person_who_is_new_has_no_past(home: Home) -> None:
    take(home, interactions=crowd("ann", 30), more=crowd("bob", 2))
    run(home, history_days=9)
    assert len(person(home, "ann").history) == 10
    assert len(person(home, "bob").history) == 2


def test_the_newest_day_is_that_of_the_newest_row(home: Home) -> None:
    take(home, interactions=acts(("ann", "bob", 3), ("bob", "ann", 17)))
    assert newest_day(home) == LAST - 3 * DAY
    assert scores_of_nobody(home) == {}


def scores_of_nobody(home: Home) -> dict[str, tuple[object, ...]]:
    run(home, LAST - 3 * DAY)
    return {name: numbers for name, numbers in scores(home).items() if numbers[1] is not None}
