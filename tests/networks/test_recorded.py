"""Answers of GitHub and Stack Exchange as they were recorded, from the source package of perceval, which is not ours.

`tests/servers/install.sh perceval` unpacks it outside the repository; nothing of it is run or kept here.
"""

import json
from pathlib import Path

import pytest
from tests.collector.homes import BEGIN, Hours
from tests.fakes.web import answer, serving
from tests.networks.asking import done, said, unread
from tests.servers.prism import home

from openclout.collector.session import Session
from openclout.networks import github, stackexchange
from openclout.vocabulary.networks import Account, Page, Post, Record, Request, Seen

FOLDER = home() / "perceval" / "tests" / "data"
pytestmark = pytest.mark.skipif(
    not (home() / "perceval" / "installed").exists(),
    reason="the recordings are not unpacked: tests/servers/install.sh perceval",
)
GITHUB = Account("github", "https://api.github.com", "zhquan_example")
SITE = Account("stackexchange", "https://stackoverflow.com", "stackoverflow.com/users/1")
OWN = {"target": "1", "login": "zhquan_example", "repo": "7", "post": "repo/7"}
ELSEWHERE = OWN | {"target": "999"}


def recorded(name: str) -> bytes:
    return Path(FOLDER / name).read_bytes()


def github_page(kind: str, name: str, about: dict[str, str]) -> list[Record]:
    page = Page(kind, "https://api.github.com/recorded", 200, {}, recorded(f"github/{name}"), BEGIN, GITHUB, about)
    return list(github.read(page))


def test_a_recorded_account_is_read() -> None:
    (seen,) = (each for each in github_page("profile", "github_login", {}) if isinstance(each, Seen))
    assert (seen.native_id, seen.handle) == ("1", "zhquan_example")


@pytest.mark.parametrize(
    ("kind", "name", "count"),
    [
        ("issues", "github_request", 1),
        ("issues", "github_request_from_2016_03_01", 1),
        ("issues", "github_issue_1", 1),
        ("issues", "github_issue_2", 1),
        ("issues", "github_issue_2_with_pr", 1),
        ("issues", "github_empty_request", 0),
        ("comments", "github_issue_comments_1", 1),
        ("comments", "github_issue_comments_2", 1),
        ("comments", "github_request_pull_request_1_comments", 2),
        ("comments", "github_request_pull_request_2_comments", 4),
        ("reactions", "github_issue_2_reactions", 2),
        ("reactions", "github_issue_comment_1_reactions", 3),
        ("reactions", "github_issue_comment_2_reactions", 0),
        ("reactions", "github_request_pull_request_1_comment_2_reactions", 5),
    ],
)
def test_recorded_lists_are_read_whole(kind: str, name: str, count: int) -> None:
    """Whatever stands in a recording is an act towards somebody else; what is the account's own is a post of it.

    The last recording has a sixth reaction, which neither likes nor dislikes, and one of nobody.
    """
    records = github_page(kind, name, ELSEWHERE)
    assert unread(records) == []
    assert len(done(records)) == count
    own = github_page(kind, name, OWN)
    posts = [each for each in own if isinstance(each, Post)]
    assert unread(own) == []
    assert len(done(own)) + len(posts) == count


def site_page(kind: str, body: bytes, about: dict[str, str]) -> Page:
    named = {"site": "stackoverflow.com", "target": "stackoverflow.com/users/999"}
    return Page(kind, "https://api.stackexchange.com/recorded", 200, {}, body, BEGIN, SITE, named | about)


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("stackexchange_question", 1),
        ("stackexchange_question_page", 2),
        ("stackexchange_question_page_2", 2),
        ("stackexchange_question_backoff_page", 2),
    ],
)
def test_recorded_questions_are_read_whole(name: str, count: int) -> None:
    body = recorded(f"stackexchange/{name}")
    questions = json.loads(body)["items"]
    assert len(questions) == count
    # Nothing was accepted in them.
    assert list(stackexchange.read(site_page("accepted", body, {"1": "2016-04-06T20:37:46+00:00"}))) == []
    for kind in ("answers", "comments"):
        listed = [each for question in questions for each in inside(question, kind)]
        records = list(stackexchange.read(site_page(kind, json.dumps({"items": listed}).encode(), {})))
        assert unread(records) == []
        assert len(done(records)) == len(listed) == count


def inside(question: dict[str, object], part: str) -> list[dict[str, object]]:
    """The answers of a question, or the comments on it and on its answers."""
    answers = question.get("answers", [])
    assert isinstance(answers, list)
    if part == "answers":
        return answers
    return [comment for post in (question, *answers) for comment in post.get("comments", [])]


def test_a_recorded_page_that_says_to_back_off_is_obeyed(session: Session, hours: Hours) -> None:
    body = recorded("stackexchange/stackexchange_question_backoff_page")
    with serving(lambda _: answer(body, content_type="application/json")) as web:
        pages = [session.answer(Request("accepted", f"{web.address}/{page}"), SITE) for page in range(2)]
    assert unread(said(stackexchange, pages)) == []
    assert any(abs(seconds - 0.2) < 1e-6 for seconds in hours.waits)
