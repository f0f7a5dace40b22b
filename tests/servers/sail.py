"""Sail, a server of Spark Connect, as a process of its own.

Comes in: nothing. Goes out: its address. It stands in another folder, so that only whole paths lead anywhere.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROGRAM = """
from pysail.spark import SparkConnectServer
server = SparkConnectServer("127.0.0.1", 0)
server.start(background=True)
print(*server.listening_address, flush=True)
input()
server.stop()
"""


@contextmanager
def sail(folder: Path) -> Iterator[str]:
    """Start a server in a folder, hand out its address, end it."""
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        cwd=folder,
        env=os.environ | {"RUST_LOG": "error"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        host, port = running.stdout.readline().split()
        yield f"sc://{host}:{port}"
        running.stdin.write("\n")
        running.stdin.close()
