"""What version 3 of Lemmy's API answers, and how it is read.

Comes in: answers about an account. Goes out: records.
Shapes: npm lemmy-js-client 0.19.9, types GetPersonDetailsResponse, PostView, CommentView, PersonMentionView,
GetSiteResponse (read 2026-11-22).
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import urlsplit

import msgspec

from openclout.dialects.instants import votes
from openclout.dialects.reading import one
from openclout.dialects.wrapped import wrapped
from openclout.vocabulary.acts import Act
from openclout.vocabulary.networks import Interaction, Page, Post, Record, Seen, Unreadable, Withdrawn

Name = Annotated[str, msgspec.Meta(min_length=1)]


class Person(msgspec.Struct):
    """An account."""

    actor_id: Name
    name: str
    display_name: str | None = None
    bot_account: bool = False


class PersonView(msgspec.Struct):
    """An account and its numbers, of which none says how many read it."""

    person: Person


class Details(msgspec.Struct):
    """An account with what it wrote."""

    person_view: PersonView


class Votes(msgspec.Struct):
    """What is counted at a post or comment."""

    upvotes: int = 0
    downvotes: int = 0
    comments: int = 0
    child_count: int = 0


class Thing(msgspec.Struct):
    """What posts and comments have in common."""

    id: int
    ap_id: Name
    published: datetime
    deleted: bool = False
    removed: bool = False
    name: str = ""
    body: str = ""
    content: str = ""
    path: str = ""

    @property
    def at(self) -> datetime:
        """When it was written; without a zone, UTC is meant."""
        return self.published if self.published.tzinfo is not None else self.published.replace(tzinfo=UTC)

    @property
    def text(self) -> str:
        """Its words."""
        return "\n\n".join(part for part in (self.name, self.body, self.content) if part)


class PostView(msgspec.Struct):
    """A post with who wrote it and what is counted."""

    post: Thing
    creator: Person
    counts: Votes = msgspec.field(default_factory=Votes)

    @property
    def published(self) -> datetime:
        """When it was written."""
        return self.post.at


class CommentView(msgspec.Struct):
    """A comment with who wrote it and what is counted."""

    comment: Thing
    creator: Person
    counts: Votes = msgspec.field(default_factory=Votes)

    @property
    def published(self) -> datetime:
        """When it was written."""
        return self.comment.at


class MentionView(CommentView):
    """A comment that names an account."""

    recipient: Person = msgspec.field(default_factory=lambda: Person("?", "?"))


class LocalUserView(msgspec.Struct):
    """Who is signed in."""

    person: Person


class MyUser(msgspec.Struct):
    """What a server knows of who is signed in."""

    local_user_view: LocalUserView


class Site(msgspec.Struct):
    """A server, and who is signed in there."""

    my_user: MyUser | None = None

    @property
    def actor(self) -> str | None:
        """The account that is signed in."""
        return None if self.my_user is None else self.my_user.local_user_view.person.actor_id


def met(person: Person) -> Seen:
    """An account as every answer shows it."""
    flags = frozenset({"bot"}) if person.bot_account else frozenset[str]()
    return Seen(person.actor_id, handle(person), person.display_name or person.name, flags)


def handle(person: Person) -> str:
    """name@host."""
    try:
        host = urlsplit(person.actor_id).hostname
    except ValueError:
        host = None
    return f"{person.name}@{host}" if host else person.name


def written(page: Page) -> Iterator[Record]:
    """The account, what it wrote, and the votes on that. The first vote on each is the author's own."""
    found = one(page.body, Details)
    if isinstance(found, Unreadable):
        yield found
        return
    me = found.person_view.person
    yield met(me)
    for post in wrapped(page.body, "posts", PostView):
        yield from (post,) if isinstance(post, Unreadable) else own(post.post, me, post.counts)
    for comment in wrapped(page.body, "comments", CommentView):
        yield from (comment,) if isinstance(comment, Unreadable) else own(comment.comment, me, comment.counts)


def own(thing: Thing, me: Person, counts: Votes) -> Iterator[Record]:
    """A post or comment of the account, with a row for each vote."""
    if thing.deleted or thing.removed:
        yield Withdrawn("post", thing.ap_id)
        return
    post = Post(thing.ap_id, me.actor_id, thing.at, thing.ap_id, thing.text)
    yield post
    yield from votes(Act.LIKE, counts.upvotes - 1, post)
    yield from votes(Act.DISLIKE, counts.downvotes, post)


def answers(page: Page) -> Iterator[Record]:
    """Comments right below a post or comment of the account; those further below answer others."""
    for found in wrapped(page.body, "comments", CommentView):
        if isinstance(found, Unreadable):
            yield found
        elif found.comment.path.rpartition(".")[0] == page.about.get("path"):
            yield from done(page, found, Act.REPLY, page.about.get("post"))


def mentions(page: Page) -> Iterator[Record]:
    """Comments that name the account."""
    for found in wrapped(page.body, "mentions", MentionView):
        if isinstance(found, Unreadable):
            yield found
        elif found.recipient.actor_id == page.about.get("target"):
            yield from done(page, found, Act.MENTION, None)


def done(page: Page, found: CommentView, act: Act, post: str | None) -> Iterator[Record]:
    """A comment as an act towards the account."""
    comment, target = found.comment, page.about.get("target")
    if comment.deleted or comment.removed:
        yield Withdrawn("act", comment.ap_id)
    elif target:
        yield met(found.creator)
        yield Interaction(found.creator.actor_id, target, act, comment.at, post, comment.ap_id)
    else:
        yield Unreadable("The question does not say whom its answer is about.", page.url)
