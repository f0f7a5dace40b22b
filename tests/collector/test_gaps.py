"""What is deleted while a stream leaves something out is gone once the account is read anew, and nothing else is."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.collector.homes import Killed, Mortal, means_at
from tests.fakes import torn
from tests.fakes.torn import World
from tests.fakes.web import serving
from tests.lake.lakes import Row, batch

from openclout.collector.crawling import Means
from openclout.collector.mending import Mender
from openclout.collector.streaming import Stream
from openclout.lake import Lake
from openclout.lake.hashing import named_hashes
from openclout.vocabulary.acts import Act

Done = tuple[str, str, int, bool]
"""Who, what, which one or how long ago they say, and whether the stream tells it."""


def own(home: Path) -> list[tuple[int, str]]:
    """The hashes of the names of all acts, and to whom they were done."""
    lake = Lake(home / "lake")
    names = dict(lake.accounts().select("key", "native_id").iter_rows())
    rows = lake.interactions(columns=("own", "target")).to_pylist()
    return sorted((row["own"], names[row["target"]]) for row in rows)


def posts(home: Path) -> list[str]:
    lake = Lake(home / "lake")
    return sorted(lake.posts(lake.post_keys())["native_id"])


def right(home: Path, world: World) -> bool:
    """Whether a lake holds what is left in a world, and nothing else."""
    left = pl.Series([name for name, _ in world.acts()], dtype=pl.String)
    hashed = named_hashes(pl.Series(["tiny"]), left).view(np.int64).tolist()
    done = sorted(zip(hashed, (whom for _, whom in world.acts()), strict=True))
    return own(home) == done and posts(home) == world.posts()


def taken(home: Path, server: str, messages: Sequence[bytes]) -> None:
    """Take messages in, and read anew where they tear."""
    with means_at(home, networks=(torn,)) as means:
        stream = Stream(means, torn, server)
        stream.take(messages)
        mend(means, stream)


def mend(means: Means, stream: Stream) -> None:
    mender = Mender(means, stream)
    while set(means.state.torn(stream.name)) - mender.tried:
        mender.mend()


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def server(world: World) -> Iterator[str]:
    with serving(world.reply) as web:
        yield web.address


def test_what_was_deleted_in_a_gap_is_withdrawn_like_what_a_stream_says_is_deleted(
    tmp_path: Path, world: World, server: str
) -> None:
    first = [world.make("bob", kind) for kind in ("like", "post", "like", "post")]
    world.undo("bob", 0)
    world.undo("bob", 2)
    taken(tmp_path, server, [*first, world.make("bob", "like")])
    assert right(tmp_path, world)
    with Lake(tmp_path / "lake") as lake:
        lake.compact()
    taken(tmp_path, server, first)  # told again
    assert right(tmp_path, world)


def test_what_was_changed_in_a_gap_is_as_it_is_left(tmp_path: Path, world: World, server: str) -> None:
    first = [world.make("bob", kind) for kind in ("like", "post")]
    changes = [world.change("bob", which) for which in (0, 1)]
    world.change("bob", 1)
    world.change("bob", 0)
    taken(tmp_path, server, [*first, changes[0], world.make("bob", "like")])
    assert [whom for _, whom in world.acts()] == ["ada", "ada"]
    assert right(tmp_path, world)
    taken(tmp_path, server, [*first, *changes])  # told again
    assert right(tmp_path, world)


def test_what_was_told_without_a_name_or_by_a_file_stays(tmp_path: Path, world: World, server: str) -> None:
    first = [world.make("bob", "like"), world.make("cyd", "like")]
    world.undo("bob", 0)
    rows: list[Row] = [
        {"network": "tiny", "actor": "bob", "target": "ada", "act_id": "7", "post": "of a file"},
        {"network": "tiny", "actor": "bob", "target": "ada", "post": "of an AppView"},
    ]
    with means_at(tmp_path) as means:
        means.lake.append(batch("file", interactions=rows[:1]))
        shown = replace(batch("shown", interactions=rows[1:]), once=frozenset({Act.LIKE}), of_pages=True)
        means.lake.append(shown)
    before = own(tmp_path)
    assert len(before) == 2
    taken(tmp_path, server, [*first, world.make("bob", "like")])
    assert set(before) < set(own(tmp_path))
    assert len(own(tmp_path)) == len(before) + len(world.acts())


def test_an_older_answer_takes_nothing_back(tmp_path: Path, world: World, server: str) -> None:
    first = [world.make("bob", "like")]
    world.stale["bob"] = world.whole("bob")
    first += [world.make("bob", "like", hours_ago=9)]
    world.undo("bob", 1)
    messages = [*first, world.make("bob", "like", hours_ago=9)]
    with means_at(tmp_path, networks=(torn,)) as means:
        stream = Stream(means, torn, server)
        stream.take(messages)
        mend(means, stream)
        assert len(own(tmp_path)) == 3
        assert means.state.torn(stream.name) == ["bob"]
        assert means.state.crawls() == []
        world.stale.clear()
        mend(means, stream)
        assert means.state.torn(stream.name) == []
    assert right(tmp_path, world)


def test_an_account_that_is_not_there_keeps_what_it_did(tmp_path: Path, world: World, server: str) -> None:
    first = [world.make("bob", "like"), world.make("bob", "post")]
    lost = world.make("bob", "like")
    messages = [*first, world.make("bob", "like")]
    world.last.clear()
    taken(tmp_path, server, messages)
    assert lost not in messages
    assert len(own(tmp_path)) == 3


def test_what_was_brought_by_a_reading_that_failed_may_expire(tmp_path: Path, world: World, server: str) -> None:
    messages = [world.make("bob", "like") for _ in range(3)]
    with means_at(tmp_path, networks=(torn,)) as means:
        stream = Stream(means, torn, server)
        stream.take([messages[0], messages[2]])
        mortal = Mortal(means.lake, means.session, means.state, means.networks, breath=[1])
        with pytest.raises(Killed):
            mend(mortal, stream)
        mend(means, stream)
        kept = [reader for reader in means.lake.raw_readers() if reader.startswith("crawl:")]
        assert len(kept) == 2
        assert all(means.lake.finished(reader) for reader in kept)
    assert right(tmp_path, world)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["bob", "cyd"]),
        st.sampled_from(["like", "post", "undo", "change"]),
        st.integers(0, 9),
        st.booleans(),
    ),
    max_size=12,
)


@pytest.mark.slow
@settings(max_examples=40)
@given(before=STEPS, after=STEPS, breath=st.integers(0, 9), kept=st.booleans())
def test_whatever_is_left_out_and_whenever_it_is_killed_the_lake_holds_what_is_left(
    before: list[Done], after: list[Done], breath: int, *, kept: bool
) -> None:
    world = World()

    def message(who: str, kind: str, number: int) -> bytes:
        if kind in {"undo", "change"}:
            made: bytes = getattr(world, kind)(who, number)
            return made
        return world.make(who, kind, number)

    def messages(steps: list[Done]) -> list[tuple[bytes, bool]]:
        return [(message(who, kind, number), heard) for who, kind, number, heard in steps]

    with serving(world.reply) as web, tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        first = [world.make("bob", "like"), world.make("cyd", "post")]
        first += [message for message, heard in messages(before) if heard]
        first += [world.make("bob", "post"), world.make("cyd", "like")]
        with means_at(home, networks=(torn,)) as means:
            stream = Stream(means, torn, web.address)
            stream.take(first[:5])
            stream.take(first[5:])
            mortal = Mortal(means.lake, means.session, means.state, means.networks, breath=[breath], kept=kept)
            with suppress(Killed):
                mend(mortal, stream)
        later = [message for message, _ in messages(after)]
        for piece in (later[:3], later[3:]):
            taken(home, web.address, piece)
        assert right(home, world)
