"""Records of Bluesky: likes, reposts, posts, follows, lists, profiles; the same shape in JSON and in DAG-CBOR.

Comes in: a record and the place where it stands (`at://did/collection/key`). Goes out: what it does to whom, and when.
The instant of a record is its `createdAt`, which is whatever its author's program wrote. One that lies more than five
minutes after the record was seen, or before the network existed, gives way to the instant when it was seen. That is the
instant which the record's own key names, if it can be: it is the same whoever tells of the record, and whenever.
Sources: the lexicons app.bsky.feed.{like,repost,post}, app.bsky.graph.{follow,list,listitem}, app.bsky.actor.profile,
com.atproto.label.defs, as packaged in @atproto/bsky of @atproto/dev-env 0.6.7; https://atproto.com/specs/tid and
https://atproto.com/specs/record-key (read 2026-11-22).
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import msgspec

from openclout.vocabulary.acts import Act

LIKE, REPOST, POST = "app.bsky.feed.like", "app.bsky.feed.repost", "app.bsky.feed.post"
FOLLOW, LIST, LISTITEM = "app.bsky.graph.follow", "app.bsky.graph.list", "app.bsky.graph.listitem"
PROFILE = "app.bsky.actor.profile"
COLLECTIONS = (PROFILE, POST, LIKE, REPOST, FOLLOW, LIST, LISTITEM)
"""What we read. Lists come before what stands on them."""
STREAMED = (PROFILE, POST, LIKE, REPOST, FOLLOW)
"""What one message alone can be read as: a `listitem` does not say whether its list is for reading or for blocking."""

ACTS = {
    "app.bsky.feed.like": Act.LIKE,
    "app.bsky.feed.repost": Act.ANNOUNCE,
    "app.bsky.feed.post, reply.parent": Act.REPLY,
    "app.bsky.feed.post, embed.record": Act.QUOTE,
    "app.bsky.feed.post, facets mention": Act.MENTION,
    "app.bsky.graph.follow": Act.FOLLOW,
    "app.bsky.graph.listitem": Act.LIST,
}
"""Where an act stands in the records, and what it is in our words."""

SUBJECTS = {LIKE: Act.LIKE, REPOST: Act.ANNOUNCE}
TOWARDS = {FOLLOW: Act.FOLLOW, LISTITEM: Act.LIST}
"""What is done to a record, and what is done to an account."""
Deed = tuple[Act, str, str | None]

POST_PATH = "/app.bsky.feed.post/"

BLOCKING = "app.bsky.graph.defs#modlist"
"""The purpose of lists of accounts to mute or block: to stand there is no honour."""
MENTIONED = "app.bsky.richtext.facet#mention"
FLAGS = {"!no-unauthenticated": "not_without_account", "!hide": "hidden"}
"""What the labels of an account ask for."""
ENDED = frozenset({"deleted", "takendown"})
"""Accounts that are gone. One that is merely deactivated or suspended may come back, and does when it moves."""
AWAY = frozenset({"away"})
OWN_LABELS = frozenset({"not_without_account"})
"""What accounts say of themselves in their profiles; whether others hide them, their profiles do not tell."""

FIRST = datetime(2022, 11, 1, tzinfo=UTC)
"""Nothing was written on the network before."""
AHEAD = timedelta(minutes=5)
"""So far ahead a clock may be; relays allow as much for revisions."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What decoding raises: for the wrong shape, for letters that are none, for boxes within boxes without end."""
LETTERS = "234567abcdefghijklmnopqrstuvwxyz"
SORTABLE = str.maketrans(LETTERS, "0123456789abcdefghijklmnopqrstuv")
TID_LENGTH, TID_INSTANT = 13, 11
"""So many letters a TID has, and so many of them name its microsecond."""


class Reference(msgspec.Struct, gc=False):
    """Points to a record."""

    uri: str


class Reply(msgspec.Struct, gc=False):
    """What a post answers."""

    parent: Reference


class Embedded(msgspec.Struct, gc=False):
    """A record in a post, or in the medium beside which it stands."""

    uri: str | None = None
    record: Reference | None = None


class Embed(msgspec.Struct, gc=False):
    """What a post carries."""

    record: Embedded | None = None


class Feature(msgspec.Struct, gc=False):
    """What a stretch of text is."""

    type: str = msgspec.field(name="$type", default="")
    did: str | None = None


class Facet(msgspec.Struct, gc=False):
    """A stretch of text that is more than text."""

    features: list[Feature] = []


class Label(msgspec.Struct, gc=False):
    """A word stuck to an account."""

    val: str


class SelfLabels(msgspec.Struct, gc=False):
    """The words that an account sticks to itself."""

    values: list[Label] = []


class Written(msgspec.Struct, gc=False):
    """A record of any of COLLECTIONS."""

    created: str | None = msgspec.field(name="createdAt", default=None)
    subject: Reference | str | None = None
    text: str | None = None
    reply: Reply | None = None
    embed: Embed | None = None
    facets: list[Facet] | None = None
    labels: SelfLabels | None = None
    title: str | None = msgspec.field(name="displayName", default=None)
    list: str | None = None
    purpose: str | None = None


def done(collection: str, record: Written) -> Sequence[Deed]:
    """What a record does: the act, to whom, on which post. Only accounts that are named by their DID count."""
    subject = record.subject
    if isinstance(subject, Reference):
        act, uri = SUBJECTS.get(collection), subject.uri
        end = uri.find("/", 9)
        if act is None or end < 0 or not uri.startswith("at://did:"):
            return ()
        return ((act, uri[5:end], uri if uri.startswith(POST_PATH, end) else None),)
    if collection == POST:
        return posted(record)
    if subject is not None and subject.startswith("did:") and (act := TOWARDS.get(collection)) is not None:
        return ((act, subject, None),)
    return ()


def posted(record: Written) -> Sequence[Deed]:
    """What a post does to others: it answers, it quotes, it mentions."""
    if record.reply is None and record.embed is None and not record.facets:
        return ()
    deeds: list[Deed] = []
    if record.reply is not None and (whose := owner(record.reply.parent.uri)) is not None:
        deeds.append((Act.REPLY, whose, post_of(record.reply.parent.uri)))
    quoted = quoted_in(record.embed)
    if quoted is not None and (whose := owner(quoted)) is not None:
        deeds.append((Act.QUOTE, whose, quoted))
    if not record.facets:
        return deeds
    features = (feature for facet in record.facets for feature in facet.features)
    named = (each.did for each in features if each.type == MENTIONED and each.did)
    return deeds + [(Act.MENTION, did, None) for did in dict.fromkeys(named) if did.startswith("did:")]


def quoted_in(embed: Embed | None) -> str | None:
    """The post that is quoted; feeds, lists and starter packs are carried in the same way and are none."""
    if embed is None or embed.record is None:
        return None
    inner = embed.record.record
    return post_of(inner.uri if inner is not None else embed.record.uri or "")


def owner(uri: str) -> str | None:
    """The DID in whose repository a record stands."""
    if not uri.startswith("at://did:"):
        return None
    end = uri.find("/", 5)
    return uri[5:end] if end > 0 else None


def post_of(uri: str) -> str | None:
    """The address, if it is of a post: feeds and labelers are liked too."""
    return uri if POST_PATH in uri else None


def page_of(did: str, key: str) -> str:
    """Where people read a post."""
    return f"https://bsky.app/profile/{did}/post/{key}"


def flags(labels: list[Label]) -> frozenset[str]:
    """What an account asks for by its labels."""
    return frozenset(FLAGS[label.val] for label in labels if label.val in FLAGS)


def curated(record: Written) -> bool:
    """Whether a list is one that people read."""
    return record.purpose != BLOCKING


def instant(created: str | None, seen: datetime) -> datetime:
    """When a record was written, as far as that can be believed."""
    try:
        at = datetime.fromisoformat(created or "")
        at = at.astimezone(UTC) if at.tzinfo is not None else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return seen
    return at if FIRST <= at <= seen + AHEAD else seen


def microseconds(at: datetime) -> int:
    """Since 1970."""
    return (at - EPOCH) // MICROSECOND


def revised(revision: str) -> int | None:
    """The microseconds since 1970 that a revision (or any TID) names."""
    if len(revision) != TID_LENGTH or revision.strip(LETTERS):
        return None
    return int(revision.translate(SORTABLE), 32) >> 10


def first_seen(uri: str, seen: int, revision: str) -> int:
    """The microseconds since 1970 that a record's key names, if it can be; else its revision; else when it was seen."""
    named = revised(uri.rpartition("/")[2])
    bounds = microseconds(FIRST), seen + AHEAD // MICROSECOND
    return named if named is not None and bounds[0] <= named <= bounds[1] else revised(revision) or seen
