"""What is left of an account is told only by answers that tell all of it."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import libipld
import msgspec
import pytest
from tests.dialects.test_atproto import car
from tests.fakes.jetstream import DID
from tests.networks.frames import revision

from openclout.dialects.atproto import records
from openclout.networks import bluesky
from openclout.vocabulary.networks import Account, Page

ASKED = datetime(2026, 11, 22, 13, tzinfo=UTC)
LIKE, BLOCK = f"{records.LIKE}/3n2uq77vvi22d", "app.bsky.graph.block/3n2uq77vvi22e"
PAGE = Page("repo", "https://x/xrpc/com.atproto.sync.getRepo", 200, {}, b"", ASKED, Account("bluesky", "", DID))


def named(block: bytes) -> bytes:
    return b"\x01\x71\x12\x20" + hashlib.sha256(block).digest()


def whole(did: str = DID, second: int = 9, *, without: int | None = None) -> Page:
    """A repository of a like and a block, perhaps with one of its pieces missing."""
    record = libipld.encode_dag_cbor({"$type": "nobody knows"})
    paths = [LIKE.encode(), BLOCK.encode()]
    node = libipld.encode_dag_cbor(
        {"e": [{"p": 0, "k": path, "v": named(record), "t": None} for path in paths], "l": None}
    )
    root = libipld.encode_dag_cbor({"did": did, "data": named(node), "rev": revision(second)})
    blocks = [(named(block), block) for place, block in enumerate((root, node, record)) if place != without]
    return replace(PAGE, body=car(named(root), blocks))


def lists(**last: object) -> list[Page]:
    """Lists of all collections, each on two pages, the second empty; `last` changes the very last page."""
    found: list[Page] = []
    for collection in records.COLLECTIONS:
        url = f"https://x/xrpc/com.atproto.repo.listRecords?repo={DID}&collection={collection}"
        full = {"records": [{"uri": f"at://{DID}/{collection}/a", "cid": "b", "value": {}}], "cursor": "a"}
        for number, body in enumerate((full, {"records": []})):
            at = ASKED + timedelta(seconds=number)
            found.append(replace(PAGE, kind="records", url=url, body=msgspec.json.encode(body), at=at))
    return [*found[:-1], replace(found[-1], **last)]  # type: ignore[arg-type]


@pytest.mark.parametrize("without", [None, 2], ids=["whole", "a record cannot be read"])
def test_a_repository_tells_what_is_left_up_to_its_revision(without: int | None) -> None:
    found = bluesky.remaining(DID, [whole(without=without)])
    assert found is not None
    assert found.names == [f"at://{DID}/{LIKE}"]
    assert (found.at, found.revision) == (datetime(2026, 11, 22, 12, 0, 9, tzinfo=UTC), revision(9))


def test_a_repository_from_the_future_tells_what_is_left_when_it_was_asked_for() -> None:
    found = bluesky.remaining(DID, [whole(second=999_999)])
    assert found is not None
    assert found.at == ASKED


@pytest.mark.parametrize(
    "page", [whole(without=1), whole("did:plc:somebody"), replace(whole(), status=400), replace(PAGE, body=b"no")]
)
def test_a_repository_that_is_not_whole_tells_nothing_of_what_is_left(page: Page) -> None:
    assert bluesky.remaining(DID, [page]) is None


def test_lists_tell_what_is_left_if_each_came_to_its_end() -> None:
    found = bluesky.remaining(DID, [replace(PAGE, status=400), *lists()])
    assert found is not None
    assert list(found.names) == [f"at://{DID}/{collection}/a" for collection in records.COLLECTIONS]
    assert (found.at, found.revision) == (ASKED, "")


@pytest.mark.parametrize(
    "pages",
    [
        [],
        lists()[:-1],
        lists(status=400, body=b""),
        lists(body=b'{"records": [], "cursor": "more"}'),
        lists(body=b'{"records": [{"uri": "at://did:plc:somebody/a/b"}]}'),
    ],
    ids=["nothing", "one page missing", "refused", "broken off", "somebody else's"],
)
def test_lists_that_are_not_whole_tell_nothing_of_what_is_left(pages: list[Page]) -> None:
    assert bluesky.remaining(DID, pages) is None
