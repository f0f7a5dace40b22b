"""MediaWiki's Action API: what a wiki is asked, the shapes of its answers.

Comes in: parameters. Goes out: questions, with paging by `continue`. A wiki that lags behind says so
in a header, and the session asks it again.
Sources: https://www.mediawiki.org/wiki/API:Query, API:Continue, API:Etiquette, Manual:Maxlag_parameter,
API:Linkshere, API:Links, API:Revisions, API:Users, Extension:PageViewInfo (read 2026-11-22); tried with MediaWiki 1.39.
"""

from collections.abc import Iterator, Sequence
from urllib.parse import urlencode

import msgspec

from openclout.dialects.paging import every_page, merged
from openclout.dialects.reading import Instant
from openclout.vocabulary.networks import Crawl, Request

TOGETHER = 50
"""Pages or people that one question may name."""
ALWAYS = {"action": "query", "format": "json", "formatversion": "2", "maxlag": "5"}


class Revision(msgspec.Struct):
    """One revision: its number, when, by whom. People without an account have the number 0."""

    revid: int
    timestamp: Instant
    user: str = ""
    userid: int = 0


class Shown(msgspec.Struct):
    """A page, with whatever was asked for of it."""

    title: str = ""
    pageid: int = 0
    missing: bool = False
    pageprops: dict[str, str] = msgspec.field(default_factory=dict)
    pageviews: dict[str, int | None] = msgspec.field(default_factory=dict)
    redirects: list["Shown"] = msgspec.field(default_factory=list)
    revisions: list[Revision] = msgspec.field(default_factory=list)


class Signed(msgspec.Struct):
    """Somebody with an account."""

    userid: int = 0
    name: str = ""
    missing: bool = False
    groups: list[str] = msgspec.field(default_factory=list)


class Found(msgspec.Struct):
    """What was asked for."""

    pages: list[Shown] = msgspec.field(default_factory=list)
    users: list[Signed] = msgspec.field(default_factory=list)


class Fault(msgspec.Struct):
    """Why there is no answer."""

    code: str = ""
    info: str = ""


class Answer(msgspec.Struct):
    """An answer of the API."""

    query: Found = msgspec.field(default_factory=Found)
    error: Fault | None = None


def asked(api: str, kind: str, about: dict[str, str], **parameters: str) -> Crawl:
    """Ask a question and for all that its answer continues with."""
    yield from every_page(Request(kind, f"{api}?{urlencode(ALWAYS | parameters)}", about), after=merged("continue"))


def named(numbers: Sequence[int]) -> Iterator[str]:
    """Numbers of pages or people, as many together as one question may name."""
    for first in range(0, len(numbers), TOGETHER):
        yield "|".join(map(str, numbers[first : first + TOGETHER]))
