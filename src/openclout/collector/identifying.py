"""Which native id an account has: what links are made with.

Comes in: an account as it was recognised, by a handle perhaps. Goes out: its native id, from the lake, or else from the
network itself, which is asked for the profile.
"""

import polars as pl

from openclout.collector.crawling import Means
from openclout.collector.session import Session
from openclout.vocabulary.errors import NotFound
from openclout.vocabulary.networks import Account, Connector, Seen

QUESTIONS = 3
"""A profile comes first; more is not asked."""


def native_id(account: Account, means: Means) -> str:
    """The native id of an account. Raises NotFound or NetworkError."""
    known = known_id(account, means)
    return known or told(account, means.networks[account.network], means.session)


def known_id(account: Account, means: Means) -> str | None:
    """The native id by what the lake was told; None if it was not, or of several."""
    name = account.name.lower()
    rows = means.lake.accounts().filter(pl.col("network") == account.network)
    for column in ("native_id", "handle"):
        found = rows.filter(pl.col(column).str.to_lowercase().str.strip_prefix("@") == name.removeprefix("@"))
        if found["native_id"].n_unique() == 1:
            return str(found["native_id"][0])
    return None


def told(account: Account, connector: Connector, session: Session) -> str:
    """The native id by what the network says. Raises NotFound or NetworkError."""
    crawl = connector.crawl(account, session.around.now())
    request = next(crawl, None)
    for _ in range(QUESTIONS):
        if request is None:
            break
        page = session.answer(request, account)
        seen = [record for record in connector.read(page) if isinstance(record, Seen)]
        if seen:
            return seen[0].native_id
        try:
            request = crawl.send(page)
        except StopIteration:
            break
    raise NotFound(f"{connector.NETWORK.title} does not say who {account.name} is. See whether the name is right.")
