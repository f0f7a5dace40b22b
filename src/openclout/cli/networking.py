"""The collector for commands: opened, told whom to read, and asked how things stand.

Comes in: settings, and what was typed. Goes out: means to crawl with, accounts, tables.
"""

import threading
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

from openclout.cli.gathered import Left, Missed, Reachable
from openclout.cli.home import shelf_of
from openclout.cli.showing import Sheet, many, tell
from openclout.collector import Means, Session, State, Stopped, Surroundings, recognised
from openclout.collector.identifying import native_ids
from openclout.collector.lasting import Standing
from openclout.collector.session import Manners, when_asking_again
from openclout.settings import Settings
from openclout.vocabulary.errors import BadInput, NotFound
from openclout.vocabulary.networks import Account, Connector, Streaming
from openclout.vocabulary.records import Link

if TYPE_CHECKING:
    from openclout.pipeline import Home

STATE = "collector.sqlite"
MORE = "Reasons, and what was missed: openclout networks NAME"
ALWAYS = 3
"""So many columns of the table of networks are always there."""


@contextmanager
def means_of(settings: Settings, place: "Home", networks: Sequence[Connector]) -> Generator[Means]:
    """The collector, opened. Waiting ends at once when somebody asks to stop."""
    stopping = threading.Event()

    def wait(seconds: float) -> None:
        if stopping.wait(seconds):
            raise Stopped

    when_asking_again(tell)
    manners = Manners(settings.contact, settings.trusted_hosts, settings.tokens)
    facts = {each.NETWORK.name: each.NETWORK for each in networks}
    with State(settings.home / STATE) as state:
        session = Session(state, manners, Surroundings(wait=wait), networks=facts)
        named = {each.NETWORK.name: each for each in networks}
        try:
            yield Means(place.lake, session, state, named, place.ledger.never_checker(), stopping=stopping)
        finally:
            session.close()


def connector_of(name: str, networks: Sequence[Connector]) -> Connector:
    """The network of a name. Raises NotFound."""
    found = next((each for each in networks if each.NETWORK.name == name.lower()), None)
    if found is None:
        known = ", ".join(each.NETWORK.name for each in networks)
        raise NotFound(f"There is no network {name!r}; there are {known or 'none yet'}.")
    return found


def streaming(connector: Connector) -> Streaming:
    """The network as one that streams. Raises BadInput if it does not."""
    if "stream" not in connector.NETWORK.offers:
        name = connector.NETWORK.name
        raise BadInput(f"{connector.NETWORK.title} does not stream. Use: openclout collect --network {name}.")
    return cast("Streaming", connector)


def named(words: Sequence[str], means: Means, network: str | None, server: str | None = None) -> list[Account]:
    """The accounts that were typed; on a `server` of one's own a name of any kind will do. Raises NotFound."""
    every = list(means.networks.values())
    chosen = every if network is None else [connector_of(network, every)]
    if server is None:
        return [recognised(word, chosen, means.session) for word in words]
    (one,) = chosen
    known = [one.recognise(word) or Account(one.NETWORK.name, "", word) for word in words]
    return [replace(account, server=server.rstrip("/")) for account in known]


def everybody(means: Means, links: Sequence[Link], network: str | None) -> list[Account]:
    """Every account that was collected before or belongs to somebody, of one network or of all. Raises NotFound."""
    if network is not None:
        connector_of(network, list(means.networks.values()))
    found = {crawl.account: None for crawl in means.state.crawls() if crawl.account.network in means.networks}
    seen = {(account.network, name) for account, name in native_ids(list(found), means).items()}
    seen |= {(account.network, account.name) for account in found}
    for link in links:
        if link.network in means.networks and (link.network, link.native_id) not in seen:
            account = of_link(link, means)
            if account is None:
                tell(
                    f"{link.network}:{link.native_id} is on a server that is not known: collect it once by its address."
                )
            else:
                found[account] = None
    chosen = [account for account in found if network is None or account.network == network.lower()]
    if not chosen:
        raise NotFound("Nobody was collected before, and nobody is linked. Name an account: openclout collect ACCOUNT.")
    return chosen


def of_link(link: Link, means: Means) -> Account | None:
    """The account of a link, as its network is asked for it; None if nobody knows its server."""
    connector = means.networks[link.network]
    known = means.lake.find_accounts(f"{link.network}:{link.native_id}")
    # Some networks number their accounts and ask for them by name: 7 is not the account named "7".
    names = [*known["handle"].to_list(), link.native_id]
    texts = [link.native_id, *names[:-1], *(f"{link.network}:{name}" for name in names)]
    found = [account for text in texts if (account := connector.recognise(text)) is not None]
    if found:
        return found[0]
    home = connector.NETWORK.home
    return Account(link.network, home, link.native_id) if home and "{" not in home else None


def reachable(standing: Standing) -> Reachable:
    """How things stand with a network, for programs."""
    network = standing.network
    return Reachable(
        name=network.name,
        title=network.title,
        docs=network.docs,
        offers=tuple(sorted(network.offers)),
        withholds=dict(network.withholds),
        not_built=dict(network.not_built),
        unproven=network.unproven,
        accounts=standing.accounts,
        last=standing.last,
        unfinished=standing.unfinished,
        lag_seconds=standing.lag_seconds,
        missed=tuple(Missed(gap.since, gap.until, gap.why) for gap in standing.gaps),
        torn=standing.torn,
        budgets=tuple(Left(one.host, one.remaining, one.total, one.resets, one.later) for one in standing.budgets),
    )


def state_of(settings: Settings) -> State:
    """What the collector remembers; looking makes no home, so without one it is nothing."""
    shelf_of(settings)  # a home that is a file is refused
    path = settings.home / STATE
    return State(path) if path.exists() else State(Path(":memory:"))


def sheet(networks: Sequence[Reachable]) -> Sheet:
    """How things stand with all networks, for people; what stands with none of them has no column."""
    rows = [
        (
            one.name,
            one.accounts,
            f"{one.last:%Y-%m-%d %H:%M}" if one.last is not None else None,
            one.unfinished or None,
            f"{one.lag_seconds:.0f} s" if one.lag_seconds is not None else None,
            len(one.missed) or None,
            one.torn or None,
            ", ".join(f"{left.host} {left.remaining}" for left in one.budgets if left.remaining is not None) or None,
        )
        for one in networks
    ]
    heads = ("name", ">accounts", "last read", ">unfinished", "behind", ">gaps", ">torn", "questions left")
    kept = [at for at in range(len(heads)) if at < ALWAYS or any(row[at] is not None for row in rows)]
    return Sheet(
        "Networks that can be read", [heads[at] for at in kept], [tuple(row[at] for at in kept) for row in rows]
    )


def offered(networks: Sequence[Reachable]) -> Sheet:
    """What each network offers and withholds, in short."""
    rows = [
        (one.name, ", ".join(one.offers), ", ".join((*one.withholds, *(f"({name})" for name in one.not_built))))
        for one in networks
    ]
    return Sheet("What they tell", ("name", "offers", "withholds (or not built here)"), rows)


def told(network: Reachable) -> str:
    """What a network offers and withholds, in lines for people."""
    withheld = (f"{name}: {why}" for name, why in network.withholds.items())
    lines = [f"{network.title} offers {', '.join(network.offers)}", *(f"  withholds {line}" for line in withheld)]
    lines += [f"  not built here: {name}, {why}" for name, why in network.not_built.items()]
    gaps = (f"{gap.since:%Y-%m-%d %H:%M:%S} to {gap.until:%Y-%m-%d %H:%M:%S}: {gap.why}" for gap in network.missed)
    lines += [f"  missed from {gap}" for gap in gaps]
    torn = many(network.torn, "account", "accounts")
    return "\n".join(
        lines
        + ([f"  has still to read anew what {torn} wrote, as the stream left some of it out"] if network.torn else [])
    )
