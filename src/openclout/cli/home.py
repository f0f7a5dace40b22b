"""The home folder, opened: what commands read and write.

Comes in: a folder or nothing (then the settings say). Goes out: lake, ledger, shelf, the newest run. Closed at the end.
"""

import os
from collections.abc import Generator
from contextlib import closing, contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from openclout.scoreboard import Scoreboard, Shelf
from openclout.settings import Settings, read_settings
from openclout.vocabulary.errors import BadInput, NotFound, OpenCloutError

if TYPE_CHECKING:
    from openclout.engines.threads import Over
    from openclout.ledger import Ledger
    from openclout.pipeline import Home

LAKE, SCOREBOARD = "lake", "scoreboard"


def shelf_of(settings: Settings) -> Shelf:
    """The published runs. Raises BadInput for a home that is a file."""
    if settings.home.exists() and not settings.home.is_dir():
        raise BadInput(
            f"{settings.home} is not a folder, so it cannot be made a home. Choose another one: --home FOLDER."
        )
    return Shelf(settings.home / SCOREBOARD)


@contextmanager
def newest_run(home: Path | None) -> Generator[Scoreboard]:
    """The newest published run. Raises NotFound if there is none."""
    with closing(shelf_of(read_settings(home)).open()) as board:
        yield board


@contextmanager
def opened(settings: Settings, *, new: bool = False) -> "Generator[Home]":
    """Everything that a run needs. A home that is not there is made if it may be `new`; otherwise NotFound."""
    from openclout.lake import Lake
    from openclout.pipeline import Home

    shelf = shelf_of(settings)
    made(settings.home, new=new)
    with ledger_of(settings) as ledger, Lake(settings.home / LAKE) as lake, engine_of(settings) as over:
        yield Home(
            lake=lake,
            ledger=ledger,
            shelf=shelf,
            memory_limit_mb=settings.memory_limit_mb,
            workers=settings.workers,
            keep_runs=settings.keep_runs,
            visibility=settings.visibility,
            over=over,
        )


def refuse_made_up(settings: Settings) -> None:
    """Raises BadInput for a demo's home: its pages say that nobody exists, and no network knows whom it invented."""
    from openclout.demo.building import MARK

    if (settings.home / MARK).exists():
        raise BadInput(
            f"The people in {settings.home} are made up, and its pages say that nobody there exists. Keep real ones "
            "in another folder: --home FOLDER."
        )


@contextmanager
def engine_of(settings: Settings) -> "Generator[Over]":
    """Whoever runs the heavy steps."""
    from openclout.engines.threads import in_order

    if settings.engine == "threads":
        yield in_order
        return
    if find_spec("pyspark") is None:
        raise OpenCloutError("A cluster needs pyspark-client too. Run `pip install 'openclout[cluster]'`.")
    from openclout.engines.cluster import Cluster

    with closing(Cluster(settings.engine, settings.home / SCOREBOARD)) as cluster:
        yield cluster.over


def made(home: Path, *, new: bool) -> None:
    """See to it that the home folder is there."""
    if not new and not home.is_dir():
        raise NotFound(f"There is no home at {home} yet. `openclout import FILE` makes it.")
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        why = error.strerror or str(error)
        raise BadInput(f"The home folder {home} cannot be made ({why}). Choose another one: --home FOLDER.") from error
    if not os.access(home, os.W_OK):
        raise BadInput(f"The home folder {home} cannot be written. Choose another one: --home FOLDER.")


@contextmanager
def ledger_of(settings: Settings) -> "Generator[Ledger]":
    """The ledger. Raises BadSetting for a database that cannot be used."""
    from openclout.ledger import Ledger

    with Ledger(settings.ledger) as ledger:
        yield ledger
