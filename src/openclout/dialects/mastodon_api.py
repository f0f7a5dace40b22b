"""The client API of Mastodon, as Pleroma, Akkoma, GoToSocial, Friendica, snac and others speak it too.

Comes in: answers about an account. Goes out: records. An actor and a post are named by their ActivityPub address, so
two servers that tell of the same act tell the same thing.
Shapes: https://docs.joinmastodon.org/entities/Account/, .../Status/, .../Notification/, .../Context/ (seen 2026-11-22).
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import msgspec

from openclout.dialects.fediverse import plain, wishes
from openclout.dialects.reading import Instant, each, one
from openclout.vocabulary.acts import Act
from openclout.vocabulary.networks import Changed, Count, Interaction, Page, Post, Record, Seen, Unreadable

PUBLIC = frozenset({"public", "unlisted"})
"""What everybody may read; a token shows more, which is nobody's business."""


class Profile(msgspec.Struct):
    """An account. Servers older than Mastodon 4.2 give no `uri`; then `url` has to name it."""

    id: str
    acct: str
    url: str
    uri: str | None = None
    display_name: str = ""
    note: str = ""
    followers_count: int | None = None
    following_count: int | None = None
    discoverable: bool | None = None
    indexable: bool | None = None
    noindex: bool | None = None
    locked: bool = False
    bot: bool | None = None

    @property
    def name(self) -> str:
        """The account on the whole network."""
        return self.uri or self.url

    @property
    def flags(self) -> frozenset[str]:
        """What the account asks for."""
        told = {
            "hidden": self.discoverable is False,
            "not_indexed": self.indexable is False or self.noindex is True,
            "protected": self.locked,
            "bot": self.bot is True,
        }
        return frozenset(flag for flag, asked in told.items() if asked) | wishes(self.note)


class Named(msgspec.Struct):
    """An account that a post mentions, by its number on the server that tells."""

    id: str


class Quote(msgspec.Struct):
    """What a post quotes, as far as it may be shown."""

    quoted_status: "Status | None" = None


class Status(msgspec.Struct):
    """A post, or a boost, which holds the post that was boosted."""

    id: str
    uri: str
    created_at: Instant
    account: Profile
    edited_at: Instant | None = None
    url: str | None = None
    visibility: str = "public"
    content: str = ""
    in_reply_to_id: str | None = None
    in_reply_to_account_id: str | None = None
    favourites_count: int = 0
    reblogs_count: int = 0
    replies_count: int = 0
    quotes_count: int = 0
    mentions: list[Named] = []
    reblog: "Status | None" = None
    quote: Quote | None = None

    @property
    def original(self) -> "Status":
        """The post itself."""
        return self.reblog or self


class Held(msgspec.Struct):
    """A list of accounts (Mastodon calls it a collection) that somebody made."""

    uri: str


class Notification(msgspec.Struct):
    """What happened to the account that is signed in."""

    type: str
    created_at: Instant
    account: Profile | None = None
    status: Status | None = None
    collection: Held | None = None


class Context(msgspec.Struct):
    """The posts around a post; we want those below it."""

    descendants: list[msgspec.Raw] = []


def profile(page: Page) -> Iterator[Record]:
    """An account, and its numbers."""
    found = one(page.body, Profile)
    if isinstance(found, Unreadable):
        yield found
        return
    yield seen(found, page)
    numbers = {"follower": found.followers_count, "friend": found.following_count}
    yield from (Count(found.name, kind, count) for kind, count in numbers.items() if count is not None)


def seen(found: Profile, page: Page) -> Seen:
    """An account as it was seen: name@host also where its own server leaves the host out."""
    host = page.account.name.rpartition("@")[2]
    handle = found.acct if "@" in found.acct else f"{found.acct}@{host}"
    return Seen(found.name, handle, found.display_name or None, found.flags)


def posts(page: Page) -> Iterator[Record]:
    """What an account wrote, passed on and quoted."""
    for found in each(page.body, Status):
        yield from (found,) if isinstance(found, Unreadable) else post(found, page)


def post(found: Status, page: Page) -> Iterator[Record]:
    """One post of the account that is asked about; a boost says whose post it was."""
    original = found.original
    if not {found.visibility, original.visibility} <= PUBLIC:
        return
    if found.reblog is not None:
        yield from (seen(found.account, page), seen(original.account, page))
        yield act(found.account, original, Act.ANNOUNCE)
    if original.account.name == page.about["author"]:
        yield Post(original.uri, original.account.name, original.created_at, original.url, plain(original.content))
        quoted = original.quote.quoted_status if original.quote is not None else None
        if quoted is not None:
            yield seen(quoted.account, page)
            yield said(original, quoted.account.name, Act.QUOTE, quoted.uri)


def act(actor: Profile, done_to: Status, kind: Act) -> Interaction:
    """A like or a boost. The API dates neither, so it gets the instant of the post."""
    return Interaction(actor.name, done_to.account.name, kind, done_to.created_at, done_to.uri)


def said(words: Status, target: str, kind: Act, about: str | None = None) -> Interaction:
    """A reply, a quote or a mention: a post of its own, with its own instant and name."""
    return Interaction(words.account.name, target, kind, words.created_at, about, words.uri)


def admirers(page: Page, kind: Act) -> Iterator[Record]:
    """Who liked or boosted a post."""
    about = page.about
    at = datetime.fromisoformat(about["at"])
    for found in each(page.body, Profile):
        if isinstance(found, Unreadable):
            yield found
            continue
        yield seen(found, page)
        yield Interaction(found.name, about["author"], kind, at, about["post"])


def quotes(page: Page) -> Iterator[Record]:
    """Who quoted a post."""
    for found in each(page.body, Status):
        if isinstance(found, Unreadable):
            yield found
        elif found.visibility in PUBLIC:
            yield seen(found.account, page)
            yield said(found, page.about["author"], Act.QUOTE, page.about["post"])


def answers(page: Page) -> Iterator[Record]:
    """Who answered a post, or mentioned its author further down."""
    context = one(page.body, Context)
    if isinstance(context, Unreadable):
        yield context
        return
    about = page.about
    names = {about["id"]: about["post"]}
    for raw in context.descendants:
        found = one(raw, Status)
        if isinstance(found, Unreadable):
            yield found
            continue
        names[found.id] = found.uri
        if found.visibility in PUBLIC and found.account.id != about["number"]:
            yield from answer(found, page, names)


def answer(found: Status, page: Page, names: dict[str, str]) -> Iterator[Record]:
    """What a post in a thread does to the account; `names` are the posts above it."""
    about = page.about
    if found.in_reply_to_account_id == about["number"]:
        yield seen(found.account, page)
        yield said(found, about["author"], Act.REPLY, names.get(found.in_reply_to_id or ""))
    else:
        yield from mentioned(found, page)


def mentioned(found: Status, page: Page, *, told: bool = False) -> Iterator[Record]:
    """Whether a post mentions the account, and since when if it was changed; `told` once, it does unless it was."""
    author = page.about["author"]
    if found.edited_at is not None:
        yield Changed(found.uri, found.edited_at, author, Act.MENTION)
    named = any(mention.id == page.about["number"] for mention in found.mentions)
    if named or (told and found.edited_at is None):
        yield seen(found.account, page)
        yield replace(said(found, author, Act.MENTION), version=found.edited_at)


def notifications(page: Page) -> Iterator[Record]:
    """Who followed, mentioned or listed the account. Likes, boosts and replies are read where their posts are."""
    for found in each(page.body, Notification):
        if isinstance(found, Unreadable):
            yield found
        elif found.account is not None:
            yield from notified(found, found.account, page)


def notified(found: Notification, actor: Profile, page: Page) -> Iterator[Record]:
    """What a notification is as an act; nothing if it is none, or one that is read elsewhere."""
    author, status = page.about["author"], found.status
    if found.type == "follow":
        yield seen(actor, page)
        yield Interaction(actor.name, author, Act.FOLLOW, found.created_at)
    elif found.type == "added_to_collection" and found.collection is not None:
        yield seen(actor, page)
        yield Interaction(actor.name, author, Act.LIST, found.created_at, None, found.collection.uri)
    elif found.type == "mention" and status is not None and status.visibility in PUBLIC:
        answered = status.in_reply_to_account_id == page.about["number"]
        yield from mentioned(status, page, told=True) if not answered else ()
