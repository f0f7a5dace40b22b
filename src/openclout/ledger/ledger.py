"""The ledger in its database: SQLite for one machine, PostgreSQL for several.

Comes in: links, and accounts to forget. Goes out: frozen `Link` records, sorted. Links are ended, not deleted, so
that the past can be worked out again; only `forget` deletes.
"""

import hashlib
import secrets
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Self

from sqlalchemy import URL, Engine, create_engine, delete, event, make_url, select
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.orm import Session

from openclout.ledger.mentions import Mentions, forgotten
from openclout.ledger.tables import SCHEMA, Layout, LinkRow, NeverRow, PersonRow, Row
from openclout.vocabulary.errors import BadInput, BadSetting, NotFound
from openclout.vocabulary.records import Link

TOGETHER = 500
"""Links that are looked up in one query."""


class Ledger:
    """Who holds which account, since when, and who wants to be forgotten."""

    def __init__(self, url: str) -> None:
        self._engine = opened(url)
        with Session(self._engine) as session:
            layout = session.scalars(select(Layout)).one_or_none()
            if layout is None:
                layout = Layout(number=SCHEMA, salt=secrets.token_bytes(16))
                session.add(layout)
            if layout.number != SCHEMA:
                raise BadInput(
                    f"This program knows layout {SCHEMA} of the ledger; the database has layout {layout.number}. "
                    "Use the version of OpenClout that wrote it, or a newer one."
                )
            self._salt = layout.salt
            session.commit()

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def link(self, link: Link) -> bool:
        """Note that an account belongs to a person; False if that was known. A later title replaces the earlier.

        Raises BadInput if the account belongs to somebody else at any time of the link, or has been forgotten.
        """
        (outcome,) = self.link_all((link,))
        if isinstance(outcome, BadInput):
            raise outcome
        return outcome

    def link_all(self, links: Sequence[Link]) -> tuple[bool | BadInput, ...]:
        """Note many links at once; for each, what `link` would return or raise."""
        outcomes: list[bool | BadInput] = []
        with Session(self._engine) as session, session.no_autoflush:
            for first in range(0, len(links), TOGETHER):
                outcomes += self._link(session, links[first : first + TOGETHER])
                session.flush()
            session.commit()
        return tuple(outcomes)

    def _link(self, session: Session, links: Sequence[Link]) -> list[bool | BadInput]:
        """Note some links: what is known of their accounts and people is asked for once."""
        marks = {self._mark(link.network, link.native_id) for link in links}
        never = frozenset(session.scalars(select(NeverRow.mark).where(NeverRow.mark.in_(marks))))
        people = session.scalars(select(PersonRow).where(PersonRow.name.in_({link.person for link in links})))
        accounts = select(LinkRow).where(LinkRow.native_id.in_({link.native_id for link in links}))
        titles = {person.name: person for person in people}
        held = list(session.scalars(accounts.order_by(LinkRow.since)))
        rows: dict[tuple[str, str], list[LinkRow]] = {}
        for row in held:
            rows.setdefault((row.network, row.native_id), []).append(row)
        outcomes: list[bool | BadInput] = []
        for link in links:
            there = rows.setdefault((link.network, link.native_id), [])
            forgotten = self._mark(link.network, link.native_id) in never
            refused = refusal(link, there, forgotten=forgotten)
            if refused is not None:
                outcomes.append(refused)
                continue
            known = any(overlap(row, link) for row in there)
            titles.setdefault(link.person, PersonRow(name=link.person, title=link.title)).title = link.title
            if not known:
                there.append(link_row(link))
                session.add_all([titles[link.person], there[-1]])
            outcomes.append(not known)
        return outcomes

    def unlink(self, person: str, network: str, native_id: str, *, until: date) -> None:
        """End a link: `until` is the first day without it. Raises NotFound."""
        with Session(self._engine) as session:
            rows = [row for row in self._rows(session, network, native_id) if row.person == person]
            still = [row for row in rows if row.until is None or row.until > until]
            if not still:
                raise NotFound(f"{person} holds no account {network}:{native_id} on {until}. See the person's links.")
            for row in still:
                if row.since >= until:
                    raise BadInput(f"The link began on {row.since}; it can end on the day after, not on {until}.")
                row.until = until
            session.commit()

    def links(self, day: date) -> tuple[Link, ...]:
        """The links that hold on a day, sorted by person, network and native id."""
        links = self.all_links()
        return tuple(link for link in links if link.since <= day and (link.until is None or day < link.until))

    def all_links(self) -> tuple[Link, ...]:
        """Every link that ever held, sorted by person, network, native id and first day."""
        with Session(self._engine) as session:
            found = [record(row) for row in session.scalars(select(LinkRow))]
        return tuple(sorted(found, key=lambda link: (link.person, link.network, link.native_id, link.since)))

    def forget(self, network: str, native_id: str) -> int:
        """Delete an account's links, and its holder if no link is left; keep a salted hash. Rows deleted."""
        with Session(self._engine) as session:
            rows = self._rows(session, network, native_id)
            for row in rows:
                session.delete(row)
            session.flush()
            forgotten(session, (native_id,))
            held = select(LinkRow.person)
            session.execute(delete(PersonRow).where(PersonRow.name.not_in(held)))
            session.merge(NeverRow(mark=self._mark(network, native_id)))
            session.commit()
        self._scrub()
        return len(rows)

    @property
    def mentions(self) -> Mentions:
        """The Webmentions that came."""
        return Mentions(self._engine)

    def is_never(self, network: str, native_id: str) -> bool:
        """Whether the account asked to be forgotten."""
        with Session(self._engine) as session:
            return session.get(NeverRow, self._mark(network, native_id)) is not None

    def never_checker(self) -> Callable[[str, str], bool] | None:
        """A quick test for many accounts, of the list as it is now; None while nobody asked to be forgotten."""
        with Session(self._engine) as session:
            marks = frozenset(session.scalars(select(NeverRow.mark)))
        return (lambda network, native_id: self._mark(network, native_id) in marks) if marks else None

    def _mark(self, network: str, native_id: str) -> bytes:
        return hashlib.blake2b(f"{network}:{native_id}".encode(), key=self._salt, digest_size=16).digest()

    def _rows(self, session: Session, network: str, native_id: str) -> list[LinkRow]:
        found = select(LinkRow).where(LinkRow.network == network, LinkRow.native_id == native_id)
        return list(session.scalars(found.order_by(LinkRow.since)))

    def _scrub(self) -> None:
        """Leave nothing of deleted rows in a SQLite file: rewrite it, and empty its log."""
        if self._engine.dialect.name == "sqlite":
            with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("VACUUM")
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def opened(url: str) -> Engine:
    """The database with its tables made. Its folder is made too, if it is a file. Raises BadSetting."""
    address = address_of(url)
    sqlite = address.get_backend_name() == "sqlite"
    if sqlite and address.database:
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    try:
        engine = create_engine(address)
        if sqlite:
            event.listen(engine, "connect", careful)
        Row.metadata.create_all(engine)
    except ModuleNotFoundError as error:
        raise BadSetting(
            f"A ledger in PostgreSQL needs the package {error.name}, which is not installed. "
            "Install it with: pip install 'openclout[postgres]'."
        ) from error
    except DBAPIError as error:
        raise BadSetting(
            f"The ledger's database {address.render_as_string()} cannot be used: {' '.join(str(error.orig).split())}. "
            "See whether it is there, runs and takes you in; or change ledger_url."
        ) from error
    return engine


def address_of(url: str) -> URL:
    """The address of a SQLite file, or of PostgreSQL with the driver that we bring. Raises BadSetting."""
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise BadSetting(
            "The setting ledger_url should be an address, as postgresql://name@host/database; what was given is none. "
            "Change it, or leave it out for a SQLite file in the home."
        ) from error
    kind = address.get_backend_name()
    if kind not in {"sqlite", "postgresql"}:
        raise BadSetting(f"The ledger lives in SQLite or PostgreSQL; ledger_url names {kind}. Change it.")
    return address.set(drivername="postgresql+psycopg") if kind == "postgresql" else address


def careful(connection: Any, _: object) -> None:  # SQLAlchemy hands the driver's connection through untyped
    """SQLite as we want it: readers beside a writer, keys checked, patience, and no leftovers."""
    for pragma in ("journal_mode = WAL", "foreign_keys = ON", "busy_timeout = 5000", "secure_delete = ON"):
        connection.execute(f"PRAGMA {pragma}")


def refusal(link: Link, rows: Sequence[LinkRow], *, forgotten: bool) -> BadInput | None:
    """Why a link cannot be noted beside those that are; None if it can."""
    if forgotten:
        return BadInput("This account asked to be forgotten, so it cannot be linked. Leave it out.")
    if link.until is not None and link.until <= link.since:
        return BadInput(f"A link ends after the day it begins; this one is from {link.since} to {link.until}.")
    for row in rows:
        if row.person != link.person and overlap(row, link):
            return BadInput(
                f"{link.network}:{link.native_id} belongs to {row.person} since {row.since}, so it cannot "
                f"also belong to {link.person}. Unlink it first."
            )
    return None


def overlap(row: LinkRow, link: Link) -> bool:
    """Whether the two hold on a common day."""
    return (row.until is None or link.since < row.until) and (link.until is None or row.since < link.until)


def link_row(link: Link) -> LinkRow:
    """A link as it is stored."""
    return LinkRow(
        person=link.person,
        network=link.network,
        native_id=link.native_id,
        proof=link.proof,
        since=link.since,
        until=link.until,
    )


def record(row: LinkRow) -> Link:
    """A stored link as a record."""
    return Link(row.person, row.holder.title, row.network, row.native_id, row.proof, row.since, row.until)
