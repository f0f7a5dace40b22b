"""What a stream left out of what single accounts wrote: noticed, and asked for.

Comes in: the steps that a stream tells, each with the one before it. Goes out: the accounts of which a step is missing,
and their pages in the lake. Only so many accounts are remembered, those heard of last; of one that is not remembered, a
step that came after one from a gap of the whole stream tells that it wrote something in that gap.
What is read anew is all that is there. What was deleted in a gap stays, since nobody tells of it any more.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

from openclout.collector.crawling import Means, crawled
from openclout.collector.state import Gap
from openclout.vocabulary.networks import Account, Crawl, Mending, Network, Page, Record, Step, Streaming

REMEMBERED = 500_000
"""Accounts whose last step is remembered, about 100 MB."""
TOGETHER = 5
"""So many accounts are read anew between two batches."""


class Chains:
    """The last step of each account."""

    def __init__(self, most: int = REMEMBERED) -> None:
        self._last: dict[str, str] = {}
        self._most = most

    def torn(self, steps: Iterable[Step], gaps: Sequence[Gap]) -> Iterator[str]:
        """The accounts of which something came between the step before and this one."""
        last = self._last
        missed = [(gap.since.timestamp() * 1e6, gap.until.timestamp() * 1e6) for gap in gaps]
        for account, since, revision, since_us in steps:
            known = last.pop(account, None)
            if known is not None and revision <= known:  # told again
                last[account] = known
                continue
            last[account] = revision
            if since is None or since == known:
                continue
            if known is not None or not since or any(begin < since_us <= end for begin, end in missed):
                yield account
        if len(last) > self._most:
            for account in list(last)[: len(last) - self._most]:
                del last[account]


@dataclass
class Anew:
    """A network, asked for what one of its accounts wrote and for nothing else."""

    connector: Mending
    server: str
    NETWORK: Network

    def recognise(self, text: str, /) -> Account | None:
        """The account of a handle."""
        return self.connector.recognise(text)

    def crawl(self, account: Account, since: datetime) -> Crawl:  # noqa: ARG002 - all of it
        """Ask for all that the account wrote."""
        return self.connector.mend(self.server, account.name)

    def read(self, page: Page) -> Iterator[Record]:
        """What an answer says."""
        return self.connector.read(page)


def mend(means: Means, connector: Streaming, server: str, name: str, tried: set[str]) -> None:
    """Read anew some accounts that a stream is torn at; those that were `tried` are left for the next start."""
    waiting = [account for account in means.state.torn(name) if account not in tried]
    if not waiting or not hasattr(connector, "mend"):
        return
    asked = Anew(cast("Mending", connector), server, connector.NETWORK)
    alone = replace(means, networks={connector.NETWORK.name: asked})
    for did in waiting[:TOGETHER]:
        tried.add(did)
        account = Account(connector.NETWORK.name, server, did)
        if not crawled(account, alone, None).trouble:
            means.state.mended(name, did)
            for crawl in means.state.crawls(account):  # nobody asked to collect this account from now on
                means.state.abandon(crawl.reader)
