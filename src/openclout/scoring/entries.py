"""Numbers with their unit, reason and source, as TOML files hold them; and whether a method file is in order.

Comes in: text of TOML. Goes out: `WeightEntry` rows, in the order of the file; BadInput for what is not in order.
The table `fit` of a file says how its numbers were found; it holds no number of the method.
"""

import math
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from openclout.vocabulary.errors import BadInput

Tree = Mapping[str, "float | str | Tree"]
"""A parsed TOML table: numbers, words, and tables."""
FIT = "fit"
ASIDE = ("version", "since", FIT)
"""What a method file says of itself, beside its numbers."""
WORDS = ("unit", "reason", "source")
POSITIVE = (
    *("decay.pace_days", "decay.memory_days", "calibration.half_raw", "calibration.steepness"),
    *("belief.full_at", "belief.floor_targets", "guard.moved_points"),
)
"""Numbers by which something is divided."""
WHOLE = ("belief.rounds", "belief.seed_fans", "belief.seed_minimum", "number.fans", "guard.least_people")
"""Numbers that count something."""


@dataclass(frozen=True)
class WeightEntry:
    """One number of the method: its name (dotted), value, unit, reason and source."""

    name: str
    value: float
    unit: str
    reason: str
    source: str


def parsed(text: str, where: str) -> Tree:
    """The text as TOML. Raises BadInput."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{where} should be TOML, but: {error}. Correct the line.") from error


def numbers(tree: Tree, path: str = "") -> Iterator[WeightEntry]:
    """The numbers of a tree that is in order."""
    words = {name: word for name, word in tree.items() if isinstance(word, str)}
    for name, found in tree.items():
        if isinstance(found, Mapping):
            if path or name != FIT:
                yield from numbers(found, f"{path}.{name}".lstrip("."))
        elif not isinstance(found, str):
            full = path if name == "value" else f"{path}.{name}"
            yield WeightEntry(full, float(found), words["unit"], words["reason"], words["source"])


def check(tree: Tree, known: Sequence[WeightEntry], where: str) -> None:
    """Raises BadInput unless every number of a method file is a known one, has its words, and makes sense."""
    for name, found in tree.items():
        if isinstance(found, Mapping):
            if name != FIT:
                _check_table(found, name, {entry.name: entry.value for entry in known}, where)
        elif name not in ASIDE:
            raise BadInput(f"{where} should have tables, version and since; it has {name!r}. Remove it.")


def _check_table(table: Tree, path: str, known: Mapping[str, float], where: str) -> None:
    for name, found in table.items():
        if isinstance(found, Mapping):
            _check_table(found, f"{path}.{name}", known, where)
        elif name not in WORDS:
            _check_words(table, path, where)
            _check_number(path if name == "value" else f"{path}.{name}", found, known, where)


def _check_words(table: Tree, path: str, where: str) -> None:
    missing = [word for word in WORDS if not (isinstance(told := table.get(word), str) and told.strip())]
    if missing:
        raise BadInput(
            f"{where}: each number needs a unit, a reason and a source; [{path}] has no {', no '.join(missing)}. "
            f'Add {missing[0]} = "...".'
        )


def _check_number(name: str, found: object, known: Mapping[str, float], where: str) -> None:
    if name not in known:
        table = name.partition(".")[0]
        near = [other for other in known if other.partition(".")[0] == table] or list(known)
        raise BadInput(f"{where}: there is no number {name!r}; there are {', '.join(near)}. Correct the name.")
    if isinstance(found, bool) or not isinstance(found, int | float) or not math.isfinite(found):
        raise BadInput(f"{where}: {name} should be a number; it is {found!r}. Correct it.")
    if found < min(0.0, known[name]) or (found == 0 and name in POSITIVE):
        least = "more than 0" if name in POSITIVE else "0 or more"
        raise BadInput(f"{where}: {name} should be {least}; it is {found}. Correct it.")
    if name in WHOLE and found != int(found):
        raise BadInput(f"{where}: {name} should be a whole number; it is {found}. Correct it.")
    if name == "calibration.idle" and not 1 <= found < 100:  # noqa: PLR2004 - the scale's own ends
        raise BadInput(f"{where}: {name} should be from 1 to below 100; it is {found}. Correct it.")
