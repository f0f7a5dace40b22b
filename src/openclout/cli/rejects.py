"""Rows that could not be read, told on stderr.

Comes in: a file's name and its rejects. Goes out: the first few, each on a line, and how many more there are.
"""

from typing import TYPE_CHECKING

from openclout.cli.showing import tell

if TYPE_CHECKING:
    import polars as pl

IN_PART = 4
"""How a command ends that left rows out."""
SHOWN = 5


def tell_rejects(file: str, rejects: "pl.DataFrame", rest: str) -> None:
    """Tell the rejects (columns line, column, reason); `rest` says what became of them all."""
    for line, column, reason in rejects.head(SHOWN).select("line", "column", "reason").iter_rows():
        tell(f"{file}, line {line:,}{', ' if column else ''}{column}: {reason}")
    if len(rejects) > SHOWN:
        tell(f"... and {len(rejects) - SHOWN:,} more.")
    if len(rejects):
        tell(rest)
