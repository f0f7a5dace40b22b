"""What may go wrong between GitHub and us: lists without end, addresses of others, torn and mislabelled answers."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from tests.collector.homes import Hours
from tests.fakes.web import Question, Web, answer, serving
from tests.networks.asking import asked, said, unread

from openclout.collector.session import Session
from openclout.networks import github
from openclout.vocabulary.errors import NetworkError, RateLimited
from openclout.vocabulary.networks import Account, Interaction

OWNER = {"id": 1, "login": "ada", "type": "User"}
YEAR = datetime(2026, 1, 1, tzinfo=UTC)
PAGES = 10_000


def repository(number: int, stars: int = 0) -> dict[str, object]:
    return {
        "id": number,
        "full_name": f"ada/{number}",
        "owner": OWNER,
        "html_url": f"https://github.com/ada/{number}",
        "created_at": "2020-01-01T00:00:00Z",
        "stargazers_count": stars,
    }


def told(body: object, link: str = "") -> Iterator[bytes]:
    return answer(json.dumps(body).encode(), content_type="application/json", link=link)


def number(question: Question) -> int:
    return int(question.path.partition("&page=")[2] or 1)


def turning(question: Question, last: int) -> str:
    """The links of a page of a list: the next one, the one before, and the last."""
    path, here = question.path.partition("&page=")[0], number(question)
    return f'<{path}&page={here + 1}>; rel="next", <{path}&page={last}>; rel="last"' + (
        f', <{path}&page={here - 1}>; rel="prev"' if here > 1 else ""
    )


def ada(web: Web) -> Account:
    return Account("github", web.address, "ada")


def quiet(question: Question) -> Iterator[bytes]:
    """An account with nothing."""
    return told(OWNER | {"followers": 1} if question.path == "/users/ada" else [])


def test_a_list_of_ten_thousand_pages_ends_where_github_itself_would(session: Session) -> None:
    """GitHub hands out 400 pages of a list; a server that goes on is not followed."""

    def reply(question: Question) -> Iterator[bytes]:
        if "/repos?" in question.path:
            return told([repository(number(question))], link=turning(question, PAGES))
        return quiet(question)

    with serving(reply) as web:
        pages = asked(github, ada(web), session, YEAR)
    assert [page.kind for page in pages].count("repos") == github.PAGES
    assert len(pages) == github.PAGES + 2


def test_stars_without_end_end(session: Session) -> None:
    def reply(question: Question) -> Iterator[bytes]:
        if "/repos?" in question.path:
            return told([repository(7, stars=PAGES * 100)])
        if "/stargazers?" in question.path:
            star = {"starred_at": "2026-10-01T00:00:00Z", "user": {"id": number(question), "login": "fan"}}
            return told([star], link=turning(question, PAGES))
        return quiet(question)

    with serving(reply) as web:
        pages = [page for page in asked(github, ada(web), session, YEAR) if page.kind == "stars"]
    assert len(pages) == github.PAGES
    assert pages[1].url.endswith(f"page={PAGES}")
    assert pages[2].url.endswith(f"page={PAGES - 1}")


def test_a_page_that_comes_again_and_again_ends_the_list(session: Session) -> None:
    def reply(question: Question) -> Iterator[bytes]:
        if "/repos?" in question.path:
            return told([repository(7)], link=turning(question, PAGES))
        return quiet(question)

    with serving(reply) as web:
        pages = asked(github, ada(web), session, YEAR)
    assert [page.kind for page in pages] == ["profile", "repos", "repos", "events"]


def test_a_link_to_another_host_is_not_followed(session: Session) -> None:
    with serving(quiet) as other:
        links = (
            f'<{other.address}/repos?page=2>; rel="next"',
            '<https://api.github.com/r?page=2>; rel="next", <https://api.github.com/r?page=5>; rel="last"',
            '<//evil.example/>; rel="next"',
            '<http://[>; rel="next", <http://[>; rel="last"',
        )
        for found in links:

            def reply(question: Question, found: str = found) -> Iterator[bytes]:
                if "/repos?" in question.path:
                    return told([repository(7, stars=3)], link=found)
                return told([], link=found) if "stargazers" in question.path else quiet(question)

            with serving(reply) as web:
                pages = asked(github, ada(web), session, YEAR)
                assert [page.kind for page in pages] == ["profile", "repos", "stars", "events"]
                assert all(page.url.startswith(web.address) for page in pages)
        assert other.asked == []


@pytest.mark.parametrize("torn", ["nothing", "headers", "body"])
def test_a_torn_answer_is_asked_for_again(session: Session, hours: Hours, torn: str) -> None:
    tears = {"repos": 2, "events": 1}

    def reply(question: Question) -> Iterator[bytes]:
        kind = "repos" if "/repos?" in question.path else "events" if "/received_events" in question.path else ""
        if tears.get(kind, 0) == 0:
            yield from told([repository(7)]) if kind == "repos" else quiet(question)
            return
        tears[kind] -= 1
        if torn == "headers":
            yield b"HTTP/1.1 200 OK\r\nconte"
        elif torn == "body":
            yield b'HTTP/1.1 200 OK\r\ncontent-length: 500\r\ncontent-type: application/json\r\n\r\n[{"id": 7, '
        raise ConnectionResetError

    with serving(reply) as web:
        pages = asked(github, ada(web), session, YEAR)
    assert tears == {"repos": 0, "events": 0}
    assert [page.kind for page in pages] == ["profile", "repos", "events"]
    assert unread(said(github, pages)) == []
    assert len(hours.waits) >= 3


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text/html", b"<html><body>Unicorn!</body></html>"),
        ("application/xml", b"<?xml version='1.0'?><a/>"),
        ("application/octet-stream", b"\x00\xff" * 100),
        ("application/json", b'{"message": "Moved", "documentation_url": "https://docs.github.com"}'),
    ],
)
def test_an_answer_that_is_no_list_is_kept_as_unreadable(session: Session, kind: str, body: bytes) -> None:
    def reply(question: Question) -> Iterator[bytes]:
        return quiet(question) if question.path == "/users/ada" else answer(body, content_type=kind)

    with serving(reply) as web:
        pages = asked(github, ada(web), session, YEAR)
    found = unread(said(github, pages))
    assert [page.kind for page in pages] == ["profile", "repos", "events"]
    assert len(found) == 2


def test_json_that_is_called_something_else_is_read_all_the_same(session: Session) -> None:
    def reply(question: Question) -> Iterator[bytes]:
        if "/repos?" in question.path:
            return answer(json.dumps([repository(7, stars=1)]).encode(), content_type="text/plain")
        if "/stargazers?" in question.path:
            star = {"starred_at": "2026-10-01T00:00:00Z", "user": {"id": 5, "login": "fan"}}
            return answer(json.dumps([star]).encode())
        return quiet(question)

    with serving(reply) as web:
        records = said(github, asked(github, ada(web), session, YEAR))
    assert [each.actor for each in records if isinstance(each, Interaction)] == ["5"]


def test_stars_without_their_date_are_unreadable_not_invented(session: Session) -> None:
    def reply(question: Question) -> Iterator[bytes]:
        if "/repos?" in question.path:
            return told([repository(7, stars=1)])
        return told([{"id": 5, "login": "fan"}]) if "/stargazers?" in question.path else quiet(question)

    with serving(reply) as web:
        records = said(github, asked(github, ada(web), session, YEAR))
        stars = [question for question in web.asked if "/stargazers?" in question.path]
    assert len(unread(records)) == 1
    assert {question.headers["accept"] for question in stars} == {github.DATED}


def test_limits_are_waited_for_and_a_long_one_ends_the_crawl(session: Session, hours: Hours) -> None:
    answers = iter([answer(b"", 403, retry_after="30"), answer(b"", 429, retry_after="40")])

    def reply(question: Question) -> Iterator[bytes]:
        return next(answers, None) or quiet(question)

    with serving(reply) as web:
        assert len(asked(github, ada(web), session, YEAR)) == 3
    assert {30.0, 40.0} <= set(hours.waits)
    reset = f"{hours.at.timestamp() + 3600:.0f}"
    spent = {"x_ratelimit_remaining": "0", "x_ratelimit_reset": reset}
    with serving(lambda _: answer(b"", 403, **spent)) as web, pytest.raises(RateLimited):
        asked(github, ada(web), session, YEAR)


def test_an_account_that_is_no_account_is_asked_nothing_more(session: Session) -> None:
    with serving(lambda _: answer(b"[]")) as web:
        assert [page.kind for page in asked(github, ada(web), session, YEAR)] == ["profile"]
    with serving(lambda _: answer(b"", 500)) as web, pytest.raises(NetworkError):
        asked(github, ada(web), session, YEAR)
