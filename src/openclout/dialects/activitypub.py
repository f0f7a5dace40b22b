"""What ActivityPub servers answer, as records.

Comes in: pages of an actor, its followers, its outbox, the lists below its posts, and what those lead to. Goes out:
records. What a server says of others is believed only of its own people: a reply is read where its author lives.
Sources: https://www.w3.org/TR/activitypub/, https://docs.joinmastodon.org/spec/activitypub/ (seen 2026-11-22).
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from urllib.parse import urlsplit

from openclout.dialects.activitystreams import POSTS, TOMBSTONE, Collection, Thing, listed, named, thing, told_by
from openclout.dialects.fediverse import plain
from openclout.dialects.paging import same_host
from openclout.dialects.reading import one
from openclout.vocabulary.acts import Act
from openclout.vocabulary.networks import Changed, Count, Interaction, Page, Post, Record, Seen, Unreadable, Withdrawn

ACTS = {"Like": Act.LIKE, "Dislike": Act.DISLIKE, "Announce": Act.ANNOUNCE, "Create": Act.REPLY}
LISTS = {"likes": Act.LIKE, "shares": Act.ANNOUNCE}
TAKEN_BACK = {"Delete": "post", "Undo": "act"}
FINE, GONE = 200, 410


def answered(page: Page) -> Thing | Unreadable:
    """What a page holds; nothing where it was not to be had, a tombstone where it is gone."""
    if page.status == FINE:
        return one(page.body, Thing)
    return Thing(type=TOMBSTONE if page.status == GONE else "")


def written(found: Thing, author: str) -> Thing | None:
    """The public post that an activity of the actor made."""
    post = thing(found.what) if found.kind == "Create" and isinstance(found.what, dict) else None
    if not isinstance(post, Thing) or post.kind not in POSTS or not post.is_public:
        return None
    return post if post.author == author and same_host(post.id, author) else None


def actor(page: Page) -> Iterator[Record]:
    """An account, or that it is gone."""
    found = answered(page)
    if isinstance(found, Unreadable):
        yield found
    elif found.kind == TOMBSTONE:
        yield Withdrawn("account", page.url)
    elif not told_by(found, page.url):
        yield Unreadable("An actor was expected that speaks for itself.", page.body.decode(errors="replace"))
    else:
        name = page.account.name
        handle = name if "://" not in name else f"{found.preferred_username}@{urlsplit(found.id).netloc}"
        yield Seen(found.id, handle, found.name or None, found.flags)


def followers(page: Page) -> Iterator[Record]:
    """How many follow the account."""
    if page.status != FINE:
        return
    found = one(page.body, Collection)
    if isinstance(found, Unreadable):
        yield found
    elif found.total_items is not None:
        yield Count(page.about["author"], "follower", found.total_items)


def outbox(page: Page) -> Iterator[Record]:
    """What an account wrote, whom it mentioned and followed, what it took back."""
    author = page.about["author"]
    for found in listed(page):
        if isinstance(found, Unreadable):
            yield found
            continue
        post, other = written(found, author), named(found.what)
        if post is not None:
            at = post.published or found.published
            yield from posted(post, author, at) if at is not None else (Unreadable("A post without a date.", post.id),)
        elif found.kind == "Follow" and found.published is not None and other:
            yield Interaction(author, other, Act.FOLLOW, found.published, None, found.id or None)
        elif found.kind in TAKEN_BACK and same_host(other, author):
            yield Withdrawn(TAKEN_BACK[found.kind], other)


def posted(post: Thing, author: str, at: datetime) -> Iterator[Record]:
    """A post, and whom it mentions. Mentions in a reply are read once it is known to whom the reply is."""
    yield Post(post.id, author, at, post.address, plain(post.content or post.name or ""))
    answers = bool(named(post.in_reply_to))
    if post.updated is not None and not answers:
        yield Changed(post.id, post.updated, None, Act.MENTION)
    for other, name in post.mentioned.items():
        yield Seen(other, name or None)
        if not answers:
            yield Interaction(author, other, Act.MENTION, at, None, post.id, version=post.updated)


def done(page: Page) -> Iterator[Record]:
    """To whom an act of the account was done: to the author of what it was done to."""
    found, about = answered(page), page.about
    at, author = datetime.fromisoformat(about["at"]), about["author"]
    if isinstance(found, Unreadable):
        yield found
        found = Thing()
    known = found.kind in POSTS and found.author and told_by(found, page.url)
    target, act_id = found.author if known else "", about["id"] or None
    if known:
        yield Interaction(author, target, ACTS[about["act"]], at, found.id, act_id)
    if about["act"] == "Create" and act_id is not None:
        updated = datetime.fromisoformat(about["updated"]) if about.get("updated") else None
        yield from (Changed(act_id, updated, None, Act.MENTION),) if updated is not None else ()
        for other in about["mentions"].split():
            if other != target:
                yield Interaction(author, other, Act.MENTION, at, None, act_id, version=updated)


def replied(page: Page) -> Iterator[Record]:
    """Who answered a post, or mentioned its author below it."""
    found, about = answered(page), page.about
    if isinstance(found, Unreadable):
        yield found
    elif found.kind == TOMBSTONE:
        yield Withdrawn("post", page.url)
    elif found.is_public and found.published is not None and found.author and told_by(found, page.url):
        author = about["author"]
        if named(found.in_reply_to) == about["post"]:
            yield Interaction(found.author, author, Act.REPLY, found.published, about["post"], found.id)
            return
        if found.updated is not None:
            yield Changed(found.id, found.updated, author, Act.MENTION)
        if author in found.mentioned:
            yield Interaction(found.author, author, Act.MENTION, found.published, None, found.id, version=found.updated)


def admired(page: Page) -> Iterator[Record]:
    """Who liked or shared a post; a list gives activities, or only names them."""
    for found in listed(page) if page.status == FINE else ():
        if isinstance(found, Unreadable):
            yield found
        elif found.actor:
            who = named(found.actor)
            yield admiration(found, who, page) if who else Unreadable("An act of nobody.", found.id)


def admirer(page: Page) -> Iterator[Record]:
    """One who liked or shared a post: the activity, or the actor where the list names actors."""
    found = answered(page)
    if isinstance(found, Unreadable):
        yield found
    elif found.kind == TOMBSTONE:
        yield Withdrawn("act", page.url)
    elif told_by(found, page.url):
        act = LISTS[page.about["list"]]
        is_act = ACTS.get(found.kind) == act and named(found.what) == page.about["post"]
        if is_act or found.outbox:
            yield admiration(found, found.author if is_act else found.id, page)


def admiration(found: Thing, who: str, page: Page) -> Interaction:
    """A like or a share; one without a date gets that of the post."""
    about = page.about
    act = LISTS[about.get("list", page.kind)]
    at = found.published or datetime.fromisoformat(about["at"])
    return Interaction(who, about["author"], act, at, about["post"], found.id if who != found.id else None)


READERS: dict[str, Callable[[Page], Iterator[Record]]] = {
    "actor": actor,
    "object": done,
    "followers": followers,
    "outbox": outbox,
    "likes": admired,
    "shares": admired,
    "act": admirer,
    "reply": replied,
}
