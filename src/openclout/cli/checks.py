"""What `openclout doctor` looks at. Comes in: settings. Goes out: findings, each a sentence."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from openclout import clock
from openclout.cli.home import lake_of, shelf_of
from openclout.ledger import Ledger
from openclout.settings import Settings
from openclout.vocabulary.errors import OpenCloutError

ENOUGH_DISK_MB = 1024


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    what: str
    fine: bool
    words: str


def examine(settings: Settings) -> list[Finding]:
    """Look at everything; nothing is changed but that an absent ledger is made."""
    return [*_home(settings), *_memory(settings), *_lake(settings), *_ledger(settings), *_scoreboard(settings)]


def _home(settings: Settings) -> Iterator[Finding]:
    if not settings.home.is_dir():
        yield Finding("home", fine=False, words=f"{settings.home} is not there yet. `openclout import` makes it.")
        return
    writable = os.access(settings.home, os.W_OK)
    yield Finding("home", writable, f"{settings.home} {'can' if writable else 'cannot'} be written.")
    free = shutil.disk_usage(settings.home).free // 2**20
    yield Finding("disk", free >= ENOUGH_DISK_MB, f"{free:,} MB are free; {ENOUGH_DISK_MB:,} are a good start.")


def _memory(settings: Settings) -> Iterator[Finding]:
    present = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    words = f"A run tries to stay under {settings.memory_limit_mb:,} MB of {present:,} with {settings.workers} workers."
    yield Finding("memory", settings.memory_limit_mb < present, words)


def _lake(settings: Settings) -> Iterator[Finding]:
    lake = lake_of(settings)
    span = lake.span()
    if span is None:
        yield Finding("lake", fine=False, words="No interactions yet. Bring some in with `openclout import FILE`.")
        return
    rejects = len(lake.rejects())
    words = f"Interactions from {span[0].date()} to {span[1].date()}; {lake.account_count():,} accounts."
    yield Finding("lake", fine=True, words=words)
    yield Finding("rejects", fine=rejects == 0, words=f"{rejects:,} rows of imported files could not be read.")
    ahead = span[1] > clock.now() + timedelta(days=1)
    yield Finding(
        "clock", not ahead, f"It is {clock.now():%Y-%m-%d %H:%M} UTC here{', before the data' if ahead else ''}."
    )


def _ledger(settings: Settings) -> Iterator[Finding]:
    try:
        with Ledger(settings.ledger) as ledger:
            yield Finding("ledger", fine=True, words=f"{len(ledger.links(clock.today()))} links hold today.")
    except OpenCloutError as error:
        yield Finding("ledger", fine=False, words=str(error))


def _scoreboard(settings: Settings) -> Iterator[Finding]:
    shelf = shelf_of(settings)
    days = shelf.days()
    if not days:
        yield Finding("scoreboard", fine=False, words="No run is published yet. Run `openclout score`.")
        return
    drafts = len(list(shelf.folder.glob("*.draft")))
    yield Finding("drafts", drafts == 0, f"{drafts} unfinished runs lie about; the next run of their day clears them.")
    try:
        run = shelf.open().run()
        words = f"{len(days)} runs are kept; the newest is of {run.day}, {run.numbered:,} people have a number."
        yield Finding("scoreboard", fine=True, words=words)
    except (OpenCloutError, sqlite3.DatabaseError) as error:
        yield Finding("scoreboard", fine=False, words=str(error))
