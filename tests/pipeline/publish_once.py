"""Publishes one day of a home, in a process that can be killed: `python publish_once.py FOLDER DAY`."""

import sys
from datetime import date
from pathlib import Path

from tests.pipeline.homes import opened, run

if __name__ == "__main__":
    sys.stdout.write("at work\n")
    sys.stdout.flush()
    run(opened(Path(sys.argv[1])), date.fromisoformat(sys.argv[2]), history_days=1)
