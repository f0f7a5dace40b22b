"""What the servers of the fediverse have in common: names, WebFinger, wishes that stand in a profile's words, markup.

Comes in: texts, answers. Goes out: addresses, flags, plain text.
Sources: RFC 7033 (WebFinger); https://docs.joinmastodon.org/spec/webfinger/ (seen 2026-11-22); `#nobot` and `#noindex`
are customs: no document defines them.
"""

import html
import re
from collections.abc import Generator
from urllib.parse import quote, urlsplit

import msgspec

from openclout.dialects.reading import one
from openclout.vocabulary.networks import Account, Page, Request

HOST = r"(?P<host>(?:[\w-]+\.)+[^\W\d_][\w-]+)"
"""The name of a server: no address of a machine, no port."""
ACTIVITY = "application/activity+json"
ACCEPT = f'{ACTIVITY}, application/ld+json; profile="https://www.w3.org/ns/activitystreams"'
BREAK = re.compile(r"<br\s*/?>|</p>|</li>|</div>", re.IGNORECASE)
TAG = re.compile(r"<[^>]*>")
NOBOT = re.compile(r"#nobots?\b", re.IGNORECASE)
NOINDEX = re.compile(r"#no(?:index|search|archive)\b", re.IGNORECASE)


class Known(msgspec.Struct):
    """One link of a WebFinger answer."""

    rel: str = ""
    type: str = ""
    href: str = ""


class Finger(msgspec.Struct):
    """A WebFinger answer."""

    links: list[Known] = []


def finger(account: Account) -> Generator[Request, Page, str | None]:
    """Ask where an account named name@host lives; the address of its actor, None if its server does not say."""
    scheme = urlsplit(account.server).scheme or "https"
    host = account.name.rpartition("@")[2]
    named = quote(f"acct:{account.name}", safe=":@")
    page = yield Request("webfinger", f"{scheme}://{host}/.well-known/webfinger?resource={named}", optional=True)
    found = one(page.body, Finger)
    if not isinstance(found, Finger):
        return None
    return next((link.href for link in found.links if link.rel == "self" and "json" in link.type and link.href), None)


def server_of(address: str) -> str:
    """The server of an address: https://host."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def wishes(words: str) -> frozenset[str]:
    """The flags that stand in the words of a profile."""
    said = plain(words)
    nobot = {"hidden", "not_indexed"} if NOBOT.search(said) else set[str]()
    return frozenset(nobot | ({"not_indexed"} if NOINDEX.search(said) else set()))


def plain(markup: str) -> str:
    """The words of a piece of HTML."""
    return html.unescape(TAG.sub("", BREAK.sub("\n", markup))).strip()
