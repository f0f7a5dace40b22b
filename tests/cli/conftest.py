"""One small world, taken in and scored once, for all commands that only look."""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from tests.cli.calling import said

from openclout.demo.world import World, small_world, write

Look = Callable[..., str]
LookJson = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def small() -> World:
    return small_world(1)  # its largest network is hardened, so strangers count only in part


@pytest.fixture(scope="session")
def files(small: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of the world, as files."""
    folder = tmp_path_factory.mktemp("files")
    write(small, folder)
    return folder


@pytest.fixture(scope="session")
def home(files: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which the world is published. Tests look at it and change nothing."""
    folder = tmp_path_factory.mktemp("published") / "home"
    said(folder, "import", *sorted(files.glob("*.parquet")))
    said(folder, "score", "--history", "40")
    return folder


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A home that is not there yet."""
    return tmp_path / "home"


@pytest.fixture
def look(home: Path) -> Look:
    """A command that looks at the published world; what it prints."""
    return partial(said, home)


@pytest.fixture
def look_json(look: Look) -> LookJson:
    """The same with --json, read strictly: NaN and infinity are no JSON."""

    def looked(*words: str) -> dict[str, Any]:
        found = json.loads(look(*words, "--json"), parse_constant=pytest.fail)
        assert isinstance(found, dict)
        return found

    return looked
