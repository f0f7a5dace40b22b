"""All commands in one place, and what an error does.

Comes in: the command line. Goes out: an exit code: 0 done, 1 refused, 2 wrong words, 3 not found, 4 done in part,
130 interrupted. Commands import what they need when they run, so that `--help` is quick.
"""

import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from typing import Annotated

import typer

from openclout import __version__
from openclout.cli import collecting, fitting, linking, looking, rejects, running, serving, shadowing, validating
from openclout.cli.helping import Command, Group
from openclout.tracing import begin
from openclout.vocabulary.errors import NotFound, OpenCloutError

REFUSED, NOT_FOUND = 1, 3
LOOK = "See whether there is room, and whether it can be written."
DISK = {
    "no space left on device": "No space left on device",
    "disk is full": "No space left on device",
    "disk quota exceeded": "Disk quota exceeded",
    "read-only file system": "Read-only file system",
    "readonly database": "Read-only file system",
    "disk i/o error": "Input/output error",
}
"""What libraries say when the disk refuses, and what the disk said."""

app = typer.Typer(
    name="openclout",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    cls=Group,
)
for command in (
    running.import_,
    rejects.rejects,
    collecting.collect,
    collecting.follow,
    collecting.networks,
    collecting.check_live,
    collecting.reread,
    linking.link,
    linking.unlink,
    running.score,
    looking.top,
    looking.lookup,
    looking.explain,
    looking.history,
    looking.compare,
    looking.compare_methods,
    validating.validate,
    running.forget,
    fitting.fit,
    shadowing.shadow,
    serving.demo,
    serving.serve,
    serving.doctor,
):
    app.command(command.__name__.rstrip("_").replace("_", "-"), cls=Command)(command)


def _version(asked: bool) -> None:
    if asked:
        from openclout.scoring.weights import CURRENT

        sys.stdout.write(f"OpenClout {__version__}, method {CURRENT}\n")
        raise typer.Exit


@app.callback()
def openclout(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit."),
    ] = False,
) -> None:
    """Whose words move people, and why: one score from 1 to 100, its likely range, and an exact account of it."""


def run(words: Sequence[str] | None = None) -> None:
    """Run a command, by default that of the command line. Refusals, ours and the disk's, are sentences on stderr."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a name that this terminal cannot write is no reason to stop
    if told := begin():
        sys.stderr.write(f"openclout: {told}\n")
    with refusing():
        app(words, prog_name="openclout")


@contextmanager
def refusing() -> Generator[None]:
    """Ends what is refused, by us or by the disk, with a sentence on stderr."""
    try:
        yield
    except NotFound as error:
        _end(str(error), NOT_FOUND)
    except OpenCloutError as error:
        _end(str(error), REFUSED)
    except OSError as error:
        what = f"{error.filename} cannot be used" if error.filename else "The disk refuses"
        _end(f"{what}: {error.strerror or error}. {LOOK}", REFUSED)
    except Exception as error:
        why = _of_disk(error)  # libraries that write have errors of their own for what the disk said
        if why is None:
            raise
        _end(f"The disk refuses: {why}. What was finished is kept. {LOOK}", REFUSED)


def _of_disk(error: BaseException | None) -> str | None:
    """What the disk said, if it is behind an error."""
    while error is not None:
        said = str(error).lower()
        found = next((words for mark, words in DISK.items() if mark in said), None)
        if found is not None:
            return found
        error = error.__cause__ or error.__context__
    return None


def _end(words: str, code: int) -> None:
    sys.stderr.write(f"openclout: {words}\n")
    sys.exit(code)
