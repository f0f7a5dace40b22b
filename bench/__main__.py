"""`make bench`: every figure side by side in one run, as a table.

Comes in: sizes and a folder. Goes out: a table on stdout and, if asked, JSON. Ratios within one run are what counts:
machines differ, and so do hours.
"""

import argparse
import json
import math
import shutil
from collections.abc import Iterator
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench import collecting
from bench.measure import Taken, run
from bench.serving import Served
from bench.serving import measure as serving

STEPS = 10
NETWORKX_UP_TO = 1_000_000
IGRAPH_UP_TO = 10_000_000
OTHERS_UP_TO = 100_000_000
"""What the others need beyond that, most machines do not have."""
LONG_PAST, LONG_PAST_UP_TO = 400, 10_000_000
"""All days that a scoreboard keeps, and how many rows may lie beneath them: it grows by some 8 kB a person."""
Rows = list[tuple[str, Taken]]


def main() -> None:
    """Measure everything."""
    words = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    words.add_argument("--rows", type=int, nargs="+", default=[1_000_000, 10_000_000, 100_000_000])
    words.add_argument("--folder", type=Path, default=Path("build/bench"), help="about 60 bytes a row are written")
    words.add_argument("--memory-limit-mb", type=int, default=2048)
    words.add_argument("--json", type=Path)
    given = words.parse_args()
    console = Console(width=110)
    everything: dict[str, list[dict[str, object]]] = {}
    pipelines: dict[int, Taken] = {}
    for rows in given.rows:
        found = list(_one_size(given.folder, rows, given.memory_limit_mb))
        pipelines[rows] = dict(found)["our pipeline, lake to scoreboard"]
        console.print(_table(rows, found))
        everything[f"{rows}"] = [{"what": what, **asdict(taken)} for what, taken in found]
    _growth(console, pipelines)
    shutil.rmtree(given.folder / "collecting", ignore_errors=True)
    taken_in = list(collecting.measure(given.folder / "collecting"))
    console.print(collecting.table(taken_in))
    everything["collecting"] = [asdict(line) for line in taken_in]
    served = serving(given.folder / str(given.rows[0]))
    console.print(_served(served))
    if given.json:
        given.json.write_text(json.dumps({**everything, "serving": [asdict(one) for one in served]}, indent=2))


def _one_size(folder: Path, rows: int, memory_limit_mb: int) -> Iterator[tuple[str, Taken]]:
    folder.mkdir(parents=True, exist_ok=True)
    file, home = folder / f"{rows}.parquet", folder / str(rows)
    shutil.rmtree(home, ignore_errors=True)
    run("make", file, rows)
    yield "import from Parquet with string ids", run("load", home, file)
    run("pipeline", home, memory_limit_mb, 2)
    yield "floor: scan of the needed columns", run("scan", home)
    yield "our pipeline, lake to scoreboard", run("pipeline", home, memory_limit_mb, 2)
    if rows > OTHERS_UP_TO:
        return
    yield "our pipeline, the day after", run("following", home, memory_limit_mb, 2, 1)
    if rows <= LONG_PAST_UP_TO:
        yield f"our pipeline, the day after {LONG_PAST} days", run("following", home, memory_limit_mb, 2, LONG_PAST)
    for engine in ("polars", "DuckDB"):
        yield f"the same aggregation, {engine}", run("aggregate", home, f"{engine.lower()}-whole")
        yield f"its inner sum alone, {engine}", run("aggregate", home, f"{engine.lower()}-inner")
    yield f"propagation, {STEPS} steps, ours", run("propagate", home, "openclout", STEPS)
    yield f"propagation, {STEPS} steps, scipy float32", run("propagate", home, "scipy", STEPS)
    if rows <= IGRAPH_UP_TO:
        yield "PageRank, igraph (PRPACK)", run("propagate", home, "igraph", STEPS)
    if rows <= NETWORKX_UP_TO:
        yield "PageRank, networkx", run("propagate", home, "networkx", STEPS)


def _table(rows: int, found: Rows) -> Table:
    ours = dict(found)["our pipeline, lake to scoreboard"]
    table = Table(title=f"{rows:,} interactions", title_justify="left")
    for head in ("what", "wall s", "CPU s", "peak MB", "M rows/s", "ours takes"):
        table.add_column(head, justify="left" if head == "what" else "right")
    for what, taken in found:
        beside = f"{ours.wall / taken.wall:.2f} x" if what.startswith(("floor", "the same", "its inner")) else ""
        speed = f"{rows / taken.wall / 1e6:.2f}" if not what.startswith(("propagation", "PageRank")) else ""
        table.add_row(what, f"{taken.wall:.2f}", f"{taken.cpu:.2f}", f"{taken.peak_mb:,.0f}", speed, beside)
    return table


def _growth(console: Console, pipelines: dict[int, Taken]) -> None:
    sizes = sorted(pipelines)
    for small, large in pairwise(sizes):
        power = math.log(pipelines[large].wall / pipelines[small].wall) / math.log(large / small)
        memory = math.log(pipelines[large].peak_mb / pipelines[small].peak_mb) / math.log(large / small)
        console.print(f"Growth from {small:,} to {large:,}: time by the power {power:.2f}, memory by {memory:.2f}")


def _served(served: list[Served]) -> Table:
    table = Table(title="Over HTTP, one connection", title_justify="left")
    for head in ("what", "bytes", "requests/s", "server CPU us", "of the constant"):
        table.add_column(head, justify="left" if head == "what" else "right")
    for asked, constant in zip(served[::2], served[1::2], strict=True):
        for one in (asked, constant):
            share = f"{one.a_second / constant.a_second:.0%}" if one is asked else ""
            table.add_row(one.what, f"{one.bytes:,}", f"{one.a_second:,.0f}", f"{one.cpu_us:,.0f}", share)
    return table


if __name__ == "__main__":
    main()
