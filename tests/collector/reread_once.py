"""A process that reads everything anew with another connector; another process may kill it at any moment.

Argument: the home folder. A line is written when the first pages are read.
"""

import sys
from pathlib import Path

from tests.collector.homes import means_at
from tests.collector.test_rereading import altered

from openclout.collector.rereading import reread


def told(_stage: str, _done: int, _all: int) -> None:
    sys.stdout.write("begun\n")
    sys.stdout.flush()


if __name__ == "__main__":
    with means_at(Path(sys.argv[1]), networks=[altered(3)]) as means:
        reread(means, progress=told)
