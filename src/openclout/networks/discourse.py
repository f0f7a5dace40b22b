"""Discourse forums: topics and answers as posts; likes, answers, mentions and quotes of them.

Asks a forum for an account, what it wrote since then, what was answered, and who liked it; with a key of the account
itself the forum also says when, and tells mentions and quotes everywhere.
Sources: https://docs.discourse.org, https://meta.discourse.org/t/available-settings-for-global-rate-limits/78612
(read 2026-11-22); the dialect names the shapes.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qs, quote, urlsplit

from openclout.dialects import discourse_api as api
from openclout.dialects.instants import read_by
from openclout.dialects.paging import every_page, numbered, then, with_parameters
from openclout.dialects.reading import one
from openclout.dialects.wrapped import unwrapped
from openclout.vocabulary.acts import Act
from openclout.vocabulary.networks import Account, Crawl, Network, Pace, Page, Record, Request

NETWORK = Network(
    name="discourse",
    title="Discourse",
    home="https://{server}",
    docs="https://docs.discourse.org",
    offers=frozenset({"profile", "posts", "likes", "replies", "mentions", "quotes", "history", "deletions", "consent"}),
    withholds={
        "followers": "nobody follows anybody there, but with a plugin",
        "lists": "nobody is put on a list there",
        "shares": "nothing is passed on there",
        "follows": "nobody follows anybody there, but with a plugin",
        "payments": "nobody pays there",
        "views": "views are told of topics alone, and without saying when",
        "stream": "there is no stream that everybody may listen to",
    },
    not_built={
        "accepts": "accepted answers come from a plugin, whose answers differ by version",
        "links": "links to a topic are told one topic at a time",
    },
    acts={
        "like, was_liked": Act.LIKE,
        "reply, answer in an own topic": Act.REPLY,
        "mention": Act.MENTION,
        "quote": Act.QUOTE,
    },
    pace=Pace(requests=60, seconds=60.0),
    once=frozenset({Act.LIKE}),
    unproven="there is only a description of the API, and no server to install",
)
HOST = r"(?:[a-z0-9-]+\.)+[a-z0-9-]+"
ADDRESS = re.compile(
    rf"(?P<told>discourse:)?(?:https?://)?(?P<host>{HOST})/u/(?P<name>[\w.-]{{1,60}})"
    r"(?P<part>/(?:summary|activity|badges|preferences|card)\b.*)?/?(?:[?#].*)?",
    re.IGNORECASE,
)
HANDLE = re.compile(rf"discourse:@?(?P<name>[\w.-]{{1,60}})@(?P<host>{HOST})", re.IGNORECASE)
FORUM = re.compile(r"(?:community|discourse|discuss|forums?|meta|talk|users)\..+", re.IGNORECASE)
"""Hosts that are most likely forums."""
PAGES = 1000


def recognise(text: str) -> Account | None:
    """The account of host/u/name where the host looks like a forum, the page is one of Discourse, or we are told."""
    found = HANDLE.fullmatch(text.strip()) or ADDRESS.fullmatch(text.strip())
    if found is None:
        return None
    parts = {"told": "discourse:", "part": None, **found.groupdict()}
    if not (parts["told"] or parts["part"] or FORUM.fullmatch(found["host"])):
        return None
    host = found["host"].lower()
    return Account(NETWORK.name, f"https://{host}", f"{found['name']}@{host}")


def crawl(account: Account, since: datetime) -> Crawl:
    """Ask for the account, what was done to it if we may know, what it wrote, and what came of that."""
    asking = Asking(account, since)
    name = quote(account.name.partition("@")[0], safe="")
    profile = one((yield asking.question("profile", f"u/{name}.json")).body, api.Profile)
    if not isinstance(profile, api.Profile):
        return
    asking.meet(profile.user)
    kinds = ",".join(str(kind) for kind in api.DONE_TO)
    told = replace(
        asking.question("actions", f"user_actions.json?username={name}&filter={kinds}&offset=0"), optional=True
    )
    yield from then(every_page(told, after=further, until=asking.before, most=PAGES), asking.signed_in)
    own = asking.question("posts", f"user_actions.json?username={name}&filter={api.TOPIC},{api.ANSWER}&offset=0")
    yield from then(every_page(own, after=further, until=asking.before, most=PAGES), asking.around)


class Asking:
    """One crawl: which forum, whom it is about, since when."""

    def __init__(self, account: Account, since: datetime) -> None:
        self._server = account.server
        self._since = since
        self._about = {"forum": urlsplit(account.server).netloc}

    def question(self, kind: str, path: str, **about: str) -> Request:
        """A question to the forum."""
        return Request(kind, f"{self._server}/{path}", {**self._about, **about})

    def meet(self, person: api.Person) -> None:
        """Know whom it is about."""
        self._about |= {"target": f"{self._about['forum']}/u/{person.id}", "login": person.username}

    def signed_in(self, page: Page) -> Crawl:
        """Note that the forum tells what was done to the account."""
        if page.status == 200 and page.body:  # noqa: PLR2004 - HTTP
            self._about["signed_in"] = "yes"
        yield from ()

    def before(self, page: Page) -> bool:
        """Whether a list of actions has come to what is not asked for."""
        listed = unwrapped(page, "user_actions", api.Action)
        return bool(listed) and listed[-1].created_at < self._since

    def around(self, page: Page) -> Crawl:
        """Ask what came of the posts of a page."""
        for action in unwrapped(page, "user_actions", api.Action):
            if action.deleted or action.created_at < self._since:
                continue
            if action.action_type == api.TOPIC:
                yield from self._topic(action)
            elif action.action_type == api.ANSWER and action.post_id is not None:
                post = api.place(page, action.topic_id, action.post_number)
                replies = self.question("replies", f"posts/{action.post_id}/replies.json", post=post)
                yield replace(replies, optional=True)
                yield from self._likes(action.post_id, post, action.created_at)

    def _topic(self, action: api.Action) -> Crawl:
        post = f"{self._about['forum']}/t/{action.topic_id}/1"
        asked = self.question("topic", f"t/{action.topic_id}.json?page=1", post=post)
        pages = every_page(replace(asked, optional=True), after=numbered("page", unfinished), most=PAGES)

        def first(page: Page) -> Crawl:
            for written in written_on(page):
                if written.post_number == 1:
                    yield from self._likes(written.id, post, written.created_at)

        yield from then(pages, first)

    def _likes(self, number: int, post: str, at: datetime) -> Crawl:
        if "signed_in" not in self._about:
            wanted = f"post_action_users.json?id={number}&post_action_type_id=2"
            yield replace(self.question("likes", wanted, post=post, at=at.astimezone(UTC).isoformat()), optional=True)


def further(request: Request, page: Page) -> str | None:
    """The actions after these: forums are told how many to leave out."""
    listed = unwrapped(page, "user_actions", api.Action)
    left_out = int(parse_qs(urlsplit(request.url).query)["offset"][0])
    return with_parameters(request.url, {"offset": str(left_out + len(listed))}) if listed else None


def written_on(page: Page) -> list[api.Written]:
    """The posts on a page of a topic."""
    found = one(page.body, api.Topic)
    listed = found.post_stream.posts if isinstance(found, api.Topic) else []
    return [each for raw in listed if isinstance(each := one(raw, api.Written), api.Written)]


def unfinished(page: Page) -> bool:
    """Whether a topic goes on after a page."""
    found, written = one(page.body, api.Topic), written_on(page)
    return isinstance(found, api.Topic) and bool(written) and written[-1].post_number < found.highest_post_number


READERS = {
    "profile": api.profile,
    "posts": api.posts,
    "actions": api.actions,
    "likes": api.likes,
    "topic": api.topic,
    "replies": api.replies,
}


def read(page: Page) -> Iterator[Record]:
    """What an answer says."""
    return read_by(READERS, page)
