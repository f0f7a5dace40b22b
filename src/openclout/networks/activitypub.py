"""Plain ActivityPub: actors, their outboxes, and what their servers list of replies, likes and shares.

For servers without Mastodon's client API. Asks for the actor, how many follow it, its outbox, and for each post the
lists that are public; reads them as an account, posts and interactions. What an outbox tells of acts on others is read
too: they are looked up to learn whose they are.
Sources: https://www.w3.org/TR/activitypub/, https://docs.joinmastodon.org/spec/activitypub/ (seen 2026-11-22).
"""

import re
from collections.abc import Generator, Iterator
from datetime import datetime
from functools import partial

from openclout.dialects.activitypub import ACTS, READERS, written
from openclout.dialects.activitystreams import TOMBSTONE, Thing, listed, named, onward, told_by
from openclout.dialects.fediverse import ACCEPT, HOST, finger, server_of
from openclout.dialects.paging import every_page, same_host, then
from openclout.dialects.reading import one
from openclout.vocabulary.acts import Act
from openclout.vocabulary.networks import Account, Crawl, Network, Page, Record, Request

NETWORK = Network(
    name="activitypub",
    title="ActivityPub",
    home="https://{server}",
    docs="https://www.w3.org/TR/activitypub/",
    offers=frozenset(
        {"profile", "followers", "posts", "likes", "shares", "replies", "mentions", "history", "deletions", "consent"}
    ),
    withholds={
        "lists": "lists are private",
        "accepts": "nobody accepts an answer there",
        "payments": "nobody pays for a post there",
        "links": "no server tells who links to a page",
        "views": "no server counts views",
        "follows": "the list of followers gives no dates, and many hide it",
        "stream": "activities are sent to inboxes, and we have none",
    },
    not_built={"quotes": "quotes are written in four ways, none of them finished"},
    acts={**ACTS, "Mention": Act.MENTION, "Follow": Act.FOLLOW},
)
HANDLE = re.compile(rf"acct:(?P<name>[\w.-]+)@{HOST}")
ACTOR = re.compile(
    r"activitypub:(?P<any>https?://[\w.-]+(?::\d+)?/\S+)"
    rf"|(?P<usual>https://{HOST}/(?:ap/)?(?:users|actors|accounts)/(?=[^/?#]*[^/?#\d])[\w.%-]+)"
)
"""An actor's address; a number alone is an account of some other kind of site."""


def recognise(text: str) -> Account | None:
    """The account of `acct:name@host`, or the address of an actor."""
    found = HANDLE.fullmatch(text)
    if found is not None:
        host = found["host"].lower()
        return Account("activitypub", f"https://{host}", f"{found['name']}@{host}")
    actor = ACTOR.fullmatch(text)
    address = (actor["any"] or actor["usual"]) if actor is not None else ""
    return Account("activitypub", server_of(address), address) if address else None


def crawl(account: Account, since: datetime) -> Crawl:
    """Ask for the actor, its followers' number, its outbox, and what was done to each of its posts."""
    address = yield from address_of(account)
    page = yield Request("actor", address, accept=ACCEPT, optional=True)
    me = one(page.body, Thing)
    if not isinstance(me, Thing) or me.kind == TOMBSTONE or not told_by(me, address):
        return
    about = {"author": me.id}
    followers, outbox = named(me.followers), named(me.outbox)
    if same_host(followers, me.id):
        yield Request("followers", followers, about, ACCEPT, optional=True)
    if same_host(outbox, me.id):
        every = every_page(Request("outbox", outbox, about, ACCEPT), after=onward, until=partial(ended, since=since))
        yield from then(every, partial(around, since=since))


def address_of(account: Account) -> Generator[Request, Page, str]:
    """Ask for the address of the actor; an account may be named by it."""
    if "://" in account.name:
        return account.name
    found = yield from finger(account)
    return found or f"{account.server}/users/{account.name.partition('@')[0]}"


def ended(page: Page, since: datetime) -> bool:
    """Whether an outbox has come to what is not asked for."""
    dates = [found.published for found in listed(page) if isinstance(found, Thing) and found.published is not None]
    return bool(dates) and max(dates) < since


def around(page: Page, since: datetime) -> Crawl:
    """Ask what was done to the posts of a page, and to whom the acts of a page were done."""
    author = page.about["author"]
    for found in listed(page):
        if not isinstance(found, Thing) or found.published is None or found.published < since:
            continue
        post = written(found, author)
        if post is not None:
            yield from below(post, author, found.published)
        act, other = (post, named(post.in_reply_to)) if post is not None else (found, named(found.what))
        if found.kind in ACTS and other and (post is not None or found.kind != "Create"):
            about = {"author": author, "act": found.kind, "at": found.published.isoformat(), "id": act.id}
            about |= {"mentions": " ".join(act.mentioned)}
            about |= {"updated": act.updated.isoformat()} if act.updated is not None else {}
            yield Request("object", other, about, ACCEPT, optional=True)


def below(post: Thing, author: str, at: datetime) -> Crawl:
    """Ask who liked a post, passed it on and answered it, as far as its server lists that."""
    about = {"author": author, "post": post.id, "at": (post.published or at).isoformat()}
    for kind, told in (("likes", post.likes), ("shares", post.shares), ("replies", post.replies)):
        address = named(told)
        nobody = isinstance(told, dict) and told.get("totalItems") == 0
        if same_host(address, post.id) and not nobody:
            yield from then(every_page(Request(kind, address, about, ACCEPT, optional=True), after=onward), singly)


def singly(page: Page) -> Crawl:
    """Ask for each reply, and for each like and share that is only named, where it comes from."""
    for found in listed(page):
        if isinstance(found, Thing) and found.id and (page.kind == "replies" or not found.actor):
            kind = "reply" if page.kind == "replies" else "act"
            yield Request(kind, found.id, {**page.about, "list": page.kind}, ACCEPT, optional=True)


def read(page: Page) -> Iterator[Record]:
    """What an answer says."""
    reader = READERS.get(page.kind)
    return reader(page) if reader is not None else iter(())
