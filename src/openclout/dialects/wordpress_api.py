"""WordPress's REST API: where it is, what it is asked, the shapes of its answers.

Comes in: the home page of a blog, instants. Goes out: addresses of lists, the oldest first, so that what is added
meanwhile comes at their end; records with only the fields that we use, which are all that is asked for.
Sources: https://developer.wordpress.org/rest-api/using-the-rest-api/discovery/, .../pagination/ and
https://developer.wordpress.org/rest-api/reference/ (posts, comments, users), read 2026-11-22; tried with WordPress 6.1.
"""

import re
from datetime import datetime, timedelta

import msgspec

from openclout.dialects.markup import marked
from openclout.dialects.paging import LINK, every_page, numbered, same_host, with_parameters
from openclout.dialects.reading import those
from openclout.vocabulary.networks import Crawl, Page, Request

API = "https://api.w.org/"
"""The relation by which a page names the root of the API."""
EACH = "100"
POSTS = "id,date_gmt,link,title,content,author"
COMMENTS = "id,post,author,author_name,author_url,date_gmt"


class Index(msgspec.Struct):
    """The root of the API: the blog."""

    home: str
    name: str = ""


class Words(msgspec.Struct):
    """A text as it is shown."""

    rendered: str = ""


class Written(msgspec.Struct):
    """A post."""

    id: int
    date_gmt: str
    link: str
    title: Words = msgspec.field(default_factory=Words)
    content: Words = msgspec.field(default_factory=Words)
    author: int = 0


class Comment(msgspec.Struct):
    """A comment. Its words, and what is known of an address for mail, are not asked for."""

    id: int
    post: int
    date_gmt: str
    author: int = 0
    author_name: str = ""
    author_url: str = ""


class Author(msgspec.Struct):
    """Whoever published something on a blog (`id`), or wrote a post (`author`)."""

    id: int
    author: int | None = None


def root(home: str, page: Page) -> str:
    """The root of the API, by what the home page says, or where it is without any configuration."""
    header = next((str(found[1]) for found in LINK.finditer(page.headers.get("link", "")) if API in found["rel"]), None)
    named = header or marked(page.body.decode(errors="replace"), page.url).related(API)
    return named if named is not None and same_host(named, home) else with_parameters(home, {"rest_route": "/"})


def index(where: str) -> str:
    """The address of the root, with what we use of it."""
    return with_parameters(where, {"_fields": "name,home"})


def people(where: str) -> str:
    """Everybody who published something."""
    return _listed(where, "users", orderby="id", _fields="id")


def published(where: str, since: datetime) -> str:
    """Posts that were published since an instant."""
    return _listed(where, "posts", after=_before(since), _fields=POSTS)


def edited(where: str, since: datetime) -> str:
    """Older posts that were changed since an instant."""
    return _listed(where, "posts", modified_after=_before(since), before=_written(since), _fields=POSTS)


def commented(where: str, since: datetime) -> str:
    """Comments on whatever post, since an instant."""
    return _listed(where, "comments", after=_before(since), _fields=COMMENTS)


def pages(request: Request) -> Crawl:
    """Ask for every page of a list."""
    yield from every_page(request, after=numbered("page", more))


def more(page: Page) -> bool:
    """Whether a list goes on. Its header `Link` names another host where a blog stands behind a proxy."""
    total, number = page.headers.get("x-wp-totalpages", ""), re.search(r"[?&]page=(\d+)", page.url)
    return total.isdecimal() and int(total[:9]) > (int(number[1]) if number else 1)


def authors(page: Page) -> set[int]:
    """Who published what is on a page of people or posts."""
    return {one.author if one.author is not None else one.id for one in those(page, Author)}


def _listed(where: str, name: str, **parameters: str) -> str:
    asked = {"per_page": EACH, "order": "asc", "orderby": "date", **parameters}
    if "rest_route=" in where:
        return with_parameters(where, {"rest_route": f"/wp/v2/{name}", **asked})
    return with_parameters(f"{where.rstrip('/')}/wp/v2/{name}", asked)


def _written(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def _before(since: datetime) -> str:
    # `after` leaves out the very instant.
    return _written(since - timedelta(seconds=1))
