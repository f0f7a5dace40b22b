"""The demo world, taken in and scored like anybody's files.

Comes in: an opened home. Goes out: its lake, ledger and scoreboard filled; what is there already stays, and a build
that was broken off goes on where it was.
"""

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from openclout.demo.world import World, world, write
from openclout.importer import import_files
from openclout.pipeline import Home, Orders, publish
from openclout.scoring.weights import CURRENT, VERSIONS
from openclout.vocabulary.errors import BadInput
from openclout.vocabulary.records import Run

LAST_DAY = date(2026, 11, 21)
"""The demo world ends on this day, whenever it is built: the same seed makes the same world."""
HISTORY_DAYS = 110
TABLES = ("accounts", "links", "posts", "counts", "interactions")
MARK = "demo"
"""The file in a home that says that its people are made up, and how many they are."""

Progress = Callable[[str, int, int], None]


def build_demo(home: Home, *, people: int, progress: Progress | None = None) -> Run:
    """Fill a home with a world of so many people; one that is filled is left as it is.

    Raises BadInput for a home that holds something else.
    """
    told = progress or (lambda _stage, _done, _all: None)
    _claim(home, people)
    if LAST_DAY in home.shelf.days():
        with closing(home.shelf.open(LAST_DAY)) as board:
            return board.run()
    told("making up a world", 0, 1)
    made = world(last_day=LAST_DAY, people=people)
    _take_in(home, made, told)
    methods = ((date.min, VERSIONS[0]), (made.method_change, CURRENT))
    return publish(home, Orders(LAST_DAY, methods, history_days=HISTORY_DAYS), progress)


def _claim(home: Home, people: int) -> None:
    """Mark a home as a demo's, unless it is somebody else's."""
    mark = home.lake.folder.parent / MARK
    if mark.exists():
        built = mark.read_text(encoding="utf-8").strip()
        if built != str(people):
            raise BadInput(
                f"The world in {mark.parent} has {built} people, not {people}. Keep it with --people {built}, "
                "or choose another folder: --home FOLDER."
            )
    elif home.lake.span() is not None or home.shelf.days():
        raise BadInput(
            f"{mark.parent} holds people who are not made up. Choose another folder for the demo: --home FOLDER."
        )
    else:
        mark.write_text(f"{people}\n", encoding="utf-8")


def _take_in(home: Home, made: World, told: Progress) -> None:
    """Import the tables of a world; those that are in the lake change nothing."""
    now = datetime.combine(LAST_DAY + timedelta(days=1), time(), UTC)
    with TemporaryDirectory() as folder:
        write(made, Path(folder))
        for place, name in enumerate(TABLES):
            told("importing", place, len(TABLES))
            import_files([Path(folder) / f"{name}.parquet"], lake=home.lake, ledger=home.ledger, now=now)
