"""Blogs by their feeds: RSS, Atom, JSON Feed; and what others wrote about their pages, by Webmention.

Asks for a page, for the feed that it names, and for the comments of new entries; reads entries as posts and their links
as acts on other sites, comments as replies, sources of Webmentions as what microformats say of them.
A blog is named by the address of its home page. Sources: see the dialects `syndication`, `webmention` and `markup`.
"""

from collections.abc import Iterator
from datetime import datetime

import msgspec

from openclout.dialects import blogs, syndication, webmention
from openclout.dialects.markup import marked, without_fragment
from openclout.dialects.paging import every_page, same_host, then
from openclout.dialects.syndication import Entry, Unfit, parsed
from openclout.vocabulary.acts import Act
from openclout.vocabulary.networks import (
    Account,
    Changed,
    Crawl,
    Interaction,
    Network,
    Page,
    Post,
    Record,
    Request,
    Seen,
    Unreadable,
)

NETWORK = Network(
    name="feeds",
    title="Blogs (feeds)",
    home="https://{server}",
    docs="https://www.rssboard.org/rss-specification",
    offers=frozenset({"profile", "posts", "replies", "likes", "shares", "links", "deletions", "consent"}),
    withholds={
        "history": "a feed lists its newest entries; only few lead on to older ones, and those are followed",
        "followers": "nobody counts the readers of a feed",
        "follows": "nobody knows the readers of a feed",
        "lists": "a blogroll is a page as any other, nothing in it says so",
        "quotes": "a quotation is a link with words around it",
        "mentions": "to name a blog is to link to it",
        "accepts": "comments are not questions",
        "payments": "feeds tell of no payments",
        "views": "feeds count no readers",
        "stream": "feeds are asked, they do not speak (WebSub is another protocol)",
    },
    acts={"comment": Act.REPLY, "link": Act.LINK, **webmention.ACTS},
)
HTML = f"text/html, {syndication.ACCEPT}"


def recognise(text: str) -> Account | None:
    """Any address of a page; this network is asked last."""
    return blogs.typed(NETWORK.name, text)


def crawl(account: Account, since: datetime) -> Crawl:
    """Ask for the page, its feed, and the comments of entries since `since`."""
    found: list[Entry] = []
    page = yield Request("page", blogs.home(account), accept=HTML)
    said = marked(page.body.decode(errors="replace"), page.url)
    if is_feed(page):
        found += entries(page)
    elif (feed := next(said.alternates(syndication.TYPES), None)) is not None:
        about = {"flags": " ".join(blogs.flags(page, said))}
        asking = every_page(
            Request("feed", feed, about, accept=syndication.ACCEPT), after=following, until=older(since)
        )

        def keep(page: Page) -> Crawl:
            found.extend(entries(page))
            yield from ()

        yield from then(asking, keep)
    authors = msgspec.json.encode(sorted({entry.author for entry in found if entry.author})).decode()
    for entry in found:
        if (
            entry.comments
            and entry.at is not None
            and entry.at >= since
            and same_host(entry.comments, entry.url or page.url)
        ):
            about = {"post": entry.name, "authors": authors}
            yield Request("comments", entry.comments, about, accept=syndication.ACCEPT, optional=True)


older = syndication.older


def is_feed(page: Page) -> bool:
    """Whether the page that was asked for is a feed already."""
    try:
        return bool(parsed(page))
    except Unfit:
        return False


def entries(page: Page) -> tuple[Entry, ...]:
    """The entries of a feed; none where it does not fit, which `read` says."""
    try:
        return parsed(page).entries
    except Unfit:
        return ()


def following(_: Request, page: Page) -> str | None:
    """The next page of a feed (RFC 5005; `next_url` of a JSON Feed)."""
    try:
        return parsed(page).following
    except Unfit:
        return None


def read(page: Page) -> Iterator[Record]:
    """What an answer says."""
    if page.kind == webmention.MENTION:
        yield from webmention.read(page)
    elif page.status == 200 and page.body:  # noqa: PLR2004 - HTTP
        try:
            yield from READERS[page.kind](page) if page.kind in READERS else ()
        except Unfit as error:
            yield Unreadable(str(error), page.url)


def front(page: Page) -> Iterator[Record]:
    """A page: a feed, or HTML that leads to one, or else the h-entries on it."""
    if is_feed(page):
        yield from feed(page)
        return
    said = marked(page.body.decode(errors="replace"), page.url)
    if next(said.alternates(syndication.TYPES), None) is not None:
        return
    blog = blogs.native(f"https://{page.account.name}")
    yield Seen(blog, blogs.handle(blog), None, blogs.flags(page, said))
    try:
        found = webmention.entries(webmention.content(page), page.url)
    except (RecursionError, AssertionError) as error:
        yield Unreadable(f"A page cannot be parsed: {type(error).__name__}", page.url)
        return
    for entry in found:
        at = blogs.instant(entry.text("published"))
        address = next(entry.addresses("url", page.url), None)
        if at is not None and address is not None and blogs.site(address) == blogs.site(page.url):
            yield Post(address, blog, at, address, entry.text("name") or None)


def feed(page: Page) -> Iterator[Record]:
    """A feed: the blog, its posts, the sites that they link to."""
    blog = blogs.native(f"https://{page.account.name}")
    found = parsed(page)
    # Flags are those of the page: that a feed is not to be indexed is usual, and says nothing of the blog.
    yield Seen(blog, blogs.handle(blog), found.title or None, blogs.told(page.about.get("flags")))
    yield from found.unread
    for entry in found.entries:
        if entry.at is None:
            yield Unreadable("An entry of a feed should say when it was published; this one does not.", entry.name)
        else:
            text = "\n".join(part for part in (entry.title, entry.text) if part)
            yield Post(entry.name, blog, entry.at, entry.url, text or None)
            yield from linking(entry, entry.at, blog)


def linking(entry: Entry, at: datetime, blog: str) -> Iterator[Record]:
    """The sites that an entry links to, each once, and since when if it was changed."""
    own = {blogs.site(blog), blogs.site(entry.url or blog)}
    sites: dict[str, str] = {}
    for address in entry.links:
        site = blogs.site(address)
        if site is not None and site not in own:
            sites.setdefault(site, without_fragment(address))
    name = f"{blog} {entry.name}"  # the page may be anybody's, what this feed says of it is not
    if entry.changed is not None:
        yield Changed(name, entry.changed)
    for site, address in sites.items():
        yield Interaction(blog, site, Act.LINK, at, address, name, version=entry.changed)


def comments(page: Page) -> Iterator[Record]:
    """The comments on an entry. Whoever signs as an author of the blog is the blog."""
    blog = blogs.native(f"https://{page.account.name}")
    own = msgspec.json.decode(page.about.get("authors", "[]"), type=list[str])
    for entry in parsed(page).entries:
        if entry.at is None:
            yield Unreadable("A comment should say when it was made; this one does not.", entry.name)
        else:
            actor = blog if entry.author in own else blogs.commenter(blog, entry.author)
            yield from blogs.signed(actor, blog, entry.author)
            yield Interaction(actor, blog, Act.REPLY, entry.at, page.about.get("post"), entry.name)


READERS = {"page": front, "feed": feed, "comments": comments}
