"""A real server of the AT Protocol: people do things on it, and we read exactly what they did."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest
from tests.collector.homes import means_at
from tests.networks.doing import (
    FIRST_DAY,
    LOCAL,
    WEEK_AGO,
    Doing,
    acts,
    answered,
    crawled,
    everything,
    mention_of,
    streamed,
)
from tests.networks.frames import commit
from tests.servers.atproto import Network, atproto, installed

from openclout.collector import Following, follow, reread
from openclout.collector.sockets import Silent
from openclout.collector.streaming import Stream
from openclout.dialects.atproto import asking
from openclout.dialects.atproto.records import AWAY, OWN_LABELS
from openclout.lake import Lake
from openclout.networks import bluesky
from openclout.vocabulary.acts import Act
from openclout.vocabulary.networks import Account, Post, Record, Seen, Unreadable, Withdrawn

missing = installed()
pytestmark = [
    pytest.mark.skipif(missing is not None, reason=missing or ""),
    pytest.mark.xdist_group("atproto"),
    pytest.mark.usefixtures("hurried"),
]


@pytest.fixture(scope="module")
def network() -> Iterator[Network]:
    with atproto() as found:
        yield found


@pytest.fixture(scope="module")
def doing(network: Network) -> Doing:
    return everything(network)


@pytest.fixture(scope="module")
def heard(network: Network, doing: Doing) -> list[bytes]:
    """The stream from its very beginning up to the last thing that was done."""
    last = doing.people["ada"].writes("app.bsky.feed.post", {"text": "last", "createdAt": "2026-11-20T12:00:00Z"})
    key = last["uri"].rsplit("/", 1)[1].encode()
    doing.posts.append(last["uri"])
    url = bluesky.stream(network.pds.replace("http", "ws"), "0")
    return list(streamed(url, lambda message: key in message))


@pytest.mark.parametrize("since", [WEEK_AGO, FIRST_DAY], ids=["page by page", "as a whole"])
def test_repositories_hold_exactly_what_was_done(network: Network, doing: Doing, since: object) -> None:
    found: list[Record] = []
    for person in doing.people.values():
        kinds, records = crawled(person.did, network.door, since)  # type: ignore[arg-type]
        assert ("repo" in kinds) == (since is FIRST_DAY)
        found += records
    assert acts(found) == doing.left()
    assert not [each for each in found if isinstance(each, Unreadable)]


def test_an_account_is_found_by_its_handle_and_asks_what_its_labels_ask(network: Network, doing: Doing) -> None:
    _, found = crawled("ada.test", network.door, FIRST_DAY)
    ada = doing.people["ada"].did
    assert Seen(ada, "ada.test") in found
    assert Seen(ada, None, "Ada", frozenset({"not_without_account"}), OWN_LABELS) in found


def test_the_stream_tells_what_was_done_and_what_was_taken_back(doing: Doing, heard: list[bytes]) -> None:
    found = [each for message in heard for each in bluesky.listen(message).records]
    # One message alone does not say what a list is for.
    told = [each for each in doing.done if each.act is not Act.LIST]
    assert acts(found) == sorted(told, key=lambda each: (each.at, str(each.act_id), each.act))
    kinds = {uri: "post" if "/app.bsky.feed.post/" in uri else "act" for uri in doing.gone}
    assert {(each.kind, each.native_id) for each in found if isinstance(each, Withdrawn)} == {
        (kind, uri) for uri, kind in kinds.items()
    }
    assert {each.native_id for each in found if isinstance(each, Post)} == set(doing.posts)
    assert not [each for each in found if isinstance(each, Unreadable)]


def test_a_stream_goes_on_after_its_cursor(network: Network, heard: list[bytes]) -> None:
    middle = len(heard) // 2
    url = bluesky.stream(network.pds.replace("http", "ws"), bluesky.listen(heard[middle]).cursor)
    again = list(streamed(url, lambda message: message == heard[-1]))
    assert again == heard[middle + 1 :]


def test_many_messages_at_once_say_the_same_as_one_by_one(heard: list[bytes]) -> None:
    one_by_one = [bluesky.listen(message) for message in heard]
    together = bluesky.listen_all(heard)
    own = [
        each for each in acts(each for message in one_by_one for each in message.records) if each.actor != each.target
    ]
    frame = together.frames["interactions"].sort("at", "act_id", "act")
    assert frame.select("actor", "target", "act", "at", "post", "act_id").rows() == [
        (each.actor, each.target, int(each.act), each.at, each.post, each.act_id) for each in own
    ]
    assert together.read == sum(len(message.records) for message in one_by_one)
    assert together.cursor == one_by_one[-1].cursor


@pytest.mark.usefixtures("heard")  # what was done so far is heard before others do something
def test_who_goes_away_is_hidden_and_who_deletes_the_account_is_withdrawn(network: Network) -> None:
    dan = network.account("dan")
    dan.does("com.atproto.server.deactivateAccount")
    _, found = crawled(dan.did, network.door, FIRST_DAY)
    assert Seen(dan.did, flags=AWAY, of=AWAY) in found
    url = bluesky.stream(network.pds.replace("http", "ws"), "0")
    told = [
        each
        for message in streamed(url, lambda message: b"deactivated" in message)
        for each in bluesky.listen(message).records
    ]
    assert told[-1] == Seen(dan.did, flags=AWAY, of=AWAY)


@pytest.mark.usefixtures("heard")  # what was done so far is heard before others do something
def test_what_the_stream_left_out_of_an_account_is_asked_for(network: Network, tmp_path: Path) -> None:
    others = Doing({name: network.account(name) for name in ("eve", "fay")})
    post = others.post("eve", "one")
    others.subject("fay", "like", post)
    others.subject("fay", "repost", post)
    key = others.follow("fay", "eve")["uri"].rsplit("/", 1)[1].encode()
    server = network.pds.replace("http", "ws")
    *before, _, last = streamed(bluesky.stream(server, "0"), lambda message: key in message)

    @contextmanager
    def listen(_: str) -> Iterator[Iterator[bytes]]:
        def heard() -> Iterator[bytes]:
            yield from (*before, last)
            while not means.stopping.wait(0.05):
                yield b""

        yield heard()

    def look(now: Following) -> None:
        if now.batches:
            means.stopping.set()

    with means_at(tmp_path, networks=(bluesky,), manners=LOCAL) as means:
        follow(means, bluesky, server, told=look, listen=listen)
        assert means.state.torn(f"stream:bluesky:{server}") == []
        assert means.state.crawls() == []
    lake = Lake(tmp_path / "lake")
    names = dict(lake.accounts().select("key", "native_id").iter_rows())
    kept = lake.interactions(columns=("actor", "at")).to_pylist()
    by_fay = [row["at"] for row in kept if names[row["actor"]] == others.people["fay"].did]
    assert sorted(by_fay) == [each.at for each in others.left()]


def three(network: Network) -> tuple[Doing, list[bytes], list[bytes]]:
    """What three people do, take back and do again, and the stream without what they did in a gap: before and after."""
    doing = Doing({name: network.account(name) for name in ("hal", "ida", "jon")})
    posts = [doing.post("hal", "one"), doing.post("ida", "two"), doing.post("jon", "three")]
    kept = [doing.subject(who, kind, posts[0]) for who in ("ida", "jon") for kind in ("like", "repost")]
    answer = doing.reply("ida", posts[0])
    follow = doing.follow("jon", "hal")
    quote = doing.quote("hal", posts[1])
    doing.follow("ida", "jon")
    first = keyed(doing.mention("hal", "ida"))
    # Here the gap begins.
    for who, made in (("ida", kept[0]), ("jon", kept[3]), ("ida", answer), ("jon", follow), ("hal", posts[0])):
        doing.delete(who, made)
    doing.delete("jon", doing.subject("jon", "like", posts[1]))
    doing.subject("jon", "like", posts[2])
    jon = doing.people["jon"].did
    doing.change("hal", quote, [(Act.MENTION, jon, None)], text="@jon", facets=[mention_of(jon)])
    doing.change("jon", kept[2], [(Act.LIKE, doing.people["ida"].did, posts[1]["uri"])], subject=posts[1])
    last = keyed(doing.reply("ida", posts[2]))
    # Here it ends, and everybody does one more thing.
    for who in doing.people:
        final = keyed(doing.post(who, "back"))
    heard = list(streamed(bluesky.stream(network.pds.replace("http", "ws"), "0"), lambda message: final in message))
    places = [next(place for place, message in enumerate(heard) if key in message) for key in (first, last)]
    return doing, heard[: places[0] + 1], heard[places[1] + 1 :]


def keyed(made: dict[str, str]) -> bytes:
    return made["uri"].rsplit("/", 1)[1].encode()


@pytest.mark.parametrize("size", [1, 4, 1000])
def test_what_was_changed_is_in_the_lake_as_it_was_said_last(
    doing: Doing, heard: list[bytes], tmp_path: Path, size: int
) -> None:
    with means_at(tmp_path, networks=(bluesky,)) as means:
        stream = Stream(means, bluesky, "wss://x")
        for first in range(0, len(heard), size):
            stream.take(heard[first : first + size])
        left = [
            (each.actor, each.target, int(each.act), each.at)
            for each in doing.left()
            if each.actor != each.target and each.act is not Act.LIST
        ]
        assert done(means.lake) == left
        means.lake.compact()
        assert done(means.lake) == left
        reread(means, network="bluesky")
        assert done(means.lake) == left


def done(lake: Lake) -> list[tuple[str | None, str, int, datetime]]:
    """Who did what to whom, and when."""
    names = dict(lake.accounts().select("key", "native_id").iter_rows())
    rows = pl.DataFrame(lake.interactions(columns=("actor", "target", "act", "at"))).sort("at", "act").iter_rows()
    return [(names[actor], names[target], act, at) for actor, target, act, at in rows]


@pytest.mark.usefixtures("heard")  # what was done so far is heard before others do something
def test_what_was_taken_back_or_changed_in_a_gap_of_the_stream_is_so_and_nothing_else(
    network: Network, tmp_path: Path
) -> None:
    doing, *pieces = three(network)
    server = network.pds.replace("http", "ws")

    @contextmanager
    def listen(_: str) -> Iterator[Iterator[bytes]]:
        def heard() -> Iterator[bytes]:
            yield from pieces.pop(0)
            if pieces:
                raise Silent("cut off")
            while not means.stopping.wait(0.05):
                yield b""

        yield heard()

    def look(now: Following) -> None:
        if now.batches == 2:
            means.stopping.set()

    with means_at(tmp_path, networks=(bluesky,), manners=LOCAL) as means:
        follow(means, bluesky, server, told=look, listen=listen)
        assert means.state.torn(f"stream:bluesky:{server}") == []
    lake = Lake(tmp_path / "lake")
    own = {person.did for person in doing.people.values()}
    left = [(each.actor, each.target, int(each.act), each.at) for each in doing.left() if each.actor != each.target]
    assert [row for row in done(lake) if row[0] in own] == left
    posts = lake.posts(lake.post_keys())["native_id"].to_list()
    assert {uri for uri in posts if uri.split("/")[2] in own} == set(doing.posts) - doing.gone


def test_lists_tell_the_same_of_what_is_left_as_a_whole_repository(network: Network, doing: Doing) -> None:
    for person in doing.people.values():
        account = Account("bluesky", network.door, person.did)
        anew = list(answered(bluesky.mend(network.pds, person.did), account))
        lists = list(answered(asking.own(network.pds, person.did, FIRST_DAY, whole=False), account))
        in_one, listed = bluesky.remaining(person.did, anew), bluesky.remaining(person.did, lists)
        assert in_one is not None
        assert listed is not None
        assert set(in_one.names) == set(listed.names)
        assert set(in_one.names) >= {each.act_id for each in doing.left() if each.actor == person.did}
        assert in_one.at <= listed.at


def test_a_server_that_began_anew_is_heard_from_its_beginning(network: Network, doing: Doing, tmp_path: Path) -> None:
    server = network.pds.replace("http", "ws")
    with means_at(tmp_path, networks=(bluesky,), manners=LOCAL) as means:
        stream = Stream(means, bluesky, server)
        stream.take([commit(10**9, doing.people["ada"].did)])
        before = Lake(tmp_path / "lake").interactions().num_rows

        def look(_: Following) -> None:
            if Lake(tmp_path / "lake").interactions().num_rows > before + 5:
                means.stopping.set()

        follow(means, bluesky, server, told=look)
    assert Lake(tmp_path / "lake").interactions().num_rows > before + 5
