from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from openclout.collector.session import Manners, Session, Surroundings
from openclout.collector.state import State
from openclout.vocabulary.networks import Account

BEGIN = datetime(2026, 11, 22, 12, tzinfo=UTC)
ADA = Account("tiny", "", "ada")


@dataclass
class Hours:
    """A clock that only waiting moves on."""

    at: datetime = BEGIN
    waits: list[float] = field(default_factory=list)

    def now(self) -> datetime:
        return self.at

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.at += timedelta(seconds=seconds)

    def around(self) -> Surroundings:
        return Surroundings(now=self.now, wait=self.wait, chance=lambda: 0.5)


@pytest.fixture
def hours() -> Hours:
    return Hours()


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    with State(tmp_path / "collector.sqlite") as found:
        yield found


@pytest.fixture
def session(state: State, hours: Hours) -> Iterator[Session]:
    found = Session(state, Manners(trusted_hosts=frozenset({"127.0.0.1"})), hours.around())
    yield found
    found.close()
