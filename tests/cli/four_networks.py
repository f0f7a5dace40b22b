"""One person on four real networks, and the people who act on what she posts.

Comes in: nothing. Goes out: the networks while they run, and her name on each.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import httpx2
from tests.networks.doing import Doing
from tests.servers import atproto, prism, snac, wordpress
from tests.servers.atproto import eventually

FANS = ("bob", "cyd", "dee", "eve")
FEDIVERSE = "127.0.0.2"
"""Another address than those of the other servers: a token goes to its host alone."""
BLUESKY = "Influence is what people do because of what you post."
MASTODON = "The engine weaves patterns as a loom weaves leaves."
BLOG = ("On looms and engines", "Both follow cards.")
POSTS = (BLUESKY, MASTODON, " ".join(BLOG), "It counts.")
"""What she posted; the last is what the simulator says of her repository."""
ISSUE = "Issue 1 Does it count?"
"""What she wrote there besides."""


def missing() -> str | None:
    """Why the networks cannot be started; None if they can."""
    found = (atproto.installed(full=True), snac.installed(), prism.installed(), wordpress.installed())
    return next((reason for reason in found if reason is not None), None)


@dataclass(frozen=True)
class Town:
    """The networks: who does what on Bluesky, Ada's server in the fediverse, addresses of GitHub and of her blog."""

    bluesky: atproto.Network
    doing: Doing
    ada: snac.Person
    github: str
    blog: str

    @property
    def host(self) -> str:
        """What the blog is called."""
        return self.blog.removeprefix("http://")

    def elsewhere(self) -> bool:
        """Something happens that is not about Ada."""
        return bool(self.doing.post("bob", "Nothing in particular."))

    def later(self) -> None:
        """What only a stream tells: somebody follows her, somebody mentions her."""
        self.doing.follow("dee", "ada")
        self.doing.mention("eve", "ada")


@contextmanager
def town() -> Iterator[Town]:
    """Start four networks, let people act, hand everything out, end it."""
    with ExitStack() as around:
        network = around.enter_context(atproto.atproto(full=True))
        people = around.enter_context(snac.two("ada", *FANS[:2], host=FEDIVERSE))
        blog = around.enter_context(wordpress.wordpress())
        github = around.enter_context(prism.simulator())
        doing = on_bluesky(network)
        in_the_fediverse(people)
        on_the_blog(blog)
        yield Town(network, doing, people[0], github, blog.address)


def on_bluesky(network: atproto.Network) -> Doing:
    """Four people like or pass on a post of Ada's, and one answers; until the AppView tells so."""
    doing = Doing({name: network.account(name) for name in ("ada", *FANS)})
    post = doing.post("ada", BLUESKY)
    for who in FANS:
        doing.subject(who, "like", post)
    doing.subject("bob", "repost", post)
    doing.reply("cyd", post)
    eventually(lambda: told(network, post["uri"]) == {"likeCount": 4, "repostCount": 1, "replyCount": 1})
    return doing


def told(network: atproto.Network, post: str) -> dict[str, object]:
    """The numbers that the AppView has for a post; none while it does not know it."""
    answer = httpx2.get(f"{network.door}/xrpc/app.bsky.feed.getPosts", params={"uris": post}, timeout=30)
    listed = answer.json()["posts"] if answer.status_code == 200 else []
    return {name: listed[0][name] for name in ("likeCount", "repostCount", "replyCount")} if listed else {}


def in_the_fediverse(people: tuple[snac.Person, ...]) -> None:
    """Everybody follows Ada and likes her post, one passes it on, one answers; until her server knows."""
    ada, *fans = people
    for fan in fans:
        fan.follow(ada)
    post = ada.note(MASTODON)
    for fan in fans:
        fan.favourite(post)
    fans[0].boost(post)
    fans[-1].answer(post, "Indeed")
    kinds = ["favourite"] * len(fans) + ["mention", "reblog"]
    snac.until(lambda: sorted(str(each["type"]) for each in ada.notified() if each["type"] != "follow") == kinds)


def on_the_blog(blog: wordpress.Blog) -> None:
    """Two people comment on a post."""
    title, words = BLOG
    number = blog.writes(title, f"<p>{words}</p>", "2026-11-12T10:00:00")
    for name in ("Bea", "Cem"):
        blog.comments(number, name, f"https://{name.lower()}.example/")
