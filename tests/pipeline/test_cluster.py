"""A cluster gives the same bytes as threads, and leaves nothing behind.

Comes in: small homes, and Sail as a process of its own, or the server that SPARK_REMOTE names. Goes out: scoreboards,
compared byte by byte.
"""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.cli.calling import COMMAND, REFUSED, surroundings
from tests.cli.test_demo import WITHOUT
from tests.pipeline.homes import LAST, copied, folder_of, methods, run
from tests.servers.sail import sail

from openclout.engines import threads
from openclout.engines.threads import Result, Task, in_order
from openclout.pipeline import Home
from openclout.scoring.weights import CURRENT
from openclout.vocabulary.errors import OpenCloutError

pytest.importorskip("pyspark", reason="needs the extra cluster")

from pyspark import cloudpickle

from openclout.engines.cluster import Cluster


def published(home: Home) -> bytes:
    """What is published by both methods, with days before and another version beside: whatever goes over buckets."""
    run(home, history_days=2, methods=methods(LAST - timedelta(days=1)), shadow=("2026.0", CURRENT))
    return home.shelf.path(LAST).read_bytes()


pytestmark = pytest.mark.xdist_group("cluster")
"""One process makes what these share."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of our own, or the one that Spark's own variable names."""
    if "SPARK_REMOTE" in os.environ:
        yield os.environ["SPARK_REMOTE"]
        return
    pytest.importorskip("pysail", reason="needs a server of Spark Connect: pip install pysail, or set SPARK_REMOTE")
    with sail(tmp_path_factory.mktemp("sail")) as found:
        yield found


@pytest.fixture
def cluster(address: str, tmp_path: Path) -> Iterator[Cluster]:
    folder = tmp_path / "shared"
    folder.mkdir()
    with closing(Cluster(address, folder)) as found:
        yield found


@dataclass
class Watched:
    """Whoever runs tasks, and what was sent."""

    over: Callable[..., Iterator[object]]
    sent: list[bytes] = field(default_factory=list)
    tasks: int = 0

    def __call__(self, function: Callable[[Task], Result], tasks: Iterable[Task], *, workers: int) -> Iterator[Result]:
        given = list(tasks)
        self.tasks += len(given)
        self.sent.append(cloudpickle.dumps(function))  # type: ignore[no-untyped-call]
        return self.over(function, given, workers=workers)  # type: ignore[return-value]

    def __reduce__(self) -> tuple[object, ...]:
        """It does not travel with the functions that know it."""
        return getattr, (threads, "in_order")


def test_a_cluster_publishes_the_same_bytes(world_home: Home, address: str, tmp_path: Path) -> None:
    there = copied(world_home, tmp_path / "there")
    with closing(Cluster(address, there.shelf.folder)) as cluster:
        watched = Watched(cluster.over)
        assert published(replace(there, over=watched, memory_limit_mb=1)) == published(world_home)
    assert len(watched.sent) > 2 * 3, "trust and scores of three days, and the other version"
    assert watched.tasks > 5 * len(watched.sent), "many buckets each"
    assert {path.name for path in there.shelf.folder.iterdir()} == {f"{LAST}.sqlite", "publishing.lock"}
    there.ledger.close()


def test_no_name_and_no_row_is_sent_along(world_home: Home) -> None:
    watched = Watched(in_order)
    published(replace(world_home, over=watched, memory_limit_mb=1))
    names = world_home.lake.accounts()["native_id"].to_list()
    keys = world_home.lake.account_count()
    for sent in watched.sent:
        assert not [name for name in names if len(name) > 4 and name.encode() in sent]
        assert len(sent) < 20_000 + 80 * keys


def test_the_command_publishes_the_same_bytes(filled: Home, address: str, tmp_path: Path) -> None:
    found = []
    for name, variables in {
        "here": {},
        "there": {"OPENCLOUT_ENGINE": address, "OPENCLOUT_MEMORY_LIMIT_MB": "1"},
    }.items():
        home = tmp_path / name
        shutil.copytree(folder_of(filled), home)
        words = [COMMAND, "score", "--history", "0"]
        subprocess.run(words, cwd=tmp_path, env=surroundings(Path(name), **variables), check=True, capture_output=True)
        found.append((home / "scoreboard" / f"{LAST}.sqlite").read_bytes())
    assert found[0] == found[1]


def test_results_come_in_the_order_of_the_tasks(cluster: Cluster) -> None:
    base = 1000

    def more(number: int) -> int:
        return base + number

    assert list(cluster.over(more, range(9), workers=3)) == [base + number for number in range(9)]


def test_a_task_that_fails_ends_the_run_and_leaves_nothing(cluster: Cluster, tmp_path: Path) -> None:
    def halved(number: int) -> float:
        return 1 / (number - 2)

    with pytest.raises(OpenCloutError, match=r"could not do its part.*(?s:.*)division by zero"):
        list(cluster.over(halved, range(4), workers=1))
    assert not list((tmp_path / "shared").iterdir())


def test_what_a_killed_run_left_is_cleared_by_the_next(world_home: Home, address: str) -> None:
    folder = world_home.shelf.folder
    folder.mkdir(exist_ok=True)
    with closing(Cluster(address, folder)) as cluster:
        going = cluster.over(abs, [1, 2], workers=1)
        next(going)
        assert list(folder.iterdir())
        kept = {path: path.read_bytes() for path in folder.iterdir()}
        going.close()  # type: ignore[attr-defined]
    for path, content in kept.items():
        path.write_bytes(content)
    with world_home.shelf.alone():
        assert [path.name for path in folder.iterdir()] == ["publishing.lock"]


def nobody() -> str:
    """An address at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return f"sc://127.0.0.1:{taken.getsockname()[1]}"


def test_a_cluster_that_does_not_answer_is_told_and_nothing_is_published(world_home: Home) -> None:
    cluster = Cluster(nobody(), world_home.shelf.folder)
    with pytest.raises(OpenCloutError, match=r"does not answer .* change the setting engine"):
        run(replace(world_home, over=cluster.over, memory_limit_mb=1))
    assert not world_home.shelf.days()


def test_without_the_extra_it_says_what_to_install(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", WITHOUT, "pyspark", "import", "acts.csv"],
        env=surroundings(tmp_path, OPENCLOUT_ENGINE="sc://localhost"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == REFUSED
    assert "pip install 'openclout[cluster]'" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_lake_that_fits_into_memory_needs_no_cluster(world_home: Home) -> None:
    run(replace(world_home, over=Cluster(nobody(), world_home.shelf.folder).over))
    assert world_home.shelf.days() == (LAST,)
