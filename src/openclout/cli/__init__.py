"""The command `openclout`. Comes in: words. Goes out: tables, JSON, exit codes (docs/reference/commands.md)."""

import os
import sys
from collections.abc import Sequence
from contextlib import suppress

from openclout.cli.interrupting import INTERRUPTED, SAID, Interruptions

__all__ = ["INTERRUPTED", "main"]


def main(words: Sequence[str] | None = None) -> None:
    """Run a command. Ctrl-C is one sentence, whenever it comes."""
    interruptions = Interruptions()
    alone = words is None
    interruptions.listen(alone=alone)
    try:
        from openclout.cli.app import run

        run(words)
    except KeyboardInterrupt:
        _end_interrupted(alone=alone)
    except SystemExit as ended:
        if ended.code == INTERRUPTED or (interruptions.heard and ended.code):
            _end_interrupted(alone=alone)
        raise
    except BaseException:
        # A library written in Rust that is interrupted ends with a panic of its own, which is no Exception.
        if interruptions.heard:
            _end_interrupted(alone=alone)
        raise
    finally:
        if alone:
            interruptions.over()


def _end_interrupted(*, alone: bool) -> None:
    """Say so and end; alone at once: threads of libraries may crash while Python is taken down around them."""
    sys.stderr.write(f"\n{SAID}\n")
    if alone:
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):
                stream.flush()
        os._exit(INTERRUPTED)
    sys.exit(INTERRUPTED)
