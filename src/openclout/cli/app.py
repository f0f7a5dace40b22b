"""All commands in one place, and what an error does.

Comes in: the command line. Goes out: an exit code: 0 done, 1 refused, 2 wrong words, 3 not found, 4 done in part,
130 interrupted. Commands import what they need when they run, so that `--help` is quick.
"""

import sys

import typer

from openclout.cli import looking, running
from openclout.vocabulary.errors import NotFound, OpenCloutError

REFUSED, NOT_FOUND, IN_PART, INTERRUPTED = 1, 3, 4, 130

app = typer.Typer(
    name="openclout",
    help="Whose words move people, and why: one score from 1 to 100, its likely range, and an exact account of it.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)
for command in (
    running.import_,
    running.score,
    looking.top,
    looking.lookup,
    looking.explain,
    looking.history,
    looking.compare,
    running.forget,
    running.demo,
    running.serve,
    running.doctor,
):
    app.command(command.__name__.rstrip("_"))(command)


def main() -> None:
    """Run a command; errors that we raise are sentences on stderr."""
    try:
        app()
    except NotFound as error:
        _end(error, NOT_FOUND)
    except OpenCloutError as error:
        _end(error, REFUSED)
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted. What was kept stays; the same command goes on from there.\n")
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        sys.stderr.close()


def _end(error: OpenCloutError, code: int) -> None:
    sys.stderr.write(f"openclout: {error}\n")
    sys.exit(code)
