"""The command `openclout`. Comes in: words. Goes out: tables, JSON, exit codes (docs/reference/commands.md)."""

import signal
import sys
from collections.abc import Sequence
from types import FrameType

__all__ = ["INTERRUPTED", "main"]
INTERRUPTED = 130


def main(words: Sequence[str] | None = None) -> None:
    """Run a command. Ctrl-C is one sentence, whenever it comes."""
    heard: list[int] = []

    def interrupt(number: int, _frame: FrameType | None) -> None:
        heard.append(number)
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, interrupt)
    try:
        from openclout.cli.app import run

        run(words)
    except KeyboardInterrupt:
        _end_interrupted()
    except SystemExit as ended:
        if ended.code == INTERRUPTED or (heard and ended.code):
            _end_interrupted()
        raise
    except BaseException:
        # A library written in Rust that is interrupted ends with a panic of its own, which is no Exception.
        if heard:
            _end_interrupted()
        raise


def _end_interrupted() -> None:
    sys.stderr.write("\nInterrupted. What was finished is kept; the same command goes on from there.\n")
    sys.exit(INTERRUPTED)
