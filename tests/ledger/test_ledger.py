"""What the ledger promises: one holder at a time, nothing deleted but what is forgotten."""

import sqlite3
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openclout.ledger import Ledger
from openclout.vocabulary.errors import BadInput, BadSetting, NotFound
from openclout.vocabulary.records import Link

DAY = date(2026, 1, 10)
ANN = Link("ann", "Ann", "forum", "a1", "rel-me", DAY)


def test_a_link_holds_from_its_first_day_until_the_day_it_ends(ledger: Ledger) -> None:
    assert ledger.link(ANN)
    ledger.unlink("ann", "forum", "a1", until=DAY + timedelta(days=5))
    days = [DAY + timedelta(days=step) for step in (-1, 0, 4, 5)]
    assert [len(ledger.links(day)) for day in days] == [0, 1, 1, 0]


def test_an_ended_link_stays_and_the_account_can_be_linked_again(ledger: Ledger) -> None:
    ledger.link(ANN)
    ledger.unlink("ann", "forum", "a1", until=DAY + timedelta(days=5))
    ledger.link(Link("bob", "Bob", "forum", "a1", "rel-me", DAY + timedelta(days=5)))
    assert [link.person for link in ledger.all_links()] == ["ann", "bob"]
    assert [link.person for link in ledger.links(DAY + timedelta(days=5))] == ["bob"]


def test_linking_again_changes_nothing_but_the_title(ledger: Ledger) -> None:
    assert ledger.link(ANN)
    assert not ledger.link(Link("ann", "Ann B.", "forum", "a1", "other", DAY + timedelta(days=3)))
    assert [(link.title, link.proof) for link in ledger.all_links()] == [("Ann B.", "rel-me")]


def test_an_account_belongs_to_one_person_at_a_time(ledger: Ledger) -> None:
    ledger.link(ANN)
    with pytest.raises(BadInput, match="belongs to ann"):
        ledger.link(Link("bob", "Bob", "forum", "a1", "rel-me", DAY + timedelta(days=1)))
    outcomes = ledger.link_all([Link("bob", "Bob", "forum", name, "rel-me", DAY) for name in ("b1", "a1", "b1")])
    assert [isinstance(outcome, BadInput) or outcome for outcome in outcomes] == [True, True, False]
    assert [link.native_id for link in ledger.all_links()] == ["a1", "b1"]


def test_links_come_sorted_and_with_all_they_were_given(ledger: Ledger) -> None:
    given_links = [Link(person, person.title(), net, "x" + person, "p", DAY) for person in "cab" for net in ("z", "y")]
    for link in given_links:
        ledger.link(link)
    assert list(ledger.links(DAY)) == sorted(given_links, key=lambda link: (link.person, link.network))


def test_what_cannot_be_is_refused(ledger: Ledger) -> None:
    with pytest.raises(BadInput, match="ends after the day it begins"):
        ledger.link(Link("ann", "Ann", "forum", "a1", "p", DAY, DAY))
    with pytest.raises(NotFound):
        ledger.unlink("ann", "forum", "a1", until=DAY)
    ledger.link(ANN)
    with pytest.raises(BadInput, match="on the day after"):
        ledger.unlink("ann", "forum", "a1", until=DAY)
    with pytest.raises(NotFound):
        ledger.unlink("bob", "forum", "a1", until=DAY + timedelta(days=1))


def test_a_forgotten_account_leaves_only_a_hash_and_never_comes_back(ledger: Ledger, tmp_path: Path) -> None:
    ledger.link(Link("zq-person", "Zq Person", "forum", "zq-account", "zq-proof", DAY))
    ledger.link(ANN)
    assert ledger.never_checker() is None
    assert ledger.forget("forum", "zq-account") == 1
    assert ledger.is_never("forum", "zq-account")
    assert not ledger.is_never("chat", "zq-account")
    never = ledger.never_checker()
    assert never is not None
    assert (never("forum", "zq-account"), never("forum", "a1")) == (True, False)
    with pytest.raises(BadInput, match="asked to be forgotten"):
        ledger.link(Link("zq-person", "Zq Person", "forum", "zq-account", "zq-proof", DAY))
    assert [link.person for link in ledger.all_links()] == ["ann"]
    ledger.close()
    for file in tmp_path.rglob("ledger.sqlite*"):
        assert b"zq-" not in file.read_bytes().lower()


def test_a_person_with_another_account_stays(ledger: Ledger) -> None:
    ledger.link(ANN)
    ledger.link(Link("ann", "Ann", "chat", "a2", "rel-me", DAY))
    ledger.forget("forum", "a1")
    assert [(link.title, link.network) for link in ledger.all_links()] == [("Ann", "chat")]


def test_the_hashes_of_two_ledgers_differ(tmp_path: Path) -> None:
    marks = []
    for name in "ab":
        with Ledger(f"sqlite:///{tmp_path / name}") as ledger:
            ledger.forget("forum", "a1")
        connection = sqlite3.connect(tmp_path / name)
        marks += connection.execute("SELECT mark FROM never").fetchall()
        connection.close()
    assert len(set(marks)) == 2


def test_what_was_written_is_there_when_the_ledger_is_opened_again(url: str) -> None:
    with Ledger(url) as ledger:
        ledger.link(ANN)
        ledger.forget("forum", "a9")
    with Ledger(url) as ledger:
        assert ledger.links(DAY) == (ANN,)
        assert ledger.is_never("forum", "a9")


def test_a_ledger_of_a_newer_program_is_refused(tmp_path: Path) -> None:
    Ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}").close()
    connection = sqlite3.connect(tmp_path / "ledger.sqlite")
    connection.execute("UPDATE layout SET number = 99")
    connection.commit()
    connection.close()
    with pytest.raises(BadInput, match="layout 99"):
        Ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://nobody@127.0.0.1:1/none", "cannot be used"),
        ("the ledger", "should be an address"),
        ("oracle://there/db", "SQLite or PostgreSQL"),
    ],
)
def test_a_database_that_cannot_be_used_is_a_setting_to_correct(url: str, said: str) -> None:
    with pytest.raises(BadSetting, match=said):
        Ledger(url)


def test_a_password_is_never_told() -> None:
    with pytest.raises(BadSetting) as told:
        Ledger("postgresql://nobody:zq-secret@127.0.0.1:1/none")
    assert "zq-secret" not in str(told.value)


STEPS = st.lists(
    st.tuples(st.sampled_from("ab"), st.sampled_from("xy"), st.integers(0, 6), st.integers(0, 6) | st.none()),
    max_size=8,
)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(STEPS)
def test_no_day_ever_has_an_account_with_two_holders(steps: list[tuple[str, str, int, int | None]]) -> None:
    with Ledger("sqlite://") as ledger:
        for person, account, since, until in steps:
            end = None if until is None else DAY + timedelta(days=until)
            ledger.link_all([Link(person, person, "n", account, "p", DAY + timedelta(days=since), end)])
        for day in range(8):
            held = [(link.network, link.native_id) for link in ledger.links(DAY + timedelta(days=day))]
            assert len(held) == len(set(held))
