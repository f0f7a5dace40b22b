"""Mastodon, and all servers that speak its client API.

Asks for a profile, its posts, and who liked, boosted, quoted and answered each; with a token of the account itself also
for who followed and mentioned it. Reads them as an account, posts and interactions.
Sources: https://docs.joinmastodon.org/methods/accounts/, .../statuses/, .../notifications/,
https://docs.joinmastodon.org/api/rate-limits/ (seen 2026-11-22).
"""

import re
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from urllib.parse import quote

import msgspec

from openclout.dialects import mastodon_api as api
from openclout.dialects.fediverse import HOST, finger, server_of
from openclout.dialects.mastodon_api import Notification, Profile, Status
from openclout.dialects.paging import every_page, link_header, then, with_parameters
from openclout.dialects.reading import Instant, one, those
from openclout.vocabulary.acts import Act
from openclout.vocabulary.networks import Account, Crawl, Network, Pace, Page, Record, Request

NETWORK = Network(
    name="mastodon",
    title="Mastodon",
    home="https://{server}",
    docs="https://docs.joinmastodon.org/client/intro/",
    offers=frozenset(
        {
            *("profile", "followers", "lists", "posts", "likes", "shares", "quotes", "replies", "mentions"),
            *("follows", "history", "consent"),
        }
    ),
    withholds={
        "accepts": "nobody accepts an answer there",
        "payments": "nobody pays for a post there",
        "links": "no server tells who links to a page",
        "views": "the API counts no views",
        "deletions": "the API tells of deletions only while one listens, signed in",
    },
    not_built={"stream": "the streaming API wants a token of each server; crawls find the same"},
    acts={
        "favourited_by": Act.LIKE,
        "reblogged_by": Act.ANNOUNCE,
        "reblog": Act.ANNOUNCE,
        "quotes": Act.QUOTE,
        "in_reply_to_account_id": Act.REPLY,
        "mention": Act.MENTION,
        "follow": Act.FOLLOW,
        "added_to_collection": Act.LIST,
    },
    pace=Pace(requests=300, seconds=300.0),
)
HANDLE = re.compile(rf"@(?P<name>[\w.-]+)@{HOST}")
PROFILE = re.compile(rf"https://{HOST}/@(?P<name>[\w.-]+)(?:@(?P<there>{HOST.replace('host', 'far')}))?(?:/\d+)?/?")
NAMED = re.compile(
    r"(?:akkoma|friendica|gotosocial|hometown|mastodon|pixelfed|pleroma|snac):"
    r"(?P<server>https?://(?P<host>[\w.-]+(?::\d+)?))/(?:@|users/|profile/)?(?P<name>[\w.-]+)/?"
)
"""An address of whose server somebody said what it runs."""
ELSEWHERE = re.compile(
    r"(?:.+\.)?(?:flipboard|medium|odysee|rumble|substack|threads|tiktok|unsplash|vimeo|youtube)\.(?:com|net)"
)
"""Sites whose profiles have addresses like Mastodon's."""
UNNAMED = frozenset({422})
"""How a server may say that it does not know who asks, besides 401: Mastodon to applications, snac to everybody."""
NOTIFIED = ("follow", "mention", "favourite", "reblog", "quote", "added_to_collection")


def recognise(text: str) -> Account | None:
    """The account of `@name@host`, or of https://host/@name."""
    told = NAMED.fullmatch(text)
    if told is not None:
        return Account("mastodon", told["server"], f"{told['name']}@{told['host']}")
    found = HANDLE.fullmatch(text) or PROFILE.fullmatch(text)
    if found is None or ELSEWHERE.fullmatch(found["host"].lower()):
        return None
    host = (found.groupdict().get("there") or found["host"]).lower()
    return Account("mastodon", f"https://{host}", f"{found['name']}@{host}")


def crawl(account: Account, since: datetime) -> Crawl:
    """Ask for the profile, for its posts since then, and for what others did to them and to it."""
    actor = yield from finger(account)
    server = server_of(actor) if actor is not None else account.server
    name = quote(account.name.partition("@")[0])
    me = one((yield Request("profile", f"{server}/api/v1/accounts/lookup?acct={name}")).body, Profile)
    if not isinstance(me, Profile):
        return
    asking = Asking(f"{server}/api/v1", me, since)
    listed = Request("posts", f"{asking.api}/accounts/{me.id}/statuses?limit=40", asking.about)
    yield from then(every_page(listed, after=older, until=partial(ended, since=since)), asking.around_posts)
    own = Request("signed_in", f"{asking.api}/accounts/verify_credentials", optional=True, absent=UNNAMED)
    mine = one((yield own).body, Profile)
    if isinstance(mine, Profile) and mine.id == me.id:
        kinds = "".join(f"&types%5B%5D={kind}" for kind in NOTIFIED)
        told = Request("notifications", f"{asking.api}/notifications?limit=40{kinds}", asking.about)
        yield from then(every_page(told, after=older, until=partial(ended, since=since)), asking.around_old_posts)


class Numbered(msgspec.Struct):
    """Where something stands in a list."""

    id: str
    created_at: Instant


class Asking:
    """One crawl: whom it is about, and which posts were looked at."""

    def __init__(self, api_address: str, me: Profile, since: datetime) -> None:
        self.api = api_address
        self.about = {"author": me.name, "number": me.id}
        self._since = since
        self._asked: set[str] = set()

    def around_posts(self, page: Page) -> Crawl:
        """Ask who did what to the posts of a page."""
        for status in those(page, Status):
            if status.original.created_at >= self._since:
                yield from self._around(status.original)

    def around_old_posts(self, page: Page) -> Crawl:
        """Ask for posts before `since` that notifications lead to, and who did what to them."""
        for told in those(page, Notification):
            status = told.status
            if status is None or told.created_at < self._since:
                continue
            answered = status.in_reply_to_account_id == self.about["number"]
            number = status.in_reply_to_id if answered else status.original.id
            mine = answered or status.original.account.id == self.about["number"]
            if mine and number is not None and number not in self._asked:
                old = yield Request("post", f"{self.api}/statuses/{number}", self.about, optional=True)
                found = one(old.body, Status)
                if isinstance(found, Status):
                    yield from self._around(found.original)

    def _around(self, post: Status) -> Crawl:
        """Ask who liked, boosted, quoted and answered a post, where its numbers say that somebody did."""
        if post.account.name != self.about["author"] or post.visibility not in api.PUBLIC or post.id in self._asked:
            return
        self._asked.add(post.id)
        about = {**self.about, "post": post.uri, "id": post.id, "at": post.created_at.isoformat()}
        lists = (
            ("likes", "favourited_by?limit=80", post.favourites_count),
            ("shares", "reblogged_by?limit=80", post.reblogs_count),
            ("quotes", "quotes?limit=40", post.quotes_count),
            ("answers", "context", post.replies_count),
        )
        for kind, path, count in lists:
            if count > 0:
                asked = Request(kind, f"{self.api}/statuses/{post.id}/{path}", about, optional=True)
                yield from every_page(asked, after=link_header)


def older(request: Request, page: Page) -> str | None:
    """The next page; servers that send no `Link` (snac) are asked for what is older than the last of the list."""
    if "link" in page.headers:
        return link_header(request, page)
    listed = those(page, Numbered)
    return with_parameters(request.url, {"max_id": listed[-1].id}) if listed else None


def ended(page: Page, since: datetime) -> bool:
    """Whether a list that goes back in time has come to what is not asked for."""
    listed = those(page, Numbered)
    return bool(listed) and listed[-1].created_at < since


def read(page: Page) -> Iterator[Record]:
    """What an answer says."""
    if page.status != 200:  # noqa: PLR2004 - HTTP
        return
    match page.kind:
        case "profile":
            yield from api.profile(page)
        case "posts":
            yield from api.posts(page)
        case "post":
            found = one(page.body, Status)
            yield from api.post(found, page) if isinstance(found, Status) else (found,)
        case "likes":
            yield from api.admirers(page, Act.LIKE)
        case "shares":
            yield from api.admirers(page, Act.ANNOUNCE)
        case "quotes":
            yield from api.quotes(page)
        case "answers":
            yield from api.answers(page)
        case "notifications":
            yield from api.notifications(page)
        case _:
            return
