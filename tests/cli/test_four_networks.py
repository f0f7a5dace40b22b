"""From four networks to one score: each step is the command itself, each server a real one."""

import json
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser
from tests.cli import four_networks as told
from tests.cli.calling import COMMAND, INTERRUPTED, OK, process, surroundings
from tests.cli.four_networks import Town, town
from tests.servers.atproto import eventually
from tests.web.visiting import opened

from openclout.collector import State
from openclout.figures import IDLE
from openclout.lake import Lake

reason = told.missing()
pytestmark = [
    pytest.mark.skipif(reason is not None, reason=reason or ""),
    pytest.mark.network,
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.xdist_group("atproto-whole"),
]
TRUSTED = {"OPENCLOUT_TRUSTED_HOSTS": '["127.0.0.1", "127.0.0.2", "localhost"]'}
NETWORKS = {"bluesky": 8, "mastodon": 6, "github": 25, "wordpress": 2}
"""How many acts of others there were in the end."""


@pytest.fixture(scope="module")
def ada() -> Iterator[Town]:
    with town() as found:
        yield found


@dataclass(frozen=True)
class Shell:
    """Where commands are called: a home, and settings in the environment, as somebody with servers of their own has."""

    home: Path
    settings: Mapping[str, str]

    def says(self, *words: str) -> str:
        """What a command says that ends well."""
        ended = process(self.home, *words, **self.settings)
        assert ended.returncode == OK, ended.stdout + ended.stderr
        return ended.stdout

    def tells(self, *words: str) -> Any:
        """The same, as JSON."""
        return json.loads(self.says(*words, "--json"))

    @contextmanager
    def running(self, *words: str) -> Iterator["subprocess.Popen[str]"]:
        """A command that goes on until Ctrl-C."""
        env, pipe = surroundings(self.home, **self.settings), subprocess.PIPE
        with subprocess.Popen([COMMAND, *words], env=env, stdout=pipe, stderr=pipe, text=True) as started:
            try:
                yield started
            finally:
                started.send_signal(signal.SIGINT)


@pytest.fixture
def shell(ada: Town, tmp_path: Path) -> Shell:
    tokens = json.dumps({told.FEDIVERSE: ada.ada.token})
    return Shell(tmp_path / "home", TRUSTED | {"OPENCLOUT_TOKENS": tokens})


def collected(shell: Shell, ada: Town) -> None:
    """Read her four accounts; where a network is asked at a server of one's own, that is named."""
    for words in (
        ("ada.test", "--network", "bluesky", "--server", ada.bluesky.door),
        ("ada", "--network", "github", "--server", ada.github),
        (f"snac:{ada.ada.actor}", f"wordpress:{ada.blog}"),
    ):
        for one in shell.tells("collect", *words)["accounts"]:
            assert (one["trouble"], one["rejected"]) == ("", 0)
            assert one["kept"] > 0


def followed(shell: Shell, ada: Town) -> None:
    """Listen while something happens that only a stream tells; Ctrl-C ends it, and what came is kept."""
    server = ada.bluesky.pds.replace("http", "ws")
    with shell.running("follow", "bluesky", "--server", server) as process:
        eventually(lambda: ada.elsewhere() and streams(shell.home))
        before = Lake(shell.home / "lake").interactions().num_rows
        ada.later()
        eventually(lambda: Lake(shell.home / "lake").interactions().num_rows == before + 2)
        process.send_signal(signal.SIGINT)
        _, heard = process.communicate(timeout=60)
    assert process.returncode == INTERRUPTED, heard
    assert "the same command goes on from there" in heard


def streams(home: Path) -> int:
    with State(home / "collector.sqlite") as state:
        return len(state.streams())


def test_one_score_over_four_networks(ada: Town, shell: Shell, browser: Browser) -> None:
    collected(shell, ada)
    followed(shell, ada)
    accounts = ("ada.test", f"@{ada.ada.handle}", "github:ada", ada.host)
    shell.says("link", "ada", *accounts, "--title", "Ada L.")
    run = shell.tells("score")
    assert (run["people"], run["numbered"], run["interactions"]) == (1, 1, sum(NETWORKS.values()))

    explained = shell.tells("explain", "ada")
    by_network = {part["label"]: part["interactions"] for part in explained["networks"]}
    assert {name: by_network[name] for name in NETWORKS} == NETWORKS
    assert explained["score"] == pytest.approx(IDLE + sum(part["points"] for part in explained["networks"]), abs=0.005)
    words = shell.says("explain", "ada")
    assert all(text in words for text in (*NETWORKS, *told.POSTS, f"{explained['score']:.2f}"))

    # Whoever is linked is read again without being named, once: a link is by native id, a crawl by handle.
    again = shell.tells("collect")["accounts"]
    assert sorted(one["network"] for one in again) == sorted(NETWORKS)
    shown(ada, shell, browser, f"{explained['score']:.2f}")


def shown(ada: Town, shell: Shell, browser: Browser, score: str) -> None:
    """Her page in a real browser: the networks, the dial, and as Moments what she really posted."""
    with shell.running("serve", "--port", "0") as process:
        assert process.stdout is not None
        address = next(word for word in process.stdout.readline().split() if word.startswith("http")).rstrip("/")
        visit = opened(browser, address)
        page = visit.go("/@ada")
        page.screenshot(path=shell.home / "page.png", full_page=True)
        assert page.evaluate("window.refused") == []
        assert visit.complaints == []
        assert page.locator("svg.dial").is_visible()
        assert score in page.locator("#h-why").inner_text()
        networks = page.locator("#networks th[scope=row] bdi").all_inner_texts()
        assert set(networks[::2]) == {"Bluesky", "Mastodon", "GitHub", "WordPress"}
        assert set(networks[1::2]) == {"ada.test", ada.ada.handle, "ada", ada.host}
        moments = page.locator("#moments blockquote").all_inner_texts()
        assert set(told.POSTS) <= set(moments) <= {*told.POSTS, told.ISSUE}
        page.context.close()
