"""Rows that could not be read: told when it happens, listed afterwards.

Comes in: a file's name and its rejects, or a home. Goes out: on stderr the first few and how many more there are; on
stdout as many as asked for, or all of them in a file.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from openclout.cli.options import AsJson, HomeFolder, Limit
from openclout.cli.showing import Sheet, as_json, many, short_names, show, tell

if TYPE_CHECKING:
    import polars as pl

    from openclout.cli import answers

IN_PART = 4
"""How a command ends that left rows out."""
SHOWN = 5
LISTED = "`openclout rejects` lists them all."


def tell_rejects(file: str, rejects: "pl.DataFrame", rest: str = "") -> None:
    """Tell the rejects (columns line, column, reason); `rest`, if any, says what became of them all."""
    for line, column, reason in rejects.head(SHOWN).select("line", "column", "reason").iter_rows():
        tell(f"{file}, line {line:,}{', ' if column else ''}{column}: {reason}")
    if len(rejects) > SHOWN:
        tell(f"... and {len(rejects) - SHOWN:,} more.")
    if len(rejects) and rest:
        tell(rest)


def rejects(
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write all of them to a file (.csv, .ndjson, .parquet).")
    ] = None,
    limit: Limit = 20,
    home: HomeFolder = None,
    json: AsJson = False,
) -> None:
    """The rows of imported files that could not be read: file, line, column and reason."""
    from openclout.cli import answers
    from openclout.cli.home import opened
    from openclout.cli.replacing import replace_table, writable
    from openclout.settings import read_settings

    if out is not None:
        writable(out)
    with opened(read_settings(home)) as place:
        found = place.lake.rejects().rename({"source": "file"})
    listed = tuple(answers.Reject(*row) for row in found.head(limit).iter_rows())
    if out is not None:
        replace_table(out, found)
    if json:
        as_json(answers.Rejects(len(found), listed))
    elif out is not None:
        show(f"Wrote {out}: {many(len(found), 'row', 'rows')} that could not be read.")
    else:
        show(_sheet(listed, len(found)))


def _sheet(listed: "tuple[answers.Reject, ...]", total: int) -> Sheet:
    """The rejects as a table."""
    title = f"{many(total, 'row', 'rows')} could not be read"
    if len(listed) < total:
        title += f"; the first {len(listed):,}, all of them with --out FILE"
    names = short_names([one.file for one in listed])
    rows = [(names[one.file], one.line, one.column, one.reason) for one in listed]
    return Sheet(title, ("file", ">line", "column", "reason"), rows)
