"""A home to collect into, with a clock that stands still."""

import threading
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.fakes import tiny

from openclout.collector.crawling import Means, collect
from openclout.collector.reports import Collected
from openclout.collector.rows import Never
from openclout.collector.session import Manners, Session, Surroundings
from openclout.collector.state import State
from openclout.lake import Batch, Lake, Tally
from openclout.vocabulary.networks import Account, Connector

BEGIN = datetime(2026, 11, 22, 12, tzinfo=UTC)
TRUSTED = frozenset({"127.0.0.1"})


@dataclass
class Hours:
    """A clock that only waiting moves on, if at all."""

    at: datetime = BEGIN
    waits: list[float] = field(default_factory=list)
    still: bool = False

    def now(self) -> datetime:
        return self.at

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.at += timedelta(seconds=seconds)

    def around(self) -> Surroundings:
        return Surroundings(now=self.now, wait=self.wait, chance=lambda: 0.5)


class Killed(BaseException):
    """A process that is no more."""


@dataclass(frozen=True)
class Mortal(Means):
    """Means with which only so many batches are kept; the one after the last is kept by the lake, or not."""

    breath: list[int] = field(default_factory=list)
    kept: bool = False

    def append(self, batch: Batch) -> Tally:
        self.breath[0] -= 1
        if self.breath[0] >= 0 or self.kept:
            super().append(batch)
        if self.breath[0] < 0:
            raise Killed
        return self.lake.tally(batch.reader)


@contextmanager
def means_at(  # noqa: PLR0913 - each test hands in what it is about
    home: Path,
    hours: Hours | None = None,
    *,
    never: Never | None = None,
    networks: Sequence[Connector] = (tiny,),
    manners: Manners | None = None,
    together: int = 50,
) -> Generator[Means]:
    """Everything that a crawl needs."""
    around = (hours or Hours()).around()
    with Lake(home / "lake") as lake, State(home / "collector.sqlite") as state:
        facts = {each.NETWORK.name: each.NETWORK for each in networks}
        session = Session(state, manners or Manners(trusted_hosts=TRUSTED), around, networks=facts)
        try:
            named = {each.NETWORK.name: each for each in networks}
            yield Means(lake, session, state, named, never, together, threading.Event())
        finally:
            session.close()


def collected(home: Path, accounts: Sequence[Account], together: int = 50) -> tuple[Collected, ...]:
    """Crawl accounts once."""
    with means_at(home, together=together) as means:
        return collect(accounts, means)
