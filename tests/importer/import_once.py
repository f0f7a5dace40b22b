"""A process that imports files and says how far it is; another process may kill it at any moment.

Arguments: the home folder, the rows of a batch, the files.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path

from openclout.importer import import_files
from openclout.lake import Lake
from openclout.ledger import Ledger


def say(*_: object) -> None:
    """One line for each step."""
    sys.stdout.write("step\n")
    sys.stdout.flush()


if __name__ == "__main__":
    home, rows, *files = sys.argv[1:]
    with Ledger(f"sqlite:///{Path(home) / 'ledger.sqlite'}") as ledger:
        say()
        import_files(
            [Path(file) for file in files],
            lake=Lake(Path(home) / "lake"),
            ledger=ledger,
            progress=say,
            batch_rows=int(rows),
            now=datetime(2026, 7, 1, tzinfo=UTC),
        )
