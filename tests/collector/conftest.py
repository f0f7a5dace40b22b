from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.collector.homes import TRUSTED, Hours

from openclout.collector.session import Manners, Session
from openclout.collector.state import State


@pytest.fixture
def hours() -> Hours:
    return Hours()


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    with State(tmp_path / "collector.sqlite") as found:
        yield found


@pytest.fixture
def session(state: State, hours: Hours) -> Iterator[Session]:
    found = Session(state, Manners(trusted_hosts=TRUSTED), hours.around())
    yield found
    found.close()
