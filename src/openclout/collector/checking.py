"""A check against the live service: a few polite questions, and whether the answers are what the connector expects.

Comes in: a connector, an account. Goes out: a report. Nothing is kept.
"""

from dataclasses import dataclass
from datetime import timedelta

from openclout.collector.conforming import facts, page, unreadable
from openclout.collector.session import Session
from openclout.vocabulary.errors import NetworkError
from openclout.vocabulary.networks import Account, Connector, Page

QUESTIONS = 12
SINCE = timedelta(days=30)


@dataclass(frozen=True)
class Answered:
    """One question of a check: its kind, the status, how many records were read from it, how many could not be."""

    kind: str
    status: int
    records: int
    unreadable: int


@dataclass(frozen=True)
class Checked:
    """The report: the answers, and what was found to be wrong."""

    account: Account
    answers: tuple[Answered, ...]
    faults: tuple[str, ...]


def checked(connector: Connector, account: Account, session: Session, questions: int = QUESTIONS) -> Checked:
    """Ask a live service a few questions, and look at the answers."""
    crawl = connector.crawl(account, session.around.now() - SINCE)
    pages: list[Page] = []
    wrong = list(facts(connector.NETWORK))
    request = next(crawl, None)
    try:
        while request is not None and len(pages) < questions:
            pages.append(session.answer(request, account))
            request = crawl.send(pages[-1])
    except StopIteration:
        pass
    except NetworkError as error:
        wrong.append(str(error))
    wrong += [fault for each in pages for fault in page(connector, each)]
    answers = tuple(
        Answered(each.kind, each.status, len(list(connector.read(each))), len(unreadable(connector, [each])))
        for each in pages
    )
    if not any(answer.records for answer in answers):
        wrong.append("No answer held a record.")
    wrong += [
        f"{answer.kind}: {answer.unreadable} records could not be read." for answer in answers if answer.unreadable
    ]
    return Checked(account, answers, tuple(dict.fromkeys(wrong)))
