"""Instants and totals as networks tell them, made fit for the lake.

Comes in: seconds since 1970, instants of any zone, totals of votes. Goes out: instants in UTC, records whose instants
can be true, and a row for each vote that nobody signed.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Annotated

import msgspec

from openclout.vocabulary.acts import Act
from openclout.vocabulary.networks import Interaction, Page, Post, Record, Unreadable

FIRST, LAST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
"""What these networks tell happened between these."""
Seconds = Annotated[int, msgspec.Meta(ge=int(FIRST.timestamp()), lt=int(LAST.timestamp()))]
"""Seconds since 1970 that can be true."""
MOST_VOTES = 10_000
"""So many votes of a post are counted at most: one answer is not to fill the lake."""


def instant(seconds: int) -> datetime:
    """The instant so many seconds after 1970 began."""
    return datetime.fromtimestamp(seconds, UTC)


def read_by(readers: Mapping[str, Callable[[Page], Iterable[Record]]], page: Page) -> Iterator[Record]:
    """What an answer says, by the reader of its kind; nothing if it has none, or is no answer (not HTTP 200)."""
    reader = readers.get(page.kind)
    if reader is not None and page.status == 200:  # noqa: PLR2004 - HTTP
        yield from settled(reader(page))


def settled(records: Iterable[Record]) -> Iterator[Record]:
    """Records with their instants in UTC; those whose instant cannot be true are unreadable."""
    for record in records:
        if not isinstance(record, Interaction | Post) or (
            record.at.utcoffset() == timedelta(0) and FIRST <= record.at < LAST
        ):
            yield record
        elif FIRST <= record.at < LAST:
            yield replace(record, at=record.at.astimezone(UTC))
        else:
            yield Unreadable(f"{record.at.isoformat()} cannot be when it happened.", repr(record)[:4000])


def votes(act: Act, count: int, to: Post) -> Iterator[Interaction]:
    """A row for each vote of a total; they have no instant of their own, so they bear the post's.

    Rows that nobody signed are told apart by how many of them a crawl names, so the next crawl adds only new ones.
    """
    for _ in range(max(0, min(count, MOST_VOTES))):
        yield Interaction(None, to.author, act, to.at, to.native_id)
