"""Feeds: RSS, Atom and JSON Feed as one shape.

Comes in: an answer. Goes out: a feed and its entries. Feeds are parsed from bytes; nothing is fetched.
Sources: https://www.rssboard.org/rss-specification, RFC 4287 (Atom), RFC 4685 (threading), RFC 5005 (paging),
https://www.jsonfeed.org/version/1.1/, http://wellformedweb.org/CommentAPI/ (read 2026-11-22); decision 38 (feedparser).
"""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO

import feedparser
import msgspec

from openclout.dialects import blogs, reading
from openclout.dialects.markup import joined, marked, without_fragment, words
from openclout.vocabulary.networks import Page, Unreadable

TYPES = ("application/feed+json", "application/atom+xml", "application/rss+xml")
ACCEPT = ", ".join([*TYPES, "application/xml;q=0.9", "text/xml;q=0.9", "application/json;q=0.8"])
ADVICE = frozenset({"nofollow", "ugc", "sponsored"})
"""By these words a page says that it does not stand behind a link."""
FAULTS = (ValueError, TypeError, KeyError, AttributeError, LookupError, AssertionError, RecursionError, OverflowError)
"""What feedparser may raise where others only call a feed malformed."""


@dataclass(frozen=True)
class Entry:
    """One entry: its page or name, when, by whom, what it says, which pages it names, where its comments are.

    `changed` is when it was changed last, None if it never was, as far as the feed tells.
    """

    name: str
    url: str | None
    at: datetime | None
    changed: datetime | None
    author: str
    title: str
    text: str
    links: tuple[str, ...]
    comments: str | None


@dataclass(frozen=True)
class Feed:
    """A feed: its title, its entries in their order, where it goes on, what in it does not fit."""

    title: str
    entries: tuple[Entry, ...]
    following: str | None
    unread: tuple[Unreadable, ...] = ()


class Unfit(ValueError):
    """What should be a feed is none."""


def parsed(page: Page) -> Feed:
    """The feed of an answer. Raises Unfit."""
    start = page.body.lstrip()[:1]
    return from_json(page) if start == b"{" else from_xml(page)


class Author(msgspec.Struct):
    """Who wrote an item."""

    name: str = ""


class Piece(msgspec.Struct):
    """An item of a JSON Feed."""

    id: str | int | float | None = None
    url: str | None = None
    title: str | None = None
    content_html: str | None = None
    content_text: str | None = None
    date_published: str | None = None
    date_modified: str | None = None
    authors: list[Author] | None = None
    author: Author | None = None


class Whole(msgspec.Struct):
    """A JSON Feed; 1.0 has one author, 1.1 several."""

    version: str
    items: list[msgspec.Raw]
    title: str | None = None
    next_url: str | None = None


def from_json(page: Page) -> Feed:
    """A JSON Feed. Raises Unfit."""
    whole = reading.one(page.body, Whole)
    if isinstance(whole, Unreadable):
        raise Unfit(f"A JSON Feed does not fit: {whole.why}")
    if "jsonfeed.org" not in whole.version:
        raise Unfit("This JSON is no feed: its version does not say so.")
    pieces = [reading.one(raw, Piece) for raw in whole.items]
    entries = tuple(piece_of(piece, page.url) for piece in pieces if isinstance(piece, Piece))
    following = joined(page.url, whole.next_url) if whole.next_url else None
    return Feed(whole.title or "", entries, following, tuple(each for each in pieces if isinstance(each, Unreadable)))


def piece_of(piece: Piece, url: str) -> Entry:
    """An item of a JSON Feed as an entry."""
    address = joined(url, piece.url) if piece.url else None
    html = piece.content_html or ""
    names = [one.name for one in [*(piece.authors or []), *([piece.author] if piece.author else [])] if one.name]
    at, modified = (blogs.instant(text or "") for text in (piece.date_published, piece.date_modified))
    return Entry(
        name=named(address, str(piece.id) if piece.id is not None else "", url),
        url=address,
        at=at or modified,
        changed=modified if modified != at else None,
        author=names[0] if names else "",
        title=words(piece.title or ""),
        text=words(html) or piece.content_text or "",
        links=tuple(linked(html, address or url)),
        comments=None,
    )


def from_xml(page: Page) -> Feed:
    """An RSS or Atom feed. Raises Unfit."""
    headers = {"content-type": page.headers.get("content-type", "application/xml"), "content-location": page.url}
    try:
        found: Mapping[str, object] = feedparser.parse(
            BytesIO(page.body), response_headers=headers, sanitize_html=False
        )
        if not found.get("version"):
            raise Unfit("This is neither RSS nor Atom nor JSON Feed.")
        top = mapping(found.get("feed"))
        entries = tuple(entry_of(mapping(one), page.url) for one in listed(found.get("entries")))
        return Feed(words(text(top, "title")), entries, related(top, "next"))
    except FAULTS as error:
        raise (
            error if isinstance(error, Unfit) else Unfit(f"A feed cannot be parsed: {type(error).__name__}")
        ) from error


def entry_of(one: Mapping[str, object], url: str) -> Entry:
    """An entry of feedparser as ours."""
    address = joined(url, text(one, "link")) if text(one, "link") else None
    bodies = [text(mapping(part), "value") for part in listed(one.get("content"))]
    html = max([*bodies, text(one, "summary")], key=len)
    comments = text(one, "wfw_commentrss") or related(one, "replies") or ""
    at, updated = instant(one.get("published_parsed")), instant(plain(one).get("updated_parsed"))
    return Entry(
        name=named(address, text(one, "id"), url),
        url=address,
        at=at or updated,
        changed=updated if updated != at else None,
        author=text(one, "author"),
        title=words(text(one, "title")),
        text=words(html),
        links=tuple(linked(html, address or url)),
        comments=joined(url, comments) if comments else None,
    )


def named(address: str | None, own: str, url: str) -> str:
    """The name of an entry: its address, so that what is said of the page is said of the entry; else its own id."""
    if address is not None:
        return address if "#" in address else without_fragment(address)
    return own if ":" in own else f"{without_fragment(url)}#{own}"


def linked(html: str, url: str) -> Iterator[str]:
    """The pages that an entry links to and stands behind."""
    for one in marked(html, url).named if html else ():
        if one.tag in {"a", "area"} and not one.rel & ADVICE:
            yield one.address


def related(one: Mapping[str, object], rel: str) -> str | None:
    """The address of a relation."""
    found = (mapping(link) for link in listed(one.get("links")))
    return next((text(link, "href") for link in found if text(link, "rel") == rel and text(link, "href")), None)


def instant(parts: object) -> datetime | None:
    """An instant as feedparser tells it, in UTC."""
    if not isinstance(parts, time.struct_time):
        return None
    try:
        found = datetime(*parts[:6], tzinfo=UTC)
    except ValueError:
        return None
    return found if found >= blogs.OLDEST else None


def plain(one: Mapping[str, object]) -> Mapping[str, object]:
    """An entry as a plain mapping: feedparser's own answers with something else, and warns, where `updated` is not."""
    return dict(one)


def text(one: Mapping[str, object], name: str) -> str:
    """The text under a name."""
    found = one.get(name)
    return found.strip() if isinstance(found, str) else ""


def mapping(one: object) -> Mapping[str, object]:
    """What feedparser made a mapping."""
    return one if isinstance(one, dict) else {}


def listed(one: object) -> list[object]:
    """What feedparser made a list."""
    return one if isinstance(one, list) else []


def older(since: datetime) -> Callable[[Page], bool]:
    """Whether a page of a feed reaches back to an instant."""

    def reached(page: Page) -> bool:
        try:
            known = [entry.at for entry in parsed(page).entries if entry.at is not None]
        except Unfit:
            return True
        return not known or min(known) < since

    return reached
