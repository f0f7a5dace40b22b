"""Networks of which only prose exists, played by servers of our own: unproven until somebody runs check-live."""

from datetime import UTC, datetime

import pytest
from tests.collector.homes import Hours
from tests.fakes import played
from tests.fakes.web import serving
from tests.networks.asking import asked, done, said, unread

from openclout.collector.session import Session
from openclout.networks import discourse, hackernews, lemmy, stackexchange
from openclout.vocabulary.networks import Account, Connector, Interaction, Post, Withdrawn


@pytest.mark.parametrize("connector", [hackernews, stackexchange, lemmy, discourse])
def test_who_is_only_played_says_so(connector: Connector) -> None:
    assert connector.NETWORK.unproven


def test_hacker_news_unproven_until_check_live(session: Session) -> None:
    since = datetime(2026, 10, 6, tzinfo=UTC)
    with serving(played.hackernews) as web:
        pages = asked(hackernews, Account("hackernews", web.address, "ada"), session, since)
        nobody = asked(hackernews, Account("hackernews", web.address, "nobody"), session, since)
    records = said(hackernews, pages)
    fresh = range(5, 13)
    expected = [(f"fan-{fan}", "reply", f"{item}") for item in fresh for fan in (1, 2)]
    expected += [(None, "like", f"{item}") for item in (4, *fresh) for _ in range(2)]  # type: ignore[misc]
    assert unread(records) == []
    assert done(records) == sorted(expected, key=str)
    assert [each.native_id for each in records if isinstance(each, Withdrawn)] == [f"{item}03" for item in fresh[::-1]]
    assert [page.kind for page in nobody] == ["profile"]


def test_stack_exchange_unproven_until_check_live(session: Session, hours: Hours) -> None:
    with serving(played.stackexchange) as web:
        account = Account("stackexchange", web.address, "127.0.0.1/users/42")
        records = said(stackexchange, asked(stackexchange, account, session, datetime(2026, 9, 30, tzinfo=UTC)))
    site = "127.0.0.1"
    fans = [("1", "reply", 20), *((f"{fan}", "reply", 17) for fan in (2, 3, 4)), ("5", "reply", 17), ("6", "reply", 16)]
    expected: list[tuple[str | None, str, str | None]] = [
        (f"{site}/users/{fan}", act, f"{site}/posts/{post}") for fan, act, post in [*fans, ("8", "accept", 20)]
    ]
    expected += [(None, "like", f"{site}/posts/{post}") for post in (20, 17, 16, 16)]
    expected += [(None, "dislike", f"{site}/posts/16"), (f"{site}/users/7", "mention", None)]
    assert unread(records) == []
    assert done(records) == sorted(expected, key=str)
    assert len([each for each in records if isinstance(each, Post)]) == 5
    assert 5.0 in hours.waits


@pytest.mark.parametrize("signed_in", [None, "bob", "ada"])
def test_lemmy_unproven_until_check_live(session: Session, signed_in: str | None) -> None:
    with serving(played.lemmy(signed_in)) as web:
        records = said(lemmy, asked(lemmy, Account("lemmy", web.address, "ada@lemmy.example"), session))
    home = "https://lemmy.example"
    expected: list[tuple[str | None, str, str | None]] = [
        (f"{home}/u/fan-{fan}", "reply", f"{home}/post/1") for fan in range(55)
    ]
    expected += [(f"{home}/u/cyd", "reply", f"{home}/comment/9"), (None, "like", f"{home}/comment/9")]
    expected += [(None, "like", f"{home}/post/1")] * 3 + [(None, "dislike", f"{home}/post/1")] * 2
    expected += [(f"{home}/u/dee", "mention", None)] if signed_in == "ada" else []
    assert unread(records) == []
    assert done(records) == sorted(expected, key=str)


@pytest.mark.parametrize("signed_in", [False, True])
def test_discourse_unproven_until_check_live(session: Session, *, signed_in: bool) -> None:
    with serving(played.discourse(signed_in=signed_in)) as web:
        forum = web.address.removeprefix("http://")
        records = said(discourse, asked(discourse, Account("discourse", web.address, f"ada@{forum}"), session))
    topic, elsewhere = f"{forum}/t/7/1", f"{forum}/t/8/2"
    expected: list[tuple[str | None, str, str | None]] = [
        (f"{forum}/u/{100 + fan}", "reply", topic) for fan in range(4, 26)
    ]
    expected += [(f"{forum}/u/43", "reply", topic), (f"{forum}/u/43", "reply", elsewhere)]
    expected += [(f"{forum}/u/43", "like", topic), (f"{forum}/u/44", "like", elsewhere)]
    expected += [(f"{forum}/u/44", "mention", None)]
    assert unread(records) == []
    assert done(records) == sorted(expected, key=str)
    likes = [each.at.hour for each in records if isinstance(each, Interaction) and each.act.word == "like"]
    assert likes == ([10, 10] if signed_in else likes)
