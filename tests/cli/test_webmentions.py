"""Webmentions, as a customer switches them on: a setting, a site that takes them, a crawl that verifies them."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path

import httpx2
import pytest
from tests.cli.calling import COMMAND, call, said, surroundings
from tests.fakes.web import Question, answer, serving

from openclout.lake import Lake
from openclout.web.mentions import wrong

FEED = """<rss version="2.0"><channel><title>Ada</title><link>{home}/</link>
<item><title>First</title><link>{home}/first</link><guid>{home}/first</guid>
<pubDate>Tue, 10 Nov 2026 10:00:00 GMT</pubDate></item></channel></rss>"""


@pytest.fixture
def place(home: Path, tmp_path: Path) -> Path:
    """A published home, to be changed."""
    shutil.copytree(home, tmp_path / "home")
    return tmp_path / "home"


@contextmanager
def site(place: Path) -> Iterator[str]:
    """The site as a process of its own."""
    words = [COMMAND, "serve", "--port", "0"]
    with subprocess.Popen(words, env=surroundings(place), stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        yield next(word for word in running.stdout.readline().split() if word.startswith("http")).rstrip("/")
        running.terminate()


def pages(question: Question) -> Iterator[bytes]:
    """Ada's blog, and, on the same machine by another name, a page by Ben that likes a post of hers."""
    home = f"http://{question.headers['host']}".replace("localhost", "127.0.0.1")
    if question.path == "/feed":
        return answer(FEED.format(home=home).encode(), content_type="application/rss+xml")
    if question.path == "/ben":
        entry = f'<div class="h-entry"><a class="u-like-of" href="{home}/first">liked</a></div>'
        return answer(entry.encode(), content_type="text/html")
    head = f'<link rel="alternate" type="application/rss+xml" href="{home}/feed">'
    return answer(f"<html><head>{head}</head></html>".encode(), content_type="text/html")


def test_without_the_setting_there_is_no_door(place: Path) -> None:
    with site(place) as address:
        assert "webmention" not in httpx2.get(f"{address}/").headers.get("link", "")
        said = httpx2.post(
            f"{address}/webmention", data={"source": "https://a.example/1", "target": "https://b.example/"}
        )
    assert said.status_code in {404, 405}


FORM = {"content-type": "application/x-www-form-urlencoded"}
FINE = b"source=https://a.example/1&target=https://b.example/"


@pytest.mark.parametrize(
    ("length", "status"), [(8192, 202), (8193, 413), (10**9, 413)], ids=["just fits", "too much", "far too much"]
)
@pytest.mark.parametrize("zeros", ["", "00000000"])
def test_the_door_takes_no_more_than_it_says(place: Path, zeros: str, length: int, status: int) -> None:
    """However long the length of what is sent is written, and without waiting for it."""
    (place / "openclout.toml").write_text("webmention = true\n")
    words = FINE + b"&more=" + b"x" * (length - len(FINE) - 6) if length < 10**6 else b""
    with site(place) as address, closing(HTTPConnection(address.removeprefix("http://"), timeout=30)) as door:
        door.request("POST", "/webmention", words, {**FORM, "content-length": f"{zeros}{length}"})
        found = door.getresponse().status
    assert found == status


@pytest.mark.parametrize("sign", ["\0", "\x7f", "\u200b", " ", "\n"])
def test_an_address_holds_only_what_can_be_written_down(sign: str) -> None:
    assert wrong("https://a.example/1", "https://b.example/ä") is None
    assert "source should be the address of a page" in (
        wrong(f"https://a.example/1{sign}2", "https://b.example/") or ""
    )


def test_with_the_setting_a_mention_is_taken_and_verified_by_the_next_crawl(place: Path) -> None:
    (place / "openclout.toml").write_text('webmention = true\ntrusted_hosts = ["127.0.0.1", "localhost"]\n')
    with serving(pages) as web:
        said(place, "collect", f"feeds:{web.address}")
        before = Lake(place / "lake").interactions().num_rows
        with site(place) as address:
            sent = {"source": f"http://localhost:{web.port}/ben", "target": f"{web.address}/first"}
            assert httpx2.post(f"{address}/webmention", data=sent).status_code == 202
        ended = call(place, "collect", "--network", "feeds")
    assert ended.returncode == 0, ended.stderr
    assert "Webmentions: 1 kept" in ended.stderr
    assert Lake(place / "lake").interactions().num_rows == before + 1
