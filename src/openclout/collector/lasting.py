"""How things stand with each network: what it offers, when it was last read, what is left of its budget.

Comes in: what the collector remembers. Goes out: one record per network.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from openclout.collector.state import Gap, Kept, State
from openclout.vocabulary.networks import Connector, Network


@dataclass(frozen=True)
class Standing:
    """A network: its facts, accounts read, the end of the last crawl, those that are broken off, streams, budgets.

    `torn` counts the accounts of which a stream left something out that was not read yet.
    """

    network: Network
    accounts: int
    last: datetime | None
    unfinished: int
    lag_seconds: float | None
    gaps: tuple[Gap, ...]
    torn: int
    budgets: tuple[Kept, ...]


def standings(networks: Sequence[Connector], state: State, now: datetime) -> tuple[Standing, ...]:
    """How things stand with every network, in their order."""
    return tuple(standing(connector.NETWORK, state, now) for connector in networks)


def standing(network: Network, state: State, now: datetime) -> Standing:
    """How things stand with one network."""
    crawls = [crawl for crawl in state.crawls() if crawl.account.network == network.name]
    streams = [stream for stream in state.streams() if stream.network == network.name]
    hosts = {urlsplit(crawl.account.server or network.home).hostname for crawl in crawls}
    hosts |= {urlsplit(stream.server).hostname for stream in streams} | {urlsplit(network.home).hostname}
    return Standing(
        network=network,
        accounts=len({crawl.account for crawl in crawls}),
        last=max((crawl.finished for crawl in crawls if crawl.finished is not None), default=None),
        unfinished=sum(crawl.finished is None for crawl in crawls),
        lag_seconds=min(((now - stream.at).total_seconds() for stream in streams), default=None),
        gaps=tuple(gap for stream in streams for gap in state.gaps(stream.name)),
        torn=sum(len(state.torn(stream.name)) for stream in streams),
        budgets=tuple(budget for budget in state.budgets() if budget.host in hosts),
    )
