"""What people type is understood, and what is not is said."""

import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import cast

import pytest
from tests.fakes import tiny
from tests.fakes.web import Question, answer, serving

from openclout.collector.recognising import first, hints, hints_in, recognised
from openclout.collector.session import Session
from openclout.vocabulary.errors import NotFound
from openclout.vocabulary.networks import Account, Connector, Network

HEAD = """<html><head><meta content="WordPress 6.1" name="generator">
<link rel=alternate type='application/rss+xml' href="/feed?a=1&amp;b=2"><LINK REL="alternate"
type="application/activity+json" href="https://b.example/ada"></head>"""


def feeds(text: str) -> Account | None:
    return Account("feeds", "", text.removeprefix("feeds:")) if "/" in text or text.startswith("feeds:") else None


FEEDS = cast("Connector", SimpleNamespace(NETWORK=Network("feeds", "Feeds", "", "", frozenset()), recognise=feeds))


def test_a_handle_is_recognised_without_asking_anybody() -> None:
    assert recognised(" ada@tiny ", [tiny]) == Account("tiny", "", "ada")


def test_an_address_is_of_the_network_that_knows_it_and_not_of_the_one_that_takes_any() -> None:
    assert recognised("https://tiny.example/ada", [FEEDS, tiny]).network == "tiny"
    assert recognised("https://elsewhere.example/ada", [FEEDS, tiny]).network == "feeds"


def test_what_nobody_knows_is_said_with_what_is_understood() -> None:
    with pytest.raises(NotFound, match=r"No network knows 'what\?'.*github.com/ada.*Tiny"):
        recognised("what?", [tiny])


def test_the_head_of_a_page_says_what_it_is() -> None:
    assert list(hints_in(HEAD, "https://a.example/blog")) == [
        "wordpress:https://a.example/blog",
        "activitypub:https://b.example/ada",
        "feeds:https://a.example/blog",
    ]


def test_an_unknown_server_is_asked_what_it_is(session: Session) -> None:
    def reply(question: Question) -> Iterator[bytes]:
        if question.path == "/.well-known/nodeinfo":
            return answer(json.dumps({"links": [{"rel": "x", "href": "/nodeinfo/2.1"}]}).encode())
        return answer(json.dumps({"software": {"name": "tiny"}}).encode())

    with serving(reply) as web:
        url = f"{web.address}/@ada"
        found = recognised_at(url, session)
    assert found == Account("tiny", url, "home")


def recognised_at(url: str, session: Session) -> Account:
    """Recognise an address with a number for a host, which is no name that people would type."""
    found = next((account for hint in hints(url, session) if (account := first(hint, [tiny])) is not None), None)
    assert found is not None
    return found


def test_a_page_with_a_feed_is_a_blog(session: Session) -> None:
    def reply(question: Question) -> Iterator[bytes]:
        if question.path == "/blog":
            return answer(
                b'<link rel="alternate" type="application/atom+xml" href="feed.xml">', content_type="text/html"
            )
        return answer(b"", 404)

    with serving(reply) as web:
        assert list(hints(f"{web.address}/blog", session)) == [f"feeds:{web.address}/blog"]
