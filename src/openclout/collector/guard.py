"""The guard: which addresses may be asked, since strangers choose many of them.

Comes in: URLs. Goes out: URLs that may be asked, and connections to the very addresses that were checked, so that a
name which means something else a moment later changes nothing.
Sources: RFC 6890 (special-purpose addresses), RFC 6052 (NAT64), RFC 3056 (6to4), OWASP Server Side Request Forgery
Prevention (seen 2026-11-22).
"""

import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

import httpcore2
import httpx2

from openclout.vocabulary.errors import Unsafe

Resolve = Callable[[str, int], Sequence[str]]
"""The addresses of a host."""
Connect = Callable[[str, int, float | None], httpcore2.NetworkStream]
"""A connection to an address, at a port, within so many seconds."""

LONGEST = 8192
PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}
PLAIN = ("http", "ws")
NAT64 = IPv6Network("64:ff9b::/96")
WORLD = IPv6Network("2000::/3")
STRANGE = re.compile(r"[\x00-\x20\x7f\\]")


def resolved(host: str, port: int) -> tuple[str, ...]:
    """What this machine takes a host for."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise httpcore2.ConnectError(f"{host} is not known ({why})") from error
    return tuple(dict.fromkeys(str(each[4][0]) for each in found))


def connected(address: str, port: int, seconds: float | None) -> httpcore2.NetworkStream:
    """A plain connection."""
    return httpcore2.SyncBackend().connect_tcp(address, port, timeout=seconds)


def is_public(address: str) -> bool:
    """Whether everybody on the internet means the same machine by an address, and none of our own."""
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        inner = embedded(found)
        if inner is not None:
            return is_public(str(inner))
        if found not in WORLD or found.teredo is not None:
            return False
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)


def embedded(address: IPv6Address) -> IPv4Address | None:
    """The older address that a newer one stands for."""
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour


class Watch(threading.local):
    """Until when this thread waits for what it has asked: the whole answer, not a single piece of it."""

    until: float | None = None

    def start(self, seconds: float | None) -> None:
        """Begin; None: without an end."""
        self.until = None if seconds is None else time.monotonic() + seconds

    def left(self, seconds: float | None) -> float | None:
        """The seconds to wait for the next piece. Raises Unsafe when the time is over."""
        if self.until is None:
            return seconds
        left = self.until - time.monotonic()
        if left <= 0:
            raise Unsafe("The answer took too long. Ask again later, or leave this address out.")
        return left if seconds is None else min(seconds, left)


@dataclass(frozen=True)
class Guard:
    """Decides what may be asked. `trusted` hosts may be anywhere, at any port, and without TLS."""

    trusted: frozenset[str] = frozenset()
    resolve: Resolve = resolved
    connect: Connect = connected
    tls: ssl.SSLContext = field(default_factory=httpx2.create_ssl_context)
    watch: Watch = field(default_factory=Watch)

    def checked(self, url: str, *, before: str | None = None) -> httpx2.URL:
        """The address, taken apart; `before` is the address that led here. Raises Unsafe."""
        if len(url) > LONGEST or STRANGE.search(url):
            raise Unsafe(f"An address of the web was expected; {shown(url)} is none. Leave it out.")
        try:
            found = httpx2.URL(url)
        except httpx2.InvalidURL as error:
            raise Unsafe(f"An address of the web was expected; {shown(url)} is none: {error}. Leave it out.") from error
        fault = self._fault(found) or self._led(found, before)
        if fault:
            raise Unsafe(f"{shown(url)} may not be asked: {fault}. Use another address, or trusted_hosts.")
        return found

    def _fault(self, url: httpx2.URL) -> str | None:
        host = host_of(url)
        if url.scheme not in PORTS or not host:
            return "only https addresses are"
        if url.userinfo:
            return "it holds a name or a password"
        if host in self.trusted:
            return None
        if url.scheme in PLAIN:
            return "only https addresses are"
        return f"port {url.port} is not for the web" if url.port not in {None, PORTS[url.scheme]} else None

    def _led(self, url: httpx2.URL, before: str | None) -> str | None:
        """What is wrong with being led from one address to another."""
        if before is None:
            return None
        old = httpx2.URL(before)
        if old.scheme not in PLAIN and url.scheme in PLAIN:
            return "it was led to from an https address"
        if host_of(url) in self.trusted and host_of(old) not in self.trusted:
            return "a stranger led to it"
        return None

    def connected(self, host: str, port: int, seconds: float | None) -> httpcore2.NetworkStream:
        """A connection to a host, by an address that was checked. Raises Unsafe, or httpcore2.ConnectError."""
        addresses = self.resolve(host, port)
        hidden = [] if host in self.trusted else [address for address in addresses if not is_public(address)]
        if hidden:
            raise Unsafe(f"{host} is not on the public internet, so it is not asked. Name it in trusted_hosts, or not.")
        failed: Exception = httpcore2.ConnectError(f"{host} has no address")
        for address in addresses:
            try:
                return self.connect(address, port, self.watch.left(seconds))
            except (httpcore2.NetworkError, httpcore2.TimeoutException) as error:
                failed = error
        raise failed


def host_of(url: httpx2.URL) -> str:
    """The host as it stands in an address on the wire, in lower case."""
    return url.raw_host.decode("ascii").lower()


def port_of(url: httpx2.URL) -> int:
    """The port that an address means."""
    return url.port or PORTS[url.scheme]


def shown(url: str) -> str:
    """An address for people: without its query, in which secrets stand, and not too long."""
    return re.sub(r"//[^/@]*@", "//", url.partition("?")[0])[:200]


class Watched(httpcore2.NetworkStream):
    """A connection that gives up when the time for the whole answer is over."""

    def __init__(self, stream: httpcore2.NetworkStream, watch: Watch) -> None:
        self._stream = stream
        self._watch = watch

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """The next piece."""
        try:
            return self._stream.read(max_bytes, self._watch.left(timeout))
        except httpcore2.ReadTimeout:
            self._watch.left(timeout)  # raises if it was the whole that took too long, not this piece
            raise

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send."""
        self._stream.write(buffer, self._watch.left(timeout))

    def close(self) -> None:
        """Hang up."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        """Speak TLS from here on, with the server of this name."""
        stream = self._stream.start_tls(ssl_context, server_hostname, self._watch.left(timeout))
        return Watched(stream, self._watch)

    def get_extra_info(self, info: str) -> object:
        """What the library asks about its connection."""
        return self._stream.get_extra_info(info)


class Doors(httpcore2.NetworkBackend):
    """The only way out for HTTP: each connection passes the guard."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,  # noqa: ARG002 - the signature is theirs
        socket_options: Iterable[object] | None = None,  # noqa: ARG002 - the signature is theirs
    ) -> httpcore2.NetworkStream:
        """Connect to a host."""
        return Watched(self._guard.connected(host.lower(), port, timeout), self._guard.watch)
