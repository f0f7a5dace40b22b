"""Where people stand under every method.

Comes in: an open scoreboard file. Goes out: the `Placing` records of one person, or everybody's numbers as one table.
"""

import math
from collections.abc import Mapping, Sequence

import numpy as np

from openclout.scoreboard.file import File
from openclout.scoring.methods.placing import PERCENTILE, RANK, SCORE, STYLE, Placings
from openclout.vocabulary.records import Placing

DIGITS = 7
"""As many digits as a 32-bit float holds."""


def placings(file: File, person: int) -> tuple[Placing, ...]:
    """A person under every method, ours first; nothing where the run places nobody."""
    row = file.one("SELECT numbers FROM placing WHERE person = ?", (person,))
    if row is None:
        return ()
    found: dict[str, dict[str, float]] = {}
    for (method, what), number in zip(file.columns(), np.frombuffer(row["numbers"], dtype="<f4"), strict=True):
        found.setdefault(method, {})[what] = float(f"{number:.{DIGITS}g}")
    styles, placed = file.styles(), file.placed()
    return tuple(_placing(method, numbers, styles, placed[method]) for method, numbers in found.items())


def everybody(file: File) -> tuple[list[int], Placings]:
    """The keys of all who are placed, and their numbers."""
    rows = file.all("SELECT person, numbers FROM placing ORDER BY person")
    numbers = np.frombuffer(b"".join(row["numbers"] for row in rows), dtype="<f4")
    return [row["person"] for row in rows], Placings(file.columns(), numbers.reshape(len(rows), len(file.columns())))


def _placing(method: str, numbers: Mapping[str, float], styles: Sequence[str], people: int) -> Placing:
    score, rank, percentile = (numbers[what] for what in (SCORE, RANK, PERCENTILE))
    known = not math.isnan(score)
    style = int(numbers.get(STYLE, 0.0))
    return Placing(
        method=method,
        score=score if known else None,
        rank=int(rank) if known else None,
        percentile=percentile if known else None,
        people=people,
        figures=tuple((name, figure) for name, figure in numbers.items() if name not in COMMON),
        style=styles[style - 1] if style else "",
    )


COMMON = frozenset((SCORE, RANK, PERCENTILE, STYLE))
"""What is no figure of a method's own."""
