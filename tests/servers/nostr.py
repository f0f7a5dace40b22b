"""A Nostr relay of the tests' own, and people who sign.

Comes in: nothing. Goes out: the address of a relay with an empty database. The program is the PyPI package nostr-relay
in an environment of its own, put there by `tests/servers/install.sh nostr`.
"""

import hashlib
import json
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from coincurve import PrivateKey
from tests.servers.postgres import free_port
from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

SECONDS = 60.0
CONFIGURATION = """
storage:
  sqlalchemy.url: sqlite+aiosqlite:///{folder}/nostr.sqlite3
  validators: [nostr_relay.validators.is_not_too_large, nostr_relay.validators.is_signed]
verification: {{nip05_verification: disabled}}
authentication: {authentication}
gunicorn: {{bind: "127.0.0.1:{port}", workers: 1, loglevel: error, reload: false}}
"""
OPEN = "{enabled: false}"
ASKING = '{enabled: true, relay_urls: ["ws://127.0.0.1"], actions: {save: "a", query: "a"}}'
"""It asks everybody who they are, and answers all the same."""
CLOSED = '{enabled: true, relay_urls: ["ws://127.0.0.1"], actions: {save: "a", query: "r"}}'
"""It answers only whom it knows."""
Json = dict[str, object]


def program() -> Path:
    """Where the relay is installed."""
    cache = Path(os.environ.get("OPENCLOUT_TEST_SERVERS", "~/.cache/openclout-tests")).expanduser()
    return cache / "nostr" / "bin" / "nostr-relay"


def installed() -> str | None:
    """Why the relay cannot be started; None if it can."""
    return None if program().exists() else "nostr-relay is not installed: tests/servers/install.sh nostr"


@dataclass(frozen=True)
class Signer:
    """Somebody with a key, which is made from a name."""

    name: str

    @property
    def secret(self) -> PrivateKey:
        return PrivateKey(hashlib.sha256(self.name.encode()).digest())

    @property
    def key(self) -> str:
        """The public key, in hexadecimal digits."""
        return self.secret.public_key_xonly.format().hex()

    def signed(self, kind: int, content: str = "", tags: Sequence[Sequence[str]] = (), at: int = 1_790_000_000) -> Json:
        """An event, signed; the same each time."""
        content_of = [0, self.key, at, kind, tags, content]
        digest = hashlib.sha256(json.dumps(content_of, separators=(",", ":"), ensure_ascii=False).encode()).digest()
        signature = self.secret.sign_schnorr(digest, b"\0" * 32).hex()
        event: Json = {"id": digest.hex(), "pubkey": self.key, "created_at": at, "kind": kind}
        return event | {"tags": [list(tag) for tag in tags], "content": content, "sig": signature}


@contextmanager
def relay(authentication: str = OPEN) -> Iterator[str]:
    """Start a relay, hand out its address, end it and remove what it wrote."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="openclout-nostr-") as folder:
        path = Path(folder) / "config.yaml"
        path.write_text(CONFIGURATION.format(folder=folder, port=port, authentication=authentication))
        words: list[str | Path] = [program(), "-c", path, "serve"]
        with (Path(folder) / "log").open("wb") as log:
            running = subprocess.Popen(words, stdout=log, stderr=log, cwd=folder, start_new_session=True)
        try:
            address = f"ws://127.0.0.1:{port}"
            wait_for(address, running)
            yield address
        finally:
            os.killpg(running.pid, signal.SIGKILL)
            running.wait()


def wait_for(address: str, running: subprocess.Popen[bytes]) -> None:
    """Until the relay answers."""
    end = time.monotonic() + SECONDS
    while True:
        assert running.poll() is None, "The relay ended."
        try:
            with connect(address, open_timeout=5, proxy=None):
                return
        except (OSError, WebSocketException):
            assert time.monotonic() < end, "The relay does not answer."


def publish(address: str, *events: Json) -> None:
    """Hand events to a relay, which must take them."""
    with connect(address, proxy=None) as connection:
        for event in events:
            connection.send(json.dumps(["EVENT", event]))
            answer = json.loads(connection.recv(timeout=SECONDS))
            assert answer[:3] == ["OK", event["id"], True], answer
