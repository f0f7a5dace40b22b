"""A PostgreSQL server of the tests' own: its own folder and port, gone afterwards.

Comes in: nothing. Goes out: the address of its database, as SQLAlchemy writes it. The program is Debian's `postgresql`;
it refuses to run as root, so root hands it to the account `postgres` that the package brings.
"""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

INSTALLED = Path("/usr/lib/postgresql")
QUICK = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")


def programs() -> Path | None:
    """Where the server's programs are; None without them."""
    found = sorted(INSTALLED.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def postgres(bin_folder: Path) -> Iterator[str]:
    """Start a server, hand out its address, end it and remove what it wrote."""
    folder = Path(tempfile.mkdtemp(prefix="openclout-postgres-"))
    as_root = os.getuid() == 0
    if as_root:
        shutil.chown(folder, "postgres", "postgres")
    by: list[str | Path] = ["runuser", "-u", "postgres", "--"] if as_root else []
    port = free_port()
    served = ["-h", "127.0.0.1", "-p", str(port), "-k", str(folder), *QUICK]
    try:
        _run([*by, bin_folder / "initdb", "-D", folder / "db", "-U", "tests", "-A", "trust", "-E", "UTF8", "--no-sync"])
        control = [*by, bin_folder / "pg_ctl", "-D", folder / "db", "-l", folder / "log", "-w"]
        _run([*control, "-o", " ".join(served), "start"])
        try:
            yield f"postgresql://tests@127.0.0.1:{port}/postgres"
        finally:
            _run([*control, "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(folder)


def _run(words: Sequence[str | Path]) -> None:
    # The server keeps what it is given open: a pipe would never end.
    done = subprocess.run(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/", check=False)
    assert done.returncode == 0, f"{' '.join(map(str, words))} ended with {done.returncode}"
