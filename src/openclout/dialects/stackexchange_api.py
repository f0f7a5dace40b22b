"""What the API of Stack Exchange answers, and how it is read.

Comes in: answers about an account of a site. Goes out: records. Accounts, posts and comments are named by site, kind
and number, as `stackoverflow.com/posts/11227809`; who is deleted has no number and is nobody.
Shapes: https://api.stackexchange.com/docs/types (shallow-user, post, answer, comment, question, reputation-history;
read 2026-11-22).
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from html import unescape

import msgspec

from openclout.dialects.instants import Seconds, instant
from openclout.dialects.wrapped import wrapped
from openclout.vocabulary.acts import Act
from openclout.vocabulary.networks import Interaction, Page, Post, Record, Seen, Unreadable

REPUTATION = {"post_upvoted": Act.LIKE, "post_downvoted": Act.DISLIKE, "bounty_earned": Act.PAY}
ACCEPTED = "answer_accepted"


class Person(msgspec.Struct):
    """Who wrote something; nobody has no number."""

    user_id: int | None = None
    display_name: str = ""


class Written(msgspec.Struct):
    """A question or an answer of the account."""

    post_id: int
    post_type: str
    creation_date: Seconds
    link: str | None = None
    title: str | None = None


class Answer(msgspec.Struct):
    """An answer to a question."""

    answer_id: int
    question_id: int
    creation_date: Seconds
    owner: Person | None = None


class Comment(msgspec.Struct):
    """A comment, and whom it is for, if it names somebody."""

    comment_id: int
    post_id: int
    creation_date: Seconds
    owner: Person | None = None
    reply_to_user: Person | None = None


class Question(msgspec.Struct):
    """A question, and the answer that was accepted."""

    question_id: int
    accepted_answer_id: int | None = None
    owner: Person | None = None


class Change(msgspec.Struct):
    """A change of reputation."""

    reputation_history_type: str
    creation_date: Seconds
    post_id: int | None = None


def name(site: str, kind: str, number: int | str) -> str:
    """The name of an account, post or comment: its address, without the way to ask."""
    return f"{site}/{kind}/{number}"


def profile(page: Page) -> Iterator[Record]:
    """An account."""
    for found in wrapped(page.body, "items", Person):
        if isinstance(found, Unreadable):
            yield found
        else:
            yield from met(page, found)


def met(page: Page, person: Person | None) -> Iterator[Seen]:
    """An account as every answer shows it."""
    named = by(page, person)
    if named is not None and person is not None:
        yield Seen(named, named, unescape(person.display_name) or None)


def by(page: Page, person: Person | None) -> str | None:
    """The name of somebody; None for an account that is gone."""
    if person is None or person.user_id is None:
        return None
    return name(page.about.get("site", ""), "users", person.user_id)


def posts(page: Page) -> Iterator[Record]:
    """Questions and answers of the account. Lists show no words of answers, so the address must do."""
    target = page.about.get("target", "")
    for found in wrapped(page.body, "items", Written):
        if isinstance(found, Unreadable):
            yield found
        else:
            native = name(page.about.get("site", ""), "posts", found.post_id)
            title = unescape(found.title) if found.title else None
            yield Post(native, target, instant(found.creation_date), found.link, title)


def answers(page: Page) -> Iterator[Record]:
    """Answers to questions of the account."""
    for found in wrapped(page.body, "items", Answer):
        if isinstance(found, Unreadable):
            yield found
        else:
            own = name(page.about.get("site", ""), "posts", found.answer_id)
            yield from done(page, Act.REPLY, found.creation_date, found.question_id, (found.owner, own))


def comments(page: Page) -> Iterator[Record]:
    """Comments on posts of the account, but those for somebody: mentions tell the ones for the account itself."""
    for found in wrapped(page.body, "items", Comment):
        if isinstance(found, Unreadable):
            yield found
        elif found.reply_to_user is None:
            own = name(page.about.get("site", ""), "comments", found.comment_id)
            yield from done(page, Act.REPLY, found.creation_date, found.post_id, (found.owner, own))


def mentions(page: Page) -> Iterator[Record]:
    """Comments for the account, wherever they stand."""
    for found in wrapped(page.body, "items", Comment):
        if isinstance(found, Unreadable):
            yield found
        else:
            own = name(page.about.get("site", ""), "comments", found.comment_id)
            yield from done(page, Act.MENTION, found.creation_date, None, (found.owner, own))


def reputation(page: Page) -> Iterator[Record]:
    """Votes and bounties, each with its instant and its post, none with a name."""
    for found in wrapped(page.body, "items", Change):
        if isinstance(found, Unreadable):
            yield found
        elif found.reputation_history_type in REPUTATION and found.post_id is not None:
            act = REPUTATION[found.reputation_history_type]
            yield from done(page, act, found.creation_date, found.post_id, (None, None))


def accepted(page: Page) -> Iterator[Record]:
    """Who asked the questions to which the account's answer was accepted; the question that we ask says when."""
    for found in wrapped(page.body, "items", Question):
        if isinstance(found, Unreadable):
            yield found
            continue
        when = page.about.get(str(found.accepted_answer_id), "")
        if when:
            seconds = int(datetime.fromisoformat(when).timestamp())
            own = name(page.about.get("site", ""), "accepted", found.question_id)
            yield from done(page, Act.ACCEPT, seconds, found.accepted_answer_id, (found.owner, own))


def done(
    page: Page, act: Act, seconds: int, post: int | None, whose: tuple[Person | None, str | None]
) -> Iterator[Record]:
    """An act towards the account: when, about which post, by whom and under which name."""
    person, own = whose
    target, site = page.about.get("target", ""), page.about.get("site", "")
    if not target:
        yield Unreadable("The question does not say whom its answer is about.", page.url)
        return
    yield from met(page, person)
    about = None if post is None else name(site, "posts", post)
    yield Interaction(by(page, person), target, act, instant(seconds), about, own)


READERS: dict[str, Callable[[Page], Iterator[Record]]] = {
    "profile": profile,
    "posts": posts,
    "answers": answers,
    "comments": comments,
    "mentions": mentions,
    "reputation": reputation,
    "accepted": accepted,
}
