"""The published runs: one file per day in a folder, the newest is what everybody reads.

Comes in: a finished draft. Goes out: scoreboards, opened read-only. Publishing is one rename: readers see the old run
or the new one, never half of it; those who have the old one open keep it.
"""

import os
from datetime import date
from pathlib import Path

from openclout.scoreboard.reading import Scoreboard
from openclout.scoreboard.writing import Draft
from openclout.vocabulary.errors import NotFound


class Shelf:
    """A folder of published scoreboards."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._newest: tuple[int, Scoreboard] | None = None

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
                "No run is published yet. Bring in data with `openclout import`, then run `openclout score`."
            )
        if day is not None and day not in days:
            kept = ", ".join(found.isoformat() for found in days)
            raise NotFound(f"No run of {day.isoformat()} is kept; there are runs of {kept}.")
        return Scoreboard.open(self.path(day or days[-1]))

    def newest(self) -> Scoreboard:
        """The newest run, opened once and again when another is published. For servers."""
        changed = self.folder.stat().st_mtime_ns if self.folder.exists() else 0
        if self._newest is None or self._newest[0] != changed:
            self._newest = (changed, self.open())
        return self._newest[1]

    def draft(self, day: date) -> Draft:
        """A draft beside the published runs."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return Draft(self.folder / f"{day.isoformat()}.draft")

    def publish(self, draft: Draft, day: date, *, keep: int) -> Path:
        """Give a finished draft its name; keep only the newest `keep` runs."""
        os.replace(draft.path, self.path(day))
        for old in self.days()[:-keep]:
            self.path(old).unlink()
        return self.path(day)

    def keep_only(self, day: date | None) -> None:
        """Delete all runs but that of one day, or all."""
        for found in self.days():
            if found != day:
                self.path(found).unlink()
