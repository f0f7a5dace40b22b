"""Stack Exchange: questions and answers as posts, votes as likes that nobody signed, comments and answers as replies.

Asks for an account of one site, what it wrote, what was said to it, and how its reputation came about; reads them as
posts and interactions. A post and an account are named by site and number.
Sources: https://api.stackexchange.com/docs (types user, post, answer, question, comment, reputation-history; paging,
throttle; read 2026-11-22). Version 2.3 of the API. How long to back off is read from the body by the collector.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import quote, urlsplit

from openclout.dialects import stackexchange_api as api
from openclout.dialects.instants import instant, read_by
from openclout.dialects.paging import at, every_page, numbered, then
from openclout.dialects.wrapped import unwrapped
from openclout.vocabulary.acts import Act
from openclout.vocabulary.networks import Account, Crawl, Network, Pace, Page, Record, Request

HOME = "https://api.stackexchange.com"
NETWORK = Network(
    name="stackexchange",
    title="Stack Exchange",
    home=HOME,
    docs="https://api.stackexchange.com/docs",
    offers=frozenset({"profile", "posts", "likes", "replies", "mentions", "accepts", "payments", "history"}),
    withholds={
        "followers": "nobody follows anybody there",
        "lists": "the API does not tell who saved a post on a list",
        "shares": "the API does not tell who passed a post on",
        "quotes": "nothing is quoted there but in words",
        "follows": "nobody follows anybody there",
        "views": "views are told of questions alone, and without saying when",
        "deletions": "what is deleted is no longer told at all",
        "consent": "no account can ask not to be found",
        "stream": "there is no stream that everybody may listen to",
    },
    not_built={"links": "questions that link to a question can be asked for, one question at a time"},
    acts={
        "post_upvoted": Act.LIKE,
        "post_downvoted": Act.DISLIKE,
        "answer_accepted": Act.ACCEPT,
        "bounty_earned": Act.PAY,
        "answer, comment": Act.REPLY,
        "@name in a comment": Act.MENTION,
    },
    pace=Pace(requests=10, seconds=1.0),
    unproven="recordings hold questions, answers and comments; accounts, votes and mentions are told in prose alone",
)
ADDRESS = re.compile(
    r"(?:stackexchange:)?(?:https?://)?(?P<site>(?:[a-z0-9-]+\.)*(?:stackoverflow|serverfault|superuser|askubuntu"
    r"|stackapps|stackexchange)\.com|mathoverflow\.net)/users/(?P<number>\d{1,12})(?:[/?#].*)?",
    re.IGNORECASE,
)
SITES = re.compile(
    r"(?:.+\.)?(?:stackoverflow|serverfault|superuser|askubuntu|stackapps|stackexchange)\.com|mathoverflow\.net"
)


def recognise(text: str) -> Account | None:
    """The account of stackoverflow.com/users/22656, and of the other sites."""
    found = ADDRESS.fullmatch(text.strip())
    if found is None:
        return None
    site = found["site"].lower()
    return Account(NETWORK.name, f"https://{site}", api.name(site, "users", found["number"]))


def crawl(account: Account, since: datetime) -> Crawl:
    """Ask for the account, its posts since then, what was said to them and to it, and who accepted its answers."""
    asking = Asking(account, since)
    number = quote(account.name.rpartition("/")[2], safe="")
    profile = yield asking.question("profile", f"users/{number}")
    if not unwrapped(profile, "items", api.Person):
        return
    posts = asking.dated("posts", f"users/{number}/posts")
    yield from then(every_page(posts, after=more), asking.around_posts)
    yield from every_page(asking.dated("mentions", f"users/{number}/mentioned"), after=more)
    history = asking.question("reputation", f"users/{number}/reputation-history", pagesize="100")
    yield from then(every_page(history, after=more, until=asking.before), asking.accepted)


class Asking:
    """One crawl: which account of which site, and since when."""

    def __init__(self, account: Account, since: datetime) -> None:
        site = urlsplit(account.server).hostname or ""
        self._api = f"{HOME if SITES.fullmatch(site) else account.server}/2.3"
        self._site = site
        self._since = since
        self._about = {"site": site, "target": api.name(site, "users", account.name.rpartition("/")[2])}

    def question(self, kind: str, path: str, **parameters: str) -> Request:
        """A question about the site."""
        wanted = "&".join(f"{key}={text}" for key, text in ({"site": self._site} | parameters).items())
        return Request(kind, f"{self._api}/{path}?{wanted}", self._about, optional=kind != "profile")

    def dated(self, kind: str, path: str) -> Request:
        """A question for what was made since then, the newest first."""
        seconds = str(max(0, int(self._since.timestamp())))
        return self.question(kind, path, pagesize="100", order="desc", sort="creation", fromdate=seconds)

    def around_posts(self, page: Page) -> Crawl:
        """Ask what was said to the posts of a page."""
        posts = unwrapped(page, "items", api.Written)
        every = ";".join(str(post.post_id) for post in posts)
        questions = ";".join(str(post.post_id) for post in posts if post.post_type == "question")
        if every:
            yield from every_page(self.dated("comments", f"posts/{every}/comments"), after=more)
        if questions:
            yield from every_page(self.dated("answers", f"questions/{questions}/answers"), after=more)

    def before(self, page: Page) -> bool:
        """Whether a page of the history goes back before what is asked for."""
        listed = unwrapped(page, "items", api.Change)
        return bool(listed) and instant(listed[-1].creation_date) < self._since

    def accepted(self, page: Page) -> Crawl:
        """Ask who accepted the answers of which a page of the history says when."""
        dates = {
            str(change.post_id): instant(change.creation_date).isoformat()
            for change in unwrapped(page, "items", api.Change)
            if change.reputation_history_type == api.ACCEPTED and change.post_id is not None
        }
        if dates:
            asked = self.question("accepted", f"answers/{';'.join(dates)}/questions", pagesize="100")
            about = {**self._about, **dates}
            yield Request(asked.kind, asked.url, about, optional=True)


more = numbered("page", lambda page: at(page.body, "has_more") is True)
"""The next page, where there is one. Without a key there are 25; the next one is not allowed, which ends the list."""


def read(page: Page) -> Iterator[Record]:
    """What an answer says."""
    return read_by(api.READERS, page)
