"""Jetstream, played by a server of our own: unproven until check-live."""

from collections.abc import Callable
from itertools import count

import pytest
from tests.fakes import jetstream as fake
from tests.networks.doing import streamed

from openclout.networks import bluesky
from openclout.vocabulary.acts import Act
from openclout.vocabulary.networks import Changed, Interaction, Seen, Withdrawn

POST = "at://did:plc:bbbbbbbbbbbbbbbbbbbbbbbb/app.bsky.feed.post/3n2uq77vvi22c"
LIKE = {"subject": {"uri": POST, "cid": "bafyrei"}, "createdAt": "2026-11-18T06:26:39Z"}
WIRES = pytest.mark.parametrize(
    ("commit", "account", "path"),
    [
        (fake.commit_1, fake.account_1, "/subscribe"),
        (fake.commit_2, fake.account_2, "/xrpc/network.bsky.jetstream.subscribeEvents"),
    ],
    ids=["version 1", "version 2"],
)
Made = Callable[..., bytes]


@WIRES
def test_unproven_until_check_live_both_wires_tell_acts_and_what_is_taken_back(
    commit: Made, account: Made, path: str
) -> None:
    steps = count(1)
    messages = [
        commit("app.bsky.feed.like", LIKE, step=next(steps)),
        commit("app.bsky.feed.like", None, operation="delete", step=next(steps)),
        commit("app.bsky.graph.block", {"subject": "did:plc:x"}, step=next(steps)),
        account("deactivated", step=next(steps)),
        account("deleted", step=next(steps)),
    ]
    with fake.jetstream(messages) as server:
        url = bluesky.stream(f"{server}{path}", None)
        heard = [bluesky.listen(message) for message in streamed(url, lambda message: message == messages[-1])]
    own = f"at://{fake.DID}/app.bsky.feed.like/{fake.KEY}"
    (liked,), (unliked,), (away,), (gone,) = (each.records for each in heard)
    assert isinstance(liked, Interaction)
    assert (liked.actor, liked.act, liked.post, liked.act_id) == (fake.DID, Act.LIKE, POST, own)
    assert unliked == Withdrawn("act", own)
    assert away == Seen(fake.DID, flags=frozenset({"away"}), of=frozenset({"away"}))
    assert gone == Withdrawn("account", fake.DID)


@WIRES
def test_unproven_until_check_live_what_was_changed_has_a_version(commit: Made, account: Made, path: str) -> None:
    assert path
    own = f"at://{fake.DID}/app.bsky.feed.like/{fake.KEY}"
    other = LIKE | {"subject": {"uri": "at://did:plc:bbbbbbbbbbbbbbbbbbbbbbbb/app.bsky.feed.post/3n2uq77vvi22e"}}
    messages = [commit("app.bsky.feed.like", LIKE), commit("app.bsky.feed.like", other, operation="update", step=2)]
    messages.append(account("deactivated", step=3))
    first, second, _ = (bluesky.listen(message).records for message in messages)
    changed, act = second
    assert isinstance(changed, Changed)
    assert isinstance(act, Interaction)
    assert (changed.native_id, act.act_id, act.version, changed.target) == (own, own, changed.version, None)
    assert [each.version for each in first if isinstance(each, Interaction)] == [None]
    frames = bluesky.listen_all(messages).frames
    assert frames["interactions"]["version"].to_list() == [None, changed.version]
    assert frames["changed"].select("native_id", "version").rows() == [(own, changed.version)]


@WIRES
def test_unproven_until_check_live_a_stream_goes_on_at_its_cursor(commit: Made, account: Made, path: str) -> None:
    messages = [commit("app.bsky.feed.like", LIKE, step=step) for step in range(1, 6)] + [account("deleted", step=6)]
    cursor = bluesky.listen(messages[2]).cursor
    with fake.jetstream(messages) as server:
        url = bluesky.stream(f"{server}{path}", cursor)
        assert list(streamed(url, lambda message: message == messages[-1])) == messages[2:]


@WIRES
def test_unproven_until_check_live_many_messages_at_once_say_the_same(commit: Made, account: Made, path: str) -> None:
    assert path
    messages = [commit("app.bsky.feed.like", LIKE, step=step) for step in range(1, 50)] + [account("deleted", step=50)]
    one_by_one = [bluesky.listen(message) for message in messages]
    together = bluesky.listen_all(messages)
    assert together.cursor == one_by_one[-1].cursor
    assert together.at == one_by_one[-1].at
    assert together.read == 50
    assert together.frames["interactions"].height == 49
    assert together.frames["withdrawn"].height == 1
