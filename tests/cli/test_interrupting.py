"""Ctrl-C: one sentence, exit code 130, and the same command goes on."""

import json
import os
import pty
import random
import signal
import subprocess
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import polars as pl
import pytest
from tests.cli.calling import COMMAND, INTERRUPTED, process, said, surroundings
from tests.collector.homes import means_at
from tests.fakes import jetstream, played
from tests.fakes.socket import socket_serving
from tests.fakes.web import Question, serving
from tests.servers.atproto import eventually
from websockets.sync.server import ServerConnection

from openclout.cli import main
from openclout.collector import Following, follow
from openclout.demo.world import random_world
from openclout.lake import Lake
from openclout.networks import bluesky

TRUSTED = {"OPENCLOUT_TRUSTED_HOSTS": '["127.0.0.1"]'}


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


def broken_off(home: Path, words: list[str], chance: random.Random, seconds: float) -> int:
    """How a command ends that gets one Ctrl-C or two, at some moment after it began to load what it needs."""
    env = surroundings(home, **TRUSTED)
    with subprocess.Popen([COMMAND, *words], env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as running:
        maps = Path(f"/proc/{running.pid}/maps")
        eventually(lambda: running.poll() is not None or b"numpy" in maps.read_bytes())
        for moment in (chance.uniform(0, seconds), *([chance.uniform(0, 0.5)] if chance.random() < 0.5 else [])):
            with suppress(subprocess.TimeoutExpired):
                running.wait(moment)
            running.send_signal(signal.SIGINT)
        heard = running.communicate(timeout=60)[0].decode()
    assert "Traceback" not in heard, heard
    assert "Exception" not in heard, heard
    if running.returncode == INTERRUPTED:
        assert "the same command goes on from there" in heard
    return running.returncode


def liked(number: int) -> bytes:
    """One message of a stream: somebody likes a post."""
    record = {"subject": {"uri": f"at://{jetstream.DID}/app.bsky.feed.post/a"}, "createdAt": "2026-11-18T06:26:40Z"}
    commit = {"operation": "create", "collection": "app.bsky.feed.like", "rkey": f"k{number}", "record": record}
    return json.dumps(
        {"did": f"did:plc:fan{number % 97}", "time_us": jetstream.BEGIN_US + number, "commit": commit}
    ).encode()


@pytest.mark.slow
def test_a_stream_that_is_broken_off_at_any_moment_is_kept_exactly_once(empty: Path) -> None:
    count, together = 6000, 400
    chance = random.Random(7)
    over = threading.Event()

    def speak(connection: ServerConnection) -> None:
        assert connection.request is not None
        cursor = parse_qs(urlsplit(connection.request.path).query).get("cursor", [f"{jetstream.BEGIN_US}"])[0]
        first = int(cursor) - jetstream.BEGIN_US
        for number in range(first, min(first + together, count)):
            connection.send(liked(number).decode())
        if first + together >= count:
            over.wait(60)

    with socket_serving(speak) as server:
        words = ["follow", "bluesky", "--server", f"{server}/subscribe"]
        for _ in range(14):
            assert broken_off(empty, words, chance, 5.0) == INTERRUPTED
        kept = Lake(empty / "lake").interactions().num_rows
        assert kept > 0
        with means_at(empty, networks=(bluesky,)) as means:

            def look(now: Following) -> None:
                if now.cursor == f"{jetstream.BEGIN_US + count - 1}":
                    means.stopping.set()
                    over.set()

            follow(means, bluesky, words[-1], told=look)
    rows = pl.DataFrame(Lake(empty / "lake").interactions(columns=("own",)))
    assert (rows.height, rows["own"].n_unique()) == (count, count)
    assert kept < count


def told(home: Path) -> dict[str, list[tuple[object, ...]]]:
    """What a crawl brought, by name."""
    lake = Lake(home / "lake")
    names = lake.accounts().select("key", "native_id")
    rows = pl.DataFrame(lake.interactions()).join(names.rename({"native_id": "who"}), left_on="actor", right_on="key")
    posts = lake.posts(lake.post_keys())
    return {"acts": sorted(rows.select("who", "act", "at").rows()), "posts": sorted(posts.select("native_id").rows())}


@pytest.mark.slow
def test_a_crawl_that_is_broken_off_at_any_moment_brings_everything_once(empty: Path, tmp_path: Path) -> None:
    chance = random.Random(8)
    with serving(played.hackernews) as web:
        words = ["collect", "ada", "--network", "hackernews", "--server", web.address]
        ended = [broken_off(empty, words, chance, 4.0) for _ in range(12)]
        for home in (empty, tmp_path / "whole"):
            whole = process(home, *words, **TRUSTED)
            assert whole.returncode == 0, whole.stderr
    assert set(ended) <= {0, INTERRUPTED}
    assert ended.count(INTERRUPTED) > len(ended) / 2
    assert told(empty) == told(tmp_path / "whole")


@pytest.mark.slow
@pytest.mark.parametrize("questions", [1, 9, 30])
def test_a_crawl_that_is_broken_off_goes_on_where_it_was(empty: Path, tmp_path: Path, questions: int) -> None:
    running: list[subprocess.Popen[str]] = []

    def reply(question: Question) -> Iterable[bytes]:
        if len(web.asked) == questions and running:
            running[0].send_signal(signal.SIGINT)
        return played.hackernews(question)

    with serving(reply) as web:
        words = ["collect", "ada", "--network", "hackernews", "--server", web.address]
        whole = process(tmp_path / "whole", *words, **TRUSTED)
        assert whole.returncode == 0, whole.stderr
        every, web.asked[:] = len(web.asked), []
        env = surroundings(empty, **TRUSTED)
        with subprocess.Popen([COMMAND, *words], env=env, stderr=subprocess.PIPE, text=True) as started:
            running.append(started)
            _, heard = started.communicate(timeout=60)
        assert started.returncode == INTERRUPTED, heard
        assert "the same command goes on from there" in heard
        assert "Traceback" not in heard
        running.clear()
        again = process(empty, *words, **TRUSTED)
        assert again.returncode == 0, again.stderr
    # What was answered before the interruption is not asked for again.
    assert len(web.asked) <= every + 1
    assert told(empty) == told(tmp_path / "whole")


@pytest.mark.parametrize("place", ["polars/datatypes/classes.py", "llvmlite/binding/executionengine.py"])
def test_ctrl_c_waits_where_compiled_code_calls_back(monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    names: dict[str, object] = {}
    exec(compile("def called_back(said): said()", place, "exec"), names)  # noqa: S102 - it stands here
    done: list[str] = []

    def said() -> None:
        signal.raise_signal(signal.SIGINT)
        done.append("said")

    def run(_: object) -> None:
        names["called_back"](said)  # type: ignore[operator]
        while True:
            time.sleep(1)

    monkeypatch.setattr("openclout.cli.app.run", run)
    with pytest.raises(SystemExit) as ended:
        main([])
    assert ended.value.code == INTERRUPTED
    assert done == ["said"]
