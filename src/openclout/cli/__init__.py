"""The command `openclout`. Comes in: words. Goes out: tables, JSON, exit codes (docs/reference/commands.md)."""

import os
import signal
import sys
import threading
from collections.abc import Sequence
from types import FrameType

__all__ = ["INTERRUPTED", "main"]
INTERRUPTED = 130
CALLED_BACK, SOON = f"polars{os.sep}datatypes", 0.01
"""Where polars' compiled code calls back into Python: an exception there would be printed as a panic, so Ctrl-C comes
so many seconds later."""


def main(words: Sequence[str] | None = None) -> None:
    """Run a command. Ctrl-C is one sentence, whenever it comes."""
    heard: list[int] = []

    def interrupt(number: int, frame: FrameType | None) -> None:
        if frame is not None and CALLED_BACK in frame.f_code.co_filename:
            threading.Timer(SOON, signal.raise_signal, [number]).start()
            return
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
