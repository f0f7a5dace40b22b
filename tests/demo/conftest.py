from datetime import date

import pytest

from openclout.demo.world import World, small_world, world


@pytest.fixture(scope="session")
def full() -> World:
    return world(last_day=date(2026, 11, 21))


@pytest.fixture(scope="session")
def small() -> World:
    return small_world(7)
