"""Paging: the five ways in which networks hand out long lists.

Comes in: the first request, and how the next one is found. Goes out: a crawl over every page, which ends where the list
ends, where a page was asked before, or where the next page is somebody else's.
Sources: RFC 8288 (Web Linking); the documents of the networks that use each way.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

import msgspec

from openclout.vocabulary.networks import Crawl, Page, Request

Following = Callable[[Request, Page], str | None]
"""The address after a page; None at the end."""

LINK = re.compile(r'<([^>]*)>\s*;[^,]*\brel="?(?P<rel>[^",;]+)"?')


def every_page(request: Request, after: Following, *, until: Callable[[Page], bool] | None = None) -> Crawl:
    """Ask for every page; `until` says that a page holds all that is still wanted."""
    asked: set[str] = set()
    following = request
    while following.url not in asked:
        asked.add(following.url)
        page = yield following
        address = after(following, page) if page.status == 200 else None  # noqa: PLR2004 - HTTP
        if address is None or (until is not None and until(page)) or not same_host(address, request.url):
            return
        following = replace(following, url=address)


def link_header(request: Request, page: Page) -> str | None:
    """The page that the header `Link` calls next."""
    for found in LINK.finditer(page.headers.get("link", "")):
        if "next" in found["rel"].split():
            return urljoin(request.url, str(found[1]))
    return None


def cursor(name: str, *path: str) -> Following:
    """The page at the cursor that the answer holds (under `path`); it goes into the parameter `name`."""

    def following(request: Request, page: Page) -> str | None:
        found = at(page.body, *path)
        return with_parameters(request.url, {name: str(found)}) if found not in {None, "", False} else None

    return following


def numbered(name: str, more: Callable[[Page], bool], first: int = 1) -> Following:
    """The page with the next number, as long as there is more."""

    def following(request: Request, page: Page) -> str | None:
        number = int(dict(parse_qsl(urlsplit(request.url).query)).get(name, first))
        return with_parameters(request.url, {name: str(number + 1)}) if more(page) else None

    return following


def address(*path: str) -> Following:
    """The page whose address the answer holds, under `path`."""

    def following(request: Request, page: Page) -> str | None:
        found = at(page.body, *path)
        return urljoin(request.url, found) if isinstance(found, str) and found else None

    return following


def merged(*path: str) -> Following:
    """The page with all parameters that the answer holds under `path`, as MediaWiki's `continue`."""

    def following(request: Request, page: Page) -> str | None:
        found = at(page.body, *path)
        if not isinstance(found, dict) or not found:
            return None
        return with_parameters(request.url, {str(name): str(text) for name, text in found.items()})

    return following


def with_parameters(url: str, parameters: Mapping[str, str]) -> str:
    """The address with these parameters in the place of what they were."""
    parts = urlsplit(url)
    kept = [(name, text) for name, text in parse_qsl(parts.query, keep_blank_values=True) if name not in parameters]
    return urlunsplit(parts._replace(query=urlencode([*kept, *parameters.items()])))


def same_host(one: str, other: str) -> bool:
    """Whether two addresses are of one host, and asked in one way."""
    first, second = urlsplit(one), urlsplit(other)
    return (first.scheme, first.netloc) == (second.scheme, second.netloc)


def at(body: bytes, *path: str) -> object:
    """What a JSON body holds under a path of names; None where there is nothing, or no JSON."""
    try:
        found: object = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    return found


def then(crawl: Crawl, lead: Callable[[Page], Crawl]) -> Crawl:
    """Ask what a crawl asks and, after each answer, what that answer leads to."""
    request = next(crawl, None)
    while request is not None:
        page = yield request
        yield from lead(page)
        try:
            request = crawl.send(page)
        except StopIteration:
            return
