"""Options that several commands share."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

HomeFolder = Annotated[
    Path | None,
    typer.Option("--home", metavar="FOLDER", help="Folder of lake, ledger and scoreboards. [env: OPENCLOUT_HOME]"),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
Limit = Annotated[int, typer.Option("--limit", "-n", metavar="N", min=1, max=10_000, help="How many at most.")]
Name = Annotated[str, typer.Argument(metavar="NAME", help="A name, handle, account (network:id) or title.")]


def a_day(text: str) -> date:
    """The day that a word stands for; another word ends the command with 2."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"Expected a day, as 2026-11-21; got {text!r}.") from error


Day = Annotated[date | None, typer.Option(metavar="DAY", parser=a_day, help="A day, as 2026-11-21.")]
Network = Annotated[str | None, typer.Option(metavar="NETWORK", help="The network of rows that name none.")]
Acts = Annotated[
    list[str] | None, typer.Option("--act", metavar="WORD=ACT", help="What a word of yours means, as poke=like.")
]
Port = Annotated[int | None, typer.Option(metavar="PORT", min=0, max=65535, help="Port; 0 takes a free one.")]


def acts_of(words: list[str] | None) -> dict[str, str]:
    """The words of --act, mapped to acts. Wrong words end the command with 2."""
    pairs = [word.partition("=") for word in words or ()]
    wrong = [f"{word}{sign}{act}" for word, sign, act in pairs if not (word.strip() and act.strip())]
    if wrong:
        raise typer.BadParameter(f"Expected --act WORD=ACT, as poke=like; got {wrong[0]!r}.")
    return {word: act for word, _, act in pairs}
