"""The demo world, taken in and scored like anybody's files.

Comes in: an opened home. Goes out: its lake, ledger and scoreboard filled; what is there already stays.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from openclout.demo.world import world, write
from openclout.importer import import_files
from openclout.pipeline import Home, Orders, publish
from openclout.scoring.weights import CURRENT, VERSIONS
from openclout.vocabulary.records import Run

LAST_DAY = date(2026, 11, 21)
"""The demo world ends on this day, whenever it is built: the same seed makes the same world."""
HISTORY_DAYS = 110
TABLES = ("accounts", "links", "posts", "counts", "interactions")


def build_demo(home: Home, *, people: int, progress: Callable[[str, int, int], None] | None = None) -> Run:
    """Fill an empty home; a home that has a run of the last day is left as it is."""
    if LAST_DAY in home.shelf.days():
        return home.shelf.open(LAST_DAY).run()
    made = world(last_day=LAST_DAY, people=people)
    with TemporaryDirectory() as folder:
        write(made, Path(folder))
        files = [Path(folder) / f"{name}.parquet" for name in TABLES]
        now = datetime.combine(LAST_DAY + timedelta(days=1), time(), UTC)
        import_files(files, lake=home.lake, ledger=home.ledger, now=now)
    methods = ((date.min, VERSIONS[0]), (made.method_change, CURRENT))
    return publish(home, Orders(LAST_DAY, methods, history_days=HISTORY_DAYS), progress)
