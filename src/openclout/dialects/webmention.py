"""Webmention: what others wrote about a page, as the page of theirs says that links to it.

Comes in: an answer to the question for a source, with the target in `about`. Goes out: records. The kind of act is told
by microformats; a page that only links is a link. Who wrote is believed as far as the host of the source goes.
Sources: https://www.w3.org/TR/2017/REC-webmention-20170112/ (3.2 receiving), https://microformats.org/wiki/h-entry,
https://indieweb.org/in-reply-to, .../like, .../repost (read 2026-11-22).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import cast

import mf2py
import msgspec

from openclout.dialects import blogs
from openclout.dialects.markup import joined, marked, without_fragment
from openclout.vocabulary.acts import Act
from openclout.vocabulary.networks import Interaction, Page, Record, Seen, Unreadable, Withdrawn

ACTS = {"like-of": Act.LIKE, "repost-of": Act.ANNOUNCE, "in-reply-to": Act.REPLY, "bookmark-of": Act.LIKE}
"""Properties of an h-entry, the first that names the target counts. Whoever only links is said to `link`."""
MENTION = "mention"
LARGEST = 1 << 20
"""Bytes of a source that are looked at (W3C Webmention 4.2: limit what you fetch)."""
GONE = frozenset({404, 410})
DECLARATION = re.compile(r"^\s*<\?xml[^>]*>")

Properties = Mapping[str, list[object]]


@dataclass(frozen=True)
class Entry:
    """An h-entry: its properties."""

    properties: Properties

    def addresses(self, name: str, url: str) -> Iterator[str]:
        """The addresses that a property holds, as plain text or as a citation."""
        for one in self.properties.get(name, []):
            inner = properties(one)
            held = [one] if isinstance(one, str) else [*inner.get("url", []), *_plain(one)]
            for text in held:
                found = joined(url, text) if isinstance(text, str) else None
                if found is not None:
                    yield without_fragment(found)

    def text(self, name: str) -> str:
        """The first text of a property."""
        found = next(iter(self.properties.get(name, [])), "")
        return found if isinstance(found, str) else ""


def _plain(one: object) -> list[object]:
    return [one["value"]] if isinstance(one, dict) and "value" in one else []


def read(page: Page) -> Iterator[Record]:
    """What a source says about its target: an act, nothing, or that it says so no more."""
    before, target = page.about.get("before", ""), page.about.get("target", "")
    if page.status in GONE:
        yield from (Withdrawn("act", before),) if before else ()
        return
    if page.status != 200:  # noqa: PLR2004 - HTTP; who does not let us in has taken nothing back
        return
    try:
        found = list(_mentioned(page, target))
    except (RecursionError, AssertionError) as error:
        yield Unreadable(f"A page that mentions another cannot be parsed: {type(error).__name__}", page.url)
        return
    now = next((one.act_id for one in found if isinstance(one, Interaction)), None)
    if before and before != now:
        yield Withdrawn("act", before)
    yield from found


def links(page: Page, target: str) -> bool:
    """Whether an answer really names the target (W3C Webmention 3.2.2)."""
    text = content(page)
    kind = page.headers.get("content-type", "").partition(";")[0].strip().lower()
    wanted = without_fragment(target)
    if kind.endswith("json"):
        return wanted in {without_fragment(one) for one in texts(page.body[:LARGEST])}
    if kind == "text/plain":
        return wanted in text.split()
    return any(without_fragment(one.address) == wanted for one in marked(text, page.url).named)


def content(page: Page) -> str:
    """The text of an answer, as far as it is looked at."""
    return page.body[:LARGEST].decode(errors="replace")


def texts(body: bytes) -> Iterator[str]:
    """Every text in a JSON document."""
    try:
        left: list[object] = [msgspec.json.decode(body)]
    except (msgspec.DecodeError, RecursionError):
        return
    while left:
        one = left.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            left += one.values()
        elif isinstance(one, list):
            left += one


def _mentioned(page: Page, target: str) -> Iterator[Record]:
    account, source = page.about.get("account", ""), page.url
    if not account or not links(page, target):
        return
    entry, act = chosen(entries(content(page), source), without_fragment(target), source)
    actor, title = author(entry, source)
    at = blogs.instant(entry.text("published"), page.at) if entry is not None else None
    at = at or blogs.instant(page.about.get("at", ""), page.at) or page.at
    if actor is not None:
        yield Seen(actor, blogs.handle(actor), title)
        post = page.about.get("post") or without_fragment(target)
        yield Interaction(actor, account, act, at, post, named(page, act))


def named(page: Page, act: Act) -> str:
    """The name of an act: source, target, kind. What was taken back before and is said again has a number too."""
    number, before = page.about.get("number", ""), page.about.get("before", "")
    if before.startswith(f"{page.url} {page.about.get('target', '')} {act.word}"):
        return before  # it says what it said before
    return " ".join([page.url, page.about.get("target", ""), act.word, *([number] if number not in {"", "0"} else [])])


def chosen(found: list[Entry], target: str, url: str) -> tuple[Entry | None, Act]:
    """The entry of a page that is about the target, and what it does to it."""
    for entry in found:
        for name, act in ACTS.items():
            if target in entry.addresses(name, url):
                return entry, act
    return (found[0] if found else None), Act.LINK


def author(entry: Entry | None, source: str) -> tuple[str | None, str | None]:
    """Who wrote, and the name that is shown. Authors on other hosts are not believed: it is the source's site then."""
    site = blogs.site(source)
    for one in entry.properties.get("author", []) if entry is not None else ():
        card = properties(one)
        names = [text for text in card.get("name", []) if isinstance(text, str)]
        for text in [*card.get("url", []), *([one] if isinstance(one, str) else [])]:
            found = joined(source, text) if isinstance(text, str) and "/" in text else None
            if found is not None and blogs.site(found) == site:
                return blogs.native(found), names[0] if names else None
    return site, None


def entries(html: str, url: str) -> list[Entry]:
    """The h-entries of a page, those within others too, in their order."""
    text = DECLARATION.sub("", html)
    if "<" not in text:
        return []
    parsed = cast("Properties", mf2py.parse(doc=text, url=url, html_parser="html.parser"))
    left: list[object] = [parsed.get("items")]
    found: list[Entry] = []
    while left:
        one = left.pop(0)
        if isinstance(one, list):
            left = [*one, *left]
        elif isinstance(one, dict):
            if "h-entry" in cast("list[str]", one.get("type", [])):
                found.append(Entry(properties(one)))
            left = [one.get("children"), *left]
    return found


def properties(one: object) -> Properties:
    """The properties of a microformat."""
    found = one.get("properties") if isinstance(one, dict) else None
    return found if isinstance(found, dict) else {}
