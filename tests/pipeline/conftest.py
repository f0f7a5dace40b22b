"""A home filled with a small made-up world, made once and copied for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.pipeline.homes import copied, opened, run, take_world

from openclout.demo.world import World, small_world
from openclout.pipeline import Home


@pytest.fixture(scope="session")
def small() -> World:
    return small_world(7)


@pytest.fixture(scope="session")
def filled(small: World, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Not published yet. Not to be changed."""
    return take_world(opened(tmp_path_factory.mktemp("filled")), small)


@pytest.fixture(scope="session")
def shown(filled: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Published with ten days of history. Not to be changed."""
    home = copied(filled, tmp_path_factory.mktemp("shown"))
    run(home, history_days=10)
    return home


@pytest.fixture
def world_home(filled: Home, tmp_path: Path) -> Iterator[Home]:
    """A copy of the filled home."""
    home = copied(filled, tmp_path / "world")
    yield home
    home.ledger.close()


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """An empty home."""
    empty = opened(tmp_path / "home")
    yield empty
    empty.ledger.close()
