"""One task in a process of its own, measured from outside.

Comes in: a task's name and words. Goes out: seconds, CPU seconds and peak memory of the whole process, and whatever
the task itself reports.
"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Taken:
    """What a task took: wall and CPU seconds, peak resident megabytes, and its own figures."""

    wall: float
    cpu: float
    peak_mb: float
    said: dict[str, float] = field(default_factory=dict)


def run(task: str, *words: object, threads: int | None = None) -> Taken:
    """Run `python -m bench.tasks TASK WORDS...`; the last line it prints is its report."""
    environment = os.environ | ({"POLARS_MAX_THREADS": str(threads)} if threads else {})
    done = subprocess.run(
        [sys.executable, "-m", "bench.tasks", task, *map(str, words)],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )
    said = json.loads(done.stdout.strip().splitlines()[-1])
    return Taken(said.pop("wall"), said.pop("cpu"), said.pop("peak_mb"), said)
