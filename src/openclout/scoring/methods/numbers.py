"""The numbers of the rivals, read from `rivals.toml`.

Comes in: the name of a method. Goes out: its numbers by name, and rows for pages and documents. A number whose source
is "ours" was never published.
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from openclout.scoring.weights import WeightEntry, entries_of

OURS = "ours"
"""The source of a number that was never published."""


@cache
def entries(method: str) -> tuple[WeightEntry, ...]:
    """Every number of a method, in the order of the file; names without that of the method."""
    mine = f"{method}."
    return tuple(
        WeightEntry(entry.name.removeprefix(mine), entry.value, entry.unit, entry.reason, entry.source)
        for entry in entries_of("methods/rivals.toml")
        if entry.name.startswith(mine)
    )


@cache
def numbers(method: str) -> Mapping[str, float]:
    """The numbers of a method by name."""
    return MappingProxyType({entry.name: entry.value for entry in entries(method)})
