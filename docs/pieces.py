"""Pieces of Markdown that every generated part is made of.

Comes in: rows, numbers, docstrings. Goes out: text.
"""

import re
from collections.abc import Iterable


def grid(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A Markdown table; bars inside a cell are escaped."""
    lines = [list(head), ["---"] * len(list(head)), *([str(cell) for cell in row] for row in rows)]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def plain(number: float) -> str:
    """A number as people write it: 7, 0.5, 14.45, 1,000,000."""
    return f"{number:,.0f}" if number == int(number) else f"{number:,}"


def doc(thing: object) -> str:
    """The first line of a docstring."""
    return (thing.__doc__ or "").strip().split("\n")[0]


def sentences(text: str) -> str:
    """Each sentence on a line of its own."""
    joined = "\n\n".join(" ".join(part.split()) for part in text.split("\n\n"))
    return re.sub(r"(?<=[a-z)`])([.?!]) (?=[A-Z`])", r"\1\n", joined)
