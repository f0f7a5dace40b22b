"""What a network is, what it is asked, and what its answers are read as.

Comes in: nothing. Goes out: the records between the pure half (`networks`, which asks and reads without touching
anything) and the `collector`, which does the touching.
"""

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import NamedTuple, Protocol

import polars as pl

from openclout.vocabulary.acts import Act

CAPABILITIES = {
    "profile": "who an account is, under which name",
    "followers": "how many follow an account",
    "lists": "who put an account on a list",
    "posts": "what an account wrote",
    "likes": "who liked a post",
    "shares": "who passed a post on",
    "quotes": "who quoted a post",
    "replies": "who answered a post",
    "mentions": "who mentioned an account",
    "follows": "who follows an account",
    "accepts": "whose answer was accepted",
    "payments": "who paid for a post",
    "links": "who linked to a page",
    "views": "how often something was looked at",
    "history": "everything since the first day",
    "deletions": "what was taken back",
    "consent": "whether an account wants to be found",
    "stream": "what happens, as it happens",
}
"""Everything that a network may tell, in our words. Each network offers it, withholds it, or is not built that far."""

FLAGS = ("hidden", "not_indexed", "not_without_account", "protected", "bot", "away")
"""What an account may ask for, in our words, and whether it is `away`: deactivated, say, and perhaps back one day.

Bluesky's `!no-unauthenticated` is `not_without_account`, Mastodon's `discoverable: false` is `hidden`, its `noindex`
and `indexable: false` are `not_indexed`, `locked` is `protected`."""


UNTOLD = 8
"""So far above the bit of a flag stands the bit which says that nothing was told of this flag."""


def bits(flags: Iterable[str], of: Iterable[str] | None = None) -> int:
    """Flags as they are kept: the first of FLAGS is 1, the next 2, and so on. Raises ValueError for an unknown one.

    `of` are the flags that something was told of (None: all); the others are marked as open.
    """
    told = set(FLAGS if of is None else of)
    untold = sum(1 << place + UNTOLD for place, flag in enumerate(FLAGS) if flag not in told)
    return untold + sum(1 << FLAGS.index(flag) for flag in set(flags))


@cache
def kept(flags: frozenset[str] | None, of: frozenset[str] | None) -> int | None:
    """Flags as the lake keeps them; nearly all accounts have one of a few sets of them."""
    return None if flags is None else bits(flags, of)


@dataclass(frozen=True)
class Pace:
    """How fast one host may be asked where it does not say so itself: so many requests in so many seconds."""

    requests: int = 1
    seconds: float = 1.0


@dataclass(frozen=True)
class Network:
    """The facts about a network.

    `offers`, `withholds` (with the network's reason) and `not_built` (with what is missing) together name every one
    of CAPABILITIES. `home` is the server that is asked where an account names none. `unproven` says why only a live
    check can prove the connector; it is empty where the tests run against a real server or its recordings.
    `once` names the acts that an account can do to one thing only once at a time, and that some answers tell without
    their name or their true instant: told twice, they are still one.
    """

    name: str
    title: str
    home: str
    docs: str
    offers: frozenset[str]
    withholds: Mapping[str, str] = field(default_factory=dict)
    not_built: Mapping[str, str] = field(default_factory=dict)
    acts: Mapping[str, Act] = field(default_factory=dict)
    pace: Pace = Pace()
    unproven: str = ""
    once: frozenset[Act] = frozenset()


@dataclass(frozen=True)
class Account:
    """An account to read: its network, the server that holds it (https://host, no slash at the end), its name there."""

    network: str
    server: str
    name: str

    def __str__(self) -> str:
        return f"{self.network}:{self.name}"


@dataclass(frozen=True)
class Request:
    """One question. `kind` says what its answer holds, `about` whatever the reader must know besides.

    A `wss://` address is asked by sending `body`; the answer is every message up to one that begins with one of
    `until`, a line each. Messages that begin with one of `refusing` say that no answer may come: then it is waited for
    a moment only, and one at the end is a refusal.

    `optional` says that "not found", "gone" and "not allowed" are answers too: an empty page; `absent` are further
    statuses that say so here.
    """

    kind: str
    url: str
    about: Mapping[str, str] = field(default_factory=dict)
    accept: str = "application/json"
    body: bytes = b""
    until: tuple[bytes, ...] = ()
    refusing: tuple[bytes, ...] = ()
    optional: bool = False
    absent: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Page:
    """One answer, as it came. `headers` have lower-case names; secrets are not among them."""

    kind: str
    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    at: datetime
    account: Account
    about: Mapping[str, str] = field(default_factory=dict)


Crawl = Generator[Request, Page, None]
"""Asks one thing after the other and is handed the answers. The same answers lead to the same questions."""


@dataclass(frozen=True, slots=True)
class Seen:
    """An account as it was seen. `flags` are among FLAGS; None where the answer tells nothing of them.

    `of` are the flags that it tells of: of the others it leaves open whether the account has them. None: of all.
    """

    native_id: str
    handle: str | None = None
    title: str | None = None
    flags: frozenset[str] | None = None
    of: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Interaction:
    """Who did what to whom, when; `actor` None is nobody named, `post` the post of `target` that it is about.

    `act_id` is the network's own name of the act, by which it may be taken back. `version` is when what bears this name
    was last changed, told with a `Changed`; None if it never was, as far as is told.
    """

    actor: str | None
    target: str
    act: Act
    at: datetime
    post: str | None = None
    act_id: str | None = None
    weight: float = 1.0
    version: datetime | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """A post: its name on the network, who wrote it, when, where it is, what it says."""

    native_id: str
    author: str
    at: datetime
    url: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """A number that the network states of an account: follower, friend, subscriber, list, view (in 30 days)."""

    account: str
    kind: str
    count: int


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """Something that was taken back: an act (by its `act_id`), a post or an account (by its native id)."""

    kind: str
    native_id: str


@dataclass(frozen=True, slots=True)
class Changed:
    """Something that was changed, by the name that is the `act_id` of what it does, and when (`version`).

    Of its acts only those of that version stand. A `target` or an `act` says that only acts on this account, or of this
    kind, are spoken of: others may stand besides, of which the answer tells nothing.
    """

    native_id: str
    version: datetime
    target: str | None = None
    act: Act | None = None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A record that does not fit: why, and how it came. It is kept and counted."""

    why: str
    raw: str


Record = Seen | Interaction | Post | Count | Withdrawn | Changed | Unreadable


OUTDATED, FUTURE = "outdated", "future"
"""What a server may say of the place from which we asked it to go on: it has let go of what came after; it never came
so far, so its stream began anew."""


class Step(NamedTuple):
    """One step in what an account wrote, as a stream tells it: after which revision comes which; they sort by time.

    `since` is None for the first step of all, and empty where the account is to be read anew whatever was known of it.
    `since_us` is the instant of `since` in microseconds since 1970; 0 for none.
    """

    account: str
    since: str | None
    revision: str
    since_us: int = 0


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a stream: where it stands in the stream, when it happened, and what it is read as.

    `notice` is OUTDATED, FUTURE or empty.
    """

    cursor: str
    at: datetime
    records: tuple[Record, ...]
    steps: tuple[Step, ...] = ()
    notice: str = ""


@dataclass(frozen=True)
class Heard:
    """Many messages of a stream at once: the last place that they name (empty for none) and its instant.

    `read` counts their records; `frames` hold those that fit, by table of the lake and with the columns of its batches,
    without the `self_interactions`.
    """

    cursor: str
    at: datetime
    read: int
    frames: Mapping[str, pl.DataFrame]
    self_interactions: int = 0
    unreadable: tuple[Unreadable, ...] = ()
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True)
class Remaining:
    """The names of everything that is left of what an account wrote, at an instant; what is younger is not spoken of.

    `revision` is the last one of what was read; empty where none is told.
    """

    account: str
    names: Sequence[str]
    at: datetime
    revision: str = ""


class Connector(Protocol):
    """A network's file: facts, how an account is recognised, what to ask, how to read."""

    NETWORK: Network

    def recognise(self, text: str, /) -> Account | None:
        """The account of a handle, or of the address of a page; None if it is not of this network.

        After the network's name and a colon, as `lemmy:https://host.example/u/ada`, stands an address of which its
        server said that it speaks like this network, so hosts that nobody knows are taken too.
        """
        ...

    def crawl(self, account: Account, since: datetime) -> Crawl:
        """Ask for an account, and for what others did to it since an instant."""
        ...

    def read(self, page: Page) -> Iterator[Record]:
        """What an answer says: the same for the same page, for ever."""
        ...


class Streaming(Connector, Protocol):
    """A network that also tells what happens as it happens."""

    def stream(self, server: str, cursor: str | None) -> str:
        """The address to listen at, from a place in the stream on."""
        ...

    def listen(self, message: bytes) -> Message:
        """What a message says."""
        ...


class Mending(Streaming, Protocol):
    """A network whose stream tells when it left something out, and which can be asked for that."""

    def mend(self, server: str, account: str) -> Crawl:
        """Ask for all that an account wrote; `server` is where its stream was heard."""
        ...

    def remaining(self, account: str, pages: Iterable[Page]) -> Remaining | None:
        """What the answers to `mend` say is left of all that an account wrote; None if they do not tell all of it."""
        ...


class Bulk(Streaming, Protocol):
    """A network whose stream is too fast for an object per act."""

    def listen_all(self, messages: Sequence[bytes]) -> Heard:
        """What many messages say: the same as `listen` for each."""
        ...
