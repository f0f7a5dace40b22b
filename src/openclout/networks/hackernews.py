"""Hacker News: stories and comments as posts, comments on them as replies, points as likes that nobody signed.

Asks for an account, what it submitted since then, and the comments right below each; reads them as posts and
interactions. Every item is a question of its own, which is how the network hands them out.
Sources: https://github.com/HackerNews/API (read 2026-11-22).
"""

import re
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import quote

import msgspec

from openclout.dialects.instants import Seconds, instant, settled, votes
from openclout.dialects.reading import one
from openclout.vocabulary.acts import Act
from openclout.vocabulary.networks import (
    Account,
    Crawl,
    Interaction,
    Network,
    Pace,
    Page,
    Post,
    Record,
    Request,
    Seen,
    Unreadable,
    Withdrawn,
)

HOME = "https://hacker-news.firebaseio.com"
NETWORK = Network(
    name="hackernews",
    title="Hacker News",
    home=HOME,
    docs="https://github.com/HackerNews/API",
    offers=frozenset({"profile", "posts", "likes", "replies", "history", "deletions"}),
    withholds={
        "followers": "nobody follows anybody there",
        "lists": "nobody is put on a list there",
        "shares": "nothing is passed on there",
        "quotes": "nothing is quoted there but in words",
        "mentions": "nobody is told of a mention",
        "follows": "nobody follows anybody there",
        "accepts": "no answer is accepted there",
        "payments": "nobody pays there",
        "links": "the API does not tell who links to an item",
        "views": "the API counts no views",
        "consent": "no account can ask not to be found",
    },
    not_built={"stream": "newest items can be listened to; crawls find the same"},
    acts={"comment": Act.REPLY, "point": Act.LIKE},
    pace=Pace(requests=10, seconds=1.0),
    unproven="there is only a description in prose, and no server to install",
)
ADDRESS = re.compile(
    r"(?:hackernews:|(?:https?://)?news\.ycombinator\.com/(?:user|submitted|threads)\?id=)(?P<name>[\w-]{2,40})"
)


class Person(msgspec.Struct):
    """An account, and all that it submitted, the newest first."""

    id: str
    submitted: list[int] = []


class Item(msgspec.Struct):
    """A story, comment, job, poll or option of a poll."""

    id: int
    type: str = ""
    by: str | None = None
    time: Seconds | None = None
    title: str = ""
    text: str = ""
    score: int = 0
    kids: list[int] = []
    deleted: bool = False
    dead: bool = False


def recognise(text: str) -> Account | None:
    """The account of news.ycombinator.com/user?id=name."""
    found = ADDRESS.fullmatch(text.strip())
    return Account(NETWORK.name, HOME, found["name"]) if found else None


def crawl(account: Account, since: datetime) -> Crawl:
    """Ask for the account, what it submitted since then, and what was said right below."""
    api = f"{account.server or HOME}/v0"
    me = one((yield Request("profile", f"{api}/user/{quote(account.name, safe='')}.json")).body, Person)
    for number in dict.fromkeys(me.submitted) if isinstance(me, Person) else ():
        item = one((yield Request("post", f"{api}/item/{number}.json", {"target": account.name})).body, Item)
        if not isinstance(item, Item) or item.time is None:
            continue
        if instant(item.time) < since:
            return
        about = {"target": account.name, "post": str(item.id)}
        for kid in dict.fromkeys(item.kids):
            yield Request("comment", f"{api}/item/{kid}.json", about)


def read(page: Page) -> Iterator[Record]:
    """What an answer says; "null" is an item that there is not, or not yet."""
    if page.status != 200 or page.body.strip() == b"null":  # noqa: PLR2004 - HTTP
        return
    if page.kind == "profile":
        found = one(page.body, Person)
        yield found if isinstance(found, Unreadable) else Seen(found.id, found.id, found.id)
        return
    item = one(page.body, Item)
    if isinstance(item, Unreadable):
        yield item
    elif page.kind == "post":
        yield from settled(own(item))
    elif page.kind == "comment":
        yield from settled(said(item, page))


def own(item: Item) -> Iterator[Record]:
    """Something that the account submitted. The first point of a story is its author's own."""
    if item.deleted:
        yield Withdrawn("post", str(item.id))
    elif not item.dead and item.by and item.time is not None:
        text = "\n\n".join(part for part in (item.title, item.text) if part)
        address = f"https://news.ycombinator.com/item?id={item.id}"
        post = Post(str(item.id), item.by, instant(item.time), address, text)
        yield post
        yield from votes(Act.LIKE, item.score - 1, post)


def said(item: Item, page: Page) -> Iterator[Record]:
    """A comment right below something that the account submitted."""
    target = page.about.get("target")
    if item.deleted:
        yield Withdrawn("act", str(item.id))
    elif not item.dead and item.by and item.time is not None and target:
        yield Interaction(item.by, target, Act.REPLY, instant(item.time), page.about.get("post"), str(item.id))
