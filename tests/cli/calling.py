"""The command, called as a customer calls it.

Comes in: arguments. Goes out: what it said, and how it ended. `call` stays in this process, since a new one takes a
second to load numpy and numba; `process` starts one, for what only a process can show.
"""

import io
import os
import subprocess
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

from openclout.cli import main

COMMAND = str(Path(sys.executable).with_name("openclout"))
KEPT = ("PATH", "HOME", "NUMBA_CACHE_DIR", "LANG", "LC_ALL")
HOMELESS = ("validate",)
"""Commands that have no home."""
OK, REFUSED, USAGE, NOT_FOUND, IN_PART, INTERRUPTED = 0, 1, 2, 3, 4, 130


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    returncode: int
    stdout: str
    stderr: str


def call(home: Path, *words: str | Path) -> Ended:
    """The command with these words, in the folder that the home is in."""
    given = [str(word) for word in words]
    return alone(home.parent, *(given if "--home" in given or given[0] in HOMELESS else [*given, "--home", str(home)]))


def alone(folder: Path, *words: str | Path) -> Ended:
    """A command that needs no home, in a folder."""
    code: object = OK
    out, err = io.StringIO(), io.StringIO()
    with chdir(folder), redirect_stdout(out), redirect_stderr(err):
        try:
            main([str(word) for word in words])
        except SystemExit as ended:
            code = ended.code or OK
    assert isinstance(code, int)
    return Ended(code, out.getvalue(), err.getvalue())


def said(home: Path, *words: str | Path) -> str:
    """What a command that ends well says."""
    ended = call(home, *words)
    assert ended.returncode == OK, ended.stderr
    return ended.stdout


def surroundings(home: Path, **more: str) -> dict[str, str]:
    """The environment of a process; `more` are further variables."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    return {**kept, "OPENCLOUT_HOME": str(home), "COLUMNS": "80", **more}


def process(home: Path, *words: str | Path, **more: str) -> subprocess.CompletedProcess[str]:
    """The command as a process of its own. No answer of ours is a traceback."""
    whole = [COMMAND, *map(str, words)]
    env, nothing = surroundings(home, **more), subprocess.DEVNULL
    ended = subprocess.run(whole, env=env, cwd=home.parent, stdin=nothing, capture_output=True, text=True, check=False)
    assert "Traceback" not in ended.stderr, ended.stderr
    return ended
