"""Whatever a stranger makes us fetch: nothing inside, nothing endless, nothing huge, and no secret told."""

import gzip
import socket
import ssl
import subprocess
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import httpcore2
import pytest
from tests.fakes.web import Question, Web, answer, led, serving

from openclout.collector.fetching import Fetcher, Limits
from openclout.collector.guard import Guard, connected, is_public
from openclout.vocabulary.errors import Unsafe

PUBLIC = "93.184.216.34"
SMALL = Limits(body=100_000, seconds=1.0, pause=0.5)
Made = Callable[..., Fetcher]


@pytest.fixture
def made() -> Iterator[Made]:
    """Fetchers that trust the host start.test, at loopback; other names are as the test says."""
    kept: list[Fetcher] = []

    def fetcher(**names: str) -> Fetcher:
        known = {"start.test": "127.0.0.1", **{name.replace("_", "."): found for name, found in names.items()}}
        guard = Guard(frozenset({"start.test"}), lambda host, _port: [known.get(host, host)])
        kept.append(Fetcher(guard, SMALL))
        return kept[-1]

    yield fetcher
    for each in kept:
        each.close()


def start(web: Web, path: str = "/") -> str:
    return f"http://start.test:{web.port}{path}"


@pytest.mark.parametrize(
    "address",
    [
        *(
            "127.0.0.1",
            "127.9.9.9",
            "10.0.0.1",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",  # noqa: S104 - to be refused
        ),
        *(
            "224.0.0.1",
            "255.255.255.255",
            "192.0.2.1",
            "198.18.0.1",
            "240.0.0.1",
            "::",
            "::1",
            "fe80::1%eth0",
            "fc00::1",
        ),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::"),
        *("2001::1", "ff02::1", "2001:db8::1", "fec0::1", "64:ff9b::a9fe:a9fe"),
    ],
)
def test_no_address_inside_is_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", [PUBLIC, "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        *(
            "http://example.org/",
            "ftp://example.org/",
            "file:///etc/passwd",
            "gopher://example.org/",
            "https:///x",
            "x",
        ),
        *(
            "https://ada:secret@example.org/",
            "https://example.org:8443/",
            "https://example.org:22/",
            "ws://example.org",
        ),
        *(
            "https://exa\nmple.org/",
            "https://example.org\\@127.0.0.1/",
            "https://example.org/ x",
            "javascript:alert(1)",
        ),
        "https://example.org/" + 9000 * "x",
    ],
)
def test_only_plain_https_addresses_may_be_asked(url: str) -> None:
    with pytest.raises(Unsafe):
        Guard().checked(url)


@pytest.mark.parametrize("url", ["https://example.org/a?b=c", "https://example.org:443/", "wss://relay.example.org/"])
def test_usual_addresses_may_be_asked(url: str) -> None:
    assert Guard().checked(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://127.1/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://localhost/",
    ],
)
def test_no_spelling_of_loopback_is_connected_to(url: str) -> None:
    with pytest.raises(Unsafe, match="not on the public internet"):
        Fetcher(Guard()).fetched(url, {}, {})


def test_one_inner_address_among_public_ones_is_enough_to_refuse() -> None:
    guard = Guard(resolve=lambda _host, _port: [PUBLIC, "10.0.0.1"])
    with pytest.raises(Unsafe):
        guard.connected("example.org", 443, 1)


def test_the_address_that_was_checked_is_connected_to() -> None:
    meanings = iter([[PUBLIC], ["127.0.0.1"]])
    reached: list[str] = []

    def connect(address: str, _port: int, _seconds: float | None) -> httpcore2.NetworkStream:
        reached.append(address)
        raise httpcore2.ConnectError(address)

    guard = Guard(resolve=lambda _host, _port: next(meanings), connect=connect)
    with pytest.raises(httpcore2.ConnectError):
        Fetcher(guard).fetched("https://rebinding.example/", {}, {})
    with pytest.raises(Unsafe):
        Fetcher(guard).fetched("https://rebinding.example/", {}, {})
    assert reached == [PUBLIC]


def certified(folder: Path) -> tuple[Path, Path]:
    """A key and a certificate of shop.example."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1"]
    names = ["-subj", "/CN=shop.example", "-addext", "subjectAltName=DNS:shop.example"]
    files = ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run(["openssl", "req", "-x509", *kind, *names, *files], check=True, capture_output=True)
    return key, certificate


def test_tls_is_spoken_with_the_name_and_not_with_the_address(tmp_path: Path) -> None:
    key, certificate = certified(tmp_path)
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(certificate, key)
    asked: list[str | None] = []
    served.sni_callback = lambda _socket, name, _context: asked.append(name)
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    hosts: list[bytes] = []

    def serve() -> None:
        plain, _ = listener.accept()
        with served.wrap_socket(plain, server_side=True) as secured:
            hosts.append(secured.recv(4096))
            secured.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok")

    thread = threading.Thread(target=serve)
    thread.start()
    guard = Guard(
        resolve=lambda _host, _port: [PUBLIC],
        connect=lambda _address, _port, seconds: connected("127.0.0.1", port, seconds),
        tls=ssl.create_default_context(cafile=str(certificate)),
    )
    fetcher = Fetcher(guard)
    assert fetcher.fetched("https://shop.example/", {}, {}).body == b"ok"
    fetcher.close()
    thread.join()
    listener.close()
    assert asked == ["shop.example"]
    assert b"host: shop.example" in hosts[0].lower()


@pytest.mark.parametrize(
    "there",
    [
        *("http://127.0.0.1:{port}/", "https://127.0.0.1/", "http://inner.test:{port}/", "https://inner.test/"),
        *("http://localhost:{port}/", "https://metadata.test/latest/", "ftp://start.test/", "file:///etc/passwd"),
    ],
)
def test_a_redirect_inside_is_refused(made: Made, there: str) -> None:
    with serving(lambda _: led(there.format(port=web.port))) as web, pytest.raises(Unsafe):
        made(inner_test="127.0.0.1", metadata_test="169.254.169.254", localhost="127.0.0.1").fetched(start(web), {}, {})
    assert len(web.asked) == 1


def test_a_redirect_from_https_to_http_is_refused() -> None:
    with pytest.raises(Unsafe, match="from an https address"):
        Guard(frozenset({"start.test"})).checked("http://start.test/", before="https://start.test/")


def test_a_stranger_may_not_lead_to_a_trusted_host() -> None:
    with pytest.raises(Unsafe, match="stranger"):
        Guard(frozenset({"start.test"})).checked("https://start.test/", before="https://example.org/")


def test_five_redirects_are_followed_and_no_more(made: Made) -> None:
    def reply(question: Question) -> Iterator[bytes]:
        number = int(question.path[1:])
        return led(f"/{number - 1}") if number else answer(b"there")

    with serving(reply) as web:
        assert made().fetched(start(web, "/5"), {}, {}).body == b"there"
        with pytest.raises(Unsafe, match="leads on and on"):
            made().fetched(start(web, "/6"), {}, {})


def test_a_token_goes_to_its_host_alone() -> None:
    with serving(lambda _: answer(b"mine")) as other:
        guard = Guard(frozenset({"start.test", "other.test"}), lambda _host, _port: ["127.0.0.1"])
        with serving(lambda _: led(f"http://other.test:{other.port}/")) as web:
            fetcher = Fetcher(guard)
            fetcher.fetched(start(web), {}, {"start.test": {"authorization": "Bearer abc"}})
            fetcher.close()
    assert web.asked[0].headers["authorization"] == "Bearer abc"
    assert "authorization" not in other.asked[0].headers


def test_an_endless_answer_is_cut_off(made: Made) -> None:
    def reply(_: Question) -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\n\r\n"
        while True:
            yield 10_000 * b"x"

    with serving(reply) as web, pytest.raises(Unsafe, match="more than 100,000 bytes"):
        made().fetched(start(web), {}, {})


@pytest.mark.parametrize("head", [b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.1 200 OK\r\nx-slow: "], ids=["body", "headers"])
def test_an_answer_that_drips_is_given_up(made: Made, head: bytes) -> None:
    ended = threading.Event()

    def reply(_: Question) -> Iterator[bytes]:
        yield head
        while not ended.wait(0.05):
            yield b"x"

    with serving(reply) as web:
        begun = time.monotonic()
        with pytest.raises(Unsafe, match="took too long"):
            made().fetched(start(web), {}, {})
        ended.set()
    assert time.monotonic() - begun < 5


def test_silence_is_a_failure_of_the_network(made: Made) -> None:
    ended = threading.Event()

    def reply(_: Question) -> Iterator[bytes]:
        ended.wait(5)
        yield b""

    with serving(reply) as web, pytest.raises(httpcore2.ReadTimeout):
        made().fetched(start(web), {}, {})
    ended.set()


def test_huge_headers_are_refused(made: Made) -> None:
    def reply(_: Question) -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\n"
        for number in range(100_000):
            yield f"x-{number}: {100 * 'x'}\r\n".encode()

    with serving(reply) as web, pytest.raises(httpcore2.RemoteProtocolError):
        made().fetched(start(web), {}, {})


@pytest.mark.parametrize("packing", ["gzip", "deflate"])
def test_a_bomb_does_not_go_off(made: Made, packing: str) -> None:
    plain = 50_000_000 * b"\0"
    packed = gzip.compress(plain) if packing == "gzip" else zlib.compress(plain)
    assert len(packed) < 100_000
    with serving(lambda _: answer(packed, content_encoding=packing)) as web, pytest.raises(Unsafe, match="more than"):
        made().fetched(start(web), {}, {})


@pytest.mark.parametrize("packing", ["br", "zstd", "gzip, gzip", "compress"])
def test_what_was_not_asked_for_is_not_unpacked(made: Made, packing: str) -> None:
    with serving(lambda _: answer(b"x", content_encoding=packing)) as web, pytest.raises(Unsafe, match="packed as"):
        made().fetched(start(web), {}, {})


def test_a_packed_answer_is_unpacked(made: Made) -> None:
    with serving(lambda _: answer(gzip.compress(b"words"), content_encoding="gzip")) as web:
        assert made().fetched(start(web), {}, {}).body == b"words"


@pytest.mark.parametrize("packing", ["gzip", "identity"])
def test_an_answer_that_is_cut_off_is_a_failure(made: Made, packing: str) -> None:
    whole = gzip.compress(bytes(range(256))) if packing == "gzip" else 100 * b"x"
    head = f"HTTP/1.1 200 OK\r\ncontent-encoding: {packing}\r\nconnection: close\r\n"
    length = "" if packing == "gzip" else f"content-length: {len(whole)}\r\n"

    def reply(_: Question) -> Iterator[bytes]:
        yield f"{head}{length}\r\n".encode() + whole[:-20]
        raise OSError

    with serving(reply) as web, pytest.raises(httpcore2.RemoteProtocolError):
        made().fetched(start(web), {}, {})
