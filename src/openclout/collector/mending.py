"""What a stream left out of what single accounts wrote: asked for.

Comes in: the accounts at which a stream is torn. Goes out: their pages in the lake, and what they took back meanwhile.
What is read anew is all that is there. Nobody tells any more of what was deleted in a gap: it is what the lake holds
under its own name, and the answers do not, if they tell all that the account wrote. What was changed in a gap is what
the lake holds other acts of than the answers. Nothing else comes into the lake between asking and comparing, so that
nothing younger than the answers is taken for deleted; therefore an account whose reading was broken off is asked again,
and not read from the pages that were kept.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import cast

import polars as pl

from openclout.collector.crawling import Means, crawled, dropped, following_number
from openclout.collector.pages import stored
from openclout.collector.rows import Rows
from openclout.collector.streaming import Stream
from openclout.lake import NAMED, Batch
from openclout.vocabulary.networks import (
    Account,
    Crawl,
    Interaction,
    Mending,
    Network,
    Page,
    Post,
    Record,
    Remaining,
)

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
        for did in waiting:
            if self._read(connector, did):
                state.mended(stream.name, did)

    def _read(self, connector: Mending, did: str) -> bool:
        """Read an account anew, and take back what is not left of it; False if it has to be read once more."""
        means, network = self.means, connector.NETWORK
        account = Account(network.name, self.stream.server, did)
        self._drop(account)
        asked = Anew(connector, self.stream.server, network)
        trouble = crawled(account, replace(means, networks={network.name: asked}), None).trouble
        reader = self._drop(account)
        if trouble:
            return False
        pages = [each.page for each in stored(means.lake, reader)]
        found = connector.remaining(did, pages)
        if found is None:
            return True
        if found.revision and found.revision < self.stream.chains.known(did):
            return False
        self._take_back(found, pages)
        return True

    def _drop(self, account: Account) -> str:
        """Nobody asked to collect this account from now on; the reader of what was asked last."""
        reader = ""
        for crawl in self.means.state.crawls(account):
            dropped(self.means, crawl)
            reader = crawl.reader
        return reader

    def _take_back(self, left: Remaining, pages: Sequence[Page]) -> None:
        """Withdraw what the lake holds of an account and is not left of it; what is left is as the pages say."""
        connector, reader = self.stream.connector, f"mended:{self.stream.name}"
        found = Rows(connector.NETWORK, self.means.never)
        told: set[str | None] = set()
        for page in pages:
            records = list(connector.read(page))
            told.update(named(records))
            found.add(records, page.url, page.at)
        rows = [(left.account, name, left.at, name in told) for name in (None, *left.names)]
        columns = {name: kind for name, kind in NAMED["remaining"].items() if name != "network"}
        remaining = pl.DataFrame(rows, schema=columns, orient="row")
        tables = {"remaining": remaining.with_columns(network=pl.lit(connector.NETWORK.name))}
        acts = found.frames().get("interactions")
        tables |= {"interactions": acts} if acts is not None else {}
        number = following_number(self.means.lake, reader)
        read = 0 if acts is None else acts.height
        self.means.append(Batch(reader, number, tables, read=read, once=found.once))


def named(records: Sequence[Record]) -> Iterator[str | None]:
    """What records say something of: posts, and what acts are done by. Nothing else can lose all that it does."""
    for record in records:
        if isinstance(record, Post):
            yield record.native_id
        elif isinstance(record, Interaction):
            yield record.act_id
