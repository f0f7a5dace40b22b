"""Recordings of a real Mastodon, answered again.

Comes in: the source package of Mastodon.py, put there by `tests/servers/install.sh mastodon`. Goes out: what was
recorded, and a server on loopback that answers as it did. They are unpacked for a test and gone afterwards. Our session
opens its connections itself, where vcrpy cannot step in; so vcrpy plays to a server, and the session asks that one.
"""

import gzip
import os
import re
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from tests.fakes.web import Question, Web, answer, serving
from vcr.cassette import Cassette
from vcr.record_mode import RecordMode
from vcr.request import Request

PLACING = ("acct", "max_id", "offset")
"""The parameters that say which page is meant; how many are wanted on a page is our own choice."""
HELD = re.compile("^interactions:", re.MULTILINE)
RECORDED = "http://localhost:3000"


def package() -> Path | None:
    """The source package."""
    cache = Path(os.environ.get("OPENCLOUT_TEST_SERVERS", "~/.cache/openclout-tests")).expanduser()
    return next(iter(sorted((cache / "mastodon").glob("[Mm]astodon*.tar.gz"))), None)


def installed() -> str | None:
    """Why there are no recordings; None if there are."""
    return None if package() is not None else "Mastodon.py's source is not there: tests/servers/install.sh mastodon"


@dataclass(frozen=True)
class Recorded:
    """One answer of the real server."""

    cassette: str
    url: str
    status: int
    link: str
    body: bytes


@contextmanager
def cassettes() -> Iterator[list[Cassette]]:
    """The recordings, for as long as the test needs them."""
    there = package()
    assert there is not None
    with tempfile.TemporaryDirectory(prefix="openclout-recordings-") as folder:
        subprocess.run(["tar", "-xzf", there, "-C", folder, "--wildcards", "*/tests/cassettes*.yaml"], check=True)
        paths = [path for path in sorted(Path(folder).glob("*/tests/cassettes*/*.yaml")) if wants(path)]
        yield [
            Cassette.load(path=str(path), record_mode=RecordMode.NONE, match_on=(placed,), allow_playback_repeats=True)
            for path in paths
        ]


def wants(path: Path) -> bool:
    """Large ones are of pictures that were sent; a few are of websockets, in a shape of their own."""
    return path.stat().st_size < 500_000 and HELD.search(path.read_text()) is not None


def placed(one: Request, other: Request) -> None:
    """Whether two questions mean the same page."""
    assert one.method == other.method
    assert one.path == other.path
    first, second = (parse_qs(urlsplit(each.uri).query) for each in (one, other))
    assert [first.get(name) for name in PLACING] == [second.get(name) for name in PLACING]


def answers(found: Sequence[Cassette]) -> Iterator[Recorded]:
    """Everything that was asked for and told."""
    for cassette in found:
        for request, response in zip(cassette.requests, cassette.responses, strict=True):
            if request.method == "GET":
                yield recorded(Path(cassette._path).stem, request, response)


def recorded(name: str, request: Request, response: dict[str, dict[str, object]]) -> Recorded:
    """One recorded exchange."""
    headers = {each.lower(): words for each, words in response["headers"].items()}
    link, body = headers.get("link"), response["body"]["string"]
    status = response["status"]["code"]
    assert isinstance(body, bytes)
    body = gzip.decompress(body) if "content-encoding" in headers and body.startswith(b"\x1f\x8b") else body
    return Recorded(name, request.uri, int(str(status)), str(link[0]) if isinstance(link, list) else "", body)


@contextmanager
def replaying(found: Sequence[Cassette]) -> Iterator[Web]:
    """A server that answers as the real one did; an empty list to what that was never asked."""

    def reply(question: Question) -> Iterator[bytes]:
        asked = Request("GET", f"{RECORDED}{question.path}", b"", {})
        for cassette in found:
            if cassette.can_play_response_for(asked):
                played = recorded("", asked, cassette.play_response(asked))
                link = played.link.replace(RECORDED, web.address)
                return answer(played.body, played.status, content_type="application/json", link=link)
        return answer(b"[]")

    with serving(reply) as web:
        yield web


def kind(url: str) -> str | None:
    """What our connector calls such a question."""
    path = urlsplit(url).path
    return next((name for pattern, name in KINDS.items() if re.fullmatch(pattern, path)), None)


KINDS = {
    r"/api/v1/accounts/(lookup|verify_credentials|\d+)": "profile",
    r"/api/v1/accounts/[^/]+/statuses": "posts",
    r"/api/v1/timelines/.+": "posts",
    r"/api/v1/statuses/\d+": "post",
    r"/api/v1/statuses/\d+/favourited_by": "likes",
    r"/api/v1/statuses/\d+/reblogged_by": "shares",
    r"/api/v1/accounts/[^/]+/(followers|following)": "likes",
    r"/api/v1/statuses/\d+/quotes": "quotes",
    r"/api/v1/statuses/\d+/context": "answers",
    r"/api/v1/notifications": "notifications",
}
