"""Streams: what happens on a network as it happens, into the lake, exactly once.

Comes in: messages of a network that streams (see `following`). Goes out: committed batches. The messages of a batch are
kept as one raw page, whose cursor is the place in the stream after it, and then the rows are; after a crash the rows
that are missing are made from the page, and the stream goes on from its cursor. What was missed is noted.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import chain, repeat
from operator import contains
from typing import cast

import polars as pl

from openclout.collector.chains import Chains
from openclout.collector.crawling import Means, batch_of
from openclout.collector.pages import PAGES, Stored, last_stored, rows
from openclout.collector.rows import Rows
from openclout.collector.state import Gap, StreamState
from openclout.consent import hides
from openclout.lake import Batch
from openclout.vocabulary.networks import FUTURE, OUTDATED, Account, Bulk, Message, Page, Step, Streaming, Unreadable

STREAM = "stream"
"""The kind of a raw page that holds messages of a stream."""
MISSED = timedelta(seconds=60)
"""A jump in time after a new beginning that is longer than this is a gap."""
OLDEST = "0"
"""The place from which a server tells all that it has."""


@dataclass(frozen=True)
class Following:
    """How far a stream is: messages and batches kept, the cursor, how far behind (seconds), what was missed.

    `hiding` counts how often an account said that it wants to be hidden; `trouble` says why nothing is heard now.
    """

    messages: int = 0
    batches: int = 0
    cursor: str | None = None
    lag_seconds: float | None = None
    gaps: tuple[Gap, ...] = ()
    hiding: int = 0
    trouble: str = ""


def framed(messages: Sequence[bytes]) -> bytes:
    """Messages as one body: a line each; or, if one of them holds a line's end, each after its length."""
    if not any(map(contains, messages, repeat(b"\n"))) and not messages[0].startswith(b"\0"):
        return b"\n".join(messages)
    pieces = chain.from_iterable((len(message).to_bytes(4, "big"), message) for message in messages)
    return b"".join(chain([b"\0"], pieces))


def unframed(body: bytes) -> Iterator[bytes]:
    """The messages of a body."""
    if not body.startswith(b"\0"):
        yield from body.split(b"\n")
        return
    place = 1
    while place < len(body):
        size = int.from_bytes(body[place : place + 4], "big")
        yield body[place + 4 : place + 4 + size]
        place += 4 + size


def bulk(connector: Streaming) -> Bulk | None:
    """The connector, if it reads many messages at once."""
    return cast("Bulk", connector) if hasattr(connector, "listen_all") else None


class Stream:
    """One stream on its way into the lake."""

    def __init__(self, means: Means, connector: Streaming, server: str = "") -> None:
        self._means = means
        self.connector = connector
        self.server = server or connector.NETWORK.home
        name = connector.NETWORK.name
        self.name = f"stream:{name}:{self.server}"
        self.reader = self._of_today()
        self._account = Account(name, self.server, "")
        self._last: datetime | None = None
        self._number = 0
        self.chains = Chains()
        self.place = Following()
        self._restore()

    def _of_today(self) -> str:
        """The reader in the lake: one a day, so that the pages of earlier days may expire."""
        return f"{self.name}:{self._means.session.around.now():%Y-%m-%d}"

    def _restore(self) -> None:
        """Go on after the last page that is kept; its rows are seen to."""
        kept = next((each for each in self._means.state.streams() if each.name == self.name), None)
        if kept is not None:
            self.reader, self._last, self._number = kept.reader, kept.at, kept.page + 1
            self.place = Following(cursor=kept.cursor)
        newest = max(self._readers(), default="")
        if kept is None or newest > kept.reader:  # killed at the first batch of a day, or nothing is remembered
            self.reader, self._number = newest or self.reader, 0
        page = last_stored(self._means.lake, self.reader)
        if page is not None and page.number >= self._number:
            self._keep(page, list(unframed(page.page.body)))
            self._number = page.number + 1
        self.place = Following(cursor=self.place.cursor, gaps=tuple(self._means.state.gaps(self.name)))
        self._turn()

    def _readers(self) -> Iterator[str]:
        """The readers of all days of which pages are kept."""
        for reader in self._means.lake.raw_readers():
            name, _, day = reader.removesuffix(PAGES).rpartition(":")
            if name == self.name:
                yield f"{name}:{day}"

    def _turn(self) -> None:
        """On a new day the pages go to a new reader; the old one is complete. A clock set back begins none."""
        if self.reader < (today := self._of_today()):
            for reader in (f"{self.reader}{PAGES}", self.reader):
                self._means.append(Batch(reader, self._number, last=True))
            self.reader, self._number = today, 0

    def address(self) -> str:
        """Where to listen from here on."""
        return self.connector.stream(self.server, self.place.cursor)

    def take(self, messages: Sequence[bytes], *, anew: bool = False) -> None:
        """Keep messages, and their cursor with them; `anew`: they are the first after a new beginning."""
        if not messages:
            return
        self._turn()
        if anew:
            self._look_back(messages)
        at = self._means.session.around.now()
        page = Page(STREAM, self._address_kept(), 200, {}, framed(messages), at, self._account)
        self._keep(Stored(self._number, "", page), messages)
        self._number += 1

    def _keep(self, page: Stored, messages: Sequence[bytes]) -> None:
        means, source = self._means, page.page.url
        found = Rows(self.connector.NETWORK, means.never)
        cursor, at = self._take_in(found, messages, source)
        page = replace(page, cursor=page.cursor or cursor)
        means.append(Batch(f"{self.reader}{PAGES}", page.number, {"raw_pages": rows(self.reader, [page])}))
        batch = batch_of(self.reader, page.number, found)
        means.append(batch)
        self._last = at
        now = means.session.around.now()
        name = self.connector.NETWORK.name
        means.state.keep_stream(
            StreamState(self.name, self.reader, name, self.server, page.cursor, self._last, now, page.number)
        )
        self.place = replace(
            self.place,
            messages=self.place.messages + len(messages),
            batches=self.place.batches + 1,
            cursor=page.cursor,
            lag_seconds=(now - self._last).total_seconds(),
            hiding=self.place.hiding + int(batch.table("accounts").select(hides(pl.col("flags")).sum()).item()),
        )

    def _take_in(self, found: Rows, messages: Sequence[bytes], source: str) -> tuple[str, datetime]:
        """Read messages; the last place that they name, or where we were, and its instant."""
        here, now = self.place.cursor or "", self._last or self._means.session.around.now()
        if (connector := bulk(self.connector)) is not None:
            heard = connector.listen_all(messages)
            found.add_all(heard, source)
            self._follow_steps(heard.steps)
            return (heard.cursor, heard.at) if heard.cursor else (here, now)
        for message in messages:
            read = self._read(message)
            found.add(read.records, source, read.at)
            self._follow_steps(read.steps)
            here, now = (read.cursor, read.at) if read.cursor else (here, now)
        return here, now

    def _read(self, message: bytes) -> Message:
        """What a message says; one that cannot be read is kept and counted like any other record."""
        try:
            return self.connector.listen(message)
        except (ValueError, KeyError, TypeError) as error:
            at = self._last or self._means.session.around.now()
            return Message(self.place.cursor or "", at, (Unreadable(type(error).__name__, ""),))

    def _look_back(self, messages: Sequence[bytes]) -> None:
        """Note a gap if the stream goes on much later than it was left, or if the server says that it does."""
        read, notices = self._first(messages)
        if FUTURE in notices:  # all that the server has is heard again; the lake knows what it knows
            self.place = replace(self.place, cursor=OLDEST)
        if self._last is None:
            return
        until = read.at if read.cursor else self._means.session.around.now()
        if OUTDATED in notices and until > self._last:
            self._note(Gap(self._last, until, "the server had let go of what came after the place where it was left"))
        elif read.cursor and until - self._last > MISSED:
            self._note(Gap(self._last, until, "the stream went on later than it was left"))

    def _first(self, messages: Sequence[bytes]) -> tuple[Message, set[str]]:
        """The first message that names a place, or the last, and what the server said of the stream before."""
        read, *others = self._read(messages[0]), *messages[1:]
        notices = {read.notice}
        for message in others:
            if read.cursor:
                break
            read = self._read(message)
            notices.add(read.notice)
        return read, notices

    def _note(self, gap: Gap) -> None:
        self._means.state.keep_gap(self.name, gap)
        self.place = replace(self.place, gaps=(*self.place.gaps, gap))

    def _follow_steps(self, steps: Sequence[Step]) -> None:
        """Note of whom the stream left something out, before the page that tells it counts as kept."""
        if steps and (torn := set(self.chains.torn(steps, self.place.gaps))):
            self._means.state.tear(self.name, sorted(torn))

    def _address_kept(self) -> str:
        return self.connector.stream(self.server, None)
