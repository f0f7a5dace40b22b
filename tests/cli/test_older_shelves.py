"""A shelf of an older layout: the advice that is given helps."""

import re
import shutil
import sqlite3
from pathlib import Path

import pytest
from tests.cli.calling import OK, REFUSED, call, said


@pytest.fixture
def older(home: Path, tmp_path: Path) -> Path:
    """A home whose run was published by an older version."""
    shutil.copytree(home, tmp_path / "home")
    (run,) = (tmp_path / "home" / "scoreboard").glob("*.sqlite")
    connection = sqlite3.connect(run)
    with connection:
        connection.execute("UPDATE run SET layout = 1")
    connection.close()
    return tmp_path / "home"


@pytest.mark.parametrize("words", [["top"], ["score"], ["explain", "ada"], ["serve", "--port", "0"]])
def test_every_command_gives_the_advice(older: Path, words: list[str]) -> None:
    ended = call(older, *words)
    assert ended.returncode == REFUSED
    assert re.search(r"Move \S+/scoreboard away, as to \S+/scoreboard-before", ended.stderr)


def test_the_advice_helps_and_nothing_is_lost(older: Path) -> None:
    advice = call(older, "top").stderr
    found = re.search(r"Move (\S+) away, as to (\S+):", advice)
    assert found is not None, advice
    shutil.move(found[1], found[2])
    said(older, "score", "--history", "2")
    assert call(older, "top").returncode == OK
    assert len(list(Path(found[2]).glob("*.sqlite"))) == 1


def test_a_broken_run_is_moved_away_and_made_again(home: Path, tmp_path: Path) -> None:
    shutil.copytree(home, tmp_path / "home")
    (run,) = (tmp_path / "home" / "scoreboard").glob("*.sqlite")
    run.write_bytes(b"no database at all")
    ended = call(tmp_path / "home", "score")
    assert ended.returncode == REFUSED
    assert f"{run.name} is not a scoreboard" in ended.stderr
    assert "Move it away, then run `openclout score`" in ended.stderr
    run.rename(tmp_path / "broken")
    said(tmp_path / "home", "score", "--history", "2")
