"""Which native id an account has: what links are made with.

Comes in: an account as it was recognised, by a handle perhaps. Goes out: its native id, from the lake, or else from the
network itself, which is asked for the profile.
"""

from collections.abc import Sequence

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
    return native_ids([account], means).get(account)


def native_ids(accounts: Sequence[Account], means: Means) -> dict[Account, str]:
    """The native ids that the lake was told; without those accounts of which it was not, or of several."""
    wanted = pl.DataFrame(
        {
            "place": range(len(accounts)),
            "network": [account.network for account in accounts],
            "name": [account.name for account in accounts],
        },
        schema={"place": pl.Int64, "network": pl.String, "name": pl.String},
    ).with_columns(plain("name"))
    rows = means.lake.accounts()
    found: dict[Account, str] = {}
    for column in ("handle", "native_id"):
        named = rows.select("network", "native_id", name=plain(column))
        told = wanted.join(named, on=["network", "name"]).group_by("place").agg(pl.col("native_id").unique())
        alone = told.filter(pl.col("native_id").list.len() == 1)
        found |= {accounts[place]: names[0] for place, names in alone.iter_rows()}
    return found


def plain(name: str) -> pl.Expr:
    """A column of names as they are compared."""
    return pl.col(name).str.to_lowercase().str.strip_prefix("@")


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
