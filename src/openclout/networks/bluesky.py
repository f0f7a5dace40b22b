"""Bluesky, and what else speaks the AT Protocol with its lexicons.

Asks an AppView what others did to an account, and the account's own server for all that it wrote; listens to streams.
An account is named by its DID, a post and an act by the address of its record (at://did/collection/key).
Sources: https://docs.bsky.app/docs/api and https://atproto.com/specs/did (read 2026-11-22); the dialect names the rest.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from openclout.dialects.atproto import asking, records, streams, views, whole
from openclout.vocabulary.acts import Act
from openclout.vocabulary.networks import (
    Account,
    Crawl,
    Heard,
    Message,
    Network,
    Pace,
    Page,
    Record,
    Remaining,
    Unreadable,
)

HOME = "https://public.api.bsky.app"
DIRECTORY = "https://plc.directory"
"""Where the public network keeps who is who. A network of one's own has it at the address of its AppView."""
STREAM = "wss://jetstream2.us-east.bsky.network/subscribe"

NETWORK = Network(
    name="bluesky",
    title="Bluesky",
    home=HOME,
    docs="https://docs.bsky.app",
    offers=frozenset(
        {
            *("profile", "followers", "lists", "posts", "likes", "shares", "quotes", "replies", "mentions", "follows"),
            *("history", "deletions", "consent", "stream"),
        }
    ),
    withholds={
        "accepts": "no answer is marked as the accepted one",
        "payments": "nobody is paid over the protocol",
        "views": "no server counts views",
    },
    not_built={"links": "links in posts lead to pages of other networks, which do not ask for them yet"},
    acts=records.ACTS,
    pace=Pace(requests=10, seconds=1.0),
    once=frozenset({Act.LIKE, Act.ANNOUNCE}),
)

PLC, WEB = re.compile(r"did:plc:[a-z2-7]{24}"), re.compile(r"did:web:[a-z0-9.-]+")
HANDLE = re.compile(r"([a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z](?:[a-z0-9-]*[a-z0-9])?")
PAGES = re.compile(r"(?:(?:https?://)?(?:www\.)?bsky\.app/profile/|at://)(?P<name>[^/?#]+)", re.IGNORECASE)
WHOLE = timedelta(days=30)
"""Who is asked for more than so many days is asked for the whole repository: one answer in the place of many."""


def recognise(text: str) -> Account | None:
    """A DID, an address of bsky.app or at://, a handle below bsky.social; other handles look like any web site."""
    page = PAGES.match(text.strip())
    name = (page["name"] if page else text.strip().removeprefix("@")).lower()
    if (
        PLC.fullmatch(name)
        or WEB.fullmatch(name)
        or (HANDLE.fullmatch(name) and (page or name.endswith(".bsky.social")))
    ):
        return Account(NETWORK.name, HOME, name)
    return None


def crawl(account: Account, since: datetime) -> Crawl:
    """Ask for the account, what it wrote, and what others did to its posts since `since`."""
    server = account.server or HOME
    page = yield asking.question(server, "profile", "app.bsky.actor.getProfile", actor=account.name)
    did = yield from asking.resolved(server, account.name, page)
    if did is None:
        return
    home = yield from asking.hosted(DIRECTORY if server == HOME else server, did)
    if home is not None:
        yield from asking.own(home, did, since, whole=page.at - since > WHOLE)
    yield from asking.done_to(server, did, since)


READERS = {
    "profile": views.profile,
    "identity": views.identity,
    "feed": views.feed,
    "likes": views.likes,
    "reposts": views.reposts,
    "quotes": views.quotes,
    "thread": views.thread,
    "records": views.listed,
    "repo": views.whole,
    "status": views.status,
}


def read(page: Page) -> Iterator[Record]:
    """What an answer says. Answers that only lead on, and empty ones, say nothing."""
    reader = READERS.get(page.kind)
    if reader is None or page.status != 200 or not page.body:  # noqa: PLR2004 - HTTP
        return
    try:
        yield from reader(page)
    except records.UNREADABLE as error:
        yield Unreadable(f"An answer of the kind {page.kind} does not fit: {error}", page.url)


def stream(server: str, cursor: str | None) -> str:
    """Where to listen. A server alone is asked for `subscribeRepos`; see the dialect for Jetstream's two paths."""
    return streams.address(STREAM if server in {"", HOME} else server, cursor or None)


def listen(message: bytes) -> Message:
    """What one message says."""
    return streams.listen(message)


def mend(server: str, account: str) -> Crawl:
    """Ask for all that an account wrote; only `subscribeRepos` tells what it left out, and its servers have an API."""
    host = urlsplit(server)
    home = f"{host.scheme.replace('ws', 'http')}://{host.netloc}"
    return asking.anew(home, DIRECTORY, account)


def remaining(account: str, pages: Iterable[Page]) -> Remaining | None:
    """What is left of all that an account wrote, if these answers tell all of it."""
    return whole.remaining(account, pages)


def listen_all(messages: Sequence[bytes]) -> Heard:
    """What many messages say."""
    return streams.listen_all(messages, NETWORK.name)
