"""Commands that say whose accounts are whose: link, unlink."""

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from openclout.cli.collecting import ready, today
from openclout.cli.options import AsJson, Day, HomeFolder
from openclout.cli.showing import Sheet, as_json, progress, show

if TYPE_CHECKING:
    from collections.abc import Generator

    from openclout.cli.gathered import Linked
    from openclout.collector import Means
    from openclout.pipeline import Home

Person = Annotated[str, typer.Argument(metavar="PERSON", help="The person's name, as in addresses.")]
Held = Annotated[list[str], typer.Argument(metavar="ACCOUNT", help="Handles, or addresses of pages.")]


def link(
    person: Person,
    accounts: Held,
    title: Annotated[str | None, typer.Option(metavar="TITLE", help="The name that is shown.")] = None,
    since: Day = None,
    proof: Annotated[str, typer.Option(metavar="WORDS", help="How you know.")] = "operator",
    home: HomeFolder = None,
    json: AsJson = False,
) -> None:
    """Note that accounts belong to a person; the network is recognised, and asked for the native id if need be."""
    from openclout.cli.gathered import Linked, Links
    from openclout.vocabulary.records import Link

    with _holding(home, accounts) as (place, found):
        known = {each.person: each.title for each in place.ledger.all_links()}
        shown = title or known.get(person, person)
        links = [Link(person, shown, network, own, proof, since or today()) for network, own in found]
        done = tuple(Linked(person, each.network, each.native_id, place.ledger.link(each)) for each in links)
    as_json(Links(done)) if json else show(_linked(f"Accounts of {shown}", done))


def unlink(
    person: Person,
    accounts: Held,
    until: Day = None,
    home: HomeFolder = None,
    json: AsJson = False,
) -> None:
    """End that accounts belong to a person; the days before stay as they were."""
    from openclout.cli.gathered import Linked, Links

    with _holding(home, accounts) as (place, found):
        for network, own in found:
            place.ledger.unlink(person, network, own, until=until or today())
        done = tuple(Linked(person, network, own, changed=True) for network, own in found)
    as_json(Links(done)) if json else show(_linked(f"No longer accounts of {person}", done))


@contextmanager
def _holding(home: Path | None, words: list[str]) -> "Generator[tuple[Home, list[tuple[str, str]]]]":
    """The home, and the accounts that were typed: networks and native ids."""
    ready()
    from openclout.cli import networking
    from openclout.cli.home import opened
    from openclout.networks import NETWORKS
    from openclout.settings import read_settings

    settings = read_settings(home)
    with opened(settings, new=True) as place, networking.means_of(settings, place, NETWORKS) as means:
        with progress("looking up"):
            found = [_held(word, means) for word in words]
        yield place, found


def _held(word: str, means: "Means") -> tuple[str, str]:
    """The network and the native id of an account: one of the lake by its name there, or one that is recognised."""
    from openclout.cli import networking
    from openclout.collector.identifying import native_id

    known = means.lake.find_accounts(word)
    if known.height == 1:
        return str(known["network"][0]), str(known["native_id"][0])
    account = networking.named([word], means, None)[0]
    return account.network, native_id(account, means)


def _linked(title: str, links: "tuple[Linked, ...]") -> Sheet:
    rows = [(one.network, one.native_id, "done" if one.changed else "was known") for one in links]
    return Sheet(title, ("network", "name", "state"), rows)
