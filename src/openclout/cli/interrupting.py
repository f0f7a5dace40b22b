"""Ctrl-C: the first ends a command in order, the second at once.

Comes in: signals. Goes out: KeyboardInterrupt, or the end of the process. Everything that we write may be broken off at
any point, so an end at once loses nothing either.
"""

import os
import signal
import sys
import threading
from types import FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

INTERRUPTED = 130
SAID = "Interrupted. What was finished is kept; the same command goes on from there."
CURSOR = "\x1b[?25h"
"""Shows the cursor of a terminal again."""
AGAIN_SECONDS = 0.02
CALLED_BACK = (f"polars{os.sep}datatypes", f"llvmlite{os.sep}binding")
"""Where compiled code calls back into Python. An exception there polars would print as a panic; LLVM would not hear of
it, and whatever calls the kernel that it was loading then would crash."""


class Interruptions:
    """What was heard so far."""

    def __init__(self) -> None:
        self.heard = 0

    def listen(self, *, alone: bool) -> None:
        """From now on Ctrl-C comes here; `alone` in a process of which nothing else is asked."""
        if alone:
            sys.unraisablehook = self._unraisable
        signal.signal(signal.SIGINT, self._interrupt)

    def over(self) -> None:
        """The process ends: nothing is left that could be interrupted."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)

    def _interrupt(self, number: int, frame: FrameType | None) -> None:
        if called_back(frame):
            threading.Timer(AGAIN_SECONDS, signal.raise_signal, (number,)).start()
            return
        self.heard += 1
        if self.heard == 1:
            raise KeyboardInterrupt
        os.write(2, f"{CURSOR if os.isatty(2) else ''}\n{SAID}\n".encode())  # the buffers may be in use
        os._exit(INTERRUPTED)

    def _unraisable(self, what: "UnraisableHookArgs") -> None:
        """An interruption that came where none can be raised, as in a `__del__`, comes once more."""
        if not isinstance(what.exc_value, KeyboardInterrupt):
            sys.__unraisablehook__(what)
            return
        self.heard = 0
        threading.Timer(AGAIN_SECONDS, signal.raise_signal, (signal.SIGINT,)).start()


def called_back(frame: FrameType | None) -> bool:
    """Whether what runs was called, however deep, from where nothing may be raised."""
    while frame is not None:
        if any(place in frame.f_code.co_filename for place in CALLED_BACK):
            return True
        frame = frame.f_back
    return False
