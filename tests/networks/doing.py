"""People who do things on a network of the AT Protocol, and what they did, noted as they do it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import httpx2
from tests.servers.atproto import Network, Person
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from openclout.collector.crawling import following
from openclout.collector.session import Manners
from openclout.networks import bluesky
from openclout.vocabulary.acts import Act
from openclout.vocabulary.networks import Account, Crawl, Interaction, Page, Record

BEGIN = datetime(2026, 11, 20, 10, tzinfo=UTC)
FIRST_DAY = datetime(2022, 11, 1, tzinfo=UTC)
WEEK_AGO = datetime(2026, 11, 15, tzinfo=UTC)
POST = "app.bsky.feed.post"
LOCAL = Manners(trusted_hosts=frozenset({"127.0.0.1", "localhost"}))
"""Servers of the network name themselves localhost."""


@dataclass
class Doing:
    """What was done: each act with its name on the network; deleted ones are crossed out."""

    people: dict[str, Person]
    done: list[Interaction] = field(default_factory=list)
    posts: list[str] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    outdated: list[Interaction] = field(default_factory=list)
    steps: int = 0

    def tick(self) -> datetime:
        self.steps += 1
        return BEGIN + timedelta(seconds=self.steps)

    def write(self, who: str, collection: str, at: datetime, **words: object) -> dict[str, str]:
        written = at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return self.people[who].writes(collection, {"$type": collection, "createdAt": written, **words})

    def post(
        self, who: str, text: str, acts: Iterable[tuple[Act, str, str | None]] = (), **words: object
    ) -> dict[str, str]:
        at = self.tick()
        made = self.write(who, POST, at, text=text, **words)
        self.posts.append(made["uri"])
        self.note(who, acts, at, made)
        return made

    def note(self, who: str, acts: Iterable[tuple[Act, str, str | None]], at: datetime, made: dict[str, str]) -> None:
        for act, target, post in acts:
            self.done.append(Interaction(self.people[who].did, target, act, at, post, made["uri"]))

    def subject(self, who: str, kind: str, post: dict[str, str]) -> dict[str, str]:
        at = self.tick()
        made = self.write(who, f"app.bsky.feed.{kind}", at, subject=post)
        act = Act.LIKE if kind == "like" else Act.ANNOUNCE
        self.note(who, [(act, post["uri"].split("/")[2], post["uri"])], at, made)
        return made

    def reply(self, who: str, post: dict[str, str]) -> dict[str, str]:
        acts = [(Act.REPLY, post["uri"].split("/")[2], post["uri"])]
        return self.post(who, "yes", acts, reply={"root": post, "parent": post})

    def quote(self, who: str, post: dict[str, str]) -> dict[str, str]:
        acts = [(Act.QUOTE, post["uri"].split("/")[2], post["uri"])]
        return self.post(who, "look", acts, embed={"$type": "app.bsky.embed.record", "record": post})

    def mention(self, who: str, whom: str) -> dict[str, str]:
        did = self.people[whom].did
        return self.post(who, "@ada", [(Act.MENTION, did, None)], facets=[mention_of(did)])

    def follow(self, who: str, whom: str) -> dict[str, str]:
        at, did = self.tick(), self.people[whom].did
        made = self.write(who, "app.bsky.graph.follow", at, subject=did)
        self.note(who, [(Act.FOLLOW, did, None)], at, made)
        return made

    def listing(self, who: str, whom: str, purpose: str) -> None:
        made = self.write(
            who, "app.bsky.graph.list", self.tick(), name="them", purpose=f"app.bsky.graph.defs#{purpose}"
        )
        at, did = self.tick(), self.people[whom].did
        on = self.write(who, "app.bsky.graph.listitem", at, subject=did, list=made["uri"])
        if purpose == "curatelist":
            self.note(who, [(Act.LIST, did, None)], at, on)

    def delete(self, who: str, made: dict[str, str]) -> None:
        self.people[who].deletes(made["uri"])
        self.gone.add(made["uri"])

    def change(
        self, who: str, made: dict[str, str], acts: Iterable[tuple[Act, str, str | None]], **words: object
    ) -> None:
        """Write a record in the place of one that does something; it keeps its instant."""
        before = [each for each in self.done if each.act_id == made["uri"]]
        collection, key = made["uri"].split("/")[3:]
        created = before[0].at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        self.people[who].writes(collection, {"$type": collection, "createdAt": created, **words}, key)
        self.outdated += before
        self.note(who, acts, before[0].at, made)

    def left(self) -> list[Interaction]:
        """What was done, not taken back, and not changed."""
        return ordered(each for each in self.done if each.act_id not in self.gone and each not in self.outdated)


def ordered(acts: Iterable[Interaction]) -> list[Interaction]:
    """Acts in an order that does not depend on who tells them."""
    return sorted(acts, key=lambda each: (each.at, str(each.act_id), each.act))


def everything(network: Network) -> Doing:
    """Three people do all that there is to do, and take some of it back."""
    doing = Doing({name: network.account(name) for name in ("ada", "bob", "cyd")})
    labels = {"$type": "com.atproto.label.defs#selfLabels", "values": [{"val": "!no-unauthenticated"}]}
    profile = {"$type": "app.bsky.actor.profile", "displayName": "Ada", "labels": labels}
    doing.people["ada"].writes("app.bsky.actor.profile", profile, "self")
    first, second = doing.post("ada", "one"), doing.post("ada", "two")
    for who in ("bob", "cyd"):
        doing.subject(who, "like", first)
        doing.subject(who, "repost", first)
        doing.follow(who, "ada")
    answer = doing.reply("bob", first)
    doing.reply("ada", answer)
    doing.quote("cyd", second)
    doing.mention("cyd", "ada")
    doing.listing("bob", "ada", "curatelist")
    doing.listing("bob", "cyd", "modlist")
    doing.delete("cyd", doing.subject("cyd", "like", second))
    doing.delete("bob", doing.reply("bob", second))
    doing.delete("ada", doing.follow("ada", "bob"))
    by_cyd = doing.mention("cyd", "ada")
    ada, bob = doing.people["ada"].did, doing.people["bob"].did
    doing.change("cyd", by_cyd, [], text="nobody")
    doing.change("cyd", by_cyd, [(Act.MENTION, bob, None)], text="@bob", facets=[mention_of(bob)])
    doing.change("cyd", doing.reply("cyd", answer), [(Act.MENTION, ada, None)], text="@ada", facets=[mention_of(ada)])
    doing.change("bob", doing.subject("bob", "like", answer), [(Act.LIKE, ada, second["uri"])], subject=second)
    doing.change("cyd", doing.quote("cyd", first), [], text="no more")
    return doing


def mention_of(did: str) -> dict[str, object]:
    """The words `@ada`, which mean somebody, as records say it: twice."""
    feature = {"$type": "app.bsky.richtext.facet#mention", "did": did}
    return {"index": {"byteStart": 0, "byteEnd": 4}, "features": [feature, feature]}


def crawled(name: str, server: str, since: datetime) -> tuple[list[str], list[Record]]:
    """The kinds of the pages of a crawl, and what they are read as."""
    account = Account("bluesky", server, name)
    pages = list(answered(bluesky.crawl(account, since), account))
    return [page.kind for page in pages], [record for page in pages for record in bluesky.read(page)]


def answered(crawl: Crawl, account: Account) -> Iterator[Page]:
    """The answers to the questions of a crawl."""
    with httpx2.Client(timeout=30) as client:
        request = next(crawl, None)
        while request is not None:
            answer = client.get(request.url, headers={"accept": request.accept})
            body = answer.content if answer.status_code == 200 else b""
            at = datetime.now(UTC)
            page = Page(request.kind, request.url, answer.status_code, {}, body, at, account, request.about)
            yield page
            request = following(crawl, page)


def streamed(url: str, enough: Callable[[bytes], bool]) -> Iterator[bytes]:
    """The messages of a stream up to the one that is enough."""
    with connect(url, max_size=None) as stream:
        try:
            for message in stream:
                whole = message.encode() if isinstance(message, str) else message
                yield whole
                if enough(whole):
                    return
        except ConnectionClosed:
            return


def acts(records: Iterable[Record]) -> list[Interaction]:
    """The interactions among records, of whatever version."""
    return ordered(replace(each, version=None) for each in records if isinstance(each, Interaction))
