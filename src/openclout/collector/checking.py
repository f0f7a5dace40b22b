"""A check against the live service: a few polite questions, and whether the answers are what the connector expects.

Comes in: a connector, an account, perhaps the address of a stream. Goes out: a report. Nothing is kept.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import cast

from openclout.collector.conforming import facts, faults, page, unreadable
from openclout.collector.crawling import following
from openclout.collector.session import Session
from openclout.collector.sockets import listening
from openclout.vocabulary.acts import Act
from openclout.vocabulary.errors import Gone, NetworkError, NotFound
from openclout.vocabulary.networks import (
    CAPABILITIES,
    Account,
    Connector,
    Count,
    Interaction,
    Page,
    Post,
    Record,
    Seen,
    Streaming,
    Unreadable,
    Withdrawn,
)

QUESTIONS = 12
SINCE = timedelta(days=30)
MESSAGES, SECONDS = 200, 15.0
"""How long a stream is listened to: so many messages, or so long."""
STREAM = "stream"
BY_ACT = {
    Act.LIKE: "likes",
    Act.DISLIKE: "likes",
    Act.ANNOUNCE: "shares",
    Act.REPLY: "replies",
    Act.QUOTE: "quotes",
    Act.MENTION: "mentions",
    Act.FOLLOW: "follows",
    Act.LIST: "lists",
    Act.ACCEPT: "accepts",
    Act.LINK: "links",
    Act.PAY: "payments",
    Act.VIEW: "views",
}
BY_COUNT = {"follower": "followers", "list": "lists", "view": "views"}


@dataclass(frozen=True)
class Answered:
    """One question of a check: its kind, the status, how many records were read from it, how many could not be.

    Of a stream, all its messages are one answer without a status (0).
    """

    kind: str
    status: int
    records: int
    unreadable: int


@dataclass(frozen=True)
class Checked:
    """The report: the answers; which capabilities they proved, and which are offered but were not met with.

    `faults` are answers that differ from what we expect; `trouble` says why the check did not come to its end.
    """

    account: Account
    answers: tuple[Answered, ...]
    proven: tuple[str, ...]
    unseen: tuple[str, ...]
    faults: tuple[str, ...]
    trouble: str = ""


def checked(
    connector: Connector, account: Account, session: Session, *, questions: int = QUESTIONS, stream: str = ""
) -> Checked:
    """Ask a live service a few questions, and look at the answers. Raises NotFound if it does not know the account."""
    pages, trouble = asked(connector, account, session, questions)
    wrong = [*facts(connector.NETWORK), *(fault for each in pages for fault in page(connector, each))]
    found = [] if wrong else [record for each in pages for record in connector.read(each)]
    answers = [] if wrong else [answered(connector, each) for each in pages]
    heard: list[Record] = []
    if stream and not trouble:
        heard, trouble = listened(cast("Streaming", connector), stream, session)
        answers.append(Answered(STREAM, 0, len(heard), sum(isinstance(one, Unreadable) for one in heard)))
        wrong += [f"{STREAM}: {fault}" for record in heard for fault in faults(record)]
    wrong += [f"{one.kind}: {one.unreadable} records could not be read." for one in answers if one.unreadable]
    if not (found or wrong or trouble):
        wrong.append(f"No answer held a record. See whether {account.name} is there, or name an account that you know.")
    shown = set(proven([*found, *heard])) | ({STREAM} if heard else set())
    offered = connector.NETWORK.offers
    # That somebody is a bot is a wish to some networks, and a plain fact to others.
    shown -= {"consent"} - offered
    wrong += [
        f"The answers tell of {name}, which {connector.NETWORK.title} does not offer." for name in shown - offered
    ]
    return Checked(
        account,
        tuple(answers),
        tuple(name for name in CAPABILITIES if name in shown),
        tuple(name for name in CAPABILITIES if name in offered - shown),
        tuple(dict.fromkeys(wrong)),
        trouble,
    )


def asked(connector: Connector, account: Account, session: Session, most: int) -> tuple[list[Page], str]:
    """The answers to the first questions of a crawl, and why it went no further. Raises NotFound."""
    crawl = connector.crawl(account, session.around.now() - SINCE)
    pages: list[Page] = []
    request = next(crawl, None)
    try:
        while request is not None and len(pages) < most:
            pages.append(session.answer(request, account))
            request = following(crawl, pages[-1])
    except Gone as error:
        if not pages:
            raise NotFound(f"{connector.NETWORK.title} does not know {account.name}: {error}") from error
        return pages, str(error)
    except NetworkError as error:
        return pages, str(error)
    return pages, ""


def answered(connector: Connector, each: Page) -> Answered:
    """What became of an answer."""
    return Answered(each.kind, each.status, len(list(connector.read(each))), len(unreadable(connector, [each])))


def listened(connector: Streaming, address: str, session: Session) -> tuple[list[Record], str]:
    """What a stream says in a short while, and why it could not be listened to."""
    end = time.monotonic() + SECONDS
    found: list[Record] = []
    try:
        with listening(session.guard, address, session.manners.agent) as messages:
            for number, message in enumerate(messages):
                if message:
                    found += heard(connector, message)
                if number >= MESSAGES or time.monotonic() > end:
                    break
    except NetworkError as error:
        return found, str(error)
    return found, "" if found else f"The stream {address} said nothing in {SECONDS:.0f} seconds. Listen again later."


def heard(connector: Streaming, message: bytes) -> Sequence[Record]:
    """What a message says; one that cannot be read is a record that cannot be."""
    try:
        return connector.listen(message).records
    except (ValueError, KeyError, TypeError) as error:
        return (Unreadable(type(error).__name__, ""),)


def proven(records: Sequence[Record]) -> Iterator[str]:
    """The capabilities that records show."""
    for record in records:
        if isinstance(record, Interaction) and record.act in BY_ACT:
            yield BY_ACT[record.act]
        elif isinstance(record, Seen):
            yield from ("profile", *(("consent",) if record.flags is not None else ()))
        elif isinstance(record, Post):
            yield "posts"
        elif isinstance(record, Count) and record.kind in BY_COUNT:
            yield BY_COUNT[record.kind]
        elif isinstance(record, Withdrawn):
            yield "deletions"
