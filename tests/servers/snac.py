"""Two federating servers of the tests' own: snac, a small one that speaks ActivityPub and Mastodon's client API.

Comes in: nothing. Goes out: two people, one on each server, and what they do. The program is Debian's `snac2` (from
bookworm-backports), put there by `tests/servers/install.sh snac`.
"""

import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import httpx2
from tests.servers.postgres import free_port

SECONDS = 90.0
TRIES = 8
PROMPT = {"protocol": "http", "queue_retry_minutes": 0, "queue_retry_max": 100}
"""What a neighbour did not take is sent again at once: a server under load misses one now and then."""
ACTIVITY = {"accept": "application/activity+json"}
T = TypeVar("T")
Json = dict[str, object]


def installed() -> str | None:
    """Why the servers cannot be started; None if they can."""
    return None if shutil.which("snac") else "snac2 is not installed: tests/servers/install.sh snac"


@dataclass(frozen=True)
class Person:
    """Somebody on one of the servers."""

    name: str
    server: str
    folder: Path
    token: str
    password: str

    @property
    def actor(self) -> str:
        """The address of the actor."""
        return f"{self.server}/{self.name}"

    @property
    def handle(self) -> str:
        """name@host."""
        return f"{self.name}@{self.server.removeprefix('http://')}"

    def note(self, text: str) -> str:
        """Write a post; its address."""
        return str(self._posted("/api/v1/statuses", status=text)["uri"])

    def neighbour(self, name: str) -> None:
        """Let somebody else live on the same server: only neighbours can be mentioned where a host has a port."""
        command("adduser", self.folder, name)

    def edit(self, post: str, text: str) -> None:
        """Write a post anew, on the page for it: the client API of snac has no way to do so."""
        form = {"content": text, "edit_id": post}
        with httpx2.Client(timeout=30) as client:
            answer = client.post(f"{self.actor}/admin/note", data=form, auth=(self.name, self.password))
        assert answer.status_code == 303, answer.text

    def follow(self, other: "Person") -> None:
        """Follow somebody, and wait until both servers know."""
        command("follow", self.folder, self.name, other.actor)
        until(lambda: any(told["type"] == "follow" for told in other.notified()))
        until(lambda: "confirmed follow" in (self.folder.parent / f"{self.folder.name}.log").read_text())

    def answer(self, post: str, text: str) -> str:
        """Answer a post; the address of the answer."""
        return str(self._posted("/api/v1/statuses", status=text, in_reply_to_id=self.found(post))["uri"])

    def favourite(self, post: str) -> None:
        """Like a post."""
        self._posted(f"/api/v1/statuses/{self.found(post)}/favourite")

    def boost(self, post: str) -> None:
        """Pass a post on."""
        self._posted(f"/api/v1/statuses/{self.found(post)}/reblog")

    def found(self, post: str) -> str:
        """The number by which this server knows a post, once it does."""

        def known() -> str | None:
            listed = self.asked("/api/v2/search", q=post, resolve="true", type="statuses")
            assert isinstance(listed, dict)
            return next((str(each["id"]) for each in listed["statuses"]), None)

        return until(known)

    def notified(self) -> list[Json]:
        """What the server told this person."""
        told = self.asked("/api/v1/notifications")
        assert isinstance(told, list)
        return told

    def asked(self, path: str, **parameters: str) -> object:
        """An answer of the person's server."""
        return answered(lambda client: client.get(self.server + path, params=parameters, headers=self._headers)).json()

    def _posted(self, path: str, **fields: str) -> Json:
        # Not tried again: what is posted twice is there twice.
        with httpx2.Client(timeout=30) as client:
            answer = client.post(self.server + path, data=fields, headers=self._headers)
        assert answer.status_code == 200, answer.text
        found: Json = answer.json()
        return found

    @property
    def _headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token}"}


def answered(ask: Callable[[httpx2.Client], httpx2.Response]) -> httpx2.Response:
    """An answer; snac resets a connection now and then."""
    for last in range(TRIES):
        try:
            with httpx2.Client(timeout=30) as client:
                return ask(client)
        except httpx2.TransportError:
            if last == TRIES - 1:
                raise
    raise AssertionError


class Lost(AssertionError):
    """What one server was told did not reach the other."""


def until(told: Callable[[], T | None]) -> T:
    """What is told at last. Raises Lost."""
    end = time.monotonic() + SECONDS
    while True:
        found = told()
        if found:
            return found
        if time.monotonic() > end:
            raise Lost("What was done did not arrive.")


def command(*words: str | Path, said: str = "") -> str:
    """Run snac."""
    done = subprocess.run(["snac", *words], input=said, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextmanager
def two(*names: str, host: str = "localhost") -> Iterator[tuple[Person, ...]]:
    """Start a server for each name, hand out the people, end the servers and remove what they wrote.

    A `host` in digits is an address of loopback, of which there are many.
    """
    with tempfile.TemporaryDirectory(prefix="openclout-snac-") as there:
        running: list[subprocess.Popen[bytes]] = []
        try:
            yield tuple(person(name, Path(there) / name, running, host) for name in names)
        except Lost as lost:
            for log in sorted(Path(there).glob("*.log")):
                lost.add_note("\n".join([f"{log.stem} said:", *log.read_text(errors="replace").splitlines()[-60:]]))
            raise
        finally:
            for server in running:
                os.killpg(server.pid, signal.SIGKILL)
                server.wait()


def person(name: str, folder: Path, running: list[subprocess.Popen[bytes]], host: str) -> Person:
    """Somebody on a server of their own, which tells how many follow them."""
    port = free_port()
    listening = host if host[0].isdigit() else "127.0.0.1"
    command("init", folder, said=f"{listening}\n{port}\n{host}:{port}\n\n\n")
    settings = folder / "server.json"
    settings.write_text(json.dumps(json.loads(settings.read_text()) | PROMPT))
    password = command("adduser", folder, name).split("password is ")[1].split()[0]
    own = folder / "user" / name / "user.json"
    own.write_text(json.dumps(json.loads(own.read_text()) | {"show_contact_metrics": True}))
    with (folder.parent / f"{folder.name}.log").open("wb") as log:
        running.append(subprocess.Popen(["snac", "httpd", folder], stdout=log, stderr=log, start_new_session=True))
    server = f"http://{host}:{port}"
    until(lambda: listens(server))
    login = {"login": name, "passwd": password}
    token = answered(lambda client: client.post(f"{server}/oauth/x-snac-get-token", data=login)).text.strip()
    return Person(name, server, folder, token, password)


def listens(server: str) -> bool:
    """Whether a server answers."""
    try:
        return httpx2.get(f"{server}/.well-known/nodeinfo", timeout=5).status_code == 200
    except httpx2.TransportError:
        return False
