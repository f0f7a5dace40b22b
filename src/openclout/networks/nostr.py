"""Nostr: relays that keep signed events.

Asks one relay for an account's profile, its notes and lists, and for what others signed about it: replies, reactions,
reposts, follows, lists, zaps. Reads them as an account, posts and interactions.
Sources: NIP-01, 02, 05, 09, 10, 18, 19, 25, 51, 57 at https://github.com/nostr-protocol/nips (seen 2026-11-22).
"""

import re
from collections.abc import Generator, Iterator
from datetime import datetime

import msgspec

from openclout.dialects import nostr_events as nostr
from openclout.dialects.fediverse import HOST
from openclout.dialects.nostr_events import Event
from openclout.dialects.nostr_names import meaning, word
from openclout.dialects.nostr_relays import TOGETHER, asked, every_event, site
from openclout.dialects.reading import one
from openclout.vocabulary.acts import Act
from openclout.vocabulary.networks import (
    Account,
    Crawl,
    Network,
    Page,
    Post,
    Record,
    Request,
    Seen,
    Unreadable,
)

NETWORK = Network(
    name="nostr",
    title="Nostr",
    home="wss://relay.damus.io",
    docs="https://github.com/nostr-protocol/nips",
    offers=frozenset(
        {
            *("profile", "lists", "posts", "likes", "shares", "quotes", "replies", "mentions", "follows", "payments"),
            *("history", "deletions", "consent"),
        }
    ),
    withholds={
        "followers": "no relay knows all followers, so none can say how many there are",
        "accepts": "nobody accepts an answer there",
        "links": "no relay tells who links to a page",
        "views": "no relay counts views",
    },
    not_built={"stream": "a relay has to be told what to send before it sends; crawls find the same"},
    acts={
        "7": Act.LIKE,
        "7 with -": Act.DISLIKE,
        "6": Act.ANNOUNCE,
        "16": Act.ANNOUNCE,
        "1 with e": Act.REPLY,
        "1 with q": Act.QUOTE,
        "1 with p": Act.MENTION,
        "3": Act.FOLLOW,
        "30000": Act.LIST,
        "39089": Act.LIST,
        "9735": Act.PAY,
    },
)
SOCKETS = ("wss://", "ws://")
KEY, ADDRESS = re.compile(nostr.HEX), re.compile(rf"(?P<name>[\w.-]+)@{HOST}")
OURS = [nostr.NOTE, nostr.FOLLOWS, nostr.DELETION, nostr.REPOST, nostr.REACTION, nostr.OTHER_REPOST]
LISTS = [nostr.FOLLOW_SET, nostr.STARTER_PACK]
THEIRS = [kind for kind in OURS if kind != nostr.DELETION] + LISTS


class Profile(msgspec.Struct):
    """What an account says of itself."""

    name: str | None = None
    display_name: str | None = None
    nip05: str | None = None
    lud16: str | None = None
    bot: bool | None = None


class Names(msgspec.Struct):
    """What a site says of names: whose they are, and at which relays."""

    names: dict[str, str] = {}
    relays: dict[str, list[str]] = {}


class Provider(msgspec.Struct, rename="camel"):
    """What a payment provider says of an account."""

    allows_nostr: bool = False
    nostr_pubkey: str = ""


def recognise(text: str) -> Account | None:
    """The account of npub1..., nprofile1..., of a key, or of name@host without an @ before it."""
    name = text.removeprefix("nostr:")
    found = meaning(name)
    if found is not None:
        relay = next((each.rstrip("/") for each in found.relays if each.startswith(SOCKETS)), NETWORK.home)
        return Account("nostr", relay, found.key)
    if KEY.fullmatch(name):
        return Account("nostr", NETWORK.home, name)
    address = ADDRESS.fullmatch(name)
    return Account("nostr", NETWORK.home, f"{address['name']}@{address['host']}".lower()) if address else None


def crawl(account: Account, since: datetime) -> Crawl:
    """Ask for the profile, for what the account signed since then, and for what others signed about it."""
    key, relay = yield from found_at(account)
    if not key:
        return
    about = {"key": key}
    page = yield asked("profile", relay, {"kinds": [nostr.PROFILE], "authors": [key]}, about)
    profile = said(page)
    start = int(since.timestamp())
    if profile.nip05:
        yield Request("names", site(relay, profile.nip05, "nostr.json?name={name}"), about, optional=True)
    yield from every_event("posts", relay, {"kinds": [*OURS, *LISTS], "authors": [key], "since": start}, about)
    ids = yield from every_event("acts", relay, {"kinds": THEIRS, "#p": [key], "since": start}, about)
    provider = ""
    if profile.lud16:
        page = yield Request("provider", site(relay, profile.lud16, "lnurlp/{name}"), about, optional=True)
        found = one(page.body, Provider)
        provider = found.nostr_pubkey if isinstance(found, Provider) and found.allows_nostr else ""
    if provider:
        wanted = {"kinds": [nostr.ZAP], "#p": [key], "authors": [provider], "since": start}
        yield from every_event("zaps", relay, wanted, {**about, "provider": provider})
    for first in range(0, len(ids), TOGETHER):
        wanted = {"kinds": [nostr.DELETION], "#e": ids[first : first + TOGETHER]}
        yield asked("deletions", relay, wanted, about)


def found_at(account: Account) -> Generator[Request, Page, tuple[str, str]]:
    """The key of an account and the relay to ask; a name is looked up where it says it lives."""
    relay = account.server or NETWORK.home
    if KEY.fullmatch(account.name):
        return account.name, relay
    page = yield Request("names", site(relay, account.name, "nostr.json?name={name}"), {})
    found = one(page.body, Names)
    key = found.names.get(account.name.partition("@")[0], "") if isinstance(found, Names) else ""
    if not isinstance(found, Names) or not KEY.fullmatch(key):
        return "", relay
    relays = [each.rstrip("/") for each in found.relays.get(key, []) if each.startswith("wss://")]
    return key, relays[0] if relays and relay == NETWORK.home else relay


def said(page: Page) -> Profile:
    """What an account says of itself; nothing where it says nothing."""
    for event in nostr.events(page.body, page.at):
        if isinstance(event, Event) and event.pubkey == page.about["key"]:
            found = one(event.content.encode(), Profile)
            return found if isinstance(found, Profile) else Profile()
    return Profile()


def read(page: Page) -> Iterator[Record]:
    """What an answer says."""
    key = page.about.get("key", "")
    if page.kind == "profile":
        profile = said(page)
        flags = frozenset({"bot"} if profile.bot else ())
        yield Seen(key, word("npub", key), profile.display_name or profile.name or None, flags)
        yield from (found for found in nostr.events(page.body, page.at) if isinstance(found, Unreadable))
    elif page.kind == "names":
        yield from named(page)
    elif page.kind in {"posts", "acts", "zaps", "deletions"}:
        for event in nostr.events(page.body, page.at):
            yield from (event,) if isinstance(event, Unreadable) else happened(event, key, page)


def named(page: Page) -> Iterator[Record]:
    """The name of an account, if the site of that name agrees."""
    found = one(page.body, Names) if page.body else Names()
    if isinstance(found, Unreadable):
        yield found
        return
    host = page.url.split("/")[2]
    for name, key in found.names.items():
        if KEY.fullmatch(key) and key == page.about.get("key", key):
            yield Seen(key, f"{name}@{host}")


def happened(event: Event, key: str, page: Page) -> Iterator[Record]:
    """What an event says: a post, acts, a payment, or that something is taken back."""
    if event.kind == nostr.DELETION:
        yield from nostr.deleted(event)
    elif event.kind == nostr.ZAP:
        yield nostr.zapped(event, key, page.about.get("provider", ""))
    else:
        if event.kind == nostr.NOTE and event.pubkey == key:
            yield Post(event.name, key, event.at, f"https://njump.me/{word('note', event.id)}", event.content)
        yield from nostr.acts(event, key)
