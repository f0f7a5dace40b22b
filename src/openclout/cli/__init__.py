"""The command `openclout`. Comes in: words. Goes out: tables, JSON, exit codes (docs/reference/commands.md)."""

import sys
from collections.abc import Sequence

__all__ = ["INTERRUPTED", "main"]
INTERRUPTED = 130


def main(words: Sequence[str] | None = None) -> None:
    """Run a command. Ctrl-C is one sentence, whenever it comes."""
    try:
        from openclout.cli.app import run

        run(words)
    except KeyboardInterrupt:
        _end_interrupted()
    except SystemExit as ended:
        if ended.code == INTERRUPTED:
            _end_interrupted()
        raise


def _end_interrupted() -> None:
    sys.stderr.write("\nInterrupted. What was finished is kept; the same command goes on from there.\n")
    sys.exit(INTERRUPTED)
