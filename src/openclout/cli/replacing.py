"""Files that commands write: whole or not at all.

Comes in: a text or a table, and where it goes. Goes out: the file. What cannot be written there is refused before
anything takes long.
"""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from openclout.vocabulary.errors import BadInput

if TYPE_CHECKING:
    import polars as pl

WRITERS: "dict[str, Callable[[pl.DataFrame, Path], None]]" = {
    ".parquet": lambda table, path: table.write_parquet(path),
    ".csv": lambda table, path: table.write_csv(path),
    ".ndjson": lambda table, path: table.write_ndjson(path),
}
"""How a table is written, by the ending of the file."""


@contextmanager
def replacing(file: Path) -> Generator[Path]:
    """A place beside a file to write to, which takes the place of the file at the end: half a file is never there."""
    aside = file.with_name(f".{file.name}.part")
    try:
        yield aside
        aside.replace(file)
    finally:
        aside.unlink(missing_ok=True)


def replace_text(file: Path, text: str) -> None:
    """Write a text in the place of a file."""
    with replacing(file) as aside:
        aside.write_text(text, encoding="utf-8")


def replace_table(file: Path, table: "pl.DataFrame") -> None:
    """Write a table in the place of a file that is `writable`."""
    with replacing(file) as aside:
        WRITERS[file.suffix](table, aside)


def writable(file: Path) -> None:
    """See to it that a table can be written there. Raises BadInput."""
    if file.suffix not in WRITERS:
        raise BadInput(f"Tables are written as {', '.join(WRITERS)}; got {file.name!r}. Choose one of these endings.")
    if file.is_dir() or not file.absolute().parent.is_dir():
        what = "is a folder" if file.is_dir() else "is in a folder that is not there"
        raise BadInput(f"{file} {what}. Name a file in a folder that there is.")
