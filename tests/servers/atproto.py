"""A whole AT Protocol network of the tests' own: a directory and a server, and with them an AppView if asked.

Comes in: whether an AppView is wanted. Goes out: the addresses, while it runs. The programs are the npm package
@atproto/dev-env on Node 22, put there by `tests/servers/install.sh atproto`; an AppView needs Debian's `postgresql` and
`redis-server` besides. Everything is in memory or in folders that are gone afterwards.
"""

import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx2
from tests.servers.postgres import free_port, postgres, programs

SCRIPT = Path(__file__).with_suffix(".mjs")
SECONDS = 120.0
PASSWORD = "hunter22"  # noqa: S105 - it opens nothing


def installed(*, full: bool = False) -> str | None:
    """Why the network cannot be started; None if it can."""
    if not (cache() / "atproto" / "installed").exists():
        return "@atproto/dev-env is not installed: tests/servers/install.sh atproto"
    if full and (programs() is None or shutil.which("redis-server") is None):
        return "postgresql or redis-server is not installed: tests/servers/install.sh atproto"
    return None


def cache() -> Path:
    """Where servers are installed."""
    return Path(os.environ.get("OPENCLOUT_TEST_SERVERS", "~/.cache/openclout-tests")).expanduser()


@dataclass(frozen=True)
class Network:
    """Addresses: `door` answers for directory, server and AppView as one."""

    door: str
    pds: str
    plc: str

    def account(self, name: str) -> "Person":
        """Sign somebody up."""
        answer = httpx2.post(
            f"{self.pds}/xrpc/com.atproto.server.createAccount",
            json={"handle": f"{name}.test", "email": f"{name}@example.org", "password": PASSWORD},
            timeout=30,
        )
        assert answer.status_code == 200, answer.text
        found = answer.json()
        return Person(self, found["did"], found["handle"], found["accessJwt"])


@dataclass(frozen=True)
class Person:
    """Somebody who does things on the network."""

    network: Network
    did: str
    handle: str
    token: str

    def does(self, method: str, **words: object) -> dict[str, object]:
        """Call a procedure of the own server."""
        answer = httpx2.post(
            f"{self.network.pds}/xrpc/{method}",
            json=words,
            headers={"authorization": f"Bearer {self.token}"},
            timeout=30,
        )
        assert answer.status_code == 200, answer.text
        return dict(answer.json()) if answer.content else {}

    def writes(self, collection: str, record: Mapping[str, object], key: str | None = None) -> dict[str, str]:
        """Write a record; its address and hash."""
        named = {} if key is None else {"rkey": key}
        method = "createRecord" if key is None else "putRecord"
        made = self.does(f"com.atproto.repo.{method}", repo=self.did, collection=collection, record=record, **named)
        return {"uri": str(made["uri"]), "cid": str(made["cid"])}

    def deletes(self, uri: str) -> None:
        """Delete a record."""
        _, _, did, collection, key = uri.split("/")
        self.does("com.atproto.repo.deleteRecord", repo=did, collection=collection, rkey=key)


@contextmanager
def atproto(*, full: bool = False) -> Iterator[Network]:
    """Start a network, hand out its addresses, end it with everything that it started."""
    home = cache()
    with ExitStack() as around:
        settings = {**os.environ, "LOG_ENABLED": "false", "NODE_ENV": "test"}
        folder = Path(tempfile.mkdtemp(prefix="openclout-atproto-"))
        around.callback(shutil.rmtree, folder, ignore_errors=True)
        settings["TMPDIR"] = str(folder)
        settings["NODE_COMPILE_CACHE"] = str(home / "compiled")
        if full:
            found = programs()
            assert found is not None
            settings["DB_POSTGRES_URL"] = around.enter_context(postgres(found))
            settings["REDIS_HOST"] = around.enter_context(redis(folder))
        words: list[str | Path] = [
            home / "node22" / "tools" / "node",
            SCRIPT,
            home / "atproto",
            "full" if full else "small",
        ]
        with (folder / "errors").open("wb") as errors:
            process = subprocess.Popen(
                words,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                env=settings,
                cwd=folder,
                start_new_session=True,
            )
        around.callback(ended, process)
        assert process.stdout is not None
        line = next((each for each in process.stdout if each.startswith(b'{"door"')), None)
        assert line is not None, f"the network did not start: {(folder / 'errors').read_text()[-2000:]}"
        yield Network(**json.loads(line))


@contextmanager
def redis(folder: Path) -> Iterator[str]:
    """A Redis server of one's own, which keeps nothing; its host and port."""
    port = free_port()
    words: list[str | Path] = [
        "redis-server",
        "--port",
        f"{port}",
        "--bind",
        "127.0.0.1",
        "--save",
        "",
        "--dir",
        folder,
    ]
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        eventually(
            lambda: subprocess.run(["redis-cli", "-p", f"{port}", "ping"], capture_output=True, check=False).stdout
        )
        yield f"127.0.0.1:{port}"
    finally:
        ended(process)


def ended(process: "subprocess.Popen[bytes]") -> None:
    """End a process and all that it started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()


def eventually(found: Callable[[], object], seconds: float = SECONDS) -> None:
    """Look until something is there."""
    end = time.monotonic() + seconds
    while not found():
        assert time.monotonic() < end, "it did not come to pass"
