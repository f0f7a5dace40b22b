"""The shelf shows whole runs only, and says what is wrong with files that are none."""

import sqlite3
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from tests.scoreboard.boards import board, draft, shelf

from openclout.scoreboard import Scoreboard
from openclout.vocabulary.errors import BadInput, NotFound, RefusedRun

DAY = date(2026, 11, 21)
PEOPLE = pl.DataFrame({"person": [0], "name": ["ann"], "title": ["Ann"], "score": [50.0]})
ACCOUNTS = pl.DataFrame({"key": [0], "native_id": ["ann"], "handle": ["ann"], "title": ["Ann"], "person": [0]})
PEOPLE, ACCOUNTS = PEOPLE.cast({"person": pl.Int32}), ACCOUNTS.cast({"key": pl.Int32, "person": pl.Int32})


def test_an_empty_shelf_says_so(tmp_path: Path) -> None:
    empty = shelf(tmp_path)
    assert empty.days() == ()
    for asked in (empty.open, empty.newest):
        with pytest.raises(NotFound, match="No run is published yet"):
            asked()


def test_a_day_that_is_not_kept_says_which_are(tmp_path: Path) -> None:
    one = shelf(tmp_path)
    with one.alone():
        one.publish(draft(one.folder / f"{DAY}.draft", PEOPLE, ACCOUNTS), DAY, keep=1)
    with pytest.raises(NotFound, match="No run of 2020-01-01 is kept; there are runs of 2026-11-21"):
        one.open(date(2020, 1, 1))


@pytest.mark.parametrize("content", [b"", b"not a database", b"SQLite format 3\0" + bytes(100)])
def test_a_file_that_is_no_scoreboard_says_so(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "2026-11-21.sqlite"
    path.write_bytes(content)
    with pytest.raises(BadInput, match="openclout score"):
        Scoreboard.open(path)


def test_a_draft_that_lacks_rows_is_refused(tmp_path: Path) -> None:
    one = shelf(tmp_path)
    with one.alone():
        made = draft(one.folder / f"{DAY}.draft", PEOPLE, ACCOUNTS)
        with sqlite3.connect(made.path) as connection:
            connection.execute("DELETE FROM detail")
        connection.close()
        with pytest.raises(RefusedRun, match="Expected 1 rows in the table detail; the draft has 0"):
            one.publish(made, DAY, keep=1)
    assert one.days() == ()


def test_a_draft_that_is_left_is_removed(tmp_path: Path) -> None:
    one = shelf(tmp_path)
    with one.draft(DAY) as made:
        assert made.path.exists()
    assert not made.path.exists()


def test_what_is_published_cannot_be_written_to(tmp_path: Path) -> None:
    with board(tmp_path, {"ann": "Ann"}) as made, pytest.raises(sqlite3.OperationalError, match="readonly"):
        made.one("DELETE FROM person")
