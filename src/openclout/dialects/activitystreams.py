"""ActivityStreams as ActivityPub servers write it: actors, collections, activities and the posts in them.

Comes in: answers. Goes out: records with only what is used. A thing may stand for itself or be only named, and one may
stand where a list is meant; both are smoothed here.
Sources: https://www.w3.org/TR/activitystreams-vocabulary/, https://www.w3.org/TR/activitypub/ (seen 2026-11-22).
"""

from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import msgspec

from openclout.dialects.fediverse import wishes
from openclout.dialects.reading import Instant, one
from openclout.vocabulary.networks import Page, Request, Unreadable

EVERYBODY = frozenset({"https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public"})
MACHINES = frozenset({"Application", "Service"})
POSTS = frozenset({"Article", "Audio", "Document", "Event", "Image", "Note", "Page", "Question", "Video"})
TOMBSTONE = "Tombstone"


class Thing(msgspec.Struct, rename="camel"):
    """Anything: a post, an activity, an actor, or what is left of one."""

    id: str = ""
    type: str | list[str] = ""
    actor: object = None
    attributed_to: object = None
    published: Instant | None = None
    updated: Instant | None = None
    what: object = msgspec.field(name="object", default=None)
    url: object = None
    content: str | None = None
    name: str | None = None
    summary: str | None = None
    in_reply_to: object = None
    to: object = None
    cc: object = None
    tag: object = None
    replies: object = None
    likes: object = None
    shares: object = None
    preferred_username: str | None = None
    outbox: object = None
    followers: object = None
    discoverable: bool | None = None
    indexable: bool | None = None
    manually_approves_followers: bool | None = None

    @property
    def kind(self) -> str:
        """Its type, the first where there are several."""
        return self.type if isinstance(self.type, str) else next(iter(self.type), "")

    @property
    def author(self) -> str:
        """Who wrote or did it."""
        return named(self.attributed_to) or named(self.actor)

    @property
    def flags(self) -> frozenset[str]:
        """What an actor asks for."""
        told = {
            "hidden": self.discoverable is False,
            "not_indexed": self.indexable is False,
            "protected": self.manually_approves_followers is True,
            "bot": self.kind in MACHINES,
        }
        return frozenset(flag for flag, asked in told.items() if asked) | wishes(self.summary or "")

    @property
    def is_public(self) -> bool:
        """Whether everybody is meant to read it."""
        return any(named(reader) in EVERYBODY for reader in (*many(self.to), *many(self.cc)))

    @property
    def address(self) -> str:
        """The page that people look at."""
        return next((found for found in map(link, many(self.url)) if found), self.id)

    @property
    def mentioned(self) -> dict[str, str]:
        """Whom it mentions: addresses, and the names they are called by."""
        tags = [tag for tag in many(self.tag) if isinstance(tag, dict) and tag.get("type") == "Mention"]
        return {str(tag["href"]): str(tag.get("name") or "").lstrip("@") for tag in tags if tag.get("href")}


class Collection(msgspec.Struct, rename="camel"):
    """A list, or a page of one."""

    total_items: int | None = None
    first: object = None
    next: object = None
    items: object = None
    ordered_items: object = None


def many(found: object) -> list[object]:
    """A list of what may be one, several or none."""
    if found is None:
        return []
    return found if isinstance(found, list) else [found]


def named(found: object) -> str:
    """The address of what stands for itself or is only named; of several, the first."""
    if isinstance(found, list):
        return named(found[0]) if found else ""
    if isinstance(found, dict):
        return str(found.get("id") or "")
    return found if isinstance(found, str) else ""


def link(found: object) -> str:
    """The address of a link."""
    return str(found.get("href") or "") if isinstance(found, dict) else named(found)


def thing(found: object) -> Thing | Unreadable:
    """What stands in a list as a record; what is only named has nothing but its address."""
    if isinstance(found, str):
        return Thing(id=found)
    try:
        return msgspec.convert(found, Thing)
    except (msgspec.ValidationError, RecursionError) as error:
        return Unreadable(str(error), str(found)[:4000])


def listed(page: Page) -> Iterator[Thing | Unreadable]:
    """What a page of a collection holds, with what it holds of its first page."""
    found = one(page.body, Collection)
    if isinstance(found, Unreadable):
        yield found
        return
    lists = [found.ordered_items, found.items]
    if isinstance(found.first, dict):
        lists += [found.first.get("orderedItems"), found.first.get("items")]
    for each in lists:
        yield from map(thing, many(each))


def onward(request: Request, page: Page) -> str | None:
    """The page after one of a collection: its next, or the first where the collection holds nothing itself."""
    found = one(page.body, Collection)
    if isinstance(found, Unreadable):
        return None
    ahead = found.next or found.first
    if isinstance(ahead, dict) and (ahead.get("items") or ahead.get("orderedItems") or ahead.get("next")):
        ahead = ahead.get("next")
    address = named(ahead)
    return urljoin(request.url, address) if address else None


def told_by(found: Thing, address: str) -> bool:
    """Whether a thing comes from where it says it is, and is by somebody of that place."""
    places = {urlsplit(each).netloc for each in (found.id, address, found.author or found.id)}
    return len(places) == 1 and "" not in places
