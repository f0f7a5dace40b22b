"""The published runs: one file per day in a folder, the newest is what everybody reads.

Comes in: a finished draft. Goes out: scoreboards, opened read-only. Publishing is one rename: readers see the old run
or the new one, never half of it; those who have the old one open keep it.
"""

import fcntl
import os
from collections.abc import Generator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from openclout.scoreboard.reading import Scoreboard
from openclout.scoreboard.writing import Draft
from openclout.vocabulary.errors import Busy, NotFound, RefusedRun

LOCK = "publishing.lock"
DRAFTS = "*.draft*"
"""Drafts, and what SQLite may lay beside them."""


class Shelf:
    """A folder of published scoreboards."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._newest: tuple[tuple[str, int, int], Scoreboard] | None = None

    def days(self) -> tuple[date, ...]:
        """The days that have a run on the shelf, oldest first."""
        return tuple(sorted(date.fromisoformat(path.stem) for path in self.folder.glob("????-??-??.sqlite")))

    def path(self, day: date) -> Path:
        """Where the run of a day is, or would be."""
        return self.folder / f"{day.isoformat()}.sqlite"

    def open(self, day: date | None = None) -> Scoreboard:
        """The run of a day, or the newest. Raises NotFound where there is none."""
        days = self.days()
        if not days:
            raise NotFound(
                "No run is published yet. Bring in interactions with `openclout import`, then run `openclout score`."
            )
        if day is not None and day not in days:
            kept = ", ".join(found.isoformat() for found in days)
            raise NotFound(f"No run of {day.isoformat()} is kept; there are runs of {kept}.")
        return Scoreboard.open(self.path(day or days[-1]))

    def newest(self) -> Scoreboard:
        """The newest run, opened once and again when another is published. For servers.

        The one before is closed when nobody reads it any longer.
        """
        days = self.days()
        if not days:
            return self.open()
        file = self.path(days[-1]).stat()
        # While a file is open no other one gets its inode, so name and inode tell whether it is still the same.
        mark = (days[-1].isoformat(), file.st_ino, file.st_mtime_ns)
        if self._newest is None or self._newest[0] != mark:
            self._newest = (mark, Scoreboard.open(self.path(days[-1])))
        return self._newest[1]

    @contextmanager
    def alone(self) -> Generator[None]:
        """Publish alone; clears what broken runs left behind. Raises Busy while another process publishes."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / LOCK).open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Busy(
                    f"Only one run at a time may publish to {self.folder}, and another one is at work. "
                    "Wait until it has ended."
                ) from None
            for left in self.folder.glob(DRAFTS):
                left.unlink()
            yield

    def draft(self, day: date) -> Draft:
        """A draft beside the published runs."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return Draft(self.folder / f"{day.isoformat()}.draft")

    def publish(self, draft: Draft, day: date, *, keep: int) -> Path:
        """Give a finished draft its name; keep it and the newest runs, `keep` together.

        Raises RefusedRun if the draft does not hold what it says.
        """
        _check(draft.path)
        draft.path.replace(self.path(day))
        others = [found for found in self.days() if found != day]
        for old in others[: max(0, len(others) + 1 - keep)]:
            self.path(old).unlink()
        self._settle()
        return self.path(day)

    def keep_only(self, day: date | None) -> None:
        """Delete all runs but that of one day, or all."""
        for found in self.days():
            if found != day:
                self.path(found).unlink()

    def _settle(self) -> None:
        """Have the names of the folder on the disk, so that a power cut does not bring back an old one."""
        folder = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _check(path: Path) -> None:
    """Raises RefusedRun unless the file is a scoreboard with as many people and accounts as it says."""
    with Scoreboard.open(path) as board:
        run = board.run()
        for table, expected in (("person", run.people), ("detail", run.people), ("account", run.accounts)):
            row = board.one(f"SELECT COUNT(*) AS found FROM {table}")
            found = row["found"] if row else 0
            if found != expected:
                raise RefusedRun(
                    f"Expected {expected} rows in the table {table}; the draft has {found}. Nothing was published; "
                    "look at the disk with `openclout doctor`, then run again."
                )
