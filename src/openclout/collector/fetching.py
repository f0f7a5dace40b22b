"""One answer over HTTP: connected by the guard, led on a few times at most, cut off when it is too large or too slow.

Comes in: an address and headers. Goes out: status, headers, body. We ask for gzip only and unpack it piece by piece,
so that a small answer cannot become a large one.
"""

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urljoin

import httpcore2
import httpx2

from openclout.collector.guard import Doors, Guard, shown
from openclout.vocabulary.errors import Unsafe

MEGABYTE = 1 << 20
REDIRECTS = 5
LED_ON = frozenset({301, 302, 303, 307, 308})
UNPACKED = {"gzip": 31, "x-gzip": 31, "deflate": 15}
"""The window sizes by which zlib tells the formats apart."""
FAILURES = (httpcore2.NetworkError, httpcore2.TimeoutException, httpcore2.ProtocolError)
"""What the network does to us; asking again may help."""

Headers = Mapping[str, str]


@dataclass(frozen=True)
class Limits:
    """How much of an answer is taken: bytes (unpacked), seconds for all of it, seconds between two pieces."""

    body: int = 64 * MEGABYTE
    seconds: float = 60
    pause: float = 20


LARGE = {"application/vnd.ipld.car": Limits(body=2048 * MEGABYTE, seconds=1800)}
"""What is large by its nature: whole histories."""


@dataclass(frozen=True)
class Answer:
    """What came back. Names of headers are in lower case."""

    status: int
    headers: Headers
    body: bytes


class Fetcher:
    """Asks over HTTP. One for all threads; connections are kept open."""

    def __init__(self, guard: Guard, limits: Limits | None = None) -> None:
        self._guard = guard
        self._limits = limits or Limits()
        self._pool = httpcore2.ConnectionPool(
            ssl_context=guard.tls, network_backend=Doors(guard), max_connections=64, keepalive_expiry=60
        )

    def close(self) -> None:
        """Hang up."""
        self._pool.close()

    def fetched(self, url: str, headers: Headers, private: Mapping[str, Headers]) -> Answer:
        """Ask, and go where the answer leads. `private` headers go to their host alone. Raises Unsafe."""
        before = None
        for _ in range(REDIRECTS + 1):
            address = self._guard.checked(url, before=before)
            mine = private.get(address.raw_host.decode("ascii").lower(), {})
            answer = self._asked(address, {**headers, **mine})
            following = answer.headers.get("location")
            if answer.status not in LED_ON or not following:
                return answer
            before, url = url, urljoin(url, following)
        raise Unsafe(f"{shown(url)} leads on and on: more than {REDIRECTS} times. Leave it out.")

    def _asked(self, url: httpx2.URL, headers: Headers) -> Answer:
        limits = LARGE.get(headers.get("accept", ""), self._limits)
        self._guard.watch.start(limits.seconds)
        pause = {"connect": limits.pause, "read": limits.pause, "write": limits.pause, "pool": limits.pause}
        target = httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        sent: list[tuple[bytes | str, bytes | str]] = [("host", url.netloc), ("accept-encoding", "gzip")]
        sent += list(headers.items())
        with self._pool.stream("GET", target, headers=sent, extensions={"timeout": pause}) as response:
            found = named(response.headers)
            packing = found.get("content-encoding", "identity").strip().lower()
            body = unpacked(response.iter_stream(), packing, limits.body)
        return Answer(response.status, found, body)


def named(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Headers by their names in lower case; those that stand several times are joined."""
    found: dict[str, str] = {}
    for name, content in headers:
        key, text = name.decode("latin-1").lower(), content.decode("latin-1")
        found[key] = f"{found[key]}, {text}" if key in found else text
    return found


def unpacked(pieces: Iterable[bytes], packing: str, most: int) -> bytes:
    """The body, unpacked, if it has at most so many bytes. Raises Unsafe."""
    if packing not in {"identity", "", *UNPACKED}:
        raise Unsafe(f"The answer is packed as {packing[:40]}; gzip was asked for. Leave this address out.")
    body = bytearray()
    window = UNPACKED.get(packing)
    unpacking = zlib.decompressobj(window) if window is not None else None
    for piece in pieces:
        try:
            body += piece if unpacking is None else unpacking.decompress(piece, most + 1 - len(body))
        except zlib.error as error:
            raise Unsafe(f"The answer cannot be unpacked: {error}. Leave this address out.") from error
        if len(body) > most:
            raise Unsafe(f"The answer has more than {most:,} bytes. Leave this address out.")
    if unpacking is not None and body and not unpacking.eof:
        raise httpcore2.RemoteProtocolError("The answer was cut off.")
    return bytes(body)
