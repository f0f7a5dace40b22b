"""What GitHub's REST API answers, and how it is read.

Comes in: answers about an account. Goes out: records. An account is named by its number; a repository is the post
`repo/<number>`, an issue or pull request in it `repo/<number>#<issue>`. A deleted account ("ghost") is nobody.
Shapes: https://docs.github.com/en/rest (users, repos, activity/starring, repos/forks, issues, issues/comments,
pulls/comments, reactions, activity/events; read 2026-11-22), and the description in npm @octokit/openapi 23.0.2.
"""

import re
from collections.abc import Iterator

import msgspec

from openclout.dialects.reading import Instant, each, one
from openclout.vocabulary.acts import Act
from openclout.vocabulary.networks import Count, Interaction, Page, Post, Record, Seen, Unreadable

REACTIONS = {
    "+1": Act.LIKE,
    "heart": Act.LIKE,
    "hooray": Act.LIKE,
    "laugh": Act.LIKE,
    "rocket": Act.LIKE,
    "-1": Act.DISLIKE,
}
"""What a reaction says of its author; "confused" and "eyes" say neither."""


class Person(msgspec.Struct):
    """An account, with its numbers where it is asked for alone. Who is gone is null or an empty object."""

    id: int = 0
    login: str = ""
    type: str = "User"
    name: str | None = None
    followers: int | None = None


class Repository(msgspec.Struct):
    """A repository in a list."""

    id: int
    full_name: str
    owner: Person
    html_url: str
    created_at: Instant
    pushed_at: Instant | None = None
    updated_at: Instant | None = None
    description: str | None = None
    fork: bool = False
    private: bool = False
    stargazers_count: int = 0
    forks_count: int = 0
    open_issues_count: int = 0


class Star(msgspec.Struct):
    """A star, as the media type with its date tells it."""

    starred_at: Instant
    user: Person | None = None


class Fork(msgspec.Struct):
    """A repository made out of another."""

    id: int
    owner: Person
    created_at: Instant


class Total(msgspec.Struct):
    """How many reactions there are."""

    total_count: int = 0


class Issue(msgspec.Struct):
    """An issue, or a pull request, which is one too."""

    number: int
    title: str
    html_url: str
    created_at: Instant
    user: Person | None = None
    body: str | None = None
    reactions: Total | None = None


class Comment(msgspec.Struct):
    """A comment on an issue or, with `pull_request_url`, on a line of a pull request."""

    id: int
    html_url: str
    created_at: Instant
    user: Person | None = None
    body: str | None = None
    issue_url: str = ""
    pull_request_url: str = ""


class Reaction(msgspec.Struct):
    """A reaction to an issue."""

    id: int
    content: str
    created_at: Instant
    user: Person | None = None


class Actor(msgspec.Struct):
    """Who did what is told in a feed."""

    id: int
    login: str


class Place(msgspec.Struct):
    """The repository in which something happened."""

    name: str


class Written(msgspec.Struct):
    """Something with words."""

    html_url: str = ""
    body: str | None = None


class Payload(msgspec.Struct):
    """What happened: something was opened, or commented on."""

    action: str = ""
    comment: Written | None = None
    issue: Written | None = None
    pull_request: Written | None = None

    @property
    def written(self) -> Written | None:
        """What was written then."""
        return self.comment or ((self.issue or self.pull_request) if self.action == "opened" else None)


class Event(msgspec.Struct):
    """Something in the feed of an account."""

    id: str
    actor: Actor
    repo: Place
    created_at: Instant
    payload: Payload = msgspec.field(default_factory=Payload)


def profile(page: Page) -> Iterator[Record]:
    """An account, and how many follow it."""
    found = one(page.body, Person)
    if isinstance(found, Unreadable):
        yield found
        return
    if not found.id:
        yield Unreadable("This should be an account; it has no number.", page.url)
        return
    yield met(found)
    if found.followers is not None and found.followers >= 0:
        yield Count(str(found.id), "follower", found.followers)


def met(person: Person) -> Seen:
    """An account as every answer shows it."""
    flags = frozenset({"bot"}) if person.type == "Bot" else frozenset[str]()
    return Seen(str(person.id), person.login, person.name, flags)


def repositories(page: Page) -> Iterator[Record]:
    """The account's own repositories are its posts; its forks are what it passed on."""
    for found in each(page.body, Repository):
        if isinstance(found, Unreadable):
            yield found
        elif str(found.owner.id) == page.about.get("target") and not found.fork and not found.private:
            text = found.description or found.full_name
            yield Post(f"repo/{found.id}", str(found.owner.id), found.created_at, found.html_url, text)


def stars(page: Page) -> Iterator[Record]:
    """Who starred a repository, and when."""
    for found in each(page.body, Star):
        if isinstance(found, Unreadable):
            yield found
        else:
            yield from done(page, Interaction(None, "", Act.LIKE, found.starred_at), found.user)


def forks(page: Page) -> Iterator[Record]:
    """Who made a repository of an own one."""
    for found in each(page.body, Fork):
        if isinstance(found, Unreadable):
            yield found
        else:
            act = Interaction(None, "", Act.ANNOUNCE, found.created_at, act_id=f"repo/{found.id}")
            yield from done(page, act, found.owner)


def issues(page: Page) -> Iterator[Record]:
    """What the account opened is its post; what others opened answers its repository."""
    for found in each(page.body, Issue):
        if isinstance(found, Unreadable):
            yield found
            continue
        name = f"repo/{page.about.get('repo')}#{found.number}"
        if by(found.user) == page.about.get("target", ""):
            text = f"{found.title}\n\n{found.body or ''}".strip()
            yield Post(name, page.about["target"], found.created_at, found.html_url, text)
        else:
            yield from done(page, Interaction(None, "", Act.REPLY, found.created_at, act_id=name), found.user)


def comments(page: Page) -> Iterator[Record]:
    """What others say under the issues and pull requests of an own repository."""
    for found in each(page.body, Comment):
        if isinstance(found, Unreadable):
            yield found
            continue
        name = f"{'review' if found.pull_request_url else 'comment'}/{found.id}"
        if by(found.user) == page.about.get("target", ""):
            yield Post(name, page.about["target"], found.created_at, found.html_url, found.body)
            continue
        number = (found.pull_request_url or found.issue_url).rpartition("/")[2]
        post = f"repo/{page.about.get('repo')}#{number}"
        yield from done(page, Interaction(None, "", Act.REPLY, found.created_at, post, name), found.user)


def reactions(page: Page) -> Iterator[Record]:
    """Who liked an own issue."""
    for found in each(page.body, Reaction):
        if isinstance(found, Unreadable):
            yield found
        elif found.content in REACTIONS:
            act = Interaction(None, "", REACTIONS[found.content], found.created_at, act_id=f"reaction/{found.id}")
            yield from done(page, act, found.user)


def mentions(page: Page) -> Iterator[Record]:
    """Who named the account, in repositories of others."""
    login = page.about.get("login", "")
    named = re.compile(rf"(?<![\w@/.-])@{re.escape(login)}(?![\w-])", re.IGNORECASE)
    for found in each(page.body, Event):
        if isinstance(found, Unreadable):
            yield found
            continue
        written = found.payload.written
        elsewhere = found.repo.name.partition("/")[0].lower() != login.lower()
        if login and elsewhere and written is not None and named.search(written.body or ""):
            act = Interaction(None, "", Act.MENTION, found.created_at, act_id=f"event/{found.id}")
            yield from done(page, act, Person(found.actor.id, found.actor.login))


def done(page: Page, act: Interaction, person: Person | None) -> Iterator[Record]:
    """An act towards the account, and who did it."""
    target = page.about.get("target", "")
    if not target:
        yield Unreadable("The question does not say whom its answer is about.", page.url)
        return
    if person is not None and person.id:
        yield met(person)
    yield Interaction(by(person), target, act.act, act.at, act.post or page.about.get("post"), act.act_id)


def by(person: Person | None) -> str | None:
    """The name of somebody; None for an account that is gone."""
    return str(person.id) if person is not None and person.id else None
