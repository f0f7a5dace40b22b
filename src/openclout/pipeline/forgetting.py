"""A person leaves: lake, ledger, scoreboards.

Comes in: a name. Goes out: nothing of the person. Broken off at any point, it can be done again: the newest run, by
which the person is found, is the last place to go.
"""

from collections.abc import Sequence
from datetime import date

from openclout.pipeline.home import Home, Orders
from openclout.pipeline.publishing import published
from openclout.vocabulary.errors import Ambiguous, BadInput, NotFound
from openclout.vocabulary.records import Link

Account = tuple[str, str]
"""A network, and a native id on it."""


def forget_person(home: Home, name: str) -> tuple[str, ...]:
    """Remove all accounts of a person everywhere. Returns the accounts, as `network:native_id`.

    The newest run is published again without the person; older runs, which still know the person, are deleted.
    Raises NotFound, or Ambiguous; Busy beside another run.
    """
    with home.shelf.alone():
        accounts = _accounts_of(home, name)
        for network, native_id in accounts:
            home.lake.forget(network, native_id)
            home.ledger.forget(network, native_id)
        publish_again(home)
    return tuple(f"{network}:{native_id}" for network, native_id in accounts)


def publish_again(home: Home) -> None:
    """The newest run once more, from what may be shown by now, by the method that it had; older ones are deleted."""
    days = home.shelf.days()
    newest = days[-1] if days and home.lake.span() is not None else None
    home.shelf.keep_only(newest)
    if newest is None:
        return
    with home.shelf.open(newest) as board:
        method = board.run().method
    try:
        orders = Orders(newest, ((date.min, method),), history_days=0, force=True)
        published(home, orders, lambda _stage, _done, _all: None)
    except BadInput:
        # Nothing is left that the day's scores could rest on.
        home.shelf.keep_only(None)


def _accounts_of(home: Home, name: str) -> list[Account]:
    """The person's accounts: of the newest run or, without one, of the lake; and all that are linked to these.

    Those by which the person is found come last, so that a broken attempt finds the person again.
    """
    links = [link for link in home.ledger.all_links() if link.until is None]
    found = _found(home, name, links)
    people = {link.person for link in links if (link.network, link.native_id) in found}
    others = [(link.network, link.native_id) for link in links if link.person in people]
    return [*(account for account in others if account not in found), *found]


def _found(home: Home, name: str, links: Sequence[Link]) -> list[Account]:
    if home.shelf.days():
        try:
            with home.shelf.open() as board:
                return board.accounts(board.find(name).key)
        except Ambiguous:
            raise
        except NotFound:
            # Whoever is hidden is not on the shelf, but in the lake.
            pass
    wanted = name.strip().removeprefix("@").lower()
    linked = [(link.network, link.native_id) for link in links if link.person.lower() == wanted]
    found = linked or [(network, own) for network, own in home.lake.find_accounts(name)["network", "native_id"].rows()]
    if not found:
        raise NotFound(f"Nobody called {name!r} is known here.")
    if len(found) > 1 and not linked:
        full = ", ".join(f"{network}:{native_id}" for network, native_id in found)
        raise Ambiguous(f"{len(found)} accounts answer to {name!r}: {full}. Use one of these names.")
    return found
