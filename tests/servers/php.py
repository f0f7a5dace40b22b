"""PHP's own web server, for what is written in PHP: several workers, all of them ended.

Comes in: a folder of pages. Goes out: an address, while it runs.
"""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

SECONDS = 60.0
WORKERS = "4"


@contextmanager
def running(words: Sequence[str | Path], port: int, log: Path, **settings: str) -> Iterator[None]:
    """A server that listens at a port of loopback. All its processes are ended: workers outlive their parent."""
    with log.open("ab") as written:
        process = subprocess.Popen(
            words, stdout=written, stderr=written, env={**os.environ, **settings}, start_new_session=True
        )
    try:
        listening(port, process, log)
        yield
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def listening(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Try again and again until somebody listens."""
    end = time.monotonic() + SECONDS
    while True:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        assert process.poll() is None, f"the server ended: {log.read_text(errors='replace')[-2000:]}"
        assert time.monotonic() < end, f"the server does not listen: {log.read_text(errors='replace')[-2000:]}"


@contextmanager
def php(pages: Path, port: int, log: Path, settings: Mapping[str, str] | None = None) -> Iterator[str]:
    """The pages of a folder."""
    words: list[str | Path] = ["php", "-d", "display_errors=0", "-S", f"127.0.0.1:{port}", "-t", pages]
    with running(words, port, log, PHP_CLI_SERVER_WORKERS=WORKERS, **(settings or {})):
        yield f"http://127.0.0.1:{port}"
