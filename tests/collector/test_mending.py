"""What a stream leaves out is noticed by what its protocol says, told, and asked for."""

from datetime import timedelta
from pathlib import Path

import pytest
from tests.collector.homes import BEGIN, Hours, means_at
from tests.networks.frames import commit, frame, revision

from openclout.collector.chains import Chains
from openclout.collector.lasting import standing
from openclout.collector.state import Gap
from openclout.collector.streaming import Stream
from openclout.networks import bluesky
from openclout.vocabulary.networks import Step

ADA, BOB = "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa", "did:plc:cccccccccccccccccccccccc"
SERVER = "ws://x"
GAP = Gap(BEGIN + timedelta(seconds=10), BEGIN + timedelta(seconds=20), "")


def torn(home: Path, *batches: list[bytes]) -> list[str]:
    """Of whom these batches leave something out."""
    with means_at(home, networks=(bluesky,)) as means:
        stream = Stream(means, bluesky, SERVER)
        for messages in batches:
            stream.take(messages)
        found = means.state.torn(stream.name)
        assert standing(bluesky.NETWORK, means.state, BEGIN).torn == len(found)
    return found


def test_a_step_that_comes_after_one_that_never_came_tears_that_account_alone(tmp_path: Path) -> None:
    whole = [commit(1, ADA), commit(2, BOB), commit(3, ADA, 1), commit(4, BOB, 2)]
    assert torn(tmp_path / "whole", whole[:2], whole[2:]) == []
    assert torn(tmp_path / "torn", [*whole, commit(9, ADA, 8)], [commit(10, BOB, 4)]) == [ADA]


def test_what_is_told_again_after_a_new_beginning_tears_nothing(tmp_path: Path) -> None:
    whole = [commit(1, ADA), commit(3, ADA, 1), commit(5, ADA, 3)]
    assert torn(tmp_path, whole, whole[1:], [commit(6, ADA, 5)]) == []


@pytest.mark.parametrize(
    "message",
    [
        frame("#sync", did=ADA, rev=revision(9), seq=9, time="2026-11-22T12:00:09Z", blocks=b""),
        commit(9, ADA, 1, tooBig=True, ops=[], blocks=b""),
    ],
    ids=["#sync", "too big"],
)
def test_a_state_without_its_steps_tears(tmp_path: Path, message: bytes) -> None:
    assert torn(tmp_path / "known", [commit(1, ADA)], [message]) == [ADA]
    assert torn(tmp_path / "unknown", [message]) == [ADA]


def test_a_state_that_is_known_tears_nothing(tmp_path: Path) -> None:
    known = frame("#sync", did=ADA, rev=revision(1), seq=2, time="2026-11-22T12:00:09Z", blocks=b"")
    assert torn(tmp_path, [commit(1, ADA), known]) == []


def test_a_step_after_one_from_a_gap_tears_whoever_is_not_remembered() -> None:
    steps = [Step("in", "b", "c", us(15)), Step("before", "b", "c", us(9)), Step("first", None, "c")]
    assert list(Chains().torn(steps, [GAP])) == ["in"]
    assert list(Chains().torn(steps, [])) == []


def us(second: int) -> int:
    return int((BEGIN + timedelta(seconds=second)).timestamp() * 1e6)


def test_those_heard_of_last_are_remembered() -> None:
    chains = Chains(most=2)
    first = [Step(name, None, "a") for name in ("ada", "bob", "cyd")]
    assert list(chains.torn(first, [])) == []
    assert list(chains.torn([Step(name, "b", "c") for name in ("ada", "bob", "cyd")], [])) == ["bob", "cyd"]


def test_what_a_server_has_let_go_of_is_a_gap_however_short(tmp_path: Path) -> None:
    outdated = frame("#info", name="OutdatedCursor", message="Possibly missing events")
    with means_at(tmp_path, Hours(BEGIN), networks=(bluesky,)) as means:
        stream = Stream(means, bluesky, SERVER)
        stream.take([commit(10, ADA)], anew=True)
        stream.take([outdated, commit(20, ADA, 15), commit(21, BOB, 16), commit(22, BOB, 21)], anew=True)
        (gap,) = stream.place.gaps
        assert (gap.since, gap.until) == (GAP.since, GAP.until)
        assert means.state.torn(stream.name) == [ADA, BOB]
        assert standing(bluesky.NETWORK, means.state, BEGIN).gaps == (gap,)


def test_a_server_that_never_came_so_far_is_heard_from_its_beginning(tmp_path: Path) -> None:
    future = frame("", op=-1, error="FutureCursor", message="Cursor in the future.")
    with means_at(tmp_path, networks=(bluesky,)) as means:
        stream = Stream(means, bluesky, SERVER)
        stream.take([commit(100, ADA)], anew=True)
        stream.take([future], anew=True)
        assert stream.address().endswith("cursor=0")
    with means_at(tmp_path, networks=(bluesky,)) as means:
        assert Stream(means, bluesky, SERVER).address().endswith("cursor=0")
