"""How fast networks are taken in: streams, repositories and paged JSON, into committed rows of a lake.

Comes in: a folder. Goes out: a line for each, in one table. Batches are those that a stream really makes when it lags
behind: 40,000 messages, or 32 MB of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

from bench.measure import Taken, run

MESSAGES, COMMITS, RECORDS, PAGES = 400_000, 60_000, 1_000_000, 1000


@dataclass(frozen=True)
class Line:
    """What was taken in, how much of it, and what that took."""

    what: str
    count: int
    taken: Taken


def measure(folder: Path) -> Iterator[Line]:
    """Every line."""
    yield Line("Jetstream, messages read", MESSAGES, run("atproto", "reading", MESSAGES, "jetstream"))
    whole = run("atproto", "stream", folder / "jetstream", MESSAGES + 40_000, "jetstream", 40_000)
    yield Line("Jetstream, messages into committed rows", MESSAGES, whole)
    yield Line("subscribeRepos, commits read", COMMITS, run("atproto", "reading", COMMITS, "repos"))
    whole = run("atproto", "stream", folder / "repos", COMMITS + 5000, "repos", 5000)
    yield Line("subscribeRepos, commits into committed rows", COMMITS, whole)
    yield Line("repository (CAR), records read", RECORDS, run("atproto", "repository", RECORDS))
    for network in ("mastodon", "github"):
        taken = run("paged", folder / network, network, PAGES)
        yield Line(f"{network}, accounts and acts into committed rows", int(taken.said["records"]), taken)


def table(lines: list[Line]) -> Table:
    """The lines, side by side."""
    found = Table(title="Collecting", title_justify="left")
    for head in ("what", "count", "wall s", "CPU s", "peak MB", "a second", "a CPU second"):
        found.add_column(head, justify="left" if head == "what" else "right")
    for line in lines:
        taken, rates = line.taken, (line.count / line.taken.wall, line.count / line.taken.cpu)
        cells = (f"{taken.wall:.2f}", f"{taken.cpu:.2f}", f"{taken.peak_mb:,.0f}", *(f"{rate:,.0f}" for rate in rates))
        found.add_row(line.what, f"{line.count:,}", *cells)
    return found


def main() -> None:
    """`python -m bench.collecting`: this table alone."""
    with TemporaryDirectory() as folder:
        Console(width=110).print(table(list(measure(Path(folder)))))


if __name__ == "__main__":
    main()
