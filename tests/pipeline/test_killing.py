"""Publishing is atomic: killed at any point, the old run is what is shown, and the next run puts all in order."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from tests.pipeline.homes import LAST, copied, digest, folder_of, run

from openclout.pipeline import Home, Orders, forget_person, publish
from openclout.vocabulary.errors import Busy

DAY = timedelta(days=1)
ROOT = Path(__file__).parents[2]


def started(home: Home) -> "subprocess.Popen[bytes]":
    """A process that has just begun to publish."""
    command = [sys.executable, "-m", "tests.pipeline.publish_once", str(folder_of(home)), LAST.isoformat()]
    paths = f"{ROOT}{os.pathsep}{ROOT / 'src'}"
    process = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": paths}, cwd=ROOT, stdout=subprocess.PIPE)
    assert process.stdout is not None
    with process.stdout as told:
        assert told.readline() == b"at work\n"
    return process


@pytest.mark.slow
def test_a_killed_run_leaves_the_old_one_and_the_next_one_is_the_same(world_home: Home, tmp_path: Path) -> None:
    run(world_home, LAST - DAY, history_days=1)
    whole = copied(world_home, tmp_path / "whole")
    process, begun = started(whole), time.monotonic()
    assert process.wait() == 0
    length = time.monotonic() - begun
    old, rng = digest(world_home, LAST - DAY), Random(5)
    for _ in range(3):
        process = started(world_home)
        try:
            process.wait(rng.random() * length)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
        assert digest(world_home, LAST - DAY) == old
        assert world_home.shelf.newest().run().day == world_home.shelf.days()[-1]
        if LAST in world_home.shelf.days():
            assert digest(world_home) == digest(whole)
            world_home.shelf.path(LAST).unlink()
    run(world_home, history_days=1)
    assert digest(world_home) == digest(whole)
    assert not list(world_home.shelf.folder.glob("*.draft*"))


def test_drafts_that_were_left_behind_are_cleared(world_home: Home) -> None:
    folder = world_home.shelf.folder
    folder.mkdir()
    for name in ("2026-01-01.draft", "2026-11-21.draft", "2026-11-21.draft-journal"):
        (folder / name).write_bytes(b"half of a run")
    run(world_home)
    assert sorted(path.name for path in folder.iterdir()) == ["2026-11-21.sqlite", "publishing.lock"]


def test_only_one_run_publishes_at_a_time(world_home: Home) -> None:
    with world_home.shelf.alone():
        for attempt in (lambda: run(world_home), lambda: forget_person(world_home, "ada")):
            with pytest.raises(Busy, match="another one is at work"):
                attempt()
    run(world_home)


def test_an_error_leaves_nothing_behind(world_home: Home) -> None:
    class Interruption(Exception):
        """Somebody presses Ctrl-C."""

    def told(stage: str, _done: int, _all: int) -> None:
        if stage == "publishing":
            raise Interruption

    with pytest.raises(Interruption):
        publish(world_home, Orders(LAST, history_days=1), told)
    assert [path.name for path in world_home.shelf.folder.iterdir()] == ["publishing.lock"]
