"""The ledger's tables.

Comes in: nothing. Goes out: SQLAlchemy's classes, for SQLite and PostgreSQL.
"""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

SCHEMA = 1
"""The number of this layout. It grows when a table changes."""


class Row(DeclarativeBase):
    """A row of any table."""


class Layout(Row):
    """The layout that the database has: one row."""

    __tablename__ = "layout"
    number: Mapped[int] = mapped_column(primary_key=True)
    salt: Mapped[bytes]
    """Mixed into the hashes of `never`, so that they cannot be looked up in a list made elsewhere."""


class PersonRow(Row):
    """One person: the name for addresses, and the title that is shown."""

    __tablename__ = "person"
    name: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]


class LinkRow(Row):
    """One time for which an account belonged to a person, with the proof."""

    __tablename__ = "link"
    __table_args__ = (
        UniqueConstraint("network", "native_id", "since"),
        Index("link_person", "person"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(ForeignKey("person.name"))
    network: Mapped[str]
    native_id: Mapped[str]
    proof: Mapped[str]
    since: Mapped[date]
    until: Mapped[date | None]
    holder: Mapped[PersonRow] = relationship(lazy="joined", innerjoin=True)


class NeverRow(Row):
    """An account that asked to be forgotten: only a salted hash, to know it when it turns up again."""

    __tablename__ = "never"
    mark: Mapped[bytes] = mapped_column(primary_key=True)


class MentionRow(Row):
    """One Webmention: a source that says to link to a target, and what became of it."""

    __tablename__ = "mention"
    source: Mapped[str] = mapped_column(primary_key=True)
    target: Mapped[str] = mapped_column(primary_key=True)
    received: Mapped[datetime]
    """When it first came, UTC."""
    waiting: Mapped[bool]
    """Whether it is to be verified, for the first time or again."""
    tries: Mapped[int]
    act_id: Mapped[str]
    """The name of the act that the source was last read as; empty for none."""
    number: Mapped[int]
    """How many acts it was read as before."""
