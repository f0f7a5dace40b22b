"""A live check of every network, against servers of our own: what was proven, what differs, how it ends."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.cli.calling import IN_PART, NOT_FOUND, OK, REFUSED, call
from tests.fakes import played
from tests.fakes.web import Question, Reply, answer, serving
from tests.networks.doing import LOCAL, everything
from tests.servers import atproto, mediawiki, nostr, prism, snac, wordpress
from tests.servers.nostr import Signer, publish

from openclout.collector import Session, State
from openclout.collector.checking import checked
from openclout.networks import NETWORKS, bluesky
from openclout.vocabulary.networks import Account

YESTERDAY = datetime.now(UTC) - timedelta(days=1)
"""A check asks for what is newer than 30 days."""
Place = tuple[str, str]
"""The address of a server, and somebody on it."""


@contextmanager
def on_bluesky() -> Iterator[Place]:
    with atproto.atproto() as network:
        everything(network)
        yield network.door, "ada.test"


@contextmanager
def in_the_fediverse() -> Iterator[Place]:
    with snac.two("ada") as (ada,):
        ada.note("Words")
        yield ada.server, ada.handle


@contextmanager
def at_a_relay() -> Iterator[Place]:
    ada = Signer("ada")
    with nostr.relay() as address:
        publish(address, ada.signed(0, '{"name":"ada"}'), ada.signed(1, "Words", at=int(YESTERDAY.timestamp())))
        yield address, ada.key


@contextmanager
def in_a_wiki() -> Iterator[Place]:
    with mediawiki.mediawiki() as wiki:
        wiki.person("Ben").writes("Ada Example", "A person.")
        yield wiki.address, "en:Ada Example"


@contextmanager
def on_a_blog() -> Iterator[Place]:
    with wordpress.wordpress() as blog:
        blog.writes("Looms", "<p>Words</p>", f"{YESTERDAY:%Y-%m-%dT%H:%M:%S}")
        yield blog.address, blog.address.removeprefix("http://")


@contextmanager
def on_github() -> Iterator[Place]:
    with prism.simulator() as address:
        yield address, "ada"


def acted(reply: Reply, name: str) -> Callable[[], AbstractContextManager[Place]]:
    """A network that is only played."""

    @contextmanager
    def place() -> Iterator[Place]:
        with serving(reply) as web:
            yield web.address, name.format(port=web.port)

    return place


REAL: dict[str, tuple[Callable[[], AbstractContextManager[Place]], str | None, set[str]]] = {
    "bluesky": (on_bluesky, atproto.installed(), {"profile", "consent"}),
    "mastodon": (in_the_fediverse, snac.installed(), {"profile", "posts", "followers"}),
    "activitypub": (in_the_fediverse, snac.installed(), {"profile", "posts", "followers"}),
    "nostr": (at_a_relay, nostr.installed(), {"profile", "posts"}),
    "github": (on_github, prism.installed(), {"profile", "posts", "likes", "shares", "followers"}),
    "wikipedia": (in_a_wiki, mediawiki.installed(), {"profile"}),
    "wordpress": (on_a_blog, wordpress.installed(), {"profile", "posts"}),
    "feeds": (on_a_blog, wordpress.installed(), {"profile", "posts"}),
}
PLAYED = {
    "hackernews": (acted(played.hackernews, "ada"), {"profile"}),
    "stackexchange": (acted(played.stackexchange, "127.0.0.1/users/42"), {"profile"}),
    "lemmy": (acted(played.lemmy(None), "ada@lemmy.example"), {"profile", "posts"}),
    "discourse": (acted(played.discourse(signed_in=False), "ada@127.0.0.1:{port}"), {"profile"}),
}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home that trusts servers of this machine."""
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "openclout.toml").write_text('trusted_hosts = ["127.0.0.1", "localhost"]\n')
    return tmp_path / "home"


def proven(home: Path, network: str, place: Callable[[], AbstractContextManager[Place]], expected: set[str]) -> None:
    with place() as (server, name):
        report = call(home, "check-live", network, name, "--server", server, "--json")
        words = call(home, "check-live", network, name, "--server", server)
    found = json.loads(report.stdout)
    assert (report.returncode, found["faults"], found["trouble"]) == (OK, [], "")
    assert found["fine"]
    assert expected <= set(found["proven"])
    offered = next(each.NETWORK.offers for each in NETWORKS if each.NETWORK.name == network)
    assert {*found["proven"], *found["unseen"]} == offered
    assert f"{network}:{name}: all is as expected" in words.stdout
    assert "Proven here: profile, " in words.stdout or found["proven"] == ["profile"]


def test_every_network_is_checked_here() -> None:
    assert {*REAL, *PLAYED} == {each.NETWORK.name for each in NETWORKS}


@pytest.mark.network
@pytest.mark.parametrize("network", REAL)
def test_a_real_server_answers_as_expected(home: Path, network: str) -> None:
    place, missing, expected = REAL[network]
    if missing is not None:
        pytest.skip(missing)
    proven(home, network, place, expected)


@pytest.mark.parametrize("network", PLAYED)
def test_a_server_that_is_played_answers_as_expected(home: Path, network: str) -> None:
    proven(home, network, *PLAYED[network])


@pytest.mark.network
@pytest.mark.skipif(atproto.installed() is not None, reason=str(atproto.installed()))
def test_a_stream_is_listened_to_for_a_moment(tmp_path: Path) -> None:
    with atproto.atproto() as network, State(tmp_path / "collector.sqlite") as state:
        everything(network)
        ada = Account("bluesky", network.door, "ada.test")
        stream = bluesky.stream(network.pds.replace("http", "ws"), "0")
        session = Session(state, LOCAL)
        report = checked(bluesky, ada, session, stream=stream)
        session.close()
    assert (report.faults, report.trouble) == ((), "")
    assert {"stream", "likes", "follows", "deletions"} <= set(report.proven)
    assert report.answers[-1].records > 10


def mastodon(question: Question) -> Iterator[bytes]:
    """A server that answers something else than it should."""
    return answer(b'{"id": 7}') if "lookup" in question.path else answer(b"", 404)


def test_what_differs_is_said_and_ends_with_1(home: Path) -> None:
    with serving(mastodon) as web:
        said = call(home, "check-live", "mastodon", f"ada@127.0.0.1:{web.port}", "--server", web.address)
    assert said.returncode == REFUSED
    assert "differ" in said.stdout
    assert "Differs: profile: 1 records could not be read." in said.stdout


def test_whoever_is_not_there_is_not_found(home: Path) -> None:
    with serving(lambda _: answer(b"{}", 404)) as web:
        said = call(home, "check-live", "github", "nobody", "--server", web.address)
    assert said.returncode == NOT_FOUND
    assert "GitHub does not know nobody" in said.stderr


def test_a_server_that_wants_to_be_asked_later_proves_nothing_and_ends_with_4(home: Path) -> None:
    with serving(lambda _: answer(b"", 429, retry_after="86400")) as web:
        said = call(home, "check-live", "github", "ada", "--server", web.address)
    assert said.returncode == IN_PART
    assert "the check did not come to its end" in said.stdout
    assert "does not want to be asked before" in said.stderr


def test_a_server_inside_that_nobody_trusts_is_not_asked(tmp_path: Path) -> None:
    with serving(lambda _: answer(b"{}")) as web:
        said = call(tmp_path / "home", "check-live", "github", "ada", "--server", web.address)
    assert (said.returncode, web.asked) == (IN_PART, [])
    assert "may not be asked" in said.stderr
