"""What the collector remembers between two starts: one SQLite file beside the lake.

Comes in: what crawls, answers and streams tell. Goes out: the same. Everything here can be lost without losing a row of
the lake: a crawl then begins anew, and the lake finds what it knows already.
"""

import hashlib
import json
import sqlite3
import threading
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from openclout.vocabulary.networks import Account

SCHEMA = """
CREATE TABLE IF NOT EXISTS crawls (
    reader TEXT PRIMARY KEY, network TEXT NOT NULL, server TEXT NOT NULL, name TEXT NOT NULL,
    since TEXT NOT NULL, began TEXT NOT NULL, finished TEXT, trouble TEXT NOT NULL DEFAULT '');
CREATE INDEX IF NOT EXISTS crawls_account ON crawls (network, server, name);
CREATE TABLE IF NOT EXISTS validators (
    address BLOB PRIMARY KEY, etag TEXT NOT NULL, modified TEXT NOT NULL, reader TEXT NOT NULL, page INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS budgets (
    host TEXT PRIMARY KEY, remaining INTEGER, total INTEGER, resets TEXT, later TEXT);
CREATE TABLE IF NOT EXISTS streams (
    name TEXT PRIMARY KEY, reader TEXT NOT NULL, network TEXT NOT NULL, server TEXT NOT NULL, cursor TEXT NOT NULL,
    at TEXT NOT NULL, seen TEXT NOT NULL, page INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS gaps (
    name TEXT NOT NULL, since TEXT NOT NULL, until TEXT NOT NULL, why TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS torn (
    name TEXT NOT NULL, account TEXT NOT NULL, PRIMARY KEY (name, account)) WITHOUT ROWID;
"""


@dataclass(frozen=True)
class CrawlState:
    """One crawl of an account: its reader in the lake, from when it reads, when it began and was finished."""

    reader: str
    account: Account
    since: datetime
    began: datetime
    finished: datetime | None = None
    trouble: str = ""


@dataclass(frozen=True)
class Validator:
    """What a page had when it was answered, and where it is kept."""

    etag: str
    modified: str
    reader: str
    page: int


@dataclass(frozen=True)
class StreamState:
    """Where a stream stands: its reader of the day, the last page kept with its cursor, when its last message was."""

    name: str
    reader: str
    network: str
    server: str
    cursor: str
    at: datetime
    seen: datetime
    page: int


@dataclass(frozen=True)
class Gap:
    """A time of a stream that was missed."""

    since: datetime
    until: datetime
    why: str


@dataclass(frozen=True)
class Kept:
    """What is known of a host: questions left, of how many, until when; and when it wants to be asked again."""

    host: str
    remaining: int | None
    total: int | None
    resets: datetime | None
    later: datetime | None


def written(instant: datetime | None) -> str | None:
    """An instant as it is kept; text in which order is time."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds") if instant is not None else None


def instant(text: str | None) -> datetime | None:
    """The instant that was kept."""
    return datetime.fromisoformat(text) if text else None


def sure(text: str) -> datetime:
    """The instant that must have been kept."""
    return datetime.fromisoformat(text)


def marked(url: str, accept: str) -> bytes:
    """An address as it is kept with its validators: hashed, since it may hold the name of an account."""
    return hashlib.blake2b(json.dumps([url, accept]).encode(), digest_size=16).digest()


class State:
    """The file. One for all threads; each statement is a commit of its own."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.connection = sqlite3.connect(path, check_same_thread=False, timeout=30)
        self.lock = threading.RLock()
        with self.lock, self.connection:
            self.connection.execute("PRAGMA journal_mode = WAL")
            self.connection.execute("PRAGMA synchronous = NORMAL")
            self.connection.execute("PRAGMA secure_delete = ON")
            self.connection.executescript(SCHEMA)

    def close(self) -> None:
        """Let go of the file."""
        with self.lock:
            self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _rows(self, statement: str, *bound: object) -> list[Sequence[object]]:
        with self.lock, self.connection:
            return self.connection.execute(statement, bound).fetchall()

    def crawls(self, account: Account | None = None) -> list[CrawlState]:
        """All crawls, or those of an account, oldest first."""
        where = "" if account is None else "WHERE network = ? AND server = ? AND name = ?"
        bound = () if account is None else (account.network, account.server, account.name)
        rows = self._rows(f"SELECT * FROM crawls {where} ORDER BY began, reader", *bound)  # noqa: S608 - constants
        return [crawl_state([str(part) if part is not None else None for part in row]) for row in rows]

    def begin(self, crawl: CrawlState) -> None:
        """Note a crawl before its first question."""
        account = crawl.account
        where = (account.network, account.server, account.name)
        self._rows(
            "INSERT INTO crawls (reader, network, server, name, since, began) VALUES (?, ?, ?, ?, ?, ?)",
            *(crawl.reader, *where, written(crawl.since), written(crawl.began)),
        )

    def finish(self, reader: str, at: datetime) -> None:
        """Note that a crawl has asked everything; what it noted of trouble is over."""
        self._rows("UPDATE crawls SET finished = ?, trouble = '' WHERE reader = ?", written(at), reader)

    def troubled(self, reader: str, why: str) -> None:
        """Note why a crawl does not go on now."""
        self._rows("UPDATE crawls SET trouble = ? WHERE reader = ?", why, reader)

    def abandon(self, reader: str) -> None:
        """Forget a crawl that cannot go on; what it brought stays in the lake."""
        self._rows("DELETE FROM crawls WHERE reader = ?", reader)

    def forget(self, network: str, names: Sequence[str]) -> None:
        """Remove all traces of an account, by every name that it had."""
        for name in names:
            self._rows("DELETE FROM validators WHERE reader IN (SELECT reader FROM crawls WHERE name = ?)", name)
            self._rows("DELETE FROM crawls WHERE network = ? AND name = ?", network, name)
            self._rows("DELETE FROM torn WHERE account = ? AND name LIKE ?", name, f"stream:{network}:%")
        self._rows("PRAGMA wal_checkpoint(TRUNCATE)")

    def validator(self, url: str, accept: str) -> Validator | None:
        """What is known of the last answer of an address."""
        rows = self._rows("SELECT etag, modified, reader, page FROM validators WHERE address = ?", marked(url, accept))
        if not rows:
            return None
        etag, modified, reader, page = rows[0]
        return Validator(str(etag), str(modified), str(reader), int(str(page)))

    def validated(self, url: str, accept: str, found: Validator) -> None:
        """Note what an answer had, once its page is in the lake."""
        self._rows(
            "INSERT OR REPLACE INTO validators VALUES (?, ?, ?, ?, ?)",
            *(marked(url, accept), found.etag, found.modified, found.reader, found.page),
        )

    def budgets(self) -> list[Kept]:
        """What is known of all hosts."""
        rows = self._rows("SELECT host, remaining, total, resets, later FROM budgets ORDER BY host")
        return [kept(row) for row in rows]

    def budget(self, host: str) -> Kept | None:
        """What is known of a host."""
        rows = self._rows("SELECT host, remaining, total, resets, later FROM budgets WHERE host = ?", host)
        return kept(rows[0]) if rows else None

    def keep_budget(self, found: Kept) -> None:
        """Note what a host told."""
        self._rows(
            "INSERT OR REPLACE INTO budgets VALUES (?, ?, ?, ?, ?)",
            *(found.host, found.remaining, found.total, written(found.resets), written(found.later)),
        )

    def streams(self) -> list[StreamState]:
        """Where the streams stand."""
        return [stream_state(row) for row in self._rows("SELECT * FROM streams ORDER BY name")]

    def keep_stream(self, stream: StreamState) -> None:
        """Note where a stream stands, after its rows are in the lake."""
        self._rows(
            "INSERT OR REPLACE INTO streams VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            *(stream.name, stream.reader, stream.network, stream.server, stream.cursor),
            *(written(stream.at), written(stream.seen), stream.page),
        )

    def gaps(self, name: str) -> list[Gap]:
        """What a stream missed, oldest first."""
        rows = self._rows("SELECT DISTINCT since, until, why FROM gaps WHERE name = ? ORDER BY since", name)
        return [Gap(sure(str(since)), sure(str(until)), str(why)) for since, until, why in rows]

    def keep_gap(self, name: str, gap: Gap) -> None:
        """Note what a stream missed."""
        self._rows("INSERT INTO gaps VALUES (?, ?, ?, ?)", name, written(gap.since), written(gap.until), gap.why)

    def torn(self, name: str) -> list[str]:
        """The accounts of which a stream left something out that was not read yet."""
        return [str(account) for (account,) in self._rows("SELECT account FROM torn WHERE name = ?", name)]

    def tear(self, name: str, accounts: Iterable[str]) -> None:
        """Note accounts of which a stream left something out."""
        with self.lock, self.connection:
            rows = ((name, account) for account in accounts)
            self.connection.executemany("INSERT OR IGNORE INTO torn VALUES (?, ?)", rows)

    def mended(self, name: str, account: str) -> None:
        """Note that an account was read anew."""
        self._rows("DELETE FROM torn WHERE name = ? AND account = ?", name, account)


def crawl_state(row: Sequence[str | None]) -> CrawlState:
    """A row of the table as a record."""
    reader, network, server, name, since, began, finished, trouble = (part or "" for part in row)
    account = Account(network, server, name)
    return CrawlState(reader, account, sure(since), sure(began), instant(finished), trouble)


def stream_state(row: Sequence[object]) -> StreamState:
    """A row of the table as a record."""
    name, reader, network, server, cursor, at, seen, page = (str(part) for part in row)
    return StreamState(name, reader, network, server, cursor, sure(at), sure(seen), int(page))


def kept(row: Sequence[object]) -> Kept:
    """A row of the table as a record."""
    numbers: list[int | None] = [None, None]
    with suppress(TypeError):
        numbers = [int(str(part)) if part is not None else None for part in row[1:3]]
    resets, later = (instant(str(part)) if part is not None else None for part in row[3:5])
    return Kept(str(row[0]), numbers[0], numbers[1], resets, later)
