"""What a stream left out of what single accounts wrote: asked for.

Comes in: the accounts at which a stream is torn. Goes out: their pages in the lake, and what they took back meanwhile.
What is read anew is all that is there. Nobody tells any more of what was deleted in a gap: it is what the lake holds
under its own name, and the answers do not, if they tell all that the account wrote. Nothing else comes into the lake
between asking and comparing, so that nothing younger than the answers is taken for deleted; therefore an account whose
reading was broken off is asked again, and not read from the pages that were kept.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import cast

import polars as pl

from openclout.collector.crawling import Means, crawled, dropped, following_number
from openclout.collector.pages import stored
from openclout.collector.streaming import Stream
from openclout.lake import NAMED, Batch
from openclout.vocabulary.networks import Account, Crawl, Mending, Network, Page, Record, Remaining

TOGETHER = 5
"""So many accounts are read anew between two batches."""


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


@dataclass
class Mender:
    """Reads anew where a stream is torn; accounts that were `tried` and failed are left for the next start."""

    means: Means
    stream: Stream
    tried: set[str] = field(default_factory=set)

    def mend(self) -> None:
        """Read some accounts anew, and take back what they took back. Raises Stopped."""
        state, stream = self.means.state, self.stream
        waiting = [account for account in state.torn(stream.name) if account not in self.tried][:TOGETHER]
        if not waiting or not hasattr(stream.connector, "mend"):
            return
        connector = cast("Mending", stream.connector)
        self.tried.update(waiting)
        read = {did: found for did in waiting if (found := self._read(connector, did)) is not None}
        self._take_back([each for found in read.values() for each in found])
        for did in read:
            state.mended(stream.name, did)

    def _read(self, connector: Mending, did: str) -> list[Remaining] | None:
        """Read an account anew; what is left of it, if all of that is told. None if it has to be read once more."""
        means, network = self.means, connector.NETWORK
        account = Account(network.name, self.stream.server, did)
        self._drop(account)
        asked = Anew(connector, self.stream.server, network)
        trouble = crawled(account, replace(means, networks={network.name: asked}), None).trouble
        reader = self._drop(account)
        if trouble:
            return None
        found = connector.remaining(did, (each.page for each in stored(means.lake, reader)))
        if found is None:
            return []
        older = found.revision and found.revision < self.stream.chains.known(did)
        return None if older else [found]

    def _drop(self, account: Account) -> str:
        """Nobody asked to collect this account from now on; the reader of what was asked last."""
        reader = ""
        for crawl in self.means.state.crawls(account):
            dropped(self.means, crawl)
            reader = crawl.reader
        return reader

    def _take_back(self, left: Sequence[Remaining]) -> None:
        """Withdraw what the lake holds of these accounts and is not left of them."""
        if not left:
            return
        reader = f"mended:{self.stream.name}"
        names = [(each.account, name, each.at) for each in left for name in (None, *each.names)]
        columns = {name: kind for name, kind in NAMED["remaining"].items() if name != "network"}
        rows = pl.DataFrame(names, schema=columns, orient="row")
        rows = rows.with_columns(network=pl.lit(self.stream.connector.NETWORK.name))
        self.means.append(Batch(reader, following_number(self.means.lake, reader), {"remaining": rows}))
