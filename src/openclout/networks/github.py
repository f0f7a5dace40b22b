"""GitHub: repositories as posts, stars as likes, forks as shares, issues and comments as replies.

Asks for a profile, its own repositories, and who did something with each; a token is not needed, but without one
GitHub answers 60 questions an hour. Reads them as an account, posts and interactions.
Sources: https://docs.github.com/en/rest, .../using-the-rest-api/using-pagination-in-the-rest-api,
.../best-practices-for-using-the-rest-api (read 2026-11-22); the dialect names the shapes.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from urllib.parse import quote

from openclout.dialects import github_api as api
from openclout.dialects.instants import read_by
from openclout.dialects.paging import every_page, link_header, linked, then
from openclout.dialects.reading import one, those
from openclout.vocabulary.acts import Act
from openclout.vocabulary.networks import Account, Crawl, Network, Pace, Page, Record, Request

HOME = "https://api.github.com"
NETWORK = Network(
    name="github",
    title="GitHub",
    home=HOME,
    docs="https://docs.github.com/en/rest",
    offers=frozenset({"profile", "followers", "posts", "likes", "shares", "replies", "mentions", "history"}),
    withholds={
        "lists": "the API does not tell who put a repository on a list",
        "quotes": "nobody quotes there",
        "follows": "the API lists followers without saying since when; they are counted",
        "views": "views are told to those alone who may write to a repository, and for two weeks",
        "links": "the API does not tell who links to a repository",
        "deletions": "the API does not tell what was taken back",
        "consent": "no account can ask not to be found",
        "stream": "feeds are up to six hours late and end after 300 events",
    },
    not_built={
        "accepts": "accepted answers of Discussions are told by the GraphQL API alone",
        "payments": "sponsors are told by the GraphQL API alone",
    },
    acts={
        "star": Act.LIKE,
        "reaction +1, heart, hooray, laugh, rocket": Act.LIKE,
        "reaction -1": Act.DISLIKE,
        "fork": Act.ANNOUNCE,
        "issue, pull request": Act.REPLY,
        "comment, review comment": Act.REPLY,
        "@name in a repository of somebody else": Act.MENTION,
    },
    pace=Pace(requests=10, seconds=1.0),
)
DATED = "application/vnd.github.star+json"
"""The only media type besides plain JSON that is asked for: it tells when a star was given."""
FIRST = re.compile(r"[?&]page=1(?:&|$)")
PAGES = 400
"""GitHub hands out so many pages of one list and no more."""
ADDRESS = re.compile(
    r"(?:github:|(?:https?://)?(?:www\.)?github\.com/)(?P<name>[a-z\d](?:-?[a-z\d]){0,38})/?(?:[?#].*)?", re.IGNORECASE
)
OTHERS = frozenset(
    {
        *("about", "apps", "blog", "codespaces", "collections", "contact", "copilot", "dashboard", "enterprise"),
        *("events", "explore", "features", "issues", "join", "login", "marketplace", "new", "notifications", "orgs"),
        *("organizations", "pricing", "pulls", "search", "security", "settings", "sponsors", "stars", "team"),
        *("topics", "trending"),
    }
)
"""First words of pages that are no accounts."""


def recognise(text: str) -> Account | None:
    """The account of github.com/name."""
    found = ADDRESS.fullmatch(text.strip())
    if found is None or found["name"].lower() in OTHERS:
        return None
    return Account(NETWORK.name, HOME, found["name"])


def crawl(account: Account, since: datetime) -> Crawl:
    """Ask for the profile, its repositories and who did something with them, and for where it was named."""
    server = account.server or HOME
    me = one((yield Request("profile", f"{server}/users/{quote(account.name, safe='')}")).body, api.Person)
    if not isinstance(me, api.Person) or not me.id:
        return
    asking = Asking(server, me, since)
    own = f"{server}/users/{quote(me.login, safe='')}"
    listed = Request("repos", f"{own}/repos?type=owner&sort=pushed&per_page=100", asking.about)
    yield from then(every_page(listed, after=link_header, most=PAGES), asking.around_repositories)
    told = Request("events", f"{own}/received_events?per_page=100", asking.about)
    older = partial(ended, kind=api.Event, since=since)
    yield from every_page(told, after=link_header, until=older, most=PAGES)


class Asking:
    """One crawl: whom it is about, and since when."""

    def __init__(self, server: str, me: api.Person, since: datetime) -> None:
        self.server = server
        self.about = {"target": str(me.id), "login": me.login}
        self._since = since
        self._from = quote(f"{since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}")

    def around_repositories(self, page: Page) -> Crawl:
        """Ask who did what with the repositories of a page."""
        for found in those(page, api.Repository):
            if str(found.owner.id) == self.about["target"] and not found.private:
                yield from self._around(found)

    def _around(self, found: api.Repository) -> Crawl:
        address = f"{self.server}/repos/{quote(found.full_name, safe='/')}"
        about = {**self.about, "repo": str(found.id), "post": f"repo/{found.id}"}
        if found.stargazers_count > 0:
            stars = Request("stars", f"{address}/stargazers?per_page=100", about, accept=DATED, optional=True)
            yield from every_page(stars, after=newest_first, until=self._stars_before, most=PAGES)
        if found.forks_count > 0:
            forks = Request("forks", f"{address}/forks?sort=newest&per_page=100", about, optional=True)
            older = partial(ended, kind=api.Fork, since=self._since)
            yield from every_page(forks, after=link_header, until=older, most=PAGES)
        if found.open_issues_count > 0 or max(found.pushed_at or found.created_at, found.created_at) >= self._since:
            yield from self._said(address, about)

    def _said(self, address: str, about: dict[str, str]) -> Crawl:
        """Ask for issues, and what is said under them."""
        wanted = f"since={self._from}&per_page=100"
        issues = Request("issues", f"{address}/issues?state=all&{wanted}", about, optional=True)
        liked = partial(self._liked, address=address, about=about)
        yield from then(every_page(issues, after=link_header, most=PAGES), liked)
        for part in ("issues", "pulls"):
            said = Request("comments", f"{address}/{part}/comments?sort=created&{wanted}", about, optional=True)
            yield from every_page(said, after=link_header, most=PAGES)

    def _liked(self, page: Page, address: str, about: dict[str, str]) -> Crawl:
        """Ask who reacted to own issues, where their numbers say that somebody did."""
        for issue in those(page, api.Issue):
            if api.by(issue.user) == about["target"] and issue.reactions and issue.reactions.total_count > 0:
                post = {**about, "post": f"{about['post']}#{issue.number}"}
                asked = Request(
                    "reactions", f"{address}/issues/{issue.number}/reactions?per_page=100", post, optional=True
                )
                yield from every_page(asked, after=link_header, most=PAGES)

    def _stars_before(self, page: Page) -> bool:
        """Whether a page but the first goes back before what is asked for."""
        listed = those(page, api.Star)
        return 'rel="prev"' in page.headers.get("link", "") and bool(listed) and listed[0].starred_at < self._since


def newest_first(request: Request, page: Page) -> str | None:
    """The page before, beginning with the last: stars are listed from the oldest on."""
    before = linked(request, page, "prev")
    if before is None:
        return linked(request, page, "last")
    return None if FIRST.search(before) else before


def ended(page: Page, kind: type[api.Event] | type[api.Fork], since: datetime) -> bool:
    """Whether a list that goes back in time has come to what is not asked for."""
    listed = those(page, kind)
    return bool(listed) and listed[-1].created_at < since


READERS = {
    "profile": api.profile,
    "repos": api.repositories,
    "stars": api.stars,
    "forks": api.forks,
    "issues": api.issues,
    "comments": api.comments,
    "reactions": api.reactions,
    "events": api.mentions,
}


def read(page: Page) -> Iterator[Record]:
    """What an answer says."""
    return read_by(READERS, page)
