"""A web server on loopback that answers as a test says, byte by byte.

Comes in: a function from a question to the pieces of an answer. Goes out: an address; what was asked is kept.
"""

import socketserver
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Question:
    """What was asked: the path with its query, and headers with lower-case names."""

    path: str
    headers: Mapping[str, str]


Reply = Callable[[Question], Iterable[bytes]]


@dataclass
class Web:
    """A server that runs."""

    address: str
    port: int
    asked: list[Question] = field(default_factory=list)


def answer(body: bytes, status: int = 200, **headers: str) -> Iterator[bytes]:
    """A whole answer; names of headers with underscores for dashes."""
    lines = [f"HTTP/1.1 {status} X", f"content-length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {text}" for name, text in headers.items()]
    yield "\r\n".join([*lines, "", ""]).encode() + body


def led(location: str, status: int = 302) -> Iterator[bytes]:
    """An answer that leads elsewhere."""
    return answer(b"", status, location=location)


@contextmanager
def serving(reply: Reply) -> Iterator[Web]:
    """The server, until the end of the block."""
    web = Web("", 0)

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            with suppress(OSError, ValueError):
                while (question := self._question()) is not None:
                    web.asked.append(question)
                    for piece in reply(question):
                        self.wfile.write(piece)

        def _question(self) -> Question | None:
            first = self.rfile.readline().decode("latin-1").split()
            if len(first) < 2:
                return None
            headers: dict[str, str] = {}
            while line := self.rfile.readline().strip().decode("latin-1"):
                name, _, text = line.partition(":")
                headers[name.lower()] = text.strip()
            return Question(first[1], headers)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True
        block_on_close = False
        request_queue_size = 64

    with Server(("127.0.0.1", 0), Handler) as server:
        web.port = server.server_address[1]
        web.address = f"http://127.0.0.1:{web.port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield web
        finally:
            server.shutdown()
            thread.join()
