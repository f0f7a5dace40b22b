"""The whole Bluesky network, on this machine: what its AppView tells, and a stream that is followed over 50 deaths."""

import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import polars as pl
import pytest
from tests.collector.homes import means_at
from tests.networks.doing import FIRST_DAY, LOCAL, Doing, acts, crawled, everything, streamed
from tests.servers.atproto import Network, atproto, eventually, installed

from openclout.collector.crawling import collect
from openclout.collector.streaming import Stream
from openclout.lake import Lake
from openclout.networks import bluesky
from openclout.vocabulary.acts import Act
from openclout.vocabulary.networks import Account, Count, Interaction, Record, Unreadable

ROOT = Path(__file__).parents[2]
KILLS = 50
missing = installed(full=True)
pytestmark = [
    pytest.mark.skipif(missing is not None, reason=missing or ""),
    pytest.mark.slow,
    pytest.mark.network,
    pytest.mark.xdist_group("atproto-whole"),
]


@pytest.fixture(scope="module")
def network() -> Iterator[Network]:
    with atproto(full=True) as found:
        yield found


@pytest.fixture(scope="module")
def doing(network: Network) -> Doing:
    found = everything(network)
    last = found.post("ada", "last")
    eventually(lambda: shown(network, last["uri"]))
    return found


def shown(network: Network, uri: str) -> bool:
    answer = httpx2.get(f"{network.door}/xrpc/app.bsky.feed.getPosts", params={"uris": uri}, timeout=30)
    return answer.status_code == 200 and bool(answer.json()["posts"])


def test_an_app_view_and_repositories_tell_exactly_what_was_done(network: Network, doing: Doing) -> None:
    found: list[Record] = []
    for person in doing.people.values():
        found += crawled(person.handle, network.door, FIRST_DAY)[1]
    assert not [each for each in found if isinstance(each, Unreadable)]
    assert Count(doing.people["ada"].did, "follower", 2) in found
    told = acts(found)
    assert {each for each in told if each.act_id is not None} == set(doing.left())
    unnamed = [each for each in told if each.act_id is None]
    liked = [each for each in doing.left() if each.act is Act.LIKE]
    passed_on = [each for each in doing.left() if each.act is Act.ANNOUNCE]
    assert {plain(each, at=True) for each in unnamed if each.act is Act.LIKE} == {
        plain(each, at=True) for each in liked
    }
    assert {plain(each) for each in unnamed if each.act is Act.ANNOUNCE} == {plain(each) for each in passed_on}
    assert len(unnamed) == len(liked) + len(passed_on)


def plain(each: Interaction, *, at: bool = False) -> tuple[object, ...]:
    return (each.actor, each.target, each.act, each.post, *((each.at,) if at else ()))


def test_an_account_is_collected_into_the_lake(network: Network, doing: Doing, tmp_path: Path) -> None:
    ada = doing.people["ada"]
    with means_at(tmp_path, networks=(bluesky,), manners=LOCAL) as means:
        (balance,) = collect([Account("bluesky", network.door, ada.handle)], means, since=FIRST_DAY)
    assert not balance.trouble
    to_ada = [each for each in doing.left() if each.target == ada.did and each.actor != ada.did]
    # What only the repositories of others hold: mentions, follows, lists.
    shown_by_app_view = {Act.LIKE, Act.ANNOUNCE, Act.REPLY, Act.QUOTE}
    by_ada = [each for each in doing.left() if each.actor == ada.did and each.target != ada.did]
    expected = [each for each in to_ada if each.act in shown_by_app_view] + by_ada
    assert Lake(tmp_path / "lake").interactions().num_rows == len(expected)


@pytest.mark.parametrize("first", ["the AppView", "repositories", "the stream"])
def test_what_is_told_by_several_sources_is_there_once(
    network: Network, doing: Doing, tmp_path: Path, first: str
) -> None:
    server = network.pds.replace("http", "ws")
    key = doing.post("ada", "up to here")["uri"].rsplit("/", 1)[1].encode()
    messages = list(streamed(bluesky.stream(server, "0"), lambda message: key in message))
    with means_at(tmp_path, networks=(bluesky,), manners=LOCAL) as means:

        def crawls(*people: str) -> None:
            accounts = [Account("bluesky", network.door, doing.people[who].handle) for who in people]
            assert not any(one.trouble for one in collect(accounts, means, since=FIRST_DAY))

        sources: dict[str, Callable[[], None]] = {
            "the AppView": lambda: crawls("ada"),
            "repositories": lambda: crawls("cyd", "bob", "ada"),
            "the stream": lambda: Stream(means, bluesky, server).take(messages),
        }
        for source in [first, *sources, *sources]:
            sources[source]()
        mine = pl.Series([str(person.did) for person in doing.people.values()])
        names = means.lake.accounts().filter(pl.col("native_id").is_in(mine.implode()))["key"]
        rows = pl.DataFrame(means.lake.interactions(columns=("actor", "at", "act")))
    kept = rows.filter(pl.col("actor").is_in(names.implode())).select("at", "act").sort("at", "act").rows()
    assert kept == sorted((each.at, int(each.act)) for each in doing.left() if each.actor != each.target)


def liked(doing: Doing, who: str, post: str) -> set[str]:
    did = doing.people[who].did
    return {str(each.act_id) for each in doing.done if (each.actor, each.act, each.post) == (did, Act.LIKE, post)}


def test_a_stream_that_is_killed_again_and_again_is_kept_exactly_once(
    network: Network, doing: Doing, tmp_path: Path
) -> None:
    others = Doing({name: network.account(name) for name in ("eve", "fay", "gus")})
    for number in range(KILLS // 2):
        post = others.post("eve", "likeable")
        for who in ("fay", "gus"):
            made = [others.subject(who, kind, post) for kind in ("like", "repost")]
            if number % 3 == 0:
                others.delete(who, made[number % 2])
    # A server deletes the older of two likes of one post by one account, and tells so.
    for _ in range(2):
        first = others.subject("fay", "like", post)
        others.gone |= {each for each in liked(others, "fay", post["uri"]) if each != first["uri"]}
    last = others.post("eve", "the very last")
    key = last["uri"].rsplit("/", 1)[1].encode()
    server = network.pds.replace("http", "ws")
    *_, end = streamed(bluesky.stream(server, "0"), lambda message: key in message)
    words = [sys.executable, "-m", "tests.networks.follow_once", f"{tmp_path}", server, bluesky.listen(end).cursor]
    chance = random.Random(7)
    kills = 0
    for _ in range(KILLS):
        with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            for _ in range(chance.randint(0, 1)):
                process.stdout.readline()
            moment = time.monotonic() + chance.uniform(0, 0.3)
            while time.monotonic() < moment and process.poll() is None:
                pass
            kills += process.poll() is None
            process.kill()
    subprocess.run(words, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    assert kills > KILLS / 2
    kept = Lake(tmp_path / "lake").interactions()
    done = doing.left() + others.left()
    expected = [each for each in done if each.act is not Act.LIST and each.actor != each.target]
    assert sorted(kept["at"].to_pylist()) == sorted(each.at for each in expected)
    assert sorted(kept["act"].to_pylist()) == sorted(each.act for each in expected)
