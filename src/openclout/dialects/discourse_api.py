"""What a Discourse forum answers, and how it is read.

Comes in: answers about an account. Goes out: records. Every forum is a world of its own, so accounts and posts are
named with it: `forum.example/u/42`, `forum.example/t/<topic>/<number in it>`, which is also where the post is.
Shapes: https://docs.discourse.org (get user, user actions, topic, post replies) and the schemas it is made from; the
kinds of actions and which of them are private: app/models/user_action.rb of Discourse (read 2026-11-22).
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import msgspec

from openclout.dialects.reading import Instant, one
from openclout.dialects.wrapped import wrapped
from openclout.vocabulary.acts import Act
from openclout.vocabulary.networks import Changed, Interaction, Page, Post, Record, Seen, Unreadable, Withdrawn

TOPIC, ANSWER = 4, 5
DONE_TO = {2: Act.LIKE, 7: Act.MENTION, 9: Act.QUOTE}
"""Actions of others, which a forum tells the account itself alone: was liked, was mentioned, was quoted."""
WRITTEN = 1
"""The type of posts that somebody wrote; others say that a topic was closed, or moved."""


class Person(msgspec.Struct):
    """An account. `profile_hidden` is there where the account hides its profile."""

    id: int
    username: str
    name: str | None = None
    profile_hidden: bool = False


class Profile(msgspec.Struct):
    """An account alone."""

    user: Person


class Action(msgspec.Struct):
    """Something that an account did, or that was done to it."""

    action_type: int
    created_at: Instant
    topic_id: int
    acting_user_id: int
    post_number: int = 1
    post_id: int | None = None
    acting_username: str = ""
    acting_name: str | None = None
    title: str | None = None
    excerpt: str | None = None
    deleted: bool = False


class Written(msgspec.Struct):
    """A post in a topic."""

    id: int
    user_id: int
    username: str
    created_at: Instant
    post_number: int
    topic_id: int
    name: str | None = None
    cooked: str = ""
    post_type: int = WRITTEN
    reply_to_post_number: int | None = None
    deleted_at: str | None = None
    user_deleted: bool = False
    version: int = 1
    updated_at: Instant | None = None

    @property
    def changed(self) -> datetime | None:
        """When it was changed last; None if it never was."""
        return self.updated_at if self.version > 1 else None


class Stream(msgspec.Struct):
    """The posts of a topic, page by page."""

    posts: list[msgspec.Raw] = []


class Topic(msgspec.Struct):
    """A topic."""

    post_stream: Stream
    highest_post_number: int = 0


def host(page: Page) -> str:
    """The forum."""
    return page.about.get("forum", "")


def named(page: Page, number: int) -> str:
    """The name of an account."""
    return f"{host(page)}/u/{number}"


def place(page: Page, topic: int, number: int) -> str:
    """The name of a post."""
    return f"{host(page)}/t/{topic}/{number}"


def met(page: Page, number: int, username: str, title: str | None) -> Seen:
    """An account as every answer shows it."""
    return Seen(named(page, number), f"{username}@{host(page)}", title or username)


def profile(page: Page) -> Iterator[Record]:
    """An account, and whether it hides."""
    found = one(page.body, Profile)
    if isinstance(found, Unreadable):
        yield found
        return
    me = found.user
    flags = frozenset({"hidden"}) if me.profile_hidden else frozenset[str]()
    yield Seen(named(page, me.id), f"{me.username}@{host(page)}", me.name or me.username, flags)


def posts(page: Page) -> Iterator[Record]:
    """Topics that the account began, and what it answered."""
    for found in wrapped(page.body, "user_actions", Action):
        if isinstance(found, Unreadable):
            yield found
        elif found.action_type in {TOPIC, ANSWER}:
            name = place(page, found.topic_id, found.post_number)
            if found.deleted:
                yield Withdrawn("post", name)
                continue
            text = "\n\n".join(part for part in (found.title, found.excerpt) if part)
            yield Post(name, named(page, found.acting_user_id), found.created_at, f"https://{name}", text)


def actions(page: Page) -> Iterator[Record]:
    """What others did to the account: liked, mentioned, quoted, each with its instant."""
    for found in wrapped(page.body, "user_actions", Action):
        if isinstance(found, Unreadable):
            yield found
            continue
        act, name = DONE_TO.get(found.action_type), place(page, found.topic_id, found.post_number)
        if act is None or found.deleted:
            continue
        yield met(page, found.acting_user_id, found.acting_username, found.acting_name)
        about, own = (name, None) if act is Act.LIKE else (None, name)
        yield from done(page, Interaction(named(page, found.acting_user_id), "", act, found.created_at, about, own))


def likes(page: Page) -> Iterator[Record]:
    """Who liked a post. The forum does not say when, so a like bears the post's own instant."""
    at = page.about.get("at", "")
    for found in wrapped(page.body, "post_action_users", Person):
        if isinstance(found, Unreadable):
            yield found
            continue
        yield met(page, found.id, found.username, found.name)
        if at:
            act = Interaction(named(page, found.id), "", Act.LIKE, datetime.fromisoformat(at), page.about.get("post"))
            yield from done(page, act)


def topic(page: Page) -> Iterator[Record]:
    """What others wrote in a topic that the account began."""
    found = one(page.body, Topic)
    if isinstance(found, Unreadable):
        yield found
        return
    for raw in found.post_stream.posts:
        written = one(raw, Written)
        answers = isinstance(written, Written) and written.reply_to_post_number in {None, 0, 1}
        yield from (written,) if isinstance(written, Unreadable) else said(page, written, answers=answers)


def replies(page: Page) -> Iterator[Record]:
    """What others answered to a post of the account."""
    found = one(page.body, list[msgspec.Raw])
    if isinstance(found, Unreadable):
        yield found
        return
    for raw in found:
        written = one(raw, Written)
        yield from (written,) if isinstance(written, Unreadable) else said(page, written, answers=True)


def said(page: Page, written: Written, *, answers: bool) -> Iterator[Record]:
    """A post of somebody else: an answer, or else a quote or mention, if its words name the account."""
    name = place(page, written.topic_id, written.post_number)
    by = named(page, written.user_id)
    if by == page.about.get("target") or written.post_type != WRITTEN:
        return
    if written.user_deleted or written.deleted_at is not None:
        yield Withdrawn("act", name)
        return
    act = Act.REPLY if answers else in_words(page, written.cooked)
    target = page.about.get("target")
    if target and written.changed is not None and not answers and not page.about.get("signed_in"):
        yield from (Changed(name, written.changed, target, kind) for kind in (Act.QUOTE, Act.MENTION))
    if act is not None:
        yield met(page, written.user_id, written.username, written.name)
        about = page.about.get("post") if act is Act.REPLY else None
        version = None if answers else written.changed
        yield from done(page, Interaction(by, "", act, written.created_at, about, name, version=version))


def in_words(page: Page, html: str) -> Act | None:
    """Whether words quote or mention the account; asked of who is not told by the forum itself."""
    login = re.escape(page.about.get("login", ""))
    if not login or page.about.get("signed_in"):
        return None
    if re.search(rf'<aside class="quote[^>]*\sdata-username="{login}"', html, re.IGNORECASE):
        return Act.QUOTE
    return Act.MENTION if re.search(rf'<a class="mention" href="/u/{login}"', html, re.IGNORECASE) else None


def done(page: Page, act: Interaction) -> Iterator[Record]:
    """An act towards the account."""
    target = page.about.get("target", "")
    if target:
        yield replace(act, target=target)
    else:
        yield Unreadable("The question does not say whom its answer is about.", page.url)
