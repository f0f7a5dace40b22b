"""WordPress, on whatever server it runs: blogs that answer over its REST API.

Asks for the blog, its authors, its posts, and the comments since an instant; reads them as an account, posts, replies;
and what others wrote about its pages, by Webmention. A blog is named by the address of its home page.
Shapes: https://developer.wordpress.org/rest-api/reference/ (posts, comments, users),
https://developer.wordpress.org/rest-api/using-the-rest-api/discovery/ (read 2026-11-22); tried with WordPress 6.1.
"""

import re
from collections.abc import Iterator
from datetime import datetime

from openclout.dialects import blogs, webmention
from openclout.dialects import wordpress_api as asking
from openclout.dialects.markup import joined, marked, words
from openclout.dialects.paging import then
from openclout.dialects.reading import each, one
from openclout.dialects.wordpress_api import Comment, Index, Written
from openclout.vocabulary.acts import Act
from openclout.vocabulary.networks import (
    Account,
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
    name="wordpress",
    title="WordPress",
    home="https://{server}",
    docs="https://developer.wordpress.org/rest-api/",
    offers=frozenset(
        {"profile", "posts", "replies", "likes", "shares", "links", "history", "deletions", "consent"},
    ),
    withholds={
        "followers": "WordPress itself has no followers",
        "follows": "WordPress itself has no followers",
        "lists": "there are no lists of blogs",
        "quotes": "a quotation is a link with words around it",
        "mentions": "to name a blog is to link to it",
        "accepts": "comments are not questions",
        "payments": "WordPress itself takes no payments",
        "views": "WordPress itself counts no views",
        "stream": "the API is asked, it does not speak",
    },
    acts={"comment": Act.REPLY, "link": Act.LINK, **webmention.ACTS},
)
TYPED = re.compile(r"(?P<home>(?:https?://)?[^/?#\s]+(?:/[^?#\s]*?)?)/(?:wp-json\b.*|\?rest_route=.*)", re.IGNORECASE)


def recognise(text: str) -> Account | None:
    """What is said to be WordPress, and addresses of its API; other pages look like any web site."""
    if text.startswith(f"{NETWORK.name}:"):
        return blogs.typed(NETWORK.name, text)
    found = TYPED.fullmatch(text.strip()) if len(text) < blogs.LONGEST else None
    return blogs.typed(NETWORK.name, found["home"]) if found else None


def crawl(account: Account, since: datetime) -> Crawl:
    """Ask for the blog, then for what was published, edited and commented since `since`."""
    front = yield Request("page", blogs.home(account), accept="text/html", optional=True)
    said = marked(front.body.decode(errors="replace"), front.url)
    root = asking.root(blogs.home(account), front)
    about = {"flags": " ".join(blogs.flags(front, said))} if front.status == 200 else {}  # noqa: PLR2004 - HTTP
    index = yield Request("profile", asking.index(root), about)
    blog = {"blog": blog_of(index)}
    own: set[int] = set()

    def authors(page: Page) -> Crawl:
        own.update(asking.authors(page))
        yield from ()

    yield from then(asking.pages(Request("authors", asking.people(root), blog, optional=True)), authors)
    yield from then(asking.pages(Request("posts", asking.published(root, since), blog)), authors)
    yield from asking.pages(Request("posts", asking.edited(root, since), blog))
    about = {**blog, "authors": " ".join(map(str, sorted(own)))}
    yield from asking.pages(Request("comments", asking.commented(root, since), about))


def blog_of(page: Page) -> str:
    """The native id of the blog of an answer: its home page, as far as the host goes that was asked."""
    asked = blogs.native(f"https://{page.account.name}")
    found = one(page.body, Index)
    if isinstance(found, Unreadable):
        return asked
    home = joined("", found.home)
    return blogs.native(home) if home is not None and blogs.site(home) == blogs.site(asked) else asked


def read(page: Page) -> Iterator[Record]:
    """What an answer says. The front page only leads on, authors only say who is the blog itself."""
    if page.kind == webmention.MENTION:
        yield from webmention.read(page)
    elif page.status == 200 and page.body and page.kind in READERS:  # noqa: PLR2004 - HTTP
        yield from READERS[page.kind](page)


def profile(page: Page) -> Iterator[Record]:
    """The blog."""
    found = one(page.body, Index)
    if isinstance(found, Unreadable):
        yield found
        return
    blog = blog_of(page)
    yield Seen(blog, blogs.handle(blog), words(found.name) or None, blogs.told(page.about.get("flags")))


def posts(page: Page) -> Iterator[Record]:
    """Posts of the blog, whoever of its authors wrote them."""
    blog = page.about.get("blog") or blog_of(page)
    for found in each(page.body, Written):
        if isinstance(found, Unreadable):
            yield found
        elif (at := blogs.instant(found.date_gmt)) is None:
            yield Unreadable(f"A post should say when it was published; it says {found.date_gmt!r}.", found.link)
        else:
            text = "\n".join(part for part in (words(found.title.rendered), words(found.content.rendered)) if part)
            yield Post(f"{blog}/?p={found.id}", blog, at, found.link, text or None)


def comments(page: Page) -> Iterator[Record]:
    """Comments, as far as the blog approved them. Those of its own authors are its own."""
    blog = page.about.get("blog") or blog_of(page)
    own = set(page.about.get("authors", "").split())
    for found in each(page.body, Comment):
        if isinstance(found, Unreadable):
            yield found
        elif (at := blogs.instant(found.date_gmt)) is None:
            yield Unreadable(f"A comment should say when it was made; it says {found.date_gmt!r}.", page.url)
        else:
            actor = blog if str(found.author) in own else commenter(blog, found)
            yield from blogs.signed(actor, blog, found.author_name)
            yield Interaction(actor, blog, Act.REPLY, at, f"{blog}/?p={found.post}", f"{blog}/#comment-{found.id}")


def commenter(blog: str, found: Comment) -> str | None:
    """Who comments: an account of the blog, or somebody who signs with a name and perhaps a page."""
    if found.author > 0:
        return f"{blog}/?author={found.author}"
    return blogs.commenter(blog, found.author_name, found.author_url)


READERS = {"profile": profile, "posts": posts, "comments": comments}
