"""The session waits where it is told to, asks again where it may help, and tells nobody's secrets."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from stamina.instrumentation import set_on_retry_hooks
from tests.collector.homes import BEGIN, TRUSTED, Hours
from tests.fakes.web import Question, answer, serving

from openclout.collector.budgets import Budgets
from openclout.collector.fetching import Answer
from openclout.collector.limits import budget, later
from openclout.collector.session import Manners, Session, when_asking_again
from openclout.collector.state import State
from openclout.collector.tokens import HIDDEN, Tokens, address_kept, headers_kept
from openclout.vocabulary.errors import Gone, NetworkError, RateLimited, Unauthorised, Unsafe
from openclout.vocabulary.networks import Account, Network, Pace, Request

ADA = Account("tiny", "", "ada")
QUICK = {"tiny": Network("tiny", "Tiny", "", "", frozenset(), pace=Pace(1000, 1.0))}


def test_an_answer_becomes_a_page(session: Session) -> None:
    with serving(lambda _: answer(b"{}", content_type="application/json", link="<x>")) as web:
        page = session.answer(Request("profile", f"{web.address}/ada", about={"a": "b"}), ADA)
    assert (page.kind, page.url, page.status, page.body) == ("profile", f"{web.address}/ada", 200, b"{}")
    assert page.headers["link"] == "<x>"
    assert (page.at, page.account, page.about) == (BEGIN, ADA, {"a": "b"})


def test_we_say_who_we_are_and_whom_to_write_to(state: State, hours: Hours) -> None:
    manners = Manners("mailto:ada@example.org", TRUSTED)
    with serving(lambda _: answer(b"")) as web:
        session = Session(state, manners, hours.around())
        session.answer(Request("a", web.address), ADA)
        session.close()
    assert web.asked[0].headers["user-agent"].startswith("OpenClout/")
    assert web.asked[0].headers["user-agent"].endswith("(+mailto:ada@example.org)")
    assert "cookie" not in web.asked[0].headers


def test_asking_again_is_told_once_with_its_reason(session: Session) -> None:
    left, told = [503, 500, 200], list[str]()
    when_asking_again(told.append)
    with serving(lambda _: answer(b"x", left.pop(0))) as web:
        session.answer(Request("a", web.address), ADA)
    set_on_retry_hooks(None)
    assert told == [f"Asking again, up to 6 times: {web.address} answers 503. The same command asks again."]


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_server_in_trouble_is_asked_again_later_and_later(session: Session, hours: Hours, status: int) -> None:
    left = [status, status, 200]
    with serving(lambda _: answer(b"x", left.pop(0))) as web:
        assert session.answer(Request("a", web.address), ADA).body == b"x"
    assert len(web.asked) == 3
    assert [wait for wait in hours.waits if wait in {0.75, 1.5}] == [0.75, 1.5]


def test_a_server_that_stays_in_trouble_is_given_up(session: Session) -> None:
    with serving(lambda _: answer(b"", 503)) as web, pytest.raises(NetworkError, match="answers 503"):
        session.answer(Request("a", web.address), ADA)
    assert len(web.asked) == 6


def test_a_connection_that_breaks_is_tried_again(session: Session) -> None:
    left = [b"", b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nshort"]

    def reply(_: Question) -> Iterator[bytes]:
        if left:
            yield left.pop(0)
            raise OSError
        yield from answer(b"whole")

    with serving(reply) as web:
        assert session.answer(Request("a", web.address), ADA).body == b"whole"


@pytest.mark.parametrize("told", ["120", format_datetime(BEGIN + timedelta(seconds=120), usegmt=True)])
def test_retry_after_is_obeyed(session: Session, hours: Hours, told: str) -> None:
    left = [answer(b"", 429, retry_after=told), answer(b"fine")]
    with serving(lambda _: left.pop(0)) as web:
        assert session.answer(Request("a", web.address), ADA).body == b"fine"
    assert hours.at >= BEGIN + timedelta(seconds=119)


def test_a_wiki_that_lags_behind_is_asked_later(session: Session, hours: Hours) -> None:
    left = [answer(b'{"error": {}}', 200, mediawiki_api_error="maxlag", retry_after="5"), answer(b"fine")]
    with serving(lambda _: left.pop(0)) as web:
        assert session.answer(Request("a", web.address), ADA).body == b"fine"
    assert hours.at >= BEGIN + timedelta(seconds=4)


def test_a_long_wait_is_not_waited_for(session: Session, hours: Hours) -> None:
    with serving(lambda _: answer(b"", 429, retry_after="86400")) as web:
        for _ in range(2):
            with pytest.raises(RateLimited, match="before 2026-11-23 12:00 UTC"):
                session.answer(Request("a", web.address), ADA)
    assert len(web.asked) == 1
    assert sum(hours.waits) == 0


def test_github_s_way_of_saying_no_is_understood(session: Session, hours: Hours) -> None:
    resets = str(int((BEGIN + timedelta(seconds=60)).timestamp()))
    left = [
        answer(b"", 403, x_ratelimit_remaining="0", x_ratelimit_limit="60", x_ratelimit_reset=resets),
        answer(b"fine"),
    ]
    with serving(lambda _: left.pop(0)) as web:
        assert session.answer(Request("a", web.address), ADA).body == b"fine"
    assert hours.at >= BEGIN + timedelta(seconds=60)


def test_a_backoff_in_the_body_is_obeyed_before_the_next_question(session: Session, hours: Hours) -> None:
    with serving(lambda _: answer(b'{"items": [], "backoff": 30}')) as web:
        session.answer(Request("a", web.address), ADA)
        assert hours.at == BEGIN
        session.answer(Request("a", web.address + "/2"), ADA)
    assert hours.at >= BEGIN + timedelta(seconds=30)


def test_an_empty_budget_is_kept_over_a_new_start(tmp_path: Path, hours: Hours) -> None:
    spent = answer(b"1", x_ratelimit_remaining="0", x_ratelimit_reset="300")
    left = [spent, answer(b"2")]
    with serving(lambda _: left.pop(0)) as web:
        for body in (b"1", b"2"):
            with State(tmp_path / "collector.sqlite") as state:
                session = Session(state, Manners(trusted_hosts=TRUSTED), hours.around(), networks=QUICK)
                assert session.answer(Request("a", web.address), ADA).body == body
                session.close()
    assert hours.at >= BEGIN + timedelta(seconds=300)


def test_the_pace_is_kept_over_a_new_start(tmp_path: Path, hours: Hours) -> None:
    for _ in range(7):
        with State(tmp_path / "collector.sqlite") as state:
            Budgets(state, hours.now, hours.wait).permit("host.example", Pace(2, 10.0))
    assert timedelta(seconds=30) <= hours.at - BEGIN <= timedelta(seconds=31)


def test_hosts_have_budgets_of_their_own(state: State, hours: Hours) -> None:
    budgets = Budgets(state, hours.now, hours.wait)
    for number in range(5):
        budgets.permit(f"host{number}.example", Pace(1, 60.0))
    assert hours.waits == []


@pytest.mark.parametrize(
    ("headers", "remaining", "total", "seconds"),
    [
        ({"x-ratelimit-limit": "60", "x-ratelimit-remaining": "58", "x-ratelimit-reset": "1795356000"}, 58, 60, 7200),
        (
            {"x-ratelimit-limit": "300", "x-ratelimit-remaining": "1", "x-ratelimit-reset": "2026-11-22T12:05:00.1Z"},
            1,
            300,
            300,
        ),
        ({"x-ratelimit-used": "2", "x-ratelimit-remaining": "98.0", "x-ratelimit-reset": "40"}, 98, 100, 40),
        ({"ratelimit-limit": "3000", "ratelimit-remaining": "7", "ratelimit-reset": "90"}, 7, 3000, 90),
        ({"ratelimit": '"default";r=50;t=30'}, 50, None, 30),
    ],
)
def test_every_way_of_telling_a_budget_is_read(
    headers: dict[str, str], remaining: int, total: int | None, seconds: int
) -> None:
    found = budget(headers, b"", BEGIN)
    assert found is not None
    assert (found.remaining, found.total) == (remaining, total)
    assert abs((found.resets - BEGIN).total_seconds() - seconds) < 1


def test_the_quota_of_stack_exchange_is_read() -> None:
    found = budget({}, b'{"items": [], "quota_max": 300, "quota_remaining": 299}', BEGIN)
    assert found is not None
    assert (found.remaining, found.total, found.resets.hour) == (299, 300, 0)


@pytest.mark.parametrize(
    "told",
    ["315360000", pytest.param("9" * 5000, id="huge"), "2110000000", "Thu, 01 Jan 2099 00:00:00 GMT", "2099-01-01"],
)
def test_nobody_is_left_alone_for_years(told: str) -> None:
    next_month = BEGIN + timedelta(days=31)
    assert later({"retry-after": told}, b"", BEGIN) in {next_month, None}
    found = budget({"ratelimit-remaining": "0", "ratelimit-reset": told}, b"", BEGIN)
    assert found is None or found.resets == next_month
    if told.isdecimal():
        found = budget({"ratelimit": f"a;r=0;t={told}"}, b"", BEGIN)
        assert found is not None
        assert found.resets == next_month


@pytest.mark.parametrize("told", ["soon", "", "-5", "1e400", "nan", "99999999999999999999", "Sun, 99 Nov"])
def test_nonsense_in_a_header_is_no_reason_to_stop(told: str) -> None:
    headers = {"retry-after": told, "x-ratelimit-remaining": told, "x-ratelimit-reset": told}
    found = later(headers, b"", BEGIN)
    assert found is None or isinstance(found, datetime)
    budget(headers, b"", BEGIN)


@pytest.mark.parametrize(
    ("status", "error"), [(404, Gone), (410, Gone), (401, Unauthorised), (403, Unauthorised), (400, NetworkError)]
)
def test_a_refusal_is_an_error_of_its_own(session: Session, status: int, error: type[NetworkError]) -> None:
    with serving(lambda _: answer(b"", status)) as web, pytest.raises(error, match=str(status)):
        session.answer(Request("a", web.address), ADA)
    assert len(web.asked) == 1


@pytest.mark.parametrize("status", [404, 410, 401, 403])
def test_an_optional_question_may_be_refused(session: Session, status: int) -> None:
    with serving(lambda _: answer(b"words", status)) as web:
        page = session.answer(Request("a", web.address, optional=True), ADA)
    assert (page.status, page.body) == (status, b"")


@pytest.mark.parametrize(
    ("token", "header"), [("abc123", ("authorization", "Bearer abc123")), ("X-Key: abc123", ("x-key", "abc123"))]
)
def test_a_token_is_sent_and_never_kept(state: State, hours: Hours, token: str, header: tuple[str, str]) -> None:
    manners = Manners(trusted_hosts=TRUSTED, tokens={"127.0.0.1": token})

    def reply(_: Question) -> Iterator[bytes]:
        return answer(b'{"echo": "abc123"}', 200, set_cookie="a=b", link="</x?y=abc123>", x_key="abc123")

    with serving(reply) as web:
        session = Session(state, manners, hours.around())
        page = session.answer(Request("a", f"{web.address}/x"), ADA)
        session.close()
    assert web.asked[0].headers[header[0]] == header[1]
    assert "abc123" not in repr(page)
    assert "abc123" not in repr(manners)
    assert "set-cookie" not in page.headers


def test_a_token_may_be_a_parameter(state: State, hours: Hours) -> None:
    manners = Manners(trusted_hosts=TRUSTED, tokens={"127.0.0.1": "?key=abc123"})
    with serving(lambda _: answer(b"abc123")) as web:
        session = Session(state, manners, hours.around())
        page = session.answer(Request("a", f"{web.address}/x?site=y"), ADA)
        session.close()
    assert web.asked[0].path == "/x?site=y&key=abc123"
    assert page.url == f"{web.address}/x?site=y"
    assert page.body == HIDDEN.encode()


def test_secrets_are_taken_out_of_what_is_kept() -> None:
    assert address_kept("https://a.example/?access_token=x&page=2&api_key=y") == "https://a.example/?page=2"
    assert address_kept("https://a.example/?q=a+b&monkey=1") == "https://a.example/?q=a+b&monkey=1"
    headers = {"set-cookie": "a", "authorization": "b", "link": "c t0k"}
    assert headers_kept(headers, Tokens({"h": "t0k"})) == {"link": f"c {HIDDEN}"}


def test_an_unsafe_address_is_not_asked(session: Session) -> None:
    with pytest.raises(Unsafe):
        session.answer(Request("a", "http://169.254.169.254/latest/meta-data"), ADA)


def test_what_an_answer_tells_is_kept(state: State, hours: Hours) -> None:
    budgets = Budgets(state, hours.now, hours.wait)
    budgets.learn("a.example", Answer(200, {"x-ratelimit-remaining": "5", "x-ratelimit-reset": "9"}, b""))
    (found,) = state.budgets()
    assert (found.host, found.remaining, found.resets) == ("a.example", 5, BEGIN + timedelta(seconds=9))
