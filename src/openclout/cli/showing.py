"""How answers look: rich tables for people, JSON for programs; progress goes to stderr.

Comes in: records of the vocabulary. Goes out: text. Numbers of scores have two decimals everywhere.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from _typeshed import DataclassInstance
    from rich.table import Table

Cell = str | float | int | None
RIGHT = ("score", "likely", "points", "share", "people", "interactions", "raw", "%", "rows", "change")


def as_json(answer: "DataclassInstance | Sequence[DataclassInstance] | dict[str, object]") -> None:
    """Print an answer as JSON."""
    sys.stdout.write(json.dumps(answer, default=_plain, indent=2, ensure_ascii=False) + "\n")


def _plain(found: object) -> object:
    if is_dataclass(found) and not isinstance(found, type):
        return asdict(found)
    if isinstance(found, date | datetime):
        return found.isoformat()
    raise TypeError(f"{type(found).__name__} has no JSON form")


def show(*tables: "Table | str") -> None:
    """Print tables and lines."""
    from rich.console import Console

    console = Console(highlight=False, soft_wrap=not sys.stdout.isatty())
    for table in tables:
        console.print(table)


def table(title: str, heads: Sequence[str], rows: Sequence[Sequence[Cell]]) -> "Table":
    """A table with a title; columns of numbers stand to the right."""
    from rich import box
    from rich.markup import escape
    from rich.table import Table

    made = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD)
    for head in heads:
        made.add_column(head, justify="right" if head in RIGHT else "left", overflow="fold")
    for row in rows:
        made.add_row(*(escape(cell) for cell in map(_cell, row)))
    return made


def _cell(found: Cell) -> str:
    if found is None:
        return "-"
    return f"{found:,.2f}" if isinstance(found, float) else f"{found:,}" if isinstance(found, int) else found


def likely(low: float | None, high: float | None) -> str:
    """A likely range in words."""
    return f"{low:.1f} to {high:.1f}" if low is not None and high is not None else "too little data"


def signed(points: float) -> str:
    """Points with their sign, in two decimals."""
    return f"{points:+.2f}"


@contextmanager
def progress(words: str) -> "Iterator[Callable[[int, int], None]]":
    """A progress bar on a terminal; nothing elsewhere."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(words, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
