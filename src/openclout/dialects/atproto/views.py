"""Answers over HTTP: what an AppView shows of accounts and posts, what a server lists of a repository.

Comes in: the body of an answer. Goes out: records. An AppView names who liked and when, but not the record of the like,
and of reposts not even the instant: such acts have no name by which they could be taken back, and a repost stands at
the instant of the post. Replies and quotes are shown whole.
Sources: the lexicons app.bsky.actor.getProfile, app.bsky.feed.{getAuthorFeed,getLikes,getRepostedBy,getQuotes,
getPostThread}, com.atproto.repo.listRecords, com.atproto.sync.{getRepo,getRepoStatus}, and their answers as
@atproto/dev-env 0.6.7 gives them (read 2026-11-22).
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

import msgspec

from openclout.dialects.atproto import records as at
from openclout.dialects.atproto import repo
from openclout.dialects.atproto.gathering import Gathered
from openclout.dialects.atproto.records import Label, Written
from openclout.vocabulary.acts import Act
from openclout.vocabulary.networks import Count, Interaction, Page, Record, Seen, Unreadable, Withdrawn


class Profile(msgspec.Struct):
    """An account as an AppView shows it."""

    did: str
    handle: str | None = None
    title: str | None = msgspec.field(name="displayName", default=None)
    labels: list[Label] | None = None
    followers: int | None = msgspec.field(name="followersCount", default=None)
    following: int | None = msgspec.field(name="followsCount", default=None)

    def seen(self) -> Seen:
        """The account."""
        handle = self.handle if self.handle != "handle.invalid" else None
        return Seen(self.did, handle, self.title or None, None if self.labels is None else at.flags(self.labels))


class Document(msgspec.Struct):
    """A DID document."""

    id: str
    names: list[str] = msgspec.field(name="alsoKnownAs", default_factory=list)


class PostView(msgspec.Struct):
    """A post as an AppView shows it. `record` is read apart: somebody else wrote it."""

    uri: str
    author: Profile
    record: msgspec.Raw
    indexed: str = msgspec.field(name="indexedAt")
    replies: int = msgspec.field(name="replyCount", default=0)
    reposts: int = msgspec.field(name="repostCount", default=0)
    likes: int = msgspec.field(name="likeCount", default=0)
    quotes: int = msgspec.field(name="quoteCount", default=0)


class Reason(msgspec.Struct):
    """Why a post stands in a feed."""

    type: str = msgspec.field(name="$type", default="")


class InFeed(msgspec.Struct):
    """A place in a feed: an own post, or one of somebody else that the account passed on."""

    post: PostView
    reason: Reason | None = None

    @property
    def own(self) -> bool:
        """Whether the account wrote it."""
        return self.reason is None or not self.reason.type.endswith("#reasonRepost")


class Feed(msgspec.Struct):
    """The feed of an account, newest first."""

    feed: list[InFeed]


class Liked(msgspec.Struct):
    """Who liked, and when."""

    actor: Profile
    created: str = msgspec.field(name="createdAt")
    indexed: str = msgspec.field(name="indexedAt")


class Likes(msgspec.Struct):
    """The likes of a post."""

    uri: str
    likes: list[Liked]


class Reposts(msgspec.Struct):
    """Who passed a post on."""

    uri: str
    by: list[Profile] = msgspec.field(name="repostedBy")


class Quotes(msgspec.Struct):
    """The posts that quote a post."""

    posts: list[PostView]


class Branch(msgspec.Struct):
    """A post with its answers; posts that are gone or blocked have no `post`."""

    post: PostView | None = None
    replies: list["Branch"] = []


class Thread(msgspec.Struct):
    """A post and what hangs below it."""

    thread: Branch


class Listed(msgspec.Struct):
    """A record of a repository."""

    uri: str
    record: msgspec.Raw = msgspec.field(name="value")


class Records(msgspec.Struct):
    """A page of one collection of a repository, newest first."""

    records: list[Listed]


class Status(msgspec.Struct):
    """Whether a repository is there."""

    did: str
    active: bool
    status: str | None = None


def profile(page: Page) -> Iterator[Record]:
    """An account: its names, what it asks for, how many follow it and whom it follows."""
    found = msgspec.json.decode(page.body, type=Profile)
    yield found.seen()
    stated = {"follower": found.followers, "friend": found.following}
    yield from (Count(found.did, kind, count) for kind, count in stated.items() if count is not None)


def identity(page: Page) -> Iterator[Record]:
    """The handle that a DID document claims."""
    found = msgspec.json.decode(page.body, type=Document)
    handles = [name.removeprefix("at://") for name in found.names if name.startswith("at://")]
    if found.id.startswith("did:") and handles:
        yield Seen(found.id, handles[0])


def feed(page: Page) -> Iterator[Record]:
    """An account's own posts, and what they do to others."""
    shown = msgspec.json.decode(page.body, type=Feed)
    yield from posts((each.post for each in shown.feed if each.own), page.at)


def likes(page: Page) -> Iterator[Record]:
    """Who liked a post."""
    shown = msgspec.json.decode(page.body, type=Likes)
    target = at.owner(shown.uri)
    for each in shown.likes:
        yield each.actor.seen()
        if target is not None:
            when = at.instant(each.created, at.instant(each.indexed, page.at))
            yield Interaction(each.actor.did, target, Act.LIKE, when, at.post_of(shown.uri))


def reposts(page: Page) -> Iterator[Record]:
    """Who passed a post on, at the instant of the post: their own is not told."""
    shown = msgspec.json.decode(page.body, type=Reposts)
    target = at.owner(shown.uri)
    when = at.instant(page.about.get("at"), page.at)
    for each in shown.by:
        yield each.seen()
        if target is not None:
            yield Interaction(each.did, target, Act.ANNOUNCE, when, at.post_of(shown.uri))


def quotes(page: Page) -> Iterator[Record]:
    """The posts that quote a post."""
    yield from posts(msgspec.json.decode(page.body, type=Quotes).posts, page.at, others=True)


def thread(page: Page) -> Iterator[Record]:
    """The posts that answer a post."""
    branches = msgspec.json.decode(page.body, type=Thread).thread.replies
    yield from posts((each.post for each in branches if each.post is not None), page.at, others=True)


def posts(shown: Iterable[PostView], asked: datetime, *, others: bool = False) -> Iterator[Record]:
    """Posts, and what they do; with their authors where these are others than the account that is read."""
    for each in shown:
        if others:
            yield each.author.seen()
        place = parted(each.uri)
        if place is None:
            yield Unreadable("A post stands nowhere.", each.uri)
            continue
        into = Gathered()
        gather(into, place, each.record, at.microseconds(at.instant(each.indexed, asked)))
        yield from into.records()


def listed(page: Page) -> Iterator[Record]:
    """A page of one collection. Of what stands on lists, only that on lists that are read: `about` names these."""
    shown = msgspec.json.decode(page.body, type=Records)
    read_lists = set(page.about.get("lists", "").split())
    into = Gathered()
    for each in shown.records:
        place = parted(each.uri)
        if place is None:
            into.broken("A record stands nowhere.", each.uri)
        elif place[1] != at.LISTITEM or on_list(each.record, read_lists):
            gather(into, place, each.record, at.microseconds(page.at))
    yield from into.records()


def on_list(raw: msgspec.Raw, lists: set[str]) -> bool:
    """Whether a record puts an account on one of these lists; what cannot be read is looked at again."""
    try:
        return msgspec.json.decode(raw, type=Written).list in lists
    except at.UNREADABLE:
        return True


def lists(page: Page) -> Iterator[str]:
    """The addresses of the lists on a page that people read; none where it holds other records."""
    try:
        found = msgspec.json.decode(page.body, type=Records).records
        read = [(each.uri, msgspec.json.decode(each.record, type=Written)) for each in found]
    except at.UNREADABLE:
        return
    yield from (uri for uri, record in read if f"/{at.LIST}/" in uri and at.curated(record))


def whole(page: Page) -> Iterator[Record]:
    """A whole repository."""
    into = Gathered()
    try:
        gather_repo(into, repo.opened(page.body), at.microseconds(page.at))
    except repo.BrokenRepo as error:
        into.broken(f"{error}", page.url)
    yield from into.records()


def gather_repo(into: Gathered, found: repo.Repo, asked: int) -> None:
    """Take in a repository, asked for at an instant. Lists stand before what is on them. Raises BrokenRepo."""
    seen = at.revised(found.revision) or asked
    read_lists: set[str] = set()
    for collection, key, name in found.records():
        if collection not in at.COLLECTIONS:
            continue
        try:
            record = repo.decoded(found.block(name), Written)
        except repo.BrokenRepo as error:
            into.broken(f"{collection}/{key}: {error}", f"at://{found.did}/{collection}/{key}")
            continue
        if collection == at.LIST and at.curated(record):
            read_lists.add(f"at://{found.did}/{collection}/{key}")
        if collection != at.LISTITEM or record.list in read_lists:
            into.record((found.did, collection, key), record, seen)


def status(page: Page) -> Iterator[Record]:
    """Whether an account is there: one that is gone is withdrawn, one that is away is marked so."""
    found = msgspec.json.decode(page.body, type=Status)
    if not found.active and found.status in at.ENDED:
        yield Withdrawn("account", found.did)
    else:
        yield Seen(found.did, flags=frozenset() if found.active else at.AWAY, of=at.AWAY)


def gather(into: Gathered, place: tuple[str, str, str], raw: msgspec.Raw, seen: int) -> None:
    """Take in a record that may not fit."""
    try:
        record = msgspec.json.decode(raw, type=Written)
    except at.UNREADABLE as error:
        into.broken(f"{'/'.join(place)} does not fit: {error}", bytes(raw))
    else:
        into.record(place, record, seen)


def parted(uri: str) -> tuple[str, str, str] | None:
    """The DID, the collection and the key of an address."""
    parts = uri.removeprefix("at://").split("/")
    return (parts[0], parts[1], parts[2]) if len(parts) == 3 and parts[0].startswith("did:") else None  # noqa: PLR2004


def written(post: PostView, asked: datetime) -> datetime:
    """When a post was written."""
    indexed = at.instant(post.indexed, asked)
    try:
        return at.instant(msgspec.json.decode(post.record, type=Written).created, indexed)
    except at.UNREADABLE:
        return indexed
