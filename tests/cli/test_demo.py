"""The demo: says what it does, goes on where it was, keeps out of other people's homes, and serves until Ctrl-C."""

import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest
from tests.cli.calling import COMMAND, OK, REFUSED, call, surroundings

from openclout.demo.building import build_demo
from openclout.lake import Lake
from openclout.ledger import Ledger
from openclout.pipeline import Home
from openclout.scoreboard import Shelf
from openclout.vocabulary.errors import BadInput

FEWEST = 120
WITHOUT = """
import sys
for name in sys.argv[1].split(","):
    sys.modules[name] = None
sys.argv = ["openclout", *sys.argv[2:]]
from openclout.cli import main
main()
"""


pytestmark = pytest.mark.xdist_group("demo")
"""One process makes what these share."""


@pytest.fixture(scope="module")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo that was broken off once and then built."""
    folder = tmp_path_factory.mktemp("demo") / "home"
    with pytest.raises(KeyboardInterrupt):
        build(folder, FEWEST, stop_at="working out the days before")
    assert not Shelf(folder / "scoreboard").days()
    ended = call(folder, "demo", "--people", str(FEWEST), "--build-only", "--home", folder)
    assert ended.returncode == OK
    assert [line for line in ended.stderr.splitlines() if line.endswith(" ...")] == [
        "making up a world ...",
        "importing ...",
        "working out the days before ...",
        "scoring ...",
        "publishing ...",
    ]
    assert re.search(rf"A made-up world of {FEWEST} people .*; \d+ people have a number\.", ended.stdout)
    return folder


def build(folder: Path, people: int, *, stop_at: str = "") -> None:
    def told(stage: str, _done: int, _all: int) -> None:
        if stage == stop_at:
            raise KeyboardInterrupt

    folder.mkdir(parents=True, exist_ok=True)
    with Ledger(f"sqlite:///{folder / 'ledger.sqlite'}") as ledger, Lake(folder / "lake") as lake:
        build_demo(Home(lake, ledger, Shelf(folder / "scoreboard")), people=people, progress=told)


def test_a_built_demo_is_left_as_it_is(demo_home: Path) -> None:
    (file,) = (demo_home / "scoreboard").glob("*.sqlite")
    before = file.stat()
    build(demo_home, FEWEST, stop_at="importing")
    assert file.stat() == before


def test_a_demo_of_another_size_is_another_demo(demo_home: Path) -> None:
    with pytest.raises(BadInput, match=f"has {FEWEST} people, not 200"):
        build(demo_home, 200)


def test_a_demo_stays_out_of_a_home_that_is_in_use(home: Path) -> None:
    with pytest.raises(BadInput, match="not made up"):
        build(home, FEWEST)


@pytest.mark.parametrize("command", [["demo", "--people", str(FEWEST)], ["serve"]])
def test_the_site_is_served_until_ctrl_c_and_says_that_its_people_are_made_up(
    demo_home: Path, command: list[str]
) -> None:
    words = [COMMAND, *command, "--port", "0", "--home", str(demo_home)]
    with subprocess.Popen(words, env=surroundings(demo_home), stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        line = next(line for line in running.stdout if "http://" in line)
        address = re.search(r"http://\S+/", line)
        assert address is not None
        assert "nobody here exists" in httpx2.get(address[0]).text
        running.send_signal(signal.SIGINT)
    assert running.returncode == OK


@pytest.mark.parametrize(
    "words", [["collect"], ["collect", "ada.bsky.social"], ["follow", "bluesky"], ["import", "rows.csv"]]
)
def test_real_people_stay_out_of_a_made_up_world(demo_home: Path, words: list[str]) -> None:
    (demo_home.parent / "rows.csv").write_text("actor,target,act,at\nada,ben,like,2026-11-20\n", encoding="utf-8")
    before = (demo_home / "lake").stat()
    ended = call(demo_home, *words)
    assert ended.returncode == REFUSED
    assert "made up" in ended.stderr
    assert "--home FOLDER" in ended.stderr
    assert (demo_home / "lake").stat() == before


def test_a_port_that_is_taken_is_told_before_anything_is_built(empty: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ended = call(empty, "demo", "--port", port, "--home", empty)
    assert ended.returncode == REFUSED
    assert "(Address already in use). Choose another port with --port" in ended.stderr
    assert not empty.exists()


@pytest.mark.parametrize(
    ("missing", "words", "advice"),
    [
        ("uvicorn,jinja2", ("demo",), "pip install 'openclout[server]'"),
        ("psycopg", ("import", "acts.csv"), "pip install 'openclout[postgres]'"),
    ],
)
def test_a_package_that_is_missing_is_named(empty: Path, missing: str, words: tuple[str, ...], advice: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", WITHOUT, missing, *words],
        env=surroundings(empty, OPENCLOUT_LEDGER_URL="postgresql+psycopg://localhost/nothing"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == REFUSED
    assert advice in ended.stderr
    assert "Traceback" not in ended.stderr
