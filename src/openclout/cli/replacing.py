"""Files that commands write: whole or not at all."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path


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
