"""GitHub by its own description, which refuses what does not conform, and a simulator that is told things."""

from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.collector.homes import TRUSTED, Hours, means_at
from tests.networks.asking import asked, done, said, unread
from tests.servers.prism import installed, prism, simulator

from openclout.collector.crawling import collect
from openclout.collector.session import Manners, Session
from openclout.collector.state import State
from openclout.networks import github
from openclout.vocabulary.errors import Gone, NetworkError
from openclout.vocabulary.networks import Account, Count, Post, Request, Seen

missing = installed()
pytestmark = [
    pytest.mark.network,
    pytest.mark.skipif(missing is not None, reason=missing or ""),
    pytest.mark.xdist_group("github"),
]
YEAR = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def description() -> Iterator[str]:
    with prism() as address:
        yield address


@pytest.fixture(scope="module")
def simulated() -> Iterator[str]:
    with simulator() as address:
        yield address


@contextmanager
def preferring(state: State, hours: Hours, code: int) -> Generator[Session]:
    """A session to whose questions prism gives a documented error: it is told by a header."""
    tokens = {"127.0.0.1": f"Prefer: code={code}"}
    with closing(Session(state, Manners(trusted_hosts=TRUSTED, tokens=tokens), hours.around())) as session:
        yield session


def test_every_question_of_a_crawl_conforms_to_the_official_description(description: str, session: Session) -> None:
    pages = asked(github, Account("github", description, "octocat"), session)
    assert {page.kind for page in pages} == {"profile", "repos", "stars", "forks", "issues", "comments", "events"}
    assert {page.status for page in pages} == {200}
    assert all(page.url.startswith(description) for page in pages)


def test_the_official_examples_are_read_without_anything_left_over(description: str, session: Session) -> None:
    account = Account("github", description, "octocat")
    records = said(github, asked(github, account, session))
    address = f"{description}/repos/octocat/Hello-World/issues/1/reactions?per_page=100"
    about = {"target": "1", "login": "octocat", "repo": "1296269", "post": "repo/1296269#1"}
    records += github.read(session.answer(Request("reactions", address, about), account))
    assert unread(records) == []
    assert Count("1", "follower", 20) in records
    assert {word for _, word, _ in done(records)} >= {"like", "announce"}
    assert next(each.native_id for each in records if isinstance(each, Post)) == "repo/1296269"


def test_a_question_that_does_not_conform_is_refused(description: str, session: Session) -> None:
    wrong = Request("issues", f"{description}/repos/octocat/Hello-World/issues?state=ajar")
    with pytest.raises(NetworkError, match="422"):
        session.answer(wrong, Account("github", description, "octocat"))


def test_an_account_that_is_not_there_is_gone(description: str, state: State, hours: Hours) -> None:
    with preferring(state, hours, 404) as session, pytest.raises(Gone, match="404"):
        asked(github, Account("github", description, "octocat"), session)


@pytest.mark.parametrize(("code", "path"), [(404, "issues"), (404, "issues/comments"), (410, "issues/1/reactions")])
def test_lists_that_are_switched_off_are_empty(
    description: str, state: State, hours: Hours, code: int, path: str
) -> None:
    request = Request("issues", f"{description}/repos/octocat/Hello-World/{path}", optional=True)
    with preferring(state, hours, code) as session:
        page = session.answer(request, Account("github", description, "octocat"))
    assert (page.status, page.body, list(github.read(page))) == (code, b"", [])


@pytest.mark.parametrize(("code", "path"), [(422, "issues"), (422, "stargazers"), (400, "forks")])
def test_documented_errors_are_told_in_words(
    description: str, state: State, hours: Hours, code: int, path: str
) -> None:
    # An optional question may be answered with 400 for what is not there.
    request = Request("a", f"{description}/repos/octocat/Hello-World/{path}", optional=code != 400)
    with preferring(state, hours, code) as session, pytest.raises(NetworkError, match=f"answers {code}"):
        session.answer(request, Account("github", description, "octocat"))


def test_everything_that_was_done_on_the_simulator_is_read(simulated: str, session: Session) -> None:
    records = said(github, asked(github, Account("github", simulated, "ada"), session, YEAR))
    assert unread(records) == []
    assert Seen("1", "ada", "Ada", frozenset()) in records
    expected = [(f"{100 + fan}", "like", "repo/7") for fan in range(10)]
    expected += [(f"{100 + fan}", "announce", "repo/7") for fan in range(4)]
    expected += [(fan, "reply", "repo/7") for fan in ("100", "101", "101")]
    expected += [(f"{100 + at}", "reply", f"repo/7#{1 + at % 4}") for at in range(1, 7)]
    expected += [("100", "like", "repo/7#1"), ("101", "like", "repo/7#1")]
    assert done(records) == sorted(expected, key=str)
    posts = {each.native_id for each in records if isinstance(each, Post)}
    assert posts == {"repo/7", "repo/8", "repo/10", "repo/7#1", "comment/500"}


def test_stars_are_asked_for_from_the_newest_back_to_what_is_known(simulated: str, session: Session) -> None:
    since = datetime(2026, 9, 9, tzinfo=UTC)
    pages = [
        page for page in asked(github, Account("github", simulated, "ada"), session, since) if page.kind == "stars"
    ]
    assert [page.url.rpartition("page=")[2] for page in pages] == ["100", "4", "3"]


def test_a_second_crawl_finds_nothing_new(simulated: str, tmp_path: Path) -> None:
    account = Account("github", simulated, "ada")
    with means_at(tmp_path, networks=(github,)) as means:
        (first,) = collect([account], means, since=YEAR)
        (second,) = collect([account], means, since=YEAR)
    assert first.trouble == second.trouble == ""
    assert first.tally.rejected == 0
    assert first.tally.kept > 25
    assert second.tally.read == first.tally.read
    assert second.tally.duplicates == 25
