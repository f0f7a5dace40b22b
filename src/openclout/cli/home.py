"""The home folder, opened: what commands read and write.

Comes in: a folder or nothing (then the settings say). Goes out: lake, ledger, shelf, and answers that need all three.
"""

from datetime import date
from pathlib import Path

from openclout.lake import Lake
from openclout.ledger import Ledger
from openclout.pipeline import Home, why_since
from openclout.scoreboard import Scoreboard, Shelf
from openclout.settings import Settings, read_settings
from openclout.vocabulary.records import Change, Profile


def shelf_of(settings: Settings) -> Shelf:
    """The published runs."""
    return Shelf(settings.home / "scoreboard")


def board_of(home: Path | None) -> Scoreboard:
    """The newest published run. Raises NotFound if there is none."""
    return shelf_of(read_settings(home)).open()


def lake_of(settings: Settings) -> Lake:
    """The lake."""
    return Lake(settings.home / "lake")


def home_of(settings: Settings) -> Home:
    """Everything that a run needs."""
    settings.home.mkdir(parents=True, exist_ok=True)
    return Home(
        lake=lake_of(settings),
        ledger=Ledger(settings.ledger),
        shelf=shelf_of(settings),
        memory_limit_mb=settings.memory_limit_mb,
        workers=settings.workers,
        keep_runs=settings.keep_runs,
    )


def change_since(home: Path | None, profile: Profile, since: date) -> Change:
    """Why a person's score moved since a day. Raises NotFound where that day has no number."""
    return why_since(home_of(read_settings(home)), profile.summary.name, since)
