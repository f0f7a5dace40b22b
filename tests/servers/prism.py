"""Prism with GitHub's own description of its API, and the GitHub simulator: loopback servers that check or keep state.

Comes in: nothing, or what the simulator is to tell. Goes out: the address, while it runs. The programs are npm packages
on Node 22, put there by `tests/servers/install.sh github`.
Of the description, the paths that we ask are kept, so that prism starts in a quarter of the time and refuses others;
the media type with the date of a star is added, which the description names in words alone.
"""

import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx2
from tests.servers.postgres import free_port

SECONDS = 120.0
ASKED = (
    "/users/{username}",
    "/users/{username}/repos",
    "/users/{username}/received_events",
    "/repos/{owner}/{repo}/stargazers",
    "/repos/{owner}/{repo}/forks",
    "/repos/{owner}/{repo}/issues",
    "/repos/{owner}/{repo}/issues/comments",
    "/repos/{owner}/{repo}/issues/{issue_number}/reactions",
    "/repos/{owner}/{repo}/pulls/comments",
)
DATED = "application/vnd.github.star+json"


def home() -> Path:
    """Where the servers are installed."""
    return Path(os.environ.get("OPENCLOUT_TEST_SERVERS", "~/.cache/openclout-tests")).expanduser()


def installed() -> str | None:
    """Why the servers cannot be started; None if they can."""
    if (home() / "github" / "installed").exists():
        return None
    return "prism and the simulator are not installed: tests/servers/install.sh github"


def described() -> dict[str, object]:
    """The part of the description that we ask."""
    described: dict[str, object] = json.loads((home() / "github" / "api.github.com.json").read_text(encoding="utf-8"))
    paths = described["paths"]
    assert isinstance(paths, dict)
    kept = {path: {"get": paths[path]["get"]} for path in ASKED}
    content = kept["/repos/{owner}/{repo}/stargazers"]["get"]["responses"]["200"]["content"]
    content[DATED] = dict(content["application/json"])
    content[DATED]["schema"] = content["application/json"]["schema"]["anyOf"][1]
    content[DATED]["examples"] = {
        name: example for name, example in content["application/json"]["examples"].items() if "timestamps" in name
    }
    return {**described, "paths": kept}


@contextmanager
def prism() -> Iterator[str]:
    """Start prism, hand out its address, end it."""
    folder = Path(tempfile.mkdtemp(prefix="openclout-prism-"))
    try:
        (folder / "github.json").write_text(json.dumps(described()), encoding="utf-8")
        port = free_port()
        script = home() / "github" / "node_modules" / "@stoplight" / "prism-cli" / "dist" / "index.js"
        words: list[str | Path] = [script, "mock", "-h", "127.0.0.1", "-p", str(port), folder / "github.json"]
        with running(words, f"http://127.0.0.1:{port}/users/ada", folder):
            yield f"http://127.0.0.1:{port}"
    finally:
        shutil.rmtree(folder)


@contextmanager
def simulator() -> Iterator[str]:
    """Start the simulator with what `github.mjs` tells, hand out its address, end it."""
    folder = Path(tempfile.mkdtemp(prefix="openclout-simulator-"))
    try:
        port = free_port()
        words: list[str | Path] = [Path(__file__).with_name("github.mjs"), home() / "github", str(port)]
        with running(words, f"http://127.0.0.1:{port}/users/ada", folder):
            yield f"http://127.0.0.1:{port}"
    finally:
        shutil.rmtree(folder)


@contextmanager
def running(words: Sequence[str | Path], address: str, folder: Path) -> Iterator[None]:
    """Run a program on Node 22 until the end of the block; wait until it answers."""
    node = home() / "node22" / "tools" / "node"
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [node, *words], stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=folder, start_new_session=True
        )
    try:
        end = time.monotonic() + SECONDS
        while not answers(address):
            said = (folder / "log").read_text(errors="replace")[-2000:]
            assert process.poll() is None, f"the server ended: {said}"
            assert time.monotonic() < end, f"the server does not answer: {said}"
            time.sleep(0.1)
        yield
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def answers(address: str) -> bool:
    """Whether a server answers."""
    try:
        return httpx2.get(address, timeout=5).status_code < 500
    except httpx2.HTTPError:
        return False
