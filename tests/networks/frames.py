"""Frames of `subscribeRepos`, as its lexicon describes them."""

import hashlib
from datetime import timedelta

import libipld
from tests.collector.homes import BEGIN
from tests.dialects.test_atproto import car

from openclout.dialects.atproto import records

LIKED = "at://did:plc:bbbbbbbbbbbbbbbbbbbbbbbb/app.bsky.feed.post/3n2uq77vvi22c"


def frame(kind: str, *, op: int = 1, **body: object) -> bytes:
    """Any frame."""
    head = {"op": op, "t": kind} if op == 1 else {"op": op}
    return bytes(libipld.encode_dag_cbor(head) + libipld.encode_dag_cbor(body))


def revision(second: int) -> str:
    """The revision of a second after BEGIN."""
    number = records.microseconds(BEGIN + timedelta(seconds=second)) << 10
    return "".join(records.LETTERS[number >> shift & 31] for shift in range(60, -1, -5))


def commit(second: int, did: str, since: int | None = None, **more: object) -> bytes:
    """Somebody likes something, so many seconds after BEGIN, and did something before at `since`."""
    at = (BEGIN + timedelta(seconds=second)).isoformat().replace("+00:00", "Z")
    record = {"$type": records.LIKE, "createdAt": at, "subject": {"uri": LIKED, "cid": "bafyrei"}}
    block = libipld.encode_dag_cbor(record)
    name = b"\x01\x71\x12\x20" + hashlib.sha256(block).digest()
    written = {
        "repo": did,
        "rev": revision(second),
        "since": None if since is None else revision(since),
        "seq": second,
        "time": at,
        "ops": [{"action": "create", "path": f"{records.LIKE}/{revision(second)}", "cid": name}],
        "blocks": car(name, [(name, block)]),
    }
    return bytes(libipld.encode_dag_cbor({"op": 1, "t": "#commit"}) + libipld.encode_dag_cbor(written | more))
