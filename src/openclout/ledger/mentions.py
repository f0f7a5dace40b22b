"""Webmentions that wait to be verified, and what those that were verified said.

Comes in: a source and a target, from anybody. Goes out: what is to be verified. There is room for so many; whoever
sends the same again asks for it to be verified again, as W3C Webmention 3.2.4 has it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine, delete, func, or_, select
from sqlalchemy.orm import Session

from openclout.ledger.tables import MentionRow

MOST = 10_000
"""So many may wait; more are refused."""
TRIES = 5
"""A source that does not answer is asked so often, in as many rounds."""


@dataclass(frozen=True)
class Mention:
    """A source that says to link to a target; what it said before, and how often that has changed."""

    source: str
    target: str
    received: datetime
    act_id: str = ""
    number: int = 0


@dataclass(frozen=True)
class Mentions:
    """The Webmentions of a ledger."""

    engine: Engine

    def take(self, source: str, target: str, at: datetime) -> bool:
        """Let one wait; False if there is no room."""
        with Session(self.engine) as session:
            waiting = session.scalar(select(func.count()).select_from(MentionRow).where(MentionRow.waiting)) or 0
            row = session.get(MentionRow, (source, target))
            if waiting >= MOST and not (row is not None and row.waiting):
                return False
            if row is None:
                fresh = MentionRow(source=source, target=target, received=at.astimezone(UTC).replace(tzinfo=None))
                fresh.act_id, fresh.number = "", 0
                session.add(fresh)
                row = fresh
            row.waiting, row.tries = True, 0
            session.commit()
        return True

    def waiting(self) -> tuple[Mention, ...]:
        """What is to be verified, the oldest first."""
        with Session(self.engine) as session:
            rows = select(MentionRow).where(MentionRow.waiting)
            found = session.scalars(rows.order_by(MentionRow.received, MentionRow.source, MentionRow.target))
            return tuple(
                Mention(row.source, row.target, row.received.replace(tzinfo=UTC), row.act_id, row.number)
                for row in found
            )

    def verified(self, mention: Mention, act_id: str) -> None:
        """Note what the source was read as; empty: as nothing."""
        with Session(self.engine) as session:
            row = session.get(MentionRow, (mention.source, mention.target))
            if row is None:
                return
            row.number += bool(row.act_id) and row.act_id != act_id
            row.act_id, row.waiting = act_id, False
            if not act_id and not row.number:
                session.delete(row)
            session.commit()

    def failed(self, mention: Mention) -> bool:
        """Note that the source did not answer; whether it is asked again."""
        with Session(self.engine) as session:
            row = session.get(MentionRow, (mention.source, mention.target))
            if row is None:
                return False
            row.tries += 1
            row.waiting = row.tries < TRIES
            left = row.waiting
            if not left and not row.act_id and not row.number:
                session.delete(row)
            session.commit()
        return left


def forgotten(session: Session, names: Sequence[str]) -> None:
    """Delete every Webmention from or to pages of sites that are to be forgotten."""
    for name in names:
        if name.startswith("https://"):
            home = name.rstrip("/")
            for each in (home, home.replace("https://", "http://", 1)):
                pages = [
                    column.startswith(f"{each}{sign}", autoescape=True)
                    for column in (MentionRow.source, MentionRow.target)
                    for sign in "/?#"
                ]
                session.execute(
                    delete(MentionRow).where(or_(MentionRow.source == each, MentionRow.target == each, *pages))
                )
