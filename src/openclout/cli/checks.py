"""What `openclout doctor` looks at.

Comes in: settings. Goes out: findings, each a sentence: ok, note (nothing is broken) or fault. Nothing is changed.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import timedelta

from openclout import clock
from openclout.cli.answers import Finding
from openclout.cli.home import LAKE, ledger_of, shelf_of
from openclout.cli.showing import many
from openclout.lake import Lake
from openclout.settings import Settings
from openclout.vocabulary.errors import OpenCloutError

ENOUGH_DISK_MB = 1024


def examine(settings: Settings) -> list[Finding]:
    """Look at everything."""
    looks = [_home, _memory] if not settings.home.is_dir() else [_home, _memory, _lake, _ledger, _scoreboard]
    return [finding for look in looks for finding in look(settings)]


def _home(settings: Settings) -> Iterator[Finding]:
    if settings.home.exists() and not settings.home.is_dir():
        yield Finding("home", "fault", f"{settings.home} is not a folder. Choose another one: --home FOLDER.")
        return
    if not settings.home.is_dir():
        yield Finding("home", "note", f"{settings.home} is not there yet. `openclout import FILE` makes it.")
        return
    writable = os.access(settings.home, os.W_OK)
    words = f"{settings.home} {'can' if writable else 'cannot'} be written."
    yield Finding("home", "ok" if writable else "fault", words)
    free = shutil.disk_usage(settings.home).free // 2**20
    words = f"{free:,} MB are free; {ENOUGH_DISK_MB:,} are a good start."
    yield Finding("disk", "ok" if free >= ENOUGH_DISK_MB else "note", words)


def _memory(settings: Settings) -> Iterator[Finding]:
    present = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    words = (
        f"A run tries to stay under {settings.memory_limit_mb:,} MB of {present:,}, "
        f"with {many(settings.workers, 'worker', 'workers')}."
    )
    yield Finding("memory", "ok" if settings.memory_limit_mb < present else "fault", words)
    yield Finding("clock", "ok", f"It is {clock.now():%Y-%m-%d %H:%M} UTC here.")


def _lake(settings: Settings) -> Iterator[Finding]:
    lake = Lake(settings.home / LAKE)
    span = lake.span()
    if span is None:
        yield Finding("lake", "note", "No interactions yet. Bring some in with `openclout import FILE`.")
        return
    accounts = many(lake.account_count(), "account", "accounts")
    yield Finding("lake", "ok", f"Interactions from {span[0].date()} to {span[1].date()}; {accounts}.")
    rejects = len(lake.rejects())
    words = f"{many(rejects, 'row', 'rows')} of imported files could not be read; `openclout rejects` says why."
    yield Finding("rejects", "note" if rejects else "ok", words if rejects else "Every imported row could be read.")
    if span[1] > clock.now() + timedelta(days=1):
        yield Finding("clock", "fault", "The newest interaction lies in the future: the clock here may be wrong.")


def _ledger(settings: Settings) -> Iterator[Finding]:
    if settings.ledger_url is None and not (settings.home / "ledger.sqlite").exists():
        yield Finding("ledger", "note", "No ledger yet. `openclout import FILE` makes it.")
        return
    try:
        with ledger_of(settings) as ledger:
            yield Finding("ledger", "ok", f"{many(len(ledger.links(clock.today())), 'link', 'links')} today.")
    except OpenCloutError as error:
        yield Finding("ledger", "fault", str(error))


def _scoreboard(settings: Settings) -> Iterator[Finding]:
    shelf = shelf_of(settings)
    days = shelf.days()
    drafts = len(list(shelf.folder.glob("*.draft")))
    if drafts:
        words = f"{many(drafts, 'unfinished run lies', 'unfinished runs lie')} about; the next run clears it."
        yield Finding("drafts", "note", words)
    if not days:
        yield Finding("scoreboard", "note", "No run is published yet. Run `openclout score`.")
        return
    try:
        board = shelf.open()
        run = board.run()
        board.close()
    except (OpenCloutError, sqlite3.DatabaseError, ValueError) as error:
        yield Finding("scoreboard", "fault", f"The newest run cannot be read: {error}")
        return
    kept, numbered = many(len(days), "run is", "runs are"), many(run.numbered, "person has", "people have")
    yield Finding("scoreboard", "ok", f"{kept} kept; the newest is of {run.day}, {numbered} a number.")
