"""The libraries that we pin run on the oldest Python that we promise; pip of a newer one would not tell."""

import tomllib
from importlib.metadata import distributions
from pathlib import Path

from packaging.specifiers import SpecifierSet

PROJECT = Path(__file__).parent.parent / "pyproject.toml"


def test_every_installed_library_runs_on_the_oldest_python_that_is_promised() -> None:
    (floor,) = SpecifierSet(tomllib.loads(PROJECT.read_text())["project"]["requires-python"])
    assert floor.operator == ">="
    too_new = {
        f"{found.metadata['Name']} {found.version}: {found.metadata['Requires-Python']}"
        for found in distributions()
        if not SpecifierSet(found.metadata["Requires-Python"] or "").contains(f"{floor.version}.0")
    }
    assert not too_new, "pin older ones in constraints.txt"
