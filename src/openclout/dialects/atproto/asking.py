"""Questions: whose repository is where, what is in it, and what an AppView tells of it.

Comes in: a server, a DID, an instant. Goes out: crawls. Servers of the AT Protocol answer 400 for what is not there.
Sources: https://docs.bsky.app/docs/api, https://atproto.com/specs/did, https://web.plc.directory/spec/v0.1/did-plc
(read 2026-11-22).
"""

from collections.abc import Callable, Generator, Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from urllib.parse import quote, urlencode

import msgspec

from openclout.dialects.atproto import records as at
from openclout.dialects.atproto import views
from openclout.dialects.atproto.views import PostView
from openclout.dialects.paging import at as found_at
from openclout.dialects.paging import cursor, every_page
from openclout.vocabulary.networks import Crawl, Interaction, Page, Post, Record, Request

CAR = "application/vnd.ipld.car"
MOST = "100"
FOLLOWING = cursor("cursor", "cursor")


def question(server: str, kind: str, method: str, **parameters: str) -> Request:
    """A question; servers answer 400 for what is not there."""
    return Request(kind, f"{server}/xrpc/{method}?{urlencode(parameters)}", optional=True)


def resolved(server: str, name: str, profile: Page) -> Generator[Request, Page, str | None]:
    """The DID of an account, from its profile if an AppView shows one."""
    shown = found_at(profile.body, "did")
    if isinstance(shown, str):
        return shown
    if name.startswith("did:"):
        return name
    page = yield question(server, "handle", "com.atproto.identity.resolveHandle", handle=name)
    did = found_at(page.body, "did")
    return did if isinstance(did, str) else None


def hosted(directory: str, did: str) -> Generator[Request, Page, str | None]:
    """The server on which an account lives, as its DID document says; None where it says nothing."""
    if did.startswith("did:web:"):
        url = f"https://{did.removeprefix('did:web:')}/.well-known/did.json"
    else:
        url = f"{directory}/{quote(did, safe=':')}"
    page = yield Request("identity", url, optional=True)
    services = found_at(page.body, "service")
    for each in services if isinstance(services, list) else []:
        if isinstance(each, dict) and str(each.get("id", "")).endswith("#atproto_pds"):
            return str(each.get("serviceEndpoint", "")).rstrip("/") or None
    return None


def own(home: str, did: str, since: datetime, *, whole: bool) -> Crawl:
    """What an account wrote: its repository in one piece; page by page if that is refused or little is wanted."""
    yield question(home, "status", "com.atproto.sync.getRepoStatus", did=did)
    if whole:
        page = yield whole_of(home, did)
        if page.status == 200:  # noqa: PLR2004 - HTTP
            return
    read_lists: list[str] = []
    for collection in at.COLLECTIONS:
        request = question(home, "records", "com.atproto.repo.listRecords", repo=did, collection=collection, limit=MOST)
        if collection == at.LISTITEM:
            request = replace(request, about={"lists": " ".join(read_lists)})
        until = None if collection == at.LIST else older(views.listed, since)
        yield from noting(every_page(request, FOLLOWING, until=until), partial(note_lists, read_lists))


def note_lists(known: list[str], page: Page) -> None:
    """Keep the lists of a page that people read."""
    known.extend(views.lists(page))


def anew(server: str, directory: str, did: str) -> Crawl:
    """All that an account wrote, from a server that streamed it; if that has it not, from the account's own."""
    page = yield whole_of(server, did)
    if page.status != 200 and (home := (yield from hosted(directory, did))) is not None:  # noqa: PLR2004 - HTTP
        yield from own(home, did, at.FIRST, whole=True)


def whole_of(home: str, did: str) -> Request:
    """A repository in one piece."""
    url = f"{home}/xrpc/com.atproto.sync.getRepo?{urlencode({'did': did})}"
    return Request("repo", url, accept=CAR, optional=True)


def noting(pages: Crawl, note: Callable[[Page], None]) -> Crawl:
    """The same questions; every answer is noted."""
    try:
        request = next(pages)
        while True:
            page = yield request
            note(page)
            request = pages.send(page)
    except StopIteration:
        return


def done_to(server: str, did: str, since: datetime) -> Crawl:
    """What others did to the posts that an account wrote since `since`."""
    shown: dict[str, tuple[PostView, datetime]] = {}
    feed = question(server, "feed", "app.bsky.feed.getAuthorFeed", actor=did, limit=MOST, filter="posts_with_replies")
    pages = every_page(feed, FOLLOWING, until=older(views.feed, since))
    yield from noting(pages, partial(note_posts, shown))
    for post, written in shown.values():
        if written >= since:
            yield from reactions(server, post, written)


def note_posts(shown: dict[str, tuple[PostView, datetime]], page: Page) -> None:
    """Keep the own posts of a page, and when they were written."""
    shown.update((each.uri, (each, views.written(each, page.at))) for each in posts_on(page))


def reactions(server: str, post: PostView, written: datetime) -> Crawl:
    """Who liked a post, passed it on, quoted it, answered it; asked only where somebody did."""
    uri = post.uri
    if post.likes:
        yield from every_page(question(server, "likes", "app.bsky.feed.getLikes", uri=uri, limit=MOST), FOLLOWING)
    if post.reposts:
        request = question(server, "reposts", "app.bsky.feed.getRepostedBy", uri=uri, limit=MOST)
        yield from every_page(replace(request, about={"at": written.isoformat()}), FOLLOWING)
    if post.quotes:
        yield from every_page(question(server, "quotes", "app.bsky.feed.getQuotes", uri=uri, limit=MOST), FOLLOWING)
    if post.replies:
        yield question(server, "thread", "app.bsky.feed.getPostThread", uri=uri, depth="1", parentHeight="0")


def posts_on(page: Page) -> list[PostView]:
    """An account's own posts on a page of its feed."""
    try:
        return [each.post for each in msgspec.json.decode(page.body, type=views.Feed).feed if each.own]
    except at.UNREADABLE:
        return []


def older(reading: Callable[[Page], Iterator[Record]], since: datetime) -> Callable[[Page], bool]:
    """Whether everything that comes after a page, newest first, was written before an instant."""

    def reached(page: Page) -> bool:
        try:
            instants = [each.at for each in reading(page) if isinstance(each, Post | Interaction)]
        except at.UNREADABLE:
            return True
        return bool(instants) and max(instants) < since

    return reached
