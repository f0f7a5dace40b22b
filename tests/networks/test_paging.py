"""Lists end: where they end, where they repeat themselves, and where they lead elsewhere."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from openclout.dialects.instants import MOST_VOTES, settled, votes
from openclout.dialects.paging import (
    address,
    cursor,
    every_page,
    link_header,
    linked,
    merged,
    numbered,
    same_host,
    then,
)
from openclout.vocabulary.acts import Act
from openclout.vocabulary.networks import Account, Crawl, Interaction, Page, Post, Request, Unreadable

AT = datetime(2026, 11, 22, tzinfo=UTC)
FIRST = Request("list", "https://a.example/list?page=1")


def page(body: bytes, **headers: str) -> Page:
    return Page("list", FIRST.url, 200, headers, body, AT, Account("a", "https://a.example", "ada"))


def urls(crawl: Crawl, *bodies: bytes) -> list[str]:
    """What a crawl asks, given these answers and then nothing."""
    found, answers = [], iter(bodies)
    request = next(crawl, None)
    while request is not None:
        found.append(request.url)
        try:
            request = crawl.send(page(next(answers, b"")))
        except StopIteration:
            break
    return found


def nothing() -> Crawl:
    yield from ()


def test_a_list_is_cut_off_after_as_many_pages_as_are_wanted() -> None:
    endless = every_page(FIRST, numbered("page", lambda _: True), most=3)
    assert len(urls(endless, *(str(each).encode() for each in range(10)))) == 3


def test_a_page_that_comes_twice_ends_the_list() -> None:
    endless = every_page(FIRST, numbered("page", lambda _: True))
    assert len(urls(endless, b"one", b"two", b"two", b"three")) == 3


def test_each_way_of_paging_finds_the_next_page() -> None:
    assert cursor("after", "next")(FIRST, page(b'{"next": "x y"}')) == "https://a.example/list?page=1&after=x+y"
    assert cursor("after", "next")(FIRST, page(b'{"next": null}')) is None
    assert address("links", "next")(FIRST, page(b'{"links": {"next": "/more"}}')) == "https://a.example/more"
    assert address("next")(FIRST, page(b'{"next": "http://["}')) is None
    assert (
        merged("continue")(FIRST, page(b'{"continue": {"page": 2, "c": "d"}}')) == "https://a.example/list?page=2&c=d"
    )
    assert merged("continue")(FIRST, page(b"[]")) is None
    assert link_header(FIRST, page(b"", link='<?page=2>; rel="next"')) == "https://a.example/list?page=2"
    assert linked(FIRST, page(b"", link='<?page=2>; rel="next", <?page=9>; rel="last"'), "last") is not None
    assert linked(FIRST, page(b"", link='<http://[>; rel="next"'), "next") is None


def test_an_address_that_is_none_is_nobodys_host() -> None:
    assert same_host("https://a.example/x", "https://a.example/y")
    assert not same_host("https://a.example", "http://[")


def test_an_answer_leads_to_questions_before_the_next_page() -> None:
    def lead(found: Page) -> Crawl:
        yield Request("thing", f"https://a.example/{found.body.decode()}")

    asked = urls(then(every_page(FIRST, numbered("page", lambda each: each.body == b"one")), lead), b"one", b"", b"two")
    assert asked == [FIRST.url, "https://a.example/one", "https://a.example/list?page=2", "https://a.example/two"]
    assert urls(then(nothing(), lead)) == []


@pytest.mark.parametrize(("at", "fits"), [(AT, True), (AT.replace(year=1989), False), (AT.replace(year=2100), False)])
def test_an_instant_that_cannot_be_true_is_unreadable(at: datetime, *, fits: bool) -> None:
    (found,) = settled([Interaction("bob", "ada", Act.LIKE, at)])
    assert isinstance(found, Interaction) == fits
    assert isinstance(found, Unreadable) != fits


def test_instants_of_other_zones_are_told_in_utc() -> None:
    there = AT.astimezone(timezone(timedelta(hours=5)))
    (found,) = settled([Post("1", "ada", there)])
    assert isinstance(found, Post)
    assert (found.at, found.at.utcoffset()) == (AT, timedelta(0))


def test_a_total_is_a_row_for_each_vote_up_to_a_limit() -> None:
    post = Post("1", "ada", AT)
    assert [len(list(votes(Act.LIKE, count, post))) for count in (-5, 0, 3, 10**18)] == [0, 0, 3, MOST_VOTES]
