"""A tiny network: a connector, and the server that it reads, both made up.

Ada has posts, posts are liked and answered; some likes nobody signs, some records are broken. What the server tells is
worked out from the address alone, so it is the same each time.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Literal

import msgspec
from tests.fakes.web import Question, answer

from openclout.dialects.paging import at, every_page, link_header
from openclout.vocabulary.acts import Act
from openclout.vocabulary.networks import (
    CAPABILITIES,
    Account,
    Count,
    Crawl,
    Interaction,
    Message,
    Network,
    Pace,
    Page,
    Post,
    Record,
    Request,
    Seen,
    Unreadable,
    Withdrawn,
)

NETWORK = Network(
    name="tiny",
    title="Tiny",
    home="http://127.0.0.1",
    docs="https://tiny.example/docs",
    offers=frozenset({"profile", "followers", "posts", "likes", "replies", "deletions", "stream", "consent"}),
    withholds={
        name: "it is tiny"
        for name in CAPABILITIES
        if name
        not in {"profile", "followers", "posts", "likes", "replies", "deletions", "stream", "consent", "history"}
    },
    not_built={"history": "there is none"},
    acts={"like": Act.LIKE, "answer": Act.REPLY},
    pace=Pace(100_000, 1.0),
)
FIRST = datetime(2026, 10, 1, tzinfo=UTC)
POSTS, LIKES = 30, 5
EACH = 10


class Done(msgspec.Struct):
    who: str | None
    act: str
    at: datetime
    id: str | None = None


def recognise(text: str) -> Account | None:
    """ada@tiny, or an address under tiny.example."""
    name, sign, host = text.removeprefix("https://tiny.example/").rpartition("@")
    if sign and host == "tiny":
        return Account("tiny", "", name)
    if text.startswith("tiny:"):
        return Account("tiny", text.removeprefix("tiny:"), "home")
    return Account("tiny", "", host) if text.startswith("https://tiny.example/") and host else None


def crawl(account: Account, since: datetime) -> Crawl:
    """Ask for the profile, the posts, and who did something to each."""
    yield Request("profile", f"{account.server}/profile/{account.name}?key=hidden")
    found: list[Page] = []
    posts = every_page(Request("posts", f"{account.server}/posts/{account.name}?page=0"), after=link_header)
    request = next(posts, None)
    while request is not None:
        found.append((yield request))
        try:
            request = posts.send(found[-1])
        except StopIteration:
            break
    for page in found:
        for post in ids(page):
            if at_of(post) >= since:
                yield Request("acts", f"{account.server}/acts/{post}", about={"post": post}, optional=True)


def ids(page: Page) -> list[str]:
    """The posts on a page."""
    listed = at(page.body, "posts")
    return [str(post) for post in listed] if isinstance(listed, list) else []


def at_of(post: str) -> datetime:
    """When a post was made: its number of hours after the first."""
    return FIRST + timedelta(hours=int(post.rpartition("-")[2]))


class Profile(msgspec.Struct):
    id: str
    handle: str
    title: str
    flags: frozenset[Literal["hidden", "not_indexed", "not_without_account", "protected", "bot"]]
    followers: int


class Listed(msgspec.Struct):
    posts: list[str]


def read(page: Page) -> Iterator[Record]:
    """What a page says."""
    try:
        if page.kind == "profile":
            said = msgspec.json.decode(page.body, type=Profile)
            yield Seen(said.id, said.handle, said.title, frozenset(said.flags))
            yield Count(said.id, "follower", said.followers)
        elif page.kind == "posts":
            for post in msgspec.json.decode(page.body, type=Listed).posts:
                address = f"https://tiny.example/{post}"
                yield Post(post, page.account.name, at_of(post), address, f"Words of {post}")
    except (ValueError, RecursionError) as error:
        yield Unreadable(type(error).__name__, page.body.decode(errors="replace"))
    if page.kind == "acts":
        yield from acts(page)


def acts(page: Page) -> Iterator[Record]:
    """What was done to a post."""
    listed = at(page.body, "acts")
    for done in listed if isinstance(listed, list) else []:
        try:
            found = msgspec.convert(done, Done)
            post = page.about["post"]
            yield Interaction(found.who, page.account.name, NETWORK.acts[found.act], found.at, post, found.id)
        except (msgspec.ValidationError, KeyError) as error:
            yield Unreadable(type(error).__name__, str(done))


def stream(server: str, cursor: str | None) -> str:
    """Where to listen."""
    return f"{server}/stream?cursor={cursor or ''}"


class Told(msgspec.Struct):
    seq: int
    at: datetime
    who: str = ""
    post: str = ""
    gone: str = ""


TOLD = msgspec.json.Decoder(Told)


def listen(message: bytes) -> Message:
    """What a message says."""
    told = TOLD.decode(message)
    records: tuple[Record, ...] = (Withdrawn("act", told.gone),) if told.gone else ()
    if told.who:
        records = (Interaction(told.who, "ada", Act.LIKE, told.at, told.post, f"like-{told.seq}"),)
    return Message(str(told.seq), told.at, records)


def replied(question: Question) -> Iterator[bytes]:
    """What the server answers."""
    path, _, query = question.path.partition("?")
    _, kind, name = path.split("/", 2)
    if kind == "profile":
        said: dict[str, object] = {"id": name, "handle": f"{name}@tiny", "title": name.title(), "flags": ["bot"]}
        return answer(json.dumps(said | {"followers": 7}).encode(), etag='"1"')
    if kind == "posts":
        number = int(query.rpartition("=")[2])
        posts = [f"{name}-{each}" for each in range(number * EACH, (number + 1) * EACH)]
        more = {"link": f'</posts/{name}?page={number + 1}>; rel="next"'} if (number + 1) * EACH < POSTS else {}
        return answer(json.dumps({"posts": posts}).encode(), 200, **more)
    if kind == "acts" and not name.endswith("-7"):
        return answer(json.dumps({"acts": done_to(name)}).encode())
    return answer(b"{}", 404)


def done_to(post: str) -> list[dict[str, object]]:
    """Likes by different people, an answer, a vote by nobody twice, one by the author, one that is broken."""
    number = int(post.rpartition("-")[2])
    at = at_of(post).isoformat()
    likes: list[dict[str, object]] = [
        {"who": f"fan-{(number * 7 + each) % 23}", "act": "like", "at": at, "id": f"{post}-{each}"}
        for each in range(LIKES)
    ]
    return [
        *likes,
        {"who": None, "act": "like", "at": at},
        {"who": None, "act": "like", "at": at},
        {"who": post.rpartition("-")[0], "act": "answer", "at": at},
        {"who": f"fan-{number % 5}", "act": "answer", "at": at},
        {"who": "x", "act": "like"},
    ]
