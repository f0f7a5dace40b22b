"""Questions and streams over websockets, through the same guard.

Comes in: an address, what is sent first. Goes out: messages. Compressed messages are unpacked by the library up to
the same limit as plain ones, redirects are not followed.
Sources: RFC 6455, RFC 7692.
"""

import time
from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager

import httpcore2
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidURI
from websockets.sync.client import ClientConnection, connect

from openclout.collector.fetching import Limits
from openclout.collector.guard import Guard, host_of, port_of, shown
from openclout.vocabulary.errors import NetworkError, Unauthorised, Unsafe
from openclout.vocabulary.networks import Request

OPEN_SECONDS, CLOSE_SECONDS = 15.0, 1.0
MESSAGE_BYTES = 8 << 20
REFUSED_SECONDS = 5.0
"""How long it is waited for the rest once a server said that it may not answer: some say so and answer all the same."""
SHOWN = 200
HTTP = {"ws": "http", "wss": "https"}


REFUSALS = (
    OSError,
    InvalidHandshake,
    InvalidURI,
    ValueError,
    httpcore2.NetworkError,
    httpcore2.TimeoutException,
)
"""What becomes of a connection that is not one."""


class Silent(NetworkError, OSError):
    """A stream that ended, or could not be begun: asking again may help."""


@contextmanager
def opened(guard: Guard, url: str, agent: str) -> Generator[ClientConnection]:
    """A connection to listen at. Raises Unsafe, or Silent."""
    address = guard.checked(url)
    guard.watch.start(None)
    with ExitStack() as until_the_end:
        try:
            stream = guard.connected(host_of(address), port_of(address), OPEN_SECONDS)
            asked = connect(
                str(address),
                sock=stream.get_extra_info("socket"),
                ssl=guard.tls if address.scheme == "wss" else None,
                proxy=None,
                user_agent_header=agent,
                open_timeout=OPEN_SECONDS,
                close_timeout=CLOSE_SECONDS,
                max_size=MESSAGE_BYTES,
            )
            connection = until_the_end.enter_context(asked)  # later versions of the library connect only here
        except REFUSALS as error:
            raise Silent(f"{shown(url)} cannot be listened at: {type(error).__name__}: {error}") from error
        yield connection


def heard(guard: Guard, request: Request, agent: str, limits: Limits) -> bytes:
    """The messages up to the last one of an answer, a line each. Raises Unsafe, Silent, or Unauthorised."""
    end = time.monotonic() + limits.seconds
    lines: list[bytes] = []
    size, refused = 0, b""
    with opened(guard, request.url, agent) as connection:
        try:
            connection.send(request.body, text=True)
            while not (lines and lines[-1].startswith(request.until)):
                left = min(end - time.monotonic(), REFUSED_SECONDS if refused else limits.seconds)
                lines.append(connection.recv(timeout=max(left, 0), decode=False))
                size += len(lines[-1])
                refused = lines[-1] if lines[-1].startswith(request.refusing) else refused
                if size > limits.body:
                    raise Unsafe(f"{shown(request.url)} sends more than {limits.body:,} bytes. Leave it out.")
        except TimeoutError as error:
            if refused:
                raise refusal(request, refused) from error
            raise Unsafe(f"{shown(request.url)} took too long. Ask again later, or leave it out.") from error
        except ConnectionClosed as error:
            raise Silent(f"{shown(request.url)} hung up: {error}") from error
    if lines[-1].startswith(request.refusing):
        raise refusal(request, lines[-1])
    return b"\n".join(lines)


def refusal(request: Request, said: bytes) -> Unauthorised:
    """Why a server does not answer, in its own words."""
    words = said[:SHOWN].decode(errors="replace")
    return Unauthorised(
        f"{shown(request.url)} does not answer; it says {words}. Ask another server, or this one later."
    )


@contextmanager
def listening(guard: Guard, url: str, agent: str) -> Generator[Iterator[bytes]]:
    """The messages of a stream until it ends. Raises Unsafe, or Silent."""
    with opened(guard, url, agent) as connection:
        yield messages(connection)


def messages(connection: ClientConnection) -> Iterator[bytes]:
    """Every message; empty ones when nothing came for a second, so that the listener can look up."""
    while True:
        try:
            yield connection.recv(timeout=1.0, decode=False)
        except TimeoutError:
            yield b""
        except ConnectionClosed as error:
            raise Silent(f"The stream ended: {error}") from error
