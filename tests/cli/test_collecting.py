"""What the commands that read networks promise where no network is asked."""

import json
from pathlib import Path

import pytest
from tests.cli.calling import IN_PART, call, process
from tests.collector.homes import BEGIN, means_at
from tests.lake.lakes import Row, batch

from openclout.cli.networking import everybody
from openclout.collector import State
from openclout.collector.state import CrawlState
from openclout.networks import NETWORKS
from openclout.vocabulary.networks import Account
from openclout.vocabulary.records import Link


def test_networks_says_how_things_stand(tmp_path: Path) -> None:
    said = call(tmp_path, "networks", "--json")
    assert said.returncode == 0
    assert [each["name"] for each in json.loads(said.stdout)["networks"]] == [each.NETWORK.name for each in NETWORKS]


def test_to_look_at_networks_makes_no_home(tmp_path: Path) -> None:
    said = call(tmp_path / "home", "networks")
    assert said.returncode == 0
    assert "questions left" not in said.stdout, "a column in which nothing stands"
    assert not (tmp_path / "home").exists()


def test_the_reasons_of_one_network_are_told_when_it_is_named(tmp_path: Path) -> None:
    (one,) = (each.NETWORK for each in NETWORKS if each.NETWORK.name == "nostr")
    said = call(tmp_path, "networks", "nostr").stdout
    assert all(f"withholds {name}: {why}" in said for name, why in one.withholds.items())
    assert "bluesky" not in said


@pytest.mark.parametrize(
    "words",
    [["networks", "nowhere"], ["follow", "nowhere"], ["check-live", "nowhere"], ["collect", "--network", "nowhere"]],
)
def test_a_network_that_there_is_not_is_not_found(tmp_path: Path, words: list[str]) -> None:
    said = call(tmp_path, *words)
    assert said.returncode == 3
    assert "no network 'nowhere'" in said.stderr


def test_a_stream_that_nobody_sends_is_told(tmp_path: Path) -> None:
    words = ["follow", "bluesky", "--server", "ws://127.0.0.1:9", "--for", "1", "--json"]
    said = process(tmp_path / "home", *words, OPENCLOUT_TRUSTED_HOSTS='["127.0.0.1"]')
    assert said.returncode == IN_PART, said.stderr
    found = json.loads(said.stdout)
    assert found["messages"] == 0
    assert "cannot be listened at: ConnectError" in found["trouble"]


def test_without_anybody_known_collect_asks_for_an_account(tmp_path: Path) -> None:
    said = call(tmp_path, "collect")
    assert said.returncode == 3
    assert "openclout collect ACCOUNT" in said.stderr


@pytest.mark.parametrize("words", [["ada"], ["--network", "bluesky"], ["ada", "--server", "https://bsky.example"]])
def test_a_server_of_one_s_own_goes_with_a_network_and_an_account(tmp_path: Path, words: list[str]) -> None:
    said = call(tmp_path, "collect", *words, "--server", "https://bsky.example")
    assert said.returncode == 2
    assert "--network NETWORK" in said.stderr


@pytest.mark.parametrize("server", ["https://github.example/api/v3", None])
def test_whoever_is_linked_by_number_is_read_once_and_by_name(tmp_path: Path, server: str | None) -> None:
    """On GitHub accounts have numbers, and are asked for by name: account 7 is not the one that is called 7."""
    ada = Account("github", server or "https://api.github.com", "ada")
    seen: Row = {"network": "github", "native_id": "7", "handle": "ada"}
    with means_at(tmp_path, networks=NETWORKS) as means:
        means.lake.append(batch(accounts=[seen]))
        if server is not None:
            means.state.begin(CrawlState("crawl:github:ada", ada, BEGIN, BEGIN))
        assert everybody(means, [Link("ada", "Ada", "github", "7", "operator", BEGIN.date())], None) == [ada]


def test_what_no_network_knows_is_said(tmp_path: Path) -> None:
    said = call(tmp_path, "collect", "what is this?")
    assert said.returncode == 3
    assert "No network knows 'what is this?'" in said.stderr


def test_accounts_of_the_lake_are_linked_and_unlinked_by_name(tmp_path: Path) -> None:
    rows = "network,actor,target,act,at\nforum,ben,ada,like,2026-11-20\nchat,cleo,ada2,like,2026-11-20\n"
    (tmp_path / "acts.csv").write_text(rows, encoding="utf-8")
    home = tmp_path / "home"
    assert call(home, "import", str(tmp_path / "acts.csv")).returncode == 0
    said = call(home, "link", "ada", "forum:ada", "ada2", "--title", "Ada L.", "--since", "2026-10-01", "--json")
    links = json.loads(said.stdout)["links"]
    assert [(one["network"], one["native_id"], one["changed"]) for one in links] == [
        ("forum", "ada", True),
        ("chat", "ada2", True),
    ]
    again = call(home, "link", "ada", "forum:ada", "--json")
    assert json.loads(again.stdout)["links"][0]["changed"] is False
    assert "belongs to ada" in call(home, "link", "ben", "forum:ada").stderr
    assert call(home, "unlink", "ada", "forum:ada", "--json").returncode == 0
    assert call(home, "unlink", "ada", "forum:ada").returncode == 3


def test_forgetting_reaches_what_the_collector_remembers(tmp_path: Path) -> None:
    (tmp_path / "acts.csv").write_text("network,actor,target,act,at\nforum,ben,ada,like,2026-11-20\n", encoding="utf-8")
    home = tmp_path / "home"
    call(home, "import", str(tmp_path / "acts.csv"))
    path = tmp_path / "home" / "collector.sqlite"
    with State(path) as state:
        for name in ("ada", "ben"):
            state.begin(CrawlState(f"crawl:forum:{name}", Account("forum", "", name), BEGIN, BEGIN))
    assert call(home, "forget", "ada", "--yes").returncode == 0
    with State(path) as state:
        assert [crawl.account.name for crawl in state.crawls()] == ["ben"]
    assert b"crawl:forum:ada" not in path.read_bytes()
