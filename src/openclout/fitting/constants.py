"""The numbers of fitting, read from `fitting.toml`.

Comes in: nothing. Goes out: `Constants`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from openclout.scoring.entries import WeightEntry, numbers, parsed


@dataclass(frozen=True)
class Constants:
    """Every number of fitting by its dotted name; units are in `fitting.toml`."""

    number: Mapping[str, float]

    def __getitem__(self, name: str) -> float:
        return self.number[name]

    def whole(self, name: str) -> int:
        """A number that counts something."""
        return int(self.number[name])


@cache
def entries() -> tuple[WeightEntry, ...]:
    """Every number of fitting, in the order of the file."""
    text = files("openclout.fitting").joinpath("fitting.toml").read_text(encoding="utf-8")
    return tuple(numbers(parsed(text, "fitting.toml")))


@cache
def constants() -> Constants:
    """The numbers of fitting."""
    return Constants({entry.name: entry.value for entry in entries()})
