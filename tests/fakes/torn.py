"""A tiny network whose stream may leave steps out, and whose server tells all that an account wrote.

Comes in: what people do, and whether the stream tells it. Goes out: messages, and what is left. Everything that is done
may claim to be as old as its author likes.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import msgspec
from tests.collector.homes import BEGIN
from tests.fakes import tiny
from tests.fakes.web import Question, answer

from openclout.vocabulary.acts import Act
from openclout.vocabulary.networks import (
    Account,
    Changed,
    Crawl,
    Interaction,
    Message,
    Page,
    Post,
    Record,
    Remaining,
    Request,
    Step,
    Withdrawn,
)

NETWORK = tiny.NETWORK


class Made(msgspec.Struct):
    """A like of a post of Ada's, or a post; or of somebody else's since it was changed."""

    name: str
    kind: str
    at: datetime
    whom: str = "ada"


class Told(msgspec.Struct):
    """A step: what was made or `changed`, or the name and the kind of what was deleted."""

    seq: int
    who: str
    since: str | None
    made: Made | None = None
    changed: bool = False
    gone: tuple[str, str] | None = None


class Whole(msgspec.Struct):
    """All that is left of an account."""

    revision: str
    at: datetime
    made: list[Made]


TOLD, WHOLE = msgspec.json.Decoder(Told), msgspec.json.Decoder(Whole)


NEXT = {"like": {"ada": "dan", "dan": "ada"}, "post": {"ada": "dan", "dan": "", "": "ada"}}


def revision(seq: int) -> str:
    return f"{seq:06}"


def instant(seq: int) -> datetime:
    return BEGIN + timedelta(seconds=seq)


@dataclass
class World:
    """People who do things: what is left of each, and the messages that tell of it."""

    left: dict[str, dict[str, Made]] = field(default_factory=dict)
    last: dict[str, str] = field(default_factory=dict)
    seq: int = 0
    stale: dict[str, bytes] = field(default_factory=dict)
    """Old answers that the server still gives."""

    def make(self, who: str, kind: str, hours_ago: int = 0) -> bytes:
        """Somebody likes or posts something, or so long ago as they say."""
        made = Made(f"{who}/{kind}/{self.seq}", kind, BEGIN - timedelta(hours=hours_ago))
        self.left.setdefault(who, {})[made.name] = made
        return self._step(who, made=made)

    def undo(self, who: str, which: int) -> bytes:
        """Somebody deletes something, if there is anything."""
        names = sorted(self.left.setdefault(who, {}))
        if not names:
            return self.make(who, "like")
        made = self.left[who].pop(names[which % len(names)])
        return self._step(who, gone=("post" if made.kind == "post" else "act", made.name))

    def change(self, who: str, which: int) -> bytes:
        """Somebody changes whom a thing is about, if there is any: to another one, a post in the end to nobody."""
        names = sorted(self.left.setdefault(who, {}))
        if not names:
            return self.make(who, "post")
        before = self.left[who][names[which % len(names)]]
        made = msgspec.structs.replace(before, whom=NEXT[before.kind][before.whom])
        self.left[who][made.name] = made
        return self._step(who, made=made, changed=True)

    def _step(
        self, who: str, made: Made | None = None, gone: tuple[str, str] | None = None, *, changed: bool = False
    ) -> bytes:
        self.seq += 1
        since, self.last[who] = self.last.get(who), revision(self.seq)
        return msgspec.json.encode(Told(self.seq, who, since, made, changed, gone))

    def whole(self, who: str) -> bytes:
        """What the server answers."""
        left = list(self.left.get(who, {}).values())
        return msgspec.json.encode(Whole(self.last[who], instant(self.seq), left))

    def reply(self, question: Question) -> Iterator[bytes]:
        """The server."""
        who = question.path.rpartition("/")[2]
        return answer(self.stale.get(who) or self.whole(who)) if who in self.last else answer(b"{}", 404)

    def posts(self) -> list[str]:
        """The names of all posts that are left."""
        return sorted(name for made in self.left.values() for name in made if "/post/" in name)

    def acts(self) -> list[tuple[str, str]]:
        """The names of everything that is left and done to somebody, and to whom."""
        return sorted((name, each.whom) for made in self.left.values() for name, each in made.items() if each.whom)


def records(who: str, made: Made, version: datetime | None = None) -> Iterator[Record]:
    """A post stands there, and answers Ada; a like is of a post of hers."""
    if version is not None:
        yield Changed(made.name, version)
    if made.kind == "post":
        yield Post(made.name, who, made.at, None, json.dumps(made.name))
    act = Act.REPLY if made.kind == "post" else Act.LIKE
    if made.whom:
        yield Interaction(who, made.whom, act, made.at, f"ada/{made.name}", made.name, version=version)


def listen(message: bytes) -> Message:
    """What a message says."""
    told = TOLD.decode(message)
    version = instant(told.seq) if told.changed else None
    read = tuple(records(told.who, told.made, version)) if told.made is not None else ()
    read += (Withdrawn(*told.gone),) if told.gone is not None else ()
    step = Step(told.who, told.since, revision(told.seq))
    return Message(str(told.seq), instant(told.seq), read, (step,))


def recognise(text: str) -> Account | None:
    """Nobody."""
    return tiny.recognise(text)


def stream(server: str, cursor: str | None) -> str:
    """Where to listen."""
    return tiny.stream(server, cursor)


def crawl(account: Account, since: datetime) -> Crawl:
    """Nothing is asked."""
    return tiny.crawl(account, since)


def mend(server: str, account: str) -> Crawl:
    """Ask for all that an account wrote."""
    yield Request("whole", f"{server}/{account}", optional=True)


def read(page: Page) -> Iterator[Record]:
    """What an account wrote."""
    if page.status == 200:
        for made in WHOLE.decode(page.body).made:
            yield from records(page.account.name, made)


def remaining(account: str, pages: Iterable[Page]) -> Remaining | None:
    """What is left of an account."""
    for page in pages:
        if page.status == 200:
            found = WHOLE.decode(page.body)
            return Remaining(account, [made.name for made in found.made], found.at, found.revision)
    return None
