"""The tasks that are measured, each run in a process of its own: `python -m bench.tasks TASK WORDS...`.

Every task reads or makes what it needs before its clock starts where that is said, does one thing, and prints its
report as JSON: wall and CPU seconds, peak memory, figures of its own.
"""

import json
import shutil
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from openclout.pipeline import Home

DAY = date(2026, 11, 21)
UNTIL = datetime(2026, 11, 22, tzinfo=UTC)
WORKERS = 2
COLUMNS = ("actor", "target", "act", "at", "post", "weight")


class Clock:
    """Wall and CPU seconds of a part of a process."""

    def __init__(self) -> None:
        self.wall = self.cpu = 0.0

    @contextmanager
    def running(self) -> Iterator[None]:
        """Count what is inside."""
        wall, cpu = time.perf_counter(), time.process_time()
        yield
        self.wall += time.perf_counter() - wall
        self.cpu += time.process_time() - cpu


CLOCK = Clock()
Report = dict[str, float]


def load(home: str, file: str) -> Report:
    """Import a file into an empty lake as the command does, then compact."""
    from openclout.cli.running import keep_freed_memory

    keep_freed_memory()
    from openclout.importer import import_files
    from openclout.lake import Lake
    from openclout.ledger import Ledger

    folder = Path(home)
    folder.mkdir(parents=True, exist_ok=True)
    lake, ledger = Lake(folder / "lake"), Ledger(f"sqlite:///{folder}/ledger.sqlite")
    with CLOCK.running():
        balance = import_files([Path(file)], lake=lake, ledger=ledger, now=UNTIL)[0]
    began = time.perf_counter()
    lake.compact()
    return {"kept": balance.kept, "compact": time.perf_counter() - began}


def pipeline(home: str, memory_limit_mb: str, workers: str) -> Report:
    """Lake to published scoreboard, the kernels being compiled already."""
    from openclout.pipeline import Orders, publish

    place = _home(Path(home), memory_limit_mb, workers)
    stages: dict[str, float] = {}
    with CLOCK.running():
        began = time.perf_counter()
        run = publish(
            place,
            Orders(DAY, history_days=0),
            lambda stage, _d, _a: stages.update({stage: time.perf_counter() - began}),
        )
    return {
        "people": run.people,
        "numbered": run.numbered,
        "scoreboard_mb": place.shelf.path(DAY).stat().st_size / 2**20,
        **{f"until {k}": v for k, v in stages.items()},
    }


def following(home: str, memory_limit_mb: str, workers: str, days: str) -> Report:
    """The run of a day after so many published ones; all but the last of these are made up before the clock starts."""
    from openclout.pipeline import Orders, publish

    place, before = _home(Path(home), memory_limit_mb, workers), DAY - timedelta(days=1)
    publish(place, Orders(before, history_days=0))
    _lengthen(place.shelf.path(before), int(days))
    with CLOCK.running():
        run = publish(place, Orders(DAY, history_days=0))
    return {"people": run.people, "scoreboard_mb": place.shelf.path(DAY).stat().st_size / 2**20}


def _home(folder: Path, memory_limit_mb: str, workers: str) -> "Home":
    """A home with an empty shelf."""
    from openclout.lake import Lake
    from openclout.ledger import Ledger
    from openclout.pipeline import Home
    from openclout.scoreboard import Shelf

    shutil.rmtree(folder / "scoreboard", ignore_errors=True)
    return Home(
        Lake(folder / "lake"),
        Ledger(f"sqlite:///{folder}/ledger.sqlite"),
        Shelf(folder / "scoreboard"),
        memory_limit_mb=int(memory_limit_mb),
        workers=int(workers),
    )


def _lengthen(path: Path, days: int) -> None:
    """Give everybody of a scoreboard a past of so many days that end with its own."""
    from openclout.scoreboard.layout import HISTORY

    def longer(blob: bytes) -> bytes:
        records = np.repeat(np.frombuffer(blob, dtype=HISTORY)[-1:], days)
        records["day"] -= np.arange(days - 1, -1, -1)
        return records.tobytes()

    with closing(sqlite3.connect(path)) as board:
        board.create_function("longer", 1, longer, deterministic=True)
        board.execute("UPDATE person SET history = longer(history)")
        board.commit()
        board.execute("VACUUM")


def scan(home: str) -> Report:
    """Decode the columns that scoring needs, nothing else: the floor."""
    from openclout.lake import Lake

    lake = Lake(Path(home) / "lake")
    rows = 0
    with CLOCK.running():
        for batch in lake.interaction_batches(until=UNTIL, columns=COLUMNS):
            rows += batch.num_rows
    return {"rows": rows}


def _files(home: str) -> list[str]:
    from openclout.lake import Lake
    from openclout.vocabulary.tables import INTERACTIONS

    return Lake(Path(home) / "lake")._store(INTERACTIONS.name).files()  # noqa: SLF001 - the others read the same files


def aggregate(home: str, engine: str) -> Report:
    """The aggregation of the score by another engine, see `bench.sums`."""
    import polars as pl

    from bench.sums import ENGINES as SUMS

    out = Path(home) / engine
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    with CLOCK.running():
        SUMS[engine](_files(home), UNTIL.isoformat(), out)
    people = pl.scan_parquet(out / "people.parquet").select(pl.len(), pl.col("raw").sum()).collect()
    shutil.rmtree(out)
    return {"people": people["len"][0], "raw": people["raw"][0]}


def propagate(home: str, engine: str, steps: str) -> Report:
    """Steps of PageRank (or of our trust) over the distinct edges; the edges are built before the clock starts."""
    source, target, people = _edges(home)
    report = {"edges": float(len(source)), "people": float(people)}
    return report | ENGINES[engine](source, target, people, int(steps))


def _edges(home: str) -> tuple[np.ndarray, np.ndarray, int]:
    from openclout.lake import Lake

    lake = Lake(Path(home) / "lake")
    table = lake.interactions(until=UNTIL, columns=("actor", "target"))
    words = table["target"].to_numpy().astype(np.uint64) << np.uint64(32) | table["actor"].to_numpy().astype(np.uint64)
    words.sort()
    first = np.ones(len(words), dtype=np.bool_)
    np.not_equal(words[1:], words[:-1], out=first[1:])
    words = words[first]
    return (
        (words & np.uint64(0xFFFFFFFF)).astype(np.int32),
        (words >> np.uint64(32)).astype(np.int32),
        lake.account_count(),
    )


def _ours(source: np.ndarray, target: np.ndarray, people: int, steps: int) -> Report:
    from openclout.scoring.belief import flow
    from openclout.scoring.edges import Edges, Nameless

    start = np.zeros(people + 1, dtype=np.int64)
    np.cumsum(np.bincount(target, minlength=people), out=start[1:])
    passes = 0.85 / np.maximum(20, np.bincount(source, minlength=people))
    seeds = np.arange(people) % 10 == 0
    none = np.zeros(0, dtype=np.int64)
    rest = (none, none, none.astype(np.bool_), Nameless(none, none, none))
    edges = Edges(source, start, *rest)
    trusted = flow(Edges(source[:10], np.minimum(start, 10), *rest), seeds, passes, workers=WORKERS)
    with CLOCK.running():
        for _ in range(steps):
            trusted = flow(edges, seeds, np.minimum(1.0, trusted) * passes, workers=WORKERS)
    return {"sum": float(trusted.sum())}


def _scipy(source: np.ndarray, target: np.ndarray, people: int, steps: int) -> Report:
    from scipy.sparse import csr_array

    out = np.bincount(source, minlength=people)
    weight = (1.0 / out[source]).astype(np.float32)
    matrix = csr_array((weight, (target, source)), shape=(people, people))
    rank = np.full(people, 1 / people, dtype=np.float32)
    with CLOCK.running():
        for _ in range(steps):
            rank = 0.85 * (matrix @ rank) + np.float32((1 - 0.85 * rank[out > 0].sum()) / people)
    return {"sum": float(rank.sum())}


def _igraph(source: np.ndarray, target: np.ndarray, people: int, _steps: int) -> Report:
    import igraph

    graph = igraph.Graph(n=people, edges=np.stack([source, target], axis=1), directed=True)
    with CLOCK.running():
        graph.pagerank(implementation="prpack")
    return {}


def _networkx(source: np.ndarray, target: np.ndarray, _people: int, _steps: int) -> Report:
    import networkx as nx

    graph = nx.DiGraph(zip(source.tolist(), target.tolist(), strict=True))
    with CLOCK.running():
        nx.pagerank(graph, max_iter=200, tol=1e-6)
    return {}


ENGINES = {"openclout": _ours, "scipy": _scipy, "igraph": _igraph, "networkx": _networkx}


def make(file: str, rows: str) -> Report:
    """The file of made-up interactions."""
    from bench.made import write

    with CLOCK.running():
        write(Path(file), int(rows))
    return {}


def atproto(task: str, *words: str) -> Report:
    """A task of `bench.atproto`: stream, reading or repository."""
    from bench.atproto import TASKS as OTHERS

    return OTHERS[task](CLOCK, *words)


def paged(home: str, network: str, pages: str) -> Report:
    """A crawl of `bench.paged`."""
    from bench.paged import crawl_task

    return crawl_task(CLOCK, home, network, pages)


TASKS: dict[str, Callable[..., Report]] = {
    "atproto": atproto,
    "make": make,
    "load": load,
    "following": following,
    "paged": paged,
    "pipeline": pipeline,
    "scan": scan,
    "aggregate": aggregate,
    "propagate": propagate,
}


def _peak_mb() -> float:
    """The most memory that this process ever held; unlike `ru_maxrss` it does not count the parent's."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def main() -> None:
    """Run one task and print its report."""
    said = TASKS[sys.argv[1]](*sys.argv[2:])
    print(json.dumps({"wall": CLOCK.wall, "cpu": CLOCK.cpu, "peak_mb": _peak_mb(), **said}))


if __name__ == "__main__":
    main()
