"""Whole crawls through a real session, read at once."""

import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from tests.collector.homes import TRUSTED, Hours

from openclout.collector.crawling import following
from openclout.collector.session import Manners, Session
from openclout.collector.state import State
from openclout.vocabulary.networks import Account, Connector, Page, Record

LOCAL = TRUSTED | {"localhost"}


def pages(
    connector: Connector, account: Account, since: datetime, tokens: Mapping[str, str] | None = None
) -> list[Page]:
    """Every answer to a crawl."""
    found: list[Page] = []
    with tempfile.TemporaryDirectory() as folder, State(Path(folder) / "collector.sqlite") as state:
        session = Session(state, Manners(trusted_hosts=LOCAL, tokens=tokens or {}), Hours().around())
        asking = connector.crawl(account, since)
        request = next(asking, None)
        while request is not None:
            found.append(session.answer(request, account))
            request = following(asking, found[-1])
        session.close()
    return found


def crawled(
    connector: Connector, account: Account, since: datetime, tokens: Mapping[str, str] | None = None
) -> list[Record]:
    """Every record of a crawl."""
    return [record for page in pages(connector, account, since, tokens) for record in connector.read(page)]
