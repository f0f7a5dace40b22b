"""Crawls over a real session, without a lake: what was asked, and what was read."""

from datetime import UTC, datetime

from openclout.collector.crawling import following
from openclout.collector.session import Session
from openclout.vocabulary.networks import Account, Connector, Interaction, Page, Record, Unreadable

LONG_AGO = datetime(2010, 1, 1, tzinfo=UTC)


def asked(connector: Connector, account: Account, session: Session, since: datetime = LONG_AGO) -> list[Page]:
    """Every answer of a crawl. Raises NetworkError."""
    found: list[Page] = []
    crawl = connector.crawl(account, since)
    request = next(crawl, None)
    while request is not None:
        found.append(session.answer(request, account))
        request = following(crawl, found[-1])
    return found


def said(connector: Connector, pages: list[Page]) -> list[Record]:
    """What answers are read as."""
    return [record for page in pages for record in connector.read(page)]


def done(records: list[Record]) -> list[tuple[str | None, str, str | None]]:
    """Who did what to which post, in a fixed order."""
    found = [(each.actor, each.act.word, each.post) for each in records if isinstance(each, Interaction)]
    return sorted(found, key=str)


def unread(records: list[Record]) -> list[Unreadable]:
    """What could not be read."""
    return [record for record in records if isinstance(record, Unreadable)]
