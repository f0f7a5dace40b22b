"""How answers look: tables for people, JSON for programs; progress goes to stderr.

Comes in: text and numbers. Goes out: text. Scores have two decimals everywhere. On a terminal nothing is wider than
the screen: names are folded, other long text is cut with an ellipsis, numbers stay whole. In a file or a pipe nothing
is cut but what people wrote at length, and nothing is coloured.
"""

import json
import math
import sys
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import DataclassInstance
    from rich.console import Console
    from rich.progress import Progress
    from rich.table import Table

Cell = str | float | int | None
LITTLE = 0.0005
"""Shares below this are not a tenth of a per cent."""
WIDE = 10_000
"""As wide as a line gets that nobody looks at on a screen."""
ROOM = 24
"""Text that has so much room needs no more of it."""
LEAST = 8
"""Names get so much room before anything else does."""
WHOLE = ("day",)
"""Heads of columns that are as short as they can be."""
FOLDED = ("name", "file", "cause", "found", "offers", "withholds (or not built here)")
"""Heads of columns that are read whole or copied from: folded, never cut."""


@dataclass(frozen=True)
class Sheet:
    """A table with a title. A head that begins with > stands above a column of numbers."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def as_json(answer: "DataclassInstance") -> None:
    """Print an answer as JSON. What is not a number is null."""
    sys.stdout.write(json.dumps(_plain(answer), indent=2, ensure_ascii=False, allow_nan=False) + "\n")


def _plain(found: object) -> object:
    """A record as JSON knows it."""
    if is_dataclass(found) and not isinstance(found, type):
        return {field.name: _plain(getattr(found, field.name)) for field in fields(found)}
    if isinstance(found, Mapping):
        return {str(name): _plain(part) for name, part in found.items()}
    if isinstance(found, list | tuple):
        return [_plain(part) for part in found]
    if isinstance(found, date | datetime):
        return found.isoformat()
    if isinstance(found, float) and not math.isfinite(found):
        return None
    return found


def show(*things: Sheet | str) -> None:
    """Print lines and tables, with a blank line around each table."""
    from rich.console import Console

    if sys.stdout.isatty():
        _print(Console(highlight=False), things)
        return
    console = Console(highlight=False, width=WIDE)
    with console.capture() as said:
        _print(console, things)
    sys.stdout.writelines(f"{line.rstrip()}\n" for line in said.get().splitlines())


def _print(console: "Console", things: Sequence[Sheet | str]) -> None:
    before: Sheet | str | None = None
    for thing in things:
        if before is not None and (isinstance(thing, Sheet) or isinstance(before, Sheet)):
            console.print()
        if isinstance(thing, Sheet):
            console.print(thing.title, style="bold", markup=False)
            if thing.rows:
                console.print(_fitting(console, thing))
        else:
            console.print(thing, markup=False, style="bold" if before is None and len(things) > 1 else None)
        before = thing


def tell(line: str) -> None:
    """Say something beside the answer: to stderr."""
    sys.stderr.write(f"{line}\n")


def _fitting(console: "Console", sheet: Sheet) -> "Table":
    """The table; where the screen is narrow, with no more than a blank between columns."""
    from rich.measure import Measurement

    if console.width >= WIDE:
        return _table(sheet)
    rows = [[cell[:ROOM] if isinstance(cell, str) else cell for cell in row] for row in sheet.rows]
    least = Measurement.get(
        console, console.options.update(max_width=WIDE), _table(Sheet(sheet.title, sheet.heads, rows))
    )
    return _table(sheet, padding=int(least.maximum <= console.width))


def _table(sheet: Sheet, *, padding: int = 1) -> "Table":
    from rich import box
    from rich.table import Table
    from rich.text import Text

    made = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, padding))
    for at, head in enumerate(sheet.heads):
        number, folded = head.startswith(">"), head in FOLDED
        made.add_column(
            head.removeprefix(">"),
            justify="right" if number else "left",
            no_wrap=number or head in WHOLE,
            min_width=min(LEAST, max((len(_cell(row[at])) for row in sheet.rows), default=0)) if folded else None,
            overflow="fold",
        )
    cut = [not head.startswith(">") and head not in (*FOLDED, *WHOLE) for head in sheet.heads]
    for row in sheet.rows:
        cells = zip(map(_cell, row), cut, strict=True)
        made.add_row(*(Text(cell, no_wrap=True, overflow="ellipsis") if short else Text(cell) for cell, short in cells))
    return made


def _cell(found: Cell) -> str:
    if found is None or (isinstance(found, float) and math.isnan(found)):
        return "-"
    if isinstance(found, str):
        return " ".join(found.split())
    return f"{found:,.2f}" if isinstance(found, float) else f"{found:,}"


def short_names(files: Iterable[str]) -> dict[str, str]:
    """Files without their folders; where two would be called alike, all with the folder that they lie in."""
    paths = {file: Path(file) for file in files}
    clash = len({path.name for path in paths.values()}) < len(paths)
    return {file: "/".join(path.parts[-2:]) if clash else path.name for file, path in paths.items()}


def many(count: int, one: str, more: str) -> str:
    """A number and its noun: 1 person, 2,000 people."""
    return f"{count:,} {one if count == 1 else more}"


def likely(low: float | None, high: float | None) -> str:
    """A likely range in words."""
    return f"{low:.1f} to {high:.1f}" if low is not None and high is not None else "no number"


def signed(points: float) -> str:
    """Points with their sign, in two decimals."""
    return f"{points:+.2f}"


def percent(share: float) -> str:
    """A share in per cent; a little is not called nothing."""
    return "<0.1%" if 0 < share < LITTLE else f"{share:.1%}"


Told = Callable[[str, int, int], None]
"""Told the stage, how much of it is done, and how much there is."""


@contextmanager
def progress(words: str, *, aloud: bool = False) -> Generator[Told]:
    """A bar on a terminal that names the stage. Elsewhere nothing, or with `aloud` a line for each stage."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        yield _teller(bar, words, aloud=aloud and not console.is_terminal)


def _teller(bar: "Progress", words: str, *, aloud: bool) -> Told:
    task = bar.add_task(words, total=None)
    said: list[str] = []

    def told(stage: str, done: int, total: int) -> None:
        # One step of unknown length is shown as moving, not as standing at nothing.
        bar.update(task, description=stage, completed=done, total=total if total > 1 or done else None)
        if aloud and stage not in said:
            said.append(stage)
            tell(f"{stage} ...")

    return told
