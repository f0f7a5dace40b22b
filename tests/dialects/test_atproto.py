"""Records, repositories and streams of the AT Protocol, without any server."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import libipld
import msgspec
import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from tests.fakes.jetstream import DID, KEY, commit_1, commit_2

from openclout.dialects.atproto import records, repo
from openclout.dialects.atproto.gathering import after, first_seen, instants
from openclout.networks import bluesky
from openclout.vocabulary.networks import Account, Page, Unreadable
from openclout.vocabulary.tables import INSTANT

SEEN = datetime(2026, 11, 22, 12, tzinfo=UTC)
MIXED = st.sampled_from(
    [
        None,
        "",
        "yesterday",
        "2026-11-22T11:00:00Z",
        "2026-11-22T11:00:00.5Z",
        "2026-11-22T11:00:00.123456789Z",
        "2026-11-22T11:00:00.123+02:00",
        "2026-11-22T11:00:00",
        "2026-11-22",
        "2026-11-22T12:04:00Z",
        "2026-11-22T12:06:00Z",
        "2031-01-01T00:00:00Z",
        "1985-10-26T01:21:00Z",
        "0001-01-01T00:00:00+12:00",
    ]
)


def test_an_instant_that_cannot_be_gives_way_to_when_it_was_seen() -> None:
    for unlikely in ("2031-01-01T00:00:00Z", "1985-10-26T01:21:00Z", "yesterday", None):
        assert records.instant(unlikely, SEEN) == SEEN
    for likely in ("2026-11-22T12:04:59Z", "2023-05-01T00:00:00Z"):
        assert records.instant(likely, SEEN) == datetime.fromisoformat(likely)


@given(st.lists(st.tuples(MIXED, st.integers(0, 10))))
def test_many_instants_are_the_same_as_one_by_one(rows: list[tuple[str | None, int]]) -> None:
    created = [text for text, _ in rows]
    seen = [records.microseconds(SEEN + timedelta(minutes=minutes)) for _, minutes in rows]
    one_by_one = [records.instant(text, after(bound)) for text, bound in zip(created, seen, strict=True)]
    assert instants(created, pl.Series(seen).cast(INSTANT)).to_list() == one_by_one


KEYS = st.sampled_from(
    ["3n2uq77vvi22d", "3n2uq77vvi22", "3n2uq77vvi22dd", "self", "", "3N2UQ77VVI22D", "+n2uq77vvi22d"]
)
WHEN = records.revised("3n2uq77vvi22d") or 0


@given(st.lists(st.tuples(KEYS | st.text(max_size=15), st.integers(-4, 4), KEYS), max_size=20))
def test_many_keys_name_the_same_instants_as_one_by_one(rows: list[tuple[str, int, str]]) -> None:
    uris = [f"at://did:plc:a/app.bsky.feed.post/{key}" for key, _, _ in rows]
    seen = [WHEN + minutes * 120_000_000 for _, minutes, _ in rows]
    revisions = [revision for _, _, revision in rows]
    one_by_one = [after(records.first_seen(*row)) for row in zip(uris, seen, revisions, strict=True)]
    assert first_seen(uris, seen, revisions).to_list() == one_by_one


def test_whoever_tells_of_a_record_whose_instant_cannot_be_tells_the_same_instant() -> None:
    like = {"subject": {"uri": "at://did:plc:b/app.bsky.feed.post/a"}, "createdAt": "2031-01-01T00:00:00Z"}
    page = Page("records", "https://example.org", 200, {}, b"", SEEN, Account("bluesky", "", "ada"))
    streamed = commit_1("app.bsky.feed.like", like)
    uri = f"at://{DID}/app.bsky.feed.like/{KEY}"
    listed = [
        replace(page, body=msgspec.json.encode({"records": [{"uri": uri, "value": like}]}), at=SEEN + timedelta(days))
        for days in (1, 3000)
    ]
    told = [*bluesky.listen(streamed).records, *(each for one in listed for each in bluesky.read(one))]
    assert len(told) == 3
    assert set(told) == {told[0]}


def test_a_revision_names_its_instant() -> None:
    # A real server named a record so, a moment after 2026-11-22T04:02:05.777Z.
    at = after(records.revised("3n2uq77vvi22d") or 0)
    assert timedelta(0) < at - datetime(2026, 11, 22, 4, 2, 5, 777000, tzinfo=UTC) < timedelta(seconds=2)
    assert records.revised("self") is None
    assert records.revised("!!!!!!!!!!!!!") is None


@given(st.binary(max_size=300))
def test_whatever_comes_is_read_as_something(noise: bytes) -> None:
    for message in (noise, b"{" + noise, msgspec.json.encode({"time_us": 1, "commit": noise.hex()})):
        assert bluesky.listen(message) == bluesky.listen(message)
        bluesky.listen_all([message])
    for kind in bluesky.READERS:
        page = Page(kind, "https://example.org", 200, {}, noise, SEEN, Account("bluesky", "", "ada"))
        assert all(isinstance(each, Unreadable) for each in bluesky.read(page))


def test_what_is_none_of_our_business_is_not_counted_as_unreadable() -> None:
    odd = {"$type": "org.example.odd", "text": 5, "createdAt": []}
    for message in (commit_1("org.example.odd", odd), commit_2("org.example.odd", odd)):
        told = bluesky.listen(message)
        assert told.records == ()
        assert told.cursor
    broken = {"$type": "app.bsky.feed.like", "subject": 5}
    for message in (commit_1("app.bsky.feed.like", broken), commit_2("app.bsky.feed.like", broken)):
        (only,) = bluesky.listen(message).records
        assert isinstance(only, Unreadable)


def test_a_tree_that_comes_back_to_itself_is_refused() -> None:
    blocks: list[tuple[bytes, bytes]] = []

    def block(content: object) -> bytes:
        encoded = libipld.encode_dag_cbor(content)
        name = b"\x01\x71\x12\x20" + hashlib.sha256(encoded).digest()
        blocks.append((name, encoded))
        return name

    leaf = block({"l": None, "e": []})
    root = block({"l": leaf, "e": [{"p": 0, "k": b"app.bsky.feed.post/a", "v": leaf, "t": leaf}]})
    top = block({"did": "did:plc:a", "version": 3, "data": root, "rev": "3jzfcijpj2z2a", "sig": b"", "prev": None})
    file = car(top, blocks)
    page = Page("repo", "https://example.org", 200, {}, file, SEEN, Account("bluesky", "", "ada"))
    assert any(isinstance(each, Unreadable) and "comes back" in each.why for each in bluesky.read(page))
    for cut in range(0, len(file), 7):
        try:
            list(repo.opened(file[:cut]).records())
        except repo.BrokenRepo:
            continue


def car(root: bytes, blocks: list[tuple[bytes, bytes]]) -> bytes:
    """A CAR file."""
    head = libipld.encode_dag_cbor({"version": 1, "roots": [root]})
    return b"".join(size(len(piece)) + piece for piece in [head, *(name + content for name, content in blocks)])


def size(number: int) -> bytes:
    """A number as LEB128."""
    found = b""
    while number > 0x7F:
        found += bytes([number & 0x7F | 0x80])
        number >>= 7
    return found + bytes([number])
