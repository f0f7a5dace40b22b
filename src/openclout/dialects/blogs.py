"""Blogs and sites: how they are named, whatever software they run on.

Comes in: what somebody typed, addresses of pages. Goes out: names. A blog's native id is the address of its home page,
always written with https and without a slash at its end, so that a blog that changes to https stays the same one.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urlsplit

from openclout.dialects.markup import Marked, without_fragment
from openclout.vocabulary.networks import Account, Page, Seen

TYPED = re.compile(
    r"(?:(?P<scheme>https?)://)?(?P<host>[a-z0-9_.-]+(?::\d{1,5})?|\[[0-9a-f:.]+\](?::\d{1,5})?)(?P<path>/[^\s#]*)?(?:#\S*)?",
    re.IGNORECASE,
)
PUBLIC = re.compile(r"([a-z0-9_-]+\.)+[a-z][a-z0-9-]+(:\d+)?", re.IGNORECASE)
LONGEST = 2000
NOT_INDEXED = frozenset({"noindex", "none"})
OLDEST = datetime(1990, 1, 1, tzinfo=UTC)
"""Older instants are mistakes: there were no blogs."""


def typed(network: str, text: str) -> Account | None:
    """The account of an address as people type it: example.org/blog, https://example.org/blog."""
    found = TYPED.fullmatch(text.strip().removeprefix(f"{network}:")) if len(text) <= LONGEST else None
    if found is None or not (found["scheme"] or PUBLIC.fullmatch(found["host"])):
        return None
    host, path = found["host"].lower(), (found["path"] or "").rstrip("/")
    return Account(network, f"{(found['scheme'] or 'https').lower()}://{host}", f"{host}{path}")


def home(account: Account) -> str:
    """Where a blog is asked for: its home page, or whatever of its pages was typed."""
    host, slash, path = account.name.partition("/")
    server = account.server or f"https://{host}"
    return f"{server}/{path}" if slash else f"{server}/"


def native(address: str) -> str:
    """The native id of the blog whose home page this is."""
    parts = urlsplit(without_fragment(address))
    query = f"?{parts.query}" if parts.query else ""
    return f"https://{parts.netloc.lower()}{parts.path.rstrip('/')}{query}"


def handle(native_id: str) -> str:
    """A blog's name for people."""
    return native_id.removeprefix("https://")


def site(address: str) -> str | None:
    """The site of a page, as an account: all of its host."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    return f"https://{host}{f':{port}' if port else ''}" if host else None


def commenter(blog: str, name: str, page: str = "") -> str | None:
    """Somebody who comments. Nobody checks what such people say of themselves, so they are known on one blog alone."""
    signed = " ".join([*name.split(), *page.split()])
    return f"{blog}#{signed}" if signed else None


def signed(actor: str | None, blog: str, name: str) -> Iterator[Seen]:
    """What somebody who comments is called by people, unless it is the blog itself."""
    if actor not in {None, blog} and name.strip():
        yield Seen(str(actor), title=" ".join(name.split()))


def flags(page: Page, said: Marked) -> frozenset[str]:
    """What a page asks for: by its robots rule, or by the header of the same meaning."""
    header = {word.strip().lower() for word in page.headers.get("x-robots-tag", "").split(",")}
    return frozenset({"not_indexed"}) if NOT_INDEXED & (said.robots | header) else frozenset()


def told(words: str | None) -> frozenset[str] | None:
    """Flags as a question carried them on."""
    return None if words is None else frozenset(words.split())


def instant(text: str, latest: datetime | None = None) -> datetime | None:
    """An instant in UTC; None for what is none, is older than blogs are, or lies after `latest`."""
    try:
        found = datetime.fromisoformat(text.strip())
        found = (found if found.tzinfo is not None else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return found if found >= OLDEST and (latest is None or found <= latest) else None
