"""Wikipedia: the article about a person, who links to it, who writes it, how often it is looked at.

Asks for the article, the pages that link to it (by way of redirects too), the pages that it links to, its revisions
since an instant and who made them. Articles and people are named by language and number: en:12, en:user:3.
Sources: see the dialect `mediawiki`; https://www.mediawiki.org/wiki/API:Etiquette (read 2026-11-22).
"""

import re
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import unquote

from openclout.dialects import mediawiki
from openclout.dialects.mediawiki import Answer, Shown
from openclout.dialects.paging import then
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
PAGE = re.compile(
    rf"(?:https?://)?{LANGUAGE}\.(?:m\.)?wikipedia\.org/wiki/(?P<title>[^?#\s]+)(?:[?#]\S*)?", re.IGNORECASE
)
NAMED = re.compile(rf"{LANGUAGE}:(?P<title>[^\W_a-z][^#<>\[\]{{}}|\x00-\x1f]*)")
NOT_A_TITLE = re.compile(r"[#<>\[\]{}|\x00-\x1f]")
LONGEST = 300
PROFILE = {
    "redirects": "1",
    "prop": "info|pageprops|pageviews|redirects|revisions",
    "ppprop": "noindex",
    "pvipdays": "30",
    "rdprop": "pageid",
    "rdlimit": "max",
    "rvprop": "ids|timestamp",
}
"""A wiki that counts no views only warns that it does not know the word."""
INLINKS = {
    "generator": "linkshere",
    "glhlimit": "max",
    "glhnamespace": "0",
    "glhshow": "!redirect",
    "prop": "revisions",
    "rvprop": "ids|timestamp",
}
OUTLINKS = {"generator": "links", "gpllimit": "max", "gplnamespace": "0", "redirects": "1", "prop": "info"}
EDITS = {"prop": "revisions", "rvprop": "ids|timestamp|user|userid", "rvdir": "newer", "rvlimit": "max"}


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
    """Ask for the article, links to and from it, its revisions since `since`, and who made them."""
    api, title = f"{account.server}/w/api.php", account.name.partition(":")[2]
    article: list[Shown] = []
    editors: set[int] = set()

    def keep(page: Page) -> Crawl:
        article.extend(pages(page))
        yield from ()

    def note(page: Page) -> Crawl:
        editors.update(made.userid for shown in pages(page) for made in shown.revisions if made.userid)
        yield from ()

    yield from then(mediawiki.asked(api, "profile", {}, titles=title, **PROFILE), keep)
    number = next((shown.pageid for shown in article if shown.pageid), 0)
    if not number:
        return
    about = {"article": str(number)}
    known = [number, *sorted({one.pageid for shown in article for one in shown.redirects if one.pageid})]
    for some in mediawiki.named(known):
        yield from mediawiki.asked(api, "inlinks", about, pageids=some, **INLINKS)
    last = next((made for shown in article for made in shown.revisions), None)
    if last is not None:
        said = {**about, "revision": str(last.revid), "at": last.timestamp.isoformat()}
        yield from mediawiki.asked(api, "outlinks", said, pageids=str(number), **OUTLINKS)
    begin = since.strftime("%Y-%m-%dT%H:%M:%SZ")
    yield from then(mediawiki.asked(api, "edits", about, pageids=str(number), rvstart=begin, **EDITS), note)
    for some in mediawiki.named(sorted(editors)):
        yield from mediawiki.asked(api, "editors", {}, list="users", ususerids=some, usprop="groups")


def pages(page: Page) -> list[Shown]:
    """The pages that an answer holds; none where it does not fit, which `read` says."""
    found = one(page.body, Answer)
    return found.query.pages if isinstance(found, Answer) else []


def read(page: Page) -> Iterator[Record]:
    """What an answer says."""
    if page.status != 200 or page.kind not in READERS or not page.body:  # noqa: PLR2004 - HTTP
        return
    found = one(page.body, Answer)
    if isinstance(found, Unreadable):
        yield found
    elif found.error is not None:
        yield Unreadable(f"The wiki answers {found.error.code}: {found.error.info}", page.url)
    else:
        yield from READERS[page.kind](page, found)


def language(page: Page) -> str:
    """The language of a wiki, as it stands before every name of it."""
    return page.account.name.partition(":")[0]


def profile(page: Page, found: Answer) -> Iterator[Record]:
    """The article, and how often it was looked at within the last days that the wiki counts."""
    for shown in found.query.pages:
        if shown.pageid:
            own = f"{language(page)}:{shown.pageid}"
            flags = frozenset({"not_indexed"}) if "noindex" in shown.pageprops else frozenset[str]()
            yield Seen(own, f"{language(page)}:{shown.title}", shown.title, flags)
            if shown.pageviews:
                yield Count(own, "view", sum(max(views or 0, 0) for views in shown.pageviews.values()))


def inlinks(page: Page, found: Answer) -> Iterator[Record]:
    """Articles that link to the article, as of their last revisions."""
    target = f"{language(page)}:{page.about.get('article', '')}"
    for shown in found.query.pages:
        for made in shown.revisions[:1]:
            if shown.pageid:
                own = f"{language(page)}:{shown.pageid}"
                yield Seen(own, f"{language(page)}:{shown.title}", shown.title)
                yield linked(own, target, made.revid, made.timestamp)


def outlinks(page: Page, found: Answer) -> Iterator[Record]:
    """Articles that the article links to, as of its last revision."""
    own, at = f"{language(page)}:{page.about.get('article', '')}", instant(page)
    for shown in found.query.pages:
        if shown.pageid and at is not None:
            target = f"{language(page)}:{shown.pageid}"
            yield Seen(target, f"{language(page)}:{shown.title}", shown.title)
            yield linked(own, target, int(page.about.get("revision", "0")), at)


def linked(own: str, target: str, revision: int, at: datetime) -> Interaction:
    """A link. A wiki does not say since when it stands: whoever made a revision of a page said it again with it."""
    return Interaction(own, target, Act.LINK, at, None, f"{own} {target} {revision}")


def instant(page: Page) -> datetime | None:
    """When the last revision of the article was made."""
    return datetime.fromisoformat(page.about["at"]) if "at" in page.about else None


def edits(page: Page, found: Answer) -> Iterator[Record]:
    """Revisions of the article: to write in it is to write about the person. Addresses of networks name nobody."""
    target = f"{language(page)}:{page.about.get('article', '')}"
    for shown in found.query.pages:
        for made in shown.revisions:
            own = f"{language(page)}:user:{made.userid}" if made.userid > 0 else None
            if own is not None and made.user:
                yield Seen(own, f"{language(page)}:User:{made.user}", made.user)
            yield Interaction(own, target, Act.MENTION, made.timestamp, None, f"{language(page)}:revision:{made.revid}")


def editors(page: Page, found: Answer) -> Iterator[Record]:
    """Who made revisions, and which of them are bots."""
    for signed in found.query.users:
        if signed.userid > 0 and signed.name:
            flags = frozenset({"bot"}) if "bot" in signed.groups else frozenset[str]()
            yield Seen(f"{language(page)}:user:{signed.userid}", f"{language(page)}:User:{signed.name}", None, flags)


READERS = {"profile": profile, "inlinks": inlinks, "outlinks": outlinks, "edits": edits, "editors": editors}
