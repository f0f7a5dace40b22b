"""Options that several commands share."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

HomeFolder = Annotated[
    Path | None, typer.Option("--home", help="Folder of lake, ledger and scoreboards. [env: OPENCLOUT_HOME]")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
Limit = Annotated[int, typer.Option("--limit", "-n", min=1, max=10_000, help="How many people.")]
Name = Annotated[str, typer.Argument(help="A name, handle, account (network:id) or title.")]
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="A day, as 2026-11-21.")]


def day_of(option: datetime | None) -> date | None:
    """The day of an option that a command line can only give as an instant."""
    return option.date() if option is not None else None
