"""What a real Mastodon once answered is read, and crawled, without anything that does not fit."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from tests.networks.reading import pages
from tests.servers import recordings
from vcr.cassette import Cassette

from openclout.networks import mastodon
from openclout.vocabulary.acts import Act
from openclout.vocabulary.networks import Account, Count, Interaction, Page, Post, Seen, Unreadable

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
SINCE = datetime(2020, 1, 1, tzinfo=UTC)
ACCOUNT = Account("mastodon", "http://localhost:3000", "mastodonpy_test@localhost:3000")
NUMBER = "117440810532227399"
ABOUT = {
    "author": f"http://localhost:3000/ap/users/{NUMBER}",
    "number": NUMBER,
    "post": "http://localhost:3000/ap/users/1/statuses/1",
    "id": "1",
    "at": AT.isoformat(),
}


@pytest.fixture(scope="module")
def cassettes() -> Iterator[list[Cassette]]:
    reason = recordings.installed()
    if reason is not None:
        pytest.skip(reason)
    with recordings.cassettes() as found:
        yield found


def test_everything_of_our_kinds_that_was_recorded_is_readable(cassettes: list[Cassette]) -> None:
    kinds: Counter[str] = Counter()
    acts: Counter[Act] = Counter()
    for told in recordings.answers(cassettes):
        kind = recordings.kind(told.url)
        if kind is None or told.status != 200:
            continue
        kinds[kind] += 1
        for record in mastodon.read(Page(kind, told.url, 200, {"link": told.link}, told.body, AT, ACCOUNT, ABOUT)):
            assert not isinstance(record, Unreadable), (told.cassette, told.url, record.why)
            if isinstance(record, Interaction):
                acts[record.act] += 1
    assert set(kinds) == {"profile", "posts", "post", "likes", "shares", "quotes", "answers", "notifications"}
    assert kinds.total() > 180
    assert set(acts) >= {Act.LIKE, Act.ANNOUNCE, Act.MENTION, Act.FOLLOW, Act.LIST}


def test_a_recorded_account_is_crawled_through_our_own_session(cassettes: list[Cassette]) -> None:
    with recordings.replaying(cassettes) as web:
        host = web.address.removeprefix("http://")
        account = Account("mastodon", web.address, f"mastodonpy_test@{host}")
        found = pages(mastodon, account, SINCE)
    records = [record for page in found for record in mastodon.read(page)]
    assert {page.kind for page in found} == {"webfinger", "profile", "posts", "signed_in", "notifications"}
    assert not [record for record in records if isinstance(record, Unreadable)]
    assert (
        Seen(ABOUT["author"], f"mastodonpy_test@{host}", "John Lennon", frozenset({"not_indexed", "protected"}))
        in records
    )
    assert [record.author for record in records if isinstance(record, Post)] == [ABOUT["author"]]
    assert Count(ABOUT["author"], "follower", 0) in records
    assert any(isinstance(record, Interaction) and record.act is Act.LIST for record in records)
