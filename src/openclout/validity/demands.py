"""What is demanded, by name: the numbers of `bars.toml`."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def demands() -> Mapping[str, Mapping[str, object]]:
    """The bars as they are written down."""
    return tomllib.loads(files("openclout.validity").joinpath("bars.toml").read_text(encoding="utf-8"))


def number(bar: str, name: str = "least") -> float:
    """A number of a bar."""
    found = demands()[bar][name]
    if not isinstance(found, float):
        raise TypeError(f"{bar}.{name} should be a number.")
    return found


def names(bar: str, name: str) -> tuple[str, ...]:
    """A list of names, or one name, of a bar."""
    found = demands()[bar][name]
    return tuple(map(str, found)) if isinstance(found, list) else (str(found),)
