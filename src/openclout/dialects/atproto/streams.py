"""Streams: `subscribeRepos` of servers and relays, and Jetstream in both versions of its wire.

Comes in: messages as they came. Goes out: where they stand in the stream, and what they say, gathered in columns.
A frame of `subscribeRepos` is two pieces of DAG-CBOR, head and body; a commit carries the blocks of its records as a
CAR file. Jetstream sends JSON. Its first version is told apart by `kind`; the second wraps its messages in a frame.
Sources: the lexicon com.atproto.sync.subscribeRepos and https://atproto.com/specs/event-stream; for Jetstream 1
https://github.com/bluesky-social/jetstream (README); for Jetstream 2 the lexicon network.bsky.jetstream.subscribeEvents
and `atproto_jetstream`, in the package atproto 0.0.73 (read 2026-11-22).
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, NamedTuple
from urllib.parse import urlencode, urlsplit

import libipld
import msgspec

from openclout.dialects.atproto import records as at
from openclout.dialects.atproto import repo
from openclout.dialects.atproto.gathering import Gathered, after
from openclout.dialects.atproto.records import Written
from openclout.vocabulary.networks import FUTURE, OUTDATED, Heard, Message, Seen, Step, Withdrawn

REPOS = "/xrpc/com.atproto.sync.subscribeRepos"
JETSTREAM_1 = "/subscribe"
JETSTREAM_2 = "/xrpc/network.bsky.jetstream.subscribeEvents"
WANTED = {JETSTREAM_1: "wantedCollections", JETSTREAM_2: "collections"}
LEAVING = frozenset({"deactivated", "suspended"})
NOTICES = {"OutdatedCursor": OUTDATED, "FutureCursor": FUTURE}
"""What servers say when they cannot go on where we want it."""
Microseconds = Annotated[int, msgspec.Meta(ge=0, lt=1 << 53)]


class Change(msgspec.Struct, gc=False):
    """A record that was written or deleted, in JSON."""

    operation: str = ""
    collection: str = ""
    rkey: str = ""
    rev: str = ""
    record: Written | None = None


class Told(msgspec.Struct, gc=False):
    """What became of an account or of its handle."""

    did: str = ""
    handle: str | None = None
    active: bool | None = None
    status: str | None = None
    seq: int | None = None
    time: str | None = None


class Payload(Change, gc=False):
    """A message of Jetstream 2."""

    type: str = msgspec.field(name="$type", default="")
    did: str = ""
    seq: int | None = None
    time: str | None = None
    identity: Told | None = None
    account: Told | None = None
    name: str = ""


class Wire(msgspec.Struct, gc=False):
    """A message of either version of Jetstream."""

    did: str = ""
    time_us: Microseconds | None = None
    commit: Change | None = None
    identity: Told | None = None
    account: Told | None = None
    payload: Payload | None = None
    error: str = ""


class Head(msgspec.Struct, gc=False):
    """The head of a frame of `subscribeRepos`: 1 for a message, -1 for an error; which message."""

    op: int
    t: str = ""


class Operation(msgspec.Struct, gc=False):
    """What a commit does to one record."""

    action: str
    path: str
    cid: bytes | None = None


class Commit(msgspec.Struct, gc=False):
    """A commit to a repository, with the blocks of its records."""

    repo: str
    rev: str
    seq: int
    time: str
    ops: list[Operation]
    since: str | None = None
    too_big: bool = msgspec.field(name="tooBig", default=False)
    blocks: bytes = b""


class Sync(msgspec.Struct, gc=False):
    """A repository that is in another state now, whatever the stream told of it before."""

    did: str
    rev: str
    seq: int
    time: str


class Said(msgspec.Struct, gc=False):
    """What a server says of the stream itself."""

    name: str = ""
    error: str = ""


class Place(msgspec.Struct, gc=False):
    """Whose record a message is about; read where the rest of the message cannot be."""

    collection: str = ""


class Where(msgspec.Struct, gc=False):
    """Where a message stands, and about what collection it is."""

    time_us: Microseconds | None = None
    commit: Place | None = None
    payload: "Whereabouts | None" = None


class Whereabouts(Place, gc=False):
    """The same in Jetstream 2."""

    seq: int | None = None
    time: str | None = None


WIRE, WHERE = msgspec.json.Decoder(Wire), msgspec.json.Decoder(Where)


class Spot(NamedTuple):
    """A place in a stream; None where a message has none. `at` in microseconds since 1970."""

    cursor: int | None = None
    at: int = 0

    @property
    def name(self) -> str:
        """The place as a server is asked for it."""
        return "" if self.cursor is None else str(self.cursor)


def address(server: str, cursor: str | None) -> str:
    """Where to listen: a server alone is asked for `subscribeRepos`, a path of Jetstream for what we read."""
    parts = urlsplit(server)
    asked = [(WANTED[parts.path], name) for name in at.STREAMED] if parts.path in WANTED else []
    if cursor is not None:
        asked.append(("cursor", cursor))
    path = parts.path if parts.path not in {"", "/"} else REPOS
    return parts._replace(path=path, query=urlencode(asked)).geturl()


def listen(message: bytes) -> Message:
    """What one message says. Raises nothing: what cannot be read is said to be so."""
    into = Gathered()
    spot = heard(message, into)
    return Message(spot.name, after(spot.at), tuple(into.records()), tuple(into.steps), into.notice)


def listen_all(messages: Sequence[bytes], network: str) -> Heard:
    """What many messages say, as frames, and the last place that they name."""
    into = Gathered()
    cursor, instant_us = Spot()
    for message in messages:
        spot = in_json(message, into) if message[:1] == b"{" else heard(message, into)
        if isinstance(spot, int):
            cursor = instant_us = spot
        elif spot.cursor is not None:
            cursor, instant_us = spot
    last = Spot(cursor, instant_us)
    frames, selves = into.frames(network)
    return Heard(last.name, after(last.at), len(into), frames, selves, tuple(into.unreadable), tuple(into.steps))


def heard(message: bytes, into: Gathered) -> Spot:
    """Take one message in, whatever its wire."""
    if message[:1] == b"{":
        spot = in_json(message, into)
        return Spot(spot, spot) if isinstance(spot, int) else spot
    try:
        pieces = libipld.decode_dag_cbor_multi(message)
        head, body = msgspec.convert(pieces[0], Head), pieces[1]
    except (ValueError, IndexError, RecursionError, msgspec.ValidationError) as error:
        into.broken(f"This is no frame of a stream: {error}", message)
        return Spot()
    try:
        return framed(head, body, into)
    except (ValueError, msgspec.ValidationError) as error:
        into.broken(f"A message {head.t} does not fit: {error}", repr(body))
        return placed(body)


def framed(head: Head, body: object, into: Gathered) -> Spot:
    """A frame of `subscribeRepos`."""
    if head.op != 1 or head.t == "#info":
        said = msgspec.convert(body, Said)
        into.notice = NOTICES.get(said.error or said.name, "")
        into.broken(f"The stream says: {body!r}", repr(body))
        return Spot()
    if head.t == "#commit":
        return committed(msgspec.convert(body, Commit), into)
    if head.t in {"#account", "#identity"}:
        told = msgspec.convert(body, Told)
        spot = Spot(told.seq, instant(told.time))
        tell(told, spot.at, into)
        return spot
    if head.t == "#sync":
        sync = msgspec.convert(body, Sync)
        into.steps.append(Step(sync.did, "", sync.rev))
        return Spot(sync.seq, instant(sync.time))
    return placed(body)


def committed(commit: Commit, into: Gathered) -> Spot:
    """A commit: the records that it wrote and deleted."""
    spot = Spot(commit.seq, instant(commit.time))
    if not commit.repo.startswith("did:"):
        into.broken("A commit names no account.", commit.repo)
        return spot
    since = "" if commit.too_big else commit.since
    into.steps.append(Step(commit.repo, since, commit.rev, at.revised(since or "") or 0))
    wanted = [each for each in commit.ops if each.path.startswith(STREAMED)]
    blocks = sliced(commit.blocks) if any(each.cid for each in wanted) else {}
    for each in commit.ops:
        collection, _, key = each.path.partition("/")
        if each.action == "delete":
            if collection in at.COLLECTIONS:
                into.removed((commit.repo, collection, key), at.revised(commit.rev) or spot.at)
        elif collection in at.STREAMED:
            start, end = blocks.get(each.cid or b"", (0, 0))
            block = commit.blocks[start:end]
            try:
                record = repo.decoded(block, Written)
            except repo.BrokenRepo as error:
                into.broken(f"{each.path} does not fit: {error}", block)
            else:
                take = into.update if each.action == "update" else into.record
                take((commit.repo, collection, key), record, spot.at, commit.rev)
    return spot


STREAMED = tuple(f"{name}/" for name in at.STREAMED)


def sliced(blocks: bytes) -> repo.Blocks:
    """Where the blocks of a commit are, by name."""
    _, begin = repo.sized(blocks, 0)
    return repo.listed(blocks, begin)


def in_json(message: bytes, into: Gathered) -> Spot | int:
    """A message of Jetstream; of nearly all, place and instant are one number, which needs no box."""
    try:
        wire = WIRE.decode(message)
    except at.UNREADABLE as error:
        return misread(message, str(error), into)
    if wire.payload is not None:
        return second(wire.payload, into)
    if wire.time_us is None:
        into.notice = NOTICES.get(wire.error, "")
        into.broken(f"The stream says: {wire.error or 'nothing that we know'}", message)
        return Spot()
    seen = wire.time_us
    if wire.commit is not None:
        changed(wire.did, wire.commit, seen, into)
    elif (told := wire.identity or wire.account) is not None:
        tell(told, seen, into)
    return seen


def second(payload: Payload, into: Gathered) -> Spot:
    """A message of Jetstream 2."""
    if payload.seq is None:
        into.notice = NOTICES.get(payload.name, "")
        into.broken(f"The stream says: {payload.name or payload.type or 'nothing that we know'}", payload.type)
        return Spot()
    spot = Spot(payload.seq, instant(payload.time))
    if payload.operation:
        changed(payload.did, payload, spot.at, into)
    elif (told := payload.identity or payload.account) is not None:
        tell(told, spot.at, into)
    return spot


def changed(did: str, change: Change, seen: int, into: Gathered) -> None:
    """A record that was written or deleted."""
    if not did.startswith("did:"):
        into.broken("A message names no account.", did)
    elif change.operation == "delete":
        if change.collection in at.COLLECTIONS:
            into.removed((did, change.collection, change.rkey), at.revised(change.rev) or seen)
    elif (collection := change.collection) in at.STREAMED:
        place = (did, collection, change.rkey)
        if (record := change.record) is None:
            into.broken("A record was written, but the message does not hold it.", "/".join(place))
        else:
            take = into.update if change.operation == "update" else into.record
            take(place, record, seen, change.rev)


def tell(told: Told, seen: int, into: Gathered) -> None:
    """What became of an account."""
    if told.handle is not None:
        into.accounts.append(Seen(told.did, told.handle))
    elif told.active is False and told.status in at.ENDED:
        into.withdrawn.append((Withdrawn("account", told.did), seen))
    elif told.active is False and told.status in LEAVING:
        into.accounts.append(Seen(told.did, flags=at.AWAY, of=at.AWAY))
    elif told.active:
        into.accounts.append(Seen(told.did, flags=frozenset(), of=at.AWAY))


def misread(message: bytes, why: str, into: Gathered) -> Spot:
    """A message that does not fit: counted if it is of a collection that we read."""
    try:
        where = WHERE.decode(message)
    except at.UNREADABLE:
        into.broken(f"This is no message of Jetstream: {why}", message)
        return Spot()
    place = where.payload or where.commit
    if place is None or not place.collection or place.collection in at.STREAMED:
        into.broken(f"A message of Jetstream does not fit: {why}", message)
    if where.payload is not None:
        return Spot(where.payload.seq, instant(where.payload.time))
    return Spot(where.time_us, where.time_us or 0)


def placed(body: object) -> Spot:
    """The place of a message of which nothing else is read."""
    try:
        told = msgspec.convert(body, Whereabouts)
    except msgspec.ValidationError:
        return Spot()
    return Spot(told.seq, instant(told.time))


def instant(text: str | None) -> int:
    """The instant that a server states, in microseconds since 1970; 0 for none."""
    try:
        at_ = datetime.fromisoformat(text or "")
    except ValueError:
        return 0
    return at.microseconds(at_ if at_.tzinfo is not None else at_.replace(tzinfo=UTC))
