"""Lemmy: posts and comments, answers to them, and votes, of which servers tell the totals alone.

Asks a server for an account with all that it wrote, and for the answers right below; with a token of the account itself
also for where it was mentioned. Posts, comments and accounts are named by their ActivityPub address.
Sources: https://join-lemmy.org/docs/contributors/04-api.html and the types of npm lemmy-js-client 0.19.9, which is the
description of version 3 of the API (read 2026-11-22). Servers before 0.19 tell instants without a zone: UTC.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from urllib.parse import quote

from openclout.dialects import lemmy_api as api
from openclout.dialects.instants import read_by
from openclout.dialects.paging import Following, every_page, numbered, then
from openclout.dialects.reading import one
from openclout.dialects.wrapped import unwrapped
from openclout.vocabulary.acts import Act
from openclout.vocabulary.networks import Account, Crawl, Network, Pace, Page, Record, Request

NETWORK = Network(
    name="lemmy",
    title="Lemmy",
    home="https://{server}",
    docs="https://join-lemmy.org/docs/contributors/04-api.html",
    offers=frozenset({"profile", "posts", "likes", "replies", "mentions", "history", "deletions"}),
    withholds={
        "followers": "communities are followed there, people are not",
        "lists": "nobody is put on a list there",
        "quotes": "nothing is quoted there but in words",
        "follows": "communities are followed there, people are not",
        "accepts": "no answer is accepted there",
        "payments": "nobody pays there",
        "links": "the API does not tell who links to a post",
        "views": "the API counts no views",
        "consent": "no account can ask not to be found",
        "stream": "there is no stream that everybody may listen to",
    },
    not_built={"shares": "posts in other communities with the same link are told one post at a time"},
    acts={"upvote": Act.LIKE, "downvote": Act.DISLIKE, "comment": Act.REPLY, "mention": Act.MENTION},
    pace=Pace(requests=5, seconds=1.0),
    unproven="there is only a description of types, and no server to install",
)
HOST = r"(?:[a-z0-9-]+\.)+[a-z0-9-]+"
ADDRESS = re.compile(
    rf"(?P<told>lemmy:)?(?:https?://)?(?P<host>{HOST})/u/(?P<name>[\w-]{{1,60}})(?:@(?P<home>{HOST}))?/?(?:[?#].*)?",
    re.IGNORECASE,
)
HANDLE = re.compile(rf"lemmy:@?(?P<name>[\w-]{{1,60}})@(?P<host>{HOST})", re.IGNORECASE)
EACH = 50
"""The most that a server hands out at once."""
PAGES = 1000


def recognise(text: str) -> Account | None:
    """The account of host/u/name@home, or of host/u/name where the host or we are told to be Lemmy's."""
    found = HANDLE.fullmatch(text.strip()) or ADDRESS.fullmatch(text.strip())
    if found is None:
        return None
    parts = {"told": "lemmy:", "home": None, **found.groupdict()}
    if not (parts["told"] or parts["home"] or "lemmy" in found["host"].lower()):
        return None
    host = (parts["home"] or found["host"]).lower()
    return Account(NETWORK.name, f"https://{host}", f"{found['name']}@{host}")


def crawl(account: Account, since: datetime) -> Crawl:
    """Ask for the account and what it wrote, for the answers, and, signed in, for mentions."""
    asking = Asking(account, since)
    first = f"{asking.api}/user?username={quote(account.name)}&sort=New&limit={EACH}&page=1"
    written = every_page(Request("written", first), after=asking.older, most=PAGES)
    yield from then(written, asking.around)
    site = yield Request("signed_in", f"{asking.api}/site", optional=True)
    me = one(site.body, api.Site)
    if isinstance(me, api.Site) and me.actor is not None and me.actor == asking.me:
        told = Request("mentions", f"{asking.api}/user/mention?sort=New&limit={EACH}&page=1", {"target": me.actor})
        yield from every_page(told, after=following("mentions"), until=partial(mentioned_before, since=since))


class Asking:
    """One crawl: which server, since when, and what the account is called."""

    def __init__(self, account: Account, since: datetime) -> None:
        self.api = f"{account.server}/api/v3"
        self.me: str | None = None
        self._since = since
        self._following = numbered("page", self._more)

    def older(self, request: Request, page: Page) -> str | None:
        """The next page of what the account wrote."""
        return self._following(request, page)

    def _more(self, page: Page) -> bool:
        dates = [each.published for each in unwrapped(page, "posts", api.PostView)]
        dates += [each.published for each in unwrapped(page, "comments", api.CommentView)]
        return any(at >= self._since for at in dates)

    def around(self, page: Page) -> Crawl:
        """Ask for the answers to what is on a page."""
        me = one(page.body, api.Details)
        self.me = me.person_view.person.actor_id if isinstance(me, api.Details) else self.me
        for post in unwrapped(page, "posts", api.PostView):
            if post.published >= self._since and post.counts.comments > 0:
                yield from self._below(f"post_id={post.post.id}", post.post.ap_id, "0")
        for comment in unwrapped(page, "comments", api.CommentView):
            if comment.published >= self._since and comment.counts.child_count > 0:
                yield from self._below(f"parent_id={comment.comment.id}", comment.comment.ap_id, comment.comment.path)

    def _below(self, wanted: str, post: str, path: str) -> Crawl:
        about = {"target": self.me or "", "post": post, "path": path}
        first = f"{self.api}/comment/list?{wanted}&type_=All&sort=New&limit={EACH}&page=1"
        below = Request("answers", first, about, optional=True)
        yield from every_page(below, after=following("comments"), most=PAGES)


def following(name: str) -> Following:
    """The next page of a list, as long as one is full."""
    return numbered("page", lambda page: len(unwrapped(page, name, dict)) >= EACH)


def mentioned_before(page: Page, since: datetime) -> bool:
    """Whether a list of mentions has come to what is not asked for."""
    listed = unwrapped(page, "mentions", api.MentionView)
    return bool(listed) and listed[-1].published < since


READERS = {"written": api.written, "answers": api.answers, "mentions": api.mentions}


def read(page: Page) -> Iterator[Record]:
    """What an answer says."""
    return read_by(READERS, page)
