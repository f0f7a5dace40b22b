"""The AT Protocol at speed: a stream into the lake, a repository of a million records read.

Comes in: how many messages or records. Goes out: what it took. Messages and repository are made up here, in the
shapes of the real ones: of ten six are likes, one is a repost, two are posts (every other an answer), one is a follow.
"""

import hashlib
from bisect import bisect_left
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import libipld
import msgspec
import numpy as np

from bench.tasks import Clock, Report

BEGIN_US = 1_795_000_000_000_000
LETTERS = "234567abcdefghijklmnopqrstuvwxyz"
KINDS = ("like",) * 6 + ("repost", "post", "reply", "follow")
COLLECTION = {
    "like": "app.bsky.feed.like",
    "repost": "app.bsky.feed.repost",
    "post": "app.bsky.feed.post",
    "reply": "app.bsky.feed.post",
    "follow": "app.bsky.graph.follow",
}
ACCOUNTS = 200_000
SHA256 = b"\x01\x71\x12\x20"


def key(number: int) -> str:
    """A record key of an instant."""
    return "".join(LETTERS[(number >> shift) & 31] for shift in range(60, -5, -5))


def did(number: int) -> str:
    """An account."""
    return "did:plc:" + key(number * 2_654_435_761 % 2**60).rjust(24, "a")


def written(kind: str, step: int, whom: int) -> dict[str, object]:
    """A record."""
    created = f"2026-11-{1 + step % 20:02}T10:{step // 60 % 60:02}:{step % 60:02}.{step % 1000:03}Z"
    post = {"uri": f"at://{did(whom)}/app.bsky.feed.post/{key(BEGIN_US << 10)}", "cid": "bafyrei" + "a" * 52}
    record: dict[str, object] = {"$type": COLLECTION[kind], "createdAt": created}
    if kind in {"like", "repost"}:
        return record | {"subject": post}
    if kind == "follow":
        return record | {"subject": did(whom)}
    text = f"words of a post, such as people write them, the {step}th of them; " * 2
    return (
        record
        | {"text": text, "langs": ["en"]}
        | ({"reply": {"root": post, "parent": post}} if kind == "reply" else {})
    )


def messages(count: int, seed: int = 1) -> Iterator[bytes]:
    """Messages of Jetstream, version 1."""
    chance = np.random.default_rng(seed)
    popular = np.minimum(chance.zipf(1.3, count), ACCOUNTS) - 1
    who = chance.integers(0, ACCOUNTS, count)
    for step in range(count):
        kind = KINDS[step % 10]
        commit = {
            "rev": key((BEGIN_US + step * 500) << 10),
            "operation": "create",
            "collection": COLLECTION[kind],
            "rkey": key((BEGIN_US + step * 500) << 10),
            "record": written(kind, step, int(popular[step])),
            "cid": "bafyrei" + "b" * 52,
        }
        told = {"did": did(int(who[step])), "time_us": BEGIN_US + step * 500, "kind": "commit", "commit": commit}
        yield msgspec.json.encode(told)


def frames(count: int) -> Iterator[bytes]:
    """The same as frames of `subscribeRepos`: a commit with its record and the nodes of the tree above it."""
    nodes = [
        libipld.encode_dag_cbor({"l": None, "e": [{"p": 0, "k": bytes(30), "v": bytes(36), "t": None}] * 12})
        for _ in range(5)
    ]
    for number, message in enumerate(messages(count)):
        found = msgspec.json.decode(message)
        commit = found["commit"]
        record = libipld.encode_dag_cbor(commit["record"])
        name = SHA256 + hashlib.sha256(record).digest()
        blocks = [(SHA256 + hashlib.sha256(bytes([place])).digest(), node) for place, node in enumerate(nodes)]
        body = {
            "repo": found["did"],
            "rev": commit["rev"],
            "seq": number + 1,
            "time": "2026-11-20T10:00:00.000Z",
            "ops": [{"action": "create", "path": f"{commit['collection']}/{commit['rkey']}", "cid": name}],
            "blocks": car(blocks[0][0], [*blocks, (name, record)]),
        }
        yield libipld.encode_dag_cbor({"op": 1, "t": "#commit"}) + libipld.encode_dag_cbor(body)


def car(root: bytes, blocks: list[tuple[bytes, bytes]]) -> bytes:
    """A CAR file."""
    head = libipld.encode_dag_cbor({"version": 1, "roots": [root]})
    return b"".join(size(len(piece)) + piece for piece in [head, *(name + block for name, block in blocks)])


def size(number: int) -> bytes:
    """A number as LEB128."""
    found = b""
    while number > 0x7F:
        found += bytes([number & 0x7F | 0x80])
        number >>= 7
    return found + bytes([number])


def repository(count: int) -> bytes:
    """A repository of so many records, with a tree as the specification draws it."""
    paths: list[tuple[bytes, bytes]] = []
    blocks: list[tuple[bytes, bytes]] = []

    def block(content: object) -> bytes:
        encoded = libipld.encode_dag_cbor(content)
        name = SHA256 + hashlib.sha256(encoded).digest()
        blocks.append((name, encoded))
        return name

    for step in range(count):
        kind = KINDS[step % 10]
        path = f"{COLLECTION[kind]}/{key((BEGIN_US + step * 500) << 10)}"
        paths.append((path.encode(), block(written(kind, step, step % ACCOUNTS))))
    paths.sort()
    root = tree(paths, [depth(path) for path, _ in paths], block)
    top = block(
        {
            "did": did(0),
            "version": 3,
            "data": root,
            "rev": key((BEGIN_US + count) << 10),
            "sig": bytes(64),
            "prev": None,
        }
    )
    return car(top, blocks)


def depth(path: bytes) -> int:
    """How high a path stands in the tree: half the zero bits that its hash begins with."""
    digest = int.from_bytes(hashlib.sha256(path).digest(), "big")
    return (256 - digest.bit_length()) // 2


def tree(paths: list[tuple[bytes, bytes]], depths: list[int], block: Callable[[object], bytes]) -> bytes:
    """The root of the tree over sorted paths."""
    order = sorted(range(len(paths)), key=lambda place: depths[place])
    by_depth: dict[int, list[int]] = {}
    for place in order:
        by_depth.setdefault(depths[place], []).append(place)

    def node(start: int, end: int, level: int) -> bytes | None:
        if start >= end:
            return None
        here = by_depth.get(level, [])
        here = here[bisect_left(here, start) : bisect_left(here, end)]
        if level == 0 and not here:
            return None
        entries, before = [], b""
        for number, place in enumerate(here):
            path, name = paths[place]
            following = here[number + 1] if number + 1 < len(here) else end
            shared = 0
            while shared < min(len(before), len(path)) and before[shared] == path[shared]:
                shared += 1
            right = node(place + 1, following, level - 1)
            entries.append({"p": shared, "k": path[shared:], "v": name, "t": right})
            before = path
        left = node(start, here[0] if here else end, level - 1)
        return bytes(block({"l": left, "e": entries}))

    found = node(0, len(paths), max(depths))
    assert found is not None
    return found


def car_task(clock: Clock, records: str) -> Report:
    """Read a repository of so many records as the frames of a batch; it is made before."""
    from openclout.dialects.atproto import repo, views
    from openclout.dialects.atproto.gathering import Gathered

    file = repository(int(records))
    with clock.running():
        into = Gathered()
        views.gather_repo(into, repo.opened(file), 0)
        found, selves = into.frames("bluesky")
    return {"acts": found["interactions"].height + selves, "posts": found["posts"].height, "file_mb": len(file) / 2**20}


def stream_task(clock: Clock, home: str, count: str, wire: str, together: str) -> Report:
    """Messages into committed rows of a lake, in batches of so many; each is made before its time is taken."""
    from tests.collector.homes import means_at

    from openclout.collector.streaming import Stream
    from openclout.networks import bluesky

    step = int(together)
    made = (messages if wire == "jetstream" else frames)(int(count))
    batches = iter(lambda: list(islice(made, step)), [])
    read = size = 0
    with means_at(Path(home), networks=(bluesky,)) as means:
        stream = Stream(means, bluesky, "wss://jetstream2.us-east.bsky.network/subscribe")
        stream.take(next(batches))  # kernels are compiled
        for batch in batches:
            with clock.running():
                stream.take(batch)
            read, size = read + len(batch), size + sum(map(len, batch))
    return {"messages": read, "mb": size / 2**20}


def reading_task(clock: Clock, count: str, wire: str) -> Report:
    """Reading alone: messages to frames."""
    from openclout.networks import bluesky

    made = (messages if wire == "jetstream" else frames)(int(count))
    for batch in iter(lambda: list(islice(made, 5000)), []):
        with clock.running():
            bluesky.listen_all(batch)
    return {"messages": int(count)}


TASKS: dict[str, Callable[..., Report]] = {"repository": car_task, "stream": stream_task, "reading": reading_task}
