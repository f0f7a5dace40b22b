"""Commands that read networks: collect, follow, networks, check-live, reread."""

import threading
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING, Annotated

import typer

from openclout.cli.options import AsJson, Day, HomeFolder
from openclout.cli.rejects import IN_PART
from openclout.cli.showing import Sheet, as_json, many, progress, show, tell
from openclout.vocabulary.errors import BadInput, Busy, OpenCloutError

if TYPE_CHECKING:
    from openclout.collector import Collected, Following
    from openclout.collector.checking import Checked
    from openclout.lake import Tally
    from openclout.pipeline import Home
    from openclout.settings import Settings

OneNetwork = Annotated[str | None, typer.Option("--network", metavar="NETWORK", help="Only this network.")]
Accounts = Annotated[
    list[str] | None,
    typer.Argument(metavar="ACCOUNT", help="Handles, or addresses of pages; without any, all that are known."),
]
Server = Annotated[
    str | None,
    typer.Option(metavar="URL", help="The server to ask, if not where NETWORK usually is: one of your own."),
]


PARTS = ("httpx2", "msgspec", "pyrate_limiter", "stamina", "websockets")


def ready() -> None:
    """See to it that networks can be read. Raises OpenCloutError."""
    missing = [name for name in PARTS if find_spec(name) is None]
    if missing:
        raise OpenCloutError(
            f"Reading networks needs {', '.join(missing)} too. Run `pip install 'openclout[networks]'`."
        )


def collect(
    accounts: Accounts = None,
    network: OneNetwork = None,
    server: Server = None,
    since: Day = None,
    home: HomeFolder = None,
    json: AsJson = False,
) -> None:
    """Read accounts from their networks into the lake; the next time it goes on from there."""
    ready()
    from openclout.cli import networking
    from openclout.cli.home import opened, refuse_made_up
    from openclout.collector import collect as collected
    from openclout.collector import sentences, verify
    from openclout.networks import NETWORKS
    from openclout.settings import read_settings

    if server is not None and (network is None or not accounts):
        raise typer.BadParameter("--server goes with --network and an ACCOUNT: collect ACCOUNT --network NETWORK.")
    settings = read_settings(home)
    refuse_made_up(settings)
    start = datetime.combine(since, time.min, UTC) if since is not None else None
    with opened(settings, new=True) as place, networking.means_of(settings, place, NETWORKS) as means:
        links = place.ledger.links(today())
        known = partial(networking.everybody, means, links, network)
        chosen = networking.named(accounts, means, network, server) if accounts else known()
        with progress("collecting") as told:
            balances = collected(chosen, means, since=start, progress=told)
            said = sentences(verify(means, place.ledger.mentions)) if settings.webmention else ()
        hidden = tidied(place, settings)
    told_of(balances, hidden, json=json)
    for sentence in said:
        tell(sentence)
    if any(one.trouble for one in balances):
        raise typer.Exit(IN_PART)


def told_of(balances: "tuple[Collected, ...]", hidden: int, *, json: bool) -> None:
    """Say what became of the records of each account, and what went wrong."""
    from openclout.cli.gathered import Gathered, Gathering

    if json:
        found = (Gathered(*where(one), one.pages, *fates(one.tally), one.trouble) for one in balances)
        as_json(Gathering(tuple(found), hidden))
    else:
        show(balanced(balances))
        show(*([f"{many(hidden, 'account does', 'accounts do')} not want to be found any more."] if hidden else []))
    for one in balances:
        if one.trouble:
            tell(f"{one.account}: {one.trouble}")


def today() -> date:
    """The present day."""
    from openclout import clock

    return clock.today()


def tidied(place: "Home", settings: "Settings") -> int:
    """Obey what accounts asked for, let old pages go; how many accounts are not shown any more."""
    from openclout import clock
    from openclout.pipeline import hide

    try:
        hidden = hide(place)
    except Busy:
        tell("Another process is publishing a run: who does not want to be found leaves with the next one.")
        hidden = 0
    place.lake.expire_raw(clock.now() - timedelta(days=settings.raw_days))
    return hidden


def where(one: "Collected") -> tuple[str, str, str]:
    """The network, the server and the name of an account."""
    return one.account.network, one.account.server, one.account.name


def fates(tally: "Tally") -> tuple[int, int, int, int, int]:
    """What became of records."""
    return tally.read, tally.kept, tally.self_interactions, tally.duplicates, tally.rejected


def balanced(balances: "tuple[Collected, ...]") -> Sheet:
    """What became of the records of each account."""
    rows = [(str(one.account), one.pages, *fates(one.tally), one.trouble or "complete") for one in balances]
    heads = ("name", ">pages", ">read", ">kept", ">self-\ninteractions", ">duplicates", ">rejected", "state")
    return Sheet("read = kept + self-interactions + duplicates + rejected", heads, rows)


def follow(
    network: Annotated[str, typer.Argument(metavar="NETWORK", help="A network that streams.")],
    server: Annotated[str, typer.Option(metavar="URL", help="Where to listen, if not where one usually does.")] = "",
    seconds: Annotated[
        int | None, typer.Option("--for", metavar="SECONDS", min=1, help="How long; without it, until Ctrl-C.")
    ] = None,
    home: HomeFolder = None,
    json: AsJson = False,
) -> None:
    """Take in what happens on a network as it happens, from where it was left."""
    ready()
    from openclout.cli import networking
    from openclout.cli.home import opened, refuse_made_up
    from openclout.cli.obeying import Obeying
    from openclout.collector import follow as followed
    from openclout.networks import NETWORKS
    from openclout.settings import read_settings

    settings = read_settings(home)
    refuse_made_up(settings)
    connector = networking.streaming(networking.connector_of(network, NETWORKS))
    with opened(settings, new=True) as place, networking.means_of(settings, place, NETWORKS) as means:
        bell = threading.Timer(seconds, means.stopping.set) if seconds is not None else None
        if bell is not None:
            bell.daemon = True
            bell.start()
        obeying = Obeying(place)
        with progress(f"following {network}") as told:

            def after(now: "Following") -> None:
                told(behind(network, now), now.messages, 0)
                obeying(now)

            kept = followed(means, connector, server, told=after)
        tidied(place, settings)
    followed_so_far(network, kept, json=json)
    if kept.trouble and not kept.messages:
        raise typer.Exit(IN_PART)


def followed_so_far(network: str, kept: "Following", *, json: bool) -> None:
    """Say how much of a stream was kept, and what was missed."""
    from openclout.cli.gathered import Followed, Missed

    if json:
        missed = tuple(Missed(gap.since, gap.until, gap.why) for gap in kept.gaps)
        numbers = (kept.messages, kept.batches, kept.cursor, kept.lag_seconds)
        as_json(Followed(network, *numbers, missed, kept.trouble))
        return
    show(f"Kept {many(kept.messages, 'message', 'messages')} in {many(kept.batches, 'batch', 'batches')}.")
    for gap in kept.gaps:
        tell(f"Missed from {gap.since:%Y-%m-%d %H:%M:%S} to {gap.until:%Y-%m-%d %H:%M:%S}: {gap.why}.")
    if kept.trouble:
        tell(kept.trouble)


def behind(network: str, now: "Following") -> str:
    """How far a stream is."""
    lag = f", {now.lag_seconds:.0f} s behind" if now.lag_seconds is not None else ""
    return f"{network}: {now.messages:,} messages{lag}{', cut off' if now.trouble else ''}"


def networks(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="NETWORK", help="Of these also the reasons; without any, all in short."),
    ] = None,
    home: HomeFolder = None,
    json: AsJson = False,
) -> None:
    """What each network offers and withholds, when it was last read, and what is left of its budget."""
    ready()
    from openclout import clock
    from openclout.cli import networking
    from openclout.cli.gathered import Networks
    from openclout.collector.lasting import standings
    from openclout.networks import NETWORKS
    from openclout.settings import read_settings

    chosen = [networking.connector_of(name, NETWORKS) for name in names] if names else NETWORKS
    with networking.state_of(read_settings(home)) as state:
        found = tuple(networking.reachable(one) for one in standings(chosen, state, clock.now()))
    if json:
        as_json(Networks(found))
    elif names:
        show(networking.sheet(found), *(networking.told(one) for one in found))
    else:
        show(networking.sheet(found), networking.offered(found), networking.MORE)


def check_live(
    network: Annotated[str, typer.Argument(metavar="NETWORK", help="The network to ask.")],
    account: Annotated[
        str | None, typer.Argument(metavar="ACCOUNT", help="Whom to ask for; without it, somebody collected before.")
    ] = None,
    server: Server = None,
    home: HomeFolder = None,
    json: AsJson = False,
) -> None:
    """Ask a live service a few polite questions, and see whether its answers are what we expect."""
    ready()
    from openclout.cli import networking
    from openclout.cli.home import opened
    from openclout.collector.checking import checked
    from openclout.networks import NETWORKS
    from openclout.settings import read_settings

    settings = read_settings(home)
    connector = networking.connector_of(network, NETWORKS)
    with opened(settings, new=True) as place, networking.means_of(settings, place, NETWORKS) as means:
        before = [crawl.account for crawl in means.state.crawls() if crawl.account.network == connector.NETWORK.name]
        if account is None and not before:
            raise BadInput(f"Nobody on {network} was collected before. Name an account: check-live {network} ACCOUNT.")
        asked = networking.named([account], means, network, server)[0] if account is not None else before[-1]
        at_home = asked.server in {"", connector.NETWORK.home} and "stream" in connector.NETWORK.offers
        stream = networking.streaming(connector).stream(asked.server, None) if at_home else ""
        with progress(f"asking {network}"):
            report = checked(connector, asked, means.session, stream=stream)
    reported(report, json=json)
    if report.faults:
        raise typer.Exit(1)
    if report.trouble:
        raise typer.Exit(IN_PART)


def reported(report: "Checked", *, json: bool) -> None:
    """Print the report of a live check."""
    from openclout.cli.gathered import Live, LiveAnswer

    faults, trouble, account = report.faults, report.trouble, report.account
    if json:
        answers = tuple(LiveAnswer(one.kind, one.status, one.records, one.unreadable) for one in report.answers)
        seen = (report.proven, report.unseen, faults, trouble)
        as_json(Live(account.network, account.name, not faults and not trouble, answers, *seen))
        return
    rows = [(one.kind, one.status or None, one.records, one.unreadable) for one in report.answers]
    wrong = f"{many(len(faults), 'answer differs', 'answers differ')} from what is expected" if faults else ""
    verdict = wrong or ("the check did not come to its end" if trouble else "all is as expected")
    show(Sheet(f"{account}: {verdict}", ("question", ">status", ">records", ">unreadable"), rows))
    show(*(f"Proven here: {', '.join(report.proven)}." for _ in report.proven[:1]))
    show(*(f"Offered, but not met with in these answers: {', '.join(report.unseen)}." for _ in report.unseen[:1]))
    show(*(f"Differs: {fault}" for fault in faults))
    if trouble:
        tell(trouble)


def reread(network: OneNetwork = None, home: HomeFolder = None, json: AsJson = False) -> None:
    """Read everything anew from the pages that are kept, without the network: after an update, for instance."""
    ready()
    from openclout.cli import networking
    from openclout.cli.gathered import ReadAnew
    from openclout.cli.home import opened
    from openclout.collector import reread as anew
    from openclout.networks import NETWORKS
    from openclout.settings import read_settings

    settings = read_settings(home)
    if network is not None:
        networking.connector_of(network, NETWORKS)
    with opened(settings) as place, networking.means_of(settings, place, NETWORKS) as means:
        with progress("reading anew") as told:
            found = anew(means, network=network, progress=told)
        tidied(place, settings)
    if json:
        as_json(ReadAnew(found.pages, *fates(found.tally)))
    else:
        heads = (">pages", ">read", ">kept", ">self-\ninteractions", ">duplicates", ">rejected")
        show(Sheet("Read anew", heads, [(found.pages, *fates(found.tally))]))
