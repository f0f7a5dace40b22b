"""The command `openclout`. Comes in: words. Goes out: tables, JSON, exit codes (docs/reference/commands.md)."""

import sys
from collections.abc import Sequence

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
        _end_interrupted()
    except SystemExit as ended:
        if ended.code == INTERRUPTED or (interruptions.heard and ended.code):
            _end_interrupted()
        raise
    except BaseException:
        # A library written in Rust that is interrupted ends with a panic of its own, which is no Exception.
        if interruptions.heard:
            _end_interrupted()
        raise
    finally:
        if alone:
            interruptions.over()


def _end_interrupted() -> None:
    sys.stderr.write(f"\n{SAID}\n")
    sys.exit(INTERRUPTED)
