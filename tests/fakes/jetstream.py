"""Jetstream as its documents describe it, in both versions of its wire: no server of it can be installed here.

Comes in: what happened. Goes out: a server on loopback that plays it from the cursor on, and then waits.
Version 1 takes a cursor in microseconds, version 2 a sequence number; both play the message at the cursor again.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from urllib.parse import parse_qs, urlsplit

import msgspec
from websockets.sync.server import ServerConnection, serve
from websockets.typing import Subprotocol

BEGIN_US = 1_795_000_000_000_000
DID = "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"
KEY, REVISION = "3n2uq77vvi22d", "3n2uq77vvi22d"


def commit_1(collection: str, record: object, *, did: str = DID, operation: str = "create", step: int = 1) -> bytes:
    """A commit in version 1."""
    commit = {"rev": REVISION, "operation": operation, "collection": collection, "rkey": KEY}
    written = {} if operation == "delete" else {"record": record, "cid": "bafyrei"}
    return msgspec.json.encode({"did": did, "time_us": BEGIN_US + step, "kind": "commit", "commit": commit | written})


def commit_2(collection: str, record: object, *, did: str = DID, operation: str = "create", step: int = 1) -> bytes:
    """The same commit in version 2."""
    payload = {
        "$type": "network.bsky.jetstream.subscribeEvents#commit",
        "did": did,
        "seq": step,
        "time": f"2026-11-18T06:26:40.{step:06}Z",
        "rev": REVISION,
        "operation": operation,
        "collection": collection,
        "rkey": KEY,
    }
    written = {} if operation == "delete" else {"record": record, "cid": "bafyrei"}
    return msgspec.json.encode({"$type": "message", "payload": payload | written})


def account_1(status: str, *, step: int = 1) -> bytes:
    """What became of an account, in version 1."""
    told = {"active": False, "did": DID, "seq": 7, "status": status, "time": "2026-11-18T06:26:40Z"}
    return msgspec.json.encode({"did": DID, "time_us": BEGIN_US + step, "kind": "account", "account": told})


def account_2(status: str, *, step: int = 1) -> bytes:
    """The same in version 2."""
    told = {"active": False, "did": DID, "seq": 7, "status": status, "time": "2026-11-18T06:26:40Z"}
    kind = "network.bsky.jetstream.subscribeEvents#account"
    payload = {"$type": kind, "did": DID, "seq": step, "time": f"2026-11-18T06:26:40.{step:06}Z", "account": told}
    return msgspec.json.encode({"$type": "message", "payload": payload})


def place(message: bytes) -> int:
    """The cursor of a message, in either version."""
    found = msgspec.json.decode(message)
    return int(found["payload"]["seq"] if "payload" in found else found["time_us"])


@contextmanager
def jetstream(messages: Sequence[bytes]) -> Iterator[str]:
    """A server that plays these messages; its address without a path."""
    over = threading.Event()

    def play(connection: ServerConnection) -> None:
        assert connection.request is not None
        asked = parse_qs(urlsplit(connection.request.path).query)
        wanted = asked.get("wantedCollections") or asked.get("collections") or []
        begin = int(asked.get("cursor", ["0"])[0])
        for message in messages:
            found = msgspec.json.decode(message)
            collection = (found.get("commit") or found.get("payload") or {}).get("collection")
            if place(message) >= begin and (not wanted or collection is None or collection in wanted):
                connection.send(message.decode())
        over.wait()

    def chosen(_: ServerConnection, offered: Sequence[Subprotocol]) -> Subprotocol | None:
        return next((each for each in offered if each == "xrpc.v1.json"), None)

    with serve(play, "127.0.0.1", 0, select_subprotocol=chosen) as server:
        server_thread = threading.Thread(target=server.serve_forever)
        server_thread.start()
        try:
            yield f"ws://127.0.0.1:{server.socket.getsockname()[1]}"
        finally:
            over.set()
            server.shutdown()
            server_thread.join()
