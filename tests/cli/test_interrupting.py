"""Ctrl-C: one sentence, exit code 130, and the same command goes on."""

import json
import os
import pty
import signal
import subprocess
import time
from collections.abc import Iterable
from pathlib import Path

import polars as pl
import pytest
from tests.cli.calling import COMMAND, INTERRUPTED, process, said, surroundings
from tests.fakes import played
from tests.fakes.web import Question, serving

from openclout.cli import main
from openclout.demo.world import random_world
from openclout.lake import Lake


def interrupted(home: Path, words: list[str], at: str) -> tuple[int, str]:
    """How a command ends that gets a Ctrl-C once it says `at` on the terminal, and all that it said there."""
    ours, theirs = pty.openpty()
    env = surroundings(home, TERM="xterm-256color", OPENCLOUT_BATCH_ROWS="5000")
    with subprocess.Popen([COMMAND, *words], env=env, stderr=theirs, stdout=subprocess.DEVNULL) as running:
        os.close(theirs)
        heard = ""
        while more := _more(ours):
            heard += more
            if at in heard:
                running.send_signal(signal.SIGINT)
                at = "\0"
    os.close(ours)
    return running.returncode, heard


def _more(terminal: int) -> str:
    try:
        return os.read(terminal, 1 << 16).decode(errors="replace")
    except OSError:  # how a terminal says that the other side is gone
        return ""


def test_an_import_that_is_broken_off_goes_on_where_it_was(empty: Path, tmp_path: Path) -> None:
    file = tmp_path / "acts.parquet"
    random_world(1, 500, 200_000).interactions.write_parquet(file)
    code, heard = interrupted(empty, ["import", str(file)], "importing")
    assert code == INTERRUPTED
    assert "the same command goes on from there" in heard
    assert "Traceback" not in heard
    balance = json.loads(said(empty, "import", file, "--json"))["files"][0]
    assert balance["read"] == 200_000
    assert balance["kept"] + balance["self_interactions"] == pl.read_parquet(file).height


def test_a_run_that_is_broken_off_publishes_nothing(files: Path, empty: Path) -> None:
    said(empty, "import", files / "interactions.parquet")
    code, heard = interrupted(empty, ["score"], "working out the days before")
    assert code == INTERRUPTED
    assert "Traceback" not in heard
    shelf = empty / "scoreboard"
    assert not [path for path in shelf.glob("*") if path.suffix != ".lock"]
    said(empty, "score", "--history", "0")
    assert [path.name for path in shelf.glob("*") if path.suffix != ".lock"] == ["2026-11-21.sqlite"]


def told(home: Path) -> dict[str, list[tuple[object, ...]]]:
    """What a crawl brought, by name."""
    lake = Lake(home / "lake")
    names = lake.accounts().select("key", "native_id")
    rows = pl.DataFrame(lake.interactions()).join(names.rename({"native_id": "who"}), left_on="actor", right_on="key")
    posts = lake.posts(lake.post_keys())
    return {"acts": sorted(rows.select("who", "act", "at").rows()), "posts": sorted(posts.select("native_id").rows())}


@pytest.mark.slow
@pytest.mark.parametrize("questions", [1, 9, 30])
def test_a_crawl_that_is_broken_off_goes_on_where_it_was(empty: Path, tmp_path: Path, questions: int) -> None:
    trusted = {"OPENCLOUT_TRUSTED_HOSTS": '["127.0.0.1"]'}
    running: list[subprocess.Popen[str]] = []

    def reply(question: Question) -> Iterable[bytes]:
        if len(web.asked) == questions and running:
            running[0].send_signal(signal.SIGINT)
        return played.hackernews(question)

    with serving(reply) as web:
        words = ["collect", "ada", "--network", "hackernews", "--server", web.address]
        whole = process(tmp_path / "whole", *words, **trusted)
        assert whole.returncode == 0, whole.stderr
        every, web.asked[:] = len(web.asked), []
        env = surroundings(empty, **trusted)
        with subprocess.Popen([COMMAND, *words], env=env, stderr=subprocess.PIPE, text=True) as started:
            running.append(started)
            _, heard = started.communicate(timeout=60)
        assert started.returncode == INTERRUPTED, heard
        assert "the same command goes on from there" in heard
        assert "Traceback" not in heard
        running.clear()
        again = process(empty, *words, **trusted)
        assert again.returncode == 0, again.stderr
    # What was answered before the interruption is not asked for again.
    assert len(web.asked) <= every + 1
    assert told(empty) == told(tmp_path / "whole")


CALLED_BACK = """
def construct(done):
    signal.raise_signal(signal.SIGINT)
    done.append("constructed")
"""


def test_ctrl_c_waits_where_compiled_code_calls_back(monkeypatch: pytest.MonkeyPatch) -> None:
    names: dict[str, object] = {"signal": signal}
    exec(compile(CALLED_BACK, "polars/datatypes/classes.py", "exec"), names)  # noqa: S102 - it stands above
    done: list[str] = []

    def run(_: object) -> None:
        names["construct"](done)  # type: ignore[operator]
        while True:
            time.sleep(1)

    monkeypatch.setattr("openclout.cli.app.run", run)
    with pytest.raises(SystemExit) as ended:
        main([])
    assert ended.value.code == INTERRUPTED
    assert done == ["constructed"]
