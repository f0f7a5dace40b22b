"""Wikipedia: the article about a person, who links to it, who writes it, how often it is looked at.

Asks for the article, the pages that link to it (by way of redirects too), the pages that it links to, its revisions since
an instant and the groups of those who made them. Articles and people are named by language and number: en:12, en:user:3.
Sources: see the dialect `mediawiki`; https://www.mediawiki.org/wiki/API:Etiquette (read 2026-11-22).
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import unquote

from openclout.dialects import mediawiki
from openclout.dialects.mediawiki import Answer, Revision, Shown
from openclout.dialects.reading import one
from openclout.vocabulary.acts import Act
from openclout.vocabulary.networks import (
    Account,
    Count,
    Crawl,
    Interaction,
    Network,
    Pace,
    Page,
    Record,
    Request,
    Seen,
    Unreadable,
)

NETWORK = Network(
    name="wikipedia",
    title="Wikipedia",
    home="https://en.wikipedia.org",
    docs="https://www.mediawiki.org/wiki/API:Main_page",
    offers=frozenset({"profile", "links", "mentions", "views", "history", "consent"}),
    withholds={
        "posts": "an article is written by others, not by the person whom it is about",
        "followers": "who watches a page is nobody's business",
        "follows": "who watches a page is nobody's business",
        "likes": "articles are not liked (thanks go to editors)",
        "shares": "articles are not passed on within the wiki",
        "quotes": "a quotation is a text without a mark",
        "replies": "articles are not answered; talk pages are about the article, not the person",
        "accepts": "there are no questions",
        "payments": "nobody is paid",
    },
    not_built={
        "lists": "categories and lists of people could be read as lists",
        "deletions": "links that are gone are only not told again, and fade",
        "stream": "the stream of recent changes has all wikis in it",
    },
    acts={"link": Act.LINK, "edit": Act.MENTION},
    pace=Pace(requests=2, seconds=1.0),
)
LANGUAGE = r"(?P<language>[a-z]{2,3}(?:-[a-z]{2,12}){0,2}|simple)"
PAGE = re.compile(rf"(?:https?://)?{LANGUAGE}\.(?:m\.)?wikipedia\.org/wiki/(?P<title>[^?#\s]+)(?:[?#]\S*)?", re.IGNORECASE)
NAMED = re.compile(rf"{LANGUAGE}:(?P<title>[^\W_a-z][^#<>\[\]{{}}|\x00-\x1f]*)")
NOT_A_TITLE = re.compile(r"[#<>\[\]{}|\x00-\x1f]")
LONGEST = 300
VIEWS_DAYS = 30
ARTICLES = "0"
"""The namespace of articles."""
EVERY = "max"


def recognise(text: str) -> Account | None:
    """The address of an article, or its language and title: en:Ada Lovelace."""
    wanted = text.strip().removeprefix(f"{NETWORK.name}:")
    found = PAGE.fullmatch(wanted) or NAMED.fullmatch(wanted) if len(wanted) < LONGEST else None
    if found is None:
        return None
    language = found["language"].lower()
    title = " ".join((unquote(found["title"]) if found.re is PAGE else found["title"]).replace("_", " ").split())
    if not title or NOT_A_TITLE.search(title):
        return None
    return Account(NETWORK.name, f"https://{language}.wikipedia.org", f"{language}:{title[:1].upper()}{title[1:]}")


def crawl(account: Account, since: datetime) -> Crawl:
    """Ask for the article, links to and from it, and its revisions since `since`."""
    api, title = f"{account.server}/w/api.php", account.name.partition(":")[2]
    found: list[Shown] = []
    redirects: list[int] = []
    asking = mediawiki.asked(
        api,
        "profile",
        {},
        titles=title,
        redirects="1",
        prop="info|pageprops|pageviews|redirects|revisions",
        ppprop="noindex",
        pvipdays=str(VIEWS_DAYS),
        rdlimit=EVERY,
        rdprop="pageid",
        rvprop="ids|timestamp",
    )
