"""No two people have the same name, whatever handles they chose; a given name is kept."""

from datetime import date

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from openclout.people.naming import named
from openclout.people.persons import Persons, persons
from openclout.vocabulary.records import Link

DAY = date(2026, 1, 1)
Account = tuple[str, str, str]
PIECE = 5
"""What is known of accounts comes in pieces; names are told apart across them."""
WORDS = st.sampled_from(["ann", "Ann", "bob", "forum:ann", "blog:bob", "FORUM:bob", "a:b", "é", "É", "", "x y"])
NETWORKS = st.sampled_from(["forum", "blog"])
ACCOUNTS = st.lists(st.tuples(NETWORKS, WORDS, WORDS), min_size=1, max_size=12, unique_by=lambda one: one[:2])


def frame(accounts: list[Account]) -> pl.DataFrame:
    """Accounts of (network, native id, handle), keys in order."""
    return pl.DataFrame(
        [(key, network, own, handle, handle.title()) for key, (network, own, handle) in enumerate(accounts)],
        schema={"key": pl.Int32, "network": pl.String, "native_id": pl.String, "handle": pl.String, "title": pl.String},
        orient="row",
    )


def called(accounts: pl.DataFrame, joined: Persons) -> pl.DataFrame:
    return pl.concat(named(lambda: accounts.iter_slices(PIECE), joined))


def names(accounts: list[Account], *links: Link) -> list[str]:
    found = frame(accounts)
    return called(found, persons([found], links, len(found)))["name"].to_list()


@given(ACCOUNTS)
def test_no_two_people_have_the_same_name(accounts: list[Account]) -> None:
    found = names(accounts)
    assert len(set(found)) == len(found) == len(accounts)


@given(ACCOUNTS)
def test_names_that_are_alike_but_for_case_differ_in_their_native_id(accounts: list[Account]) -> None:
    found = [name.lower() for name in names(accounts)]
    own = {f"{network}:{own}".lower() for network, own, _ in accounts}
    assert all(found.count(name) == 1 or name in own for name in found)


def test_fifty_people_of_one_handle_have_fifty_names() -> None:
    found = names([("forum", f"id{number}", "anna") for number in range(50)])
    assert found == [f"forum:id{number}" for number in range(50)]


def test_the_shortest_name_that_is_ones_own_is_taken() -> None:
    assert names([("forum", "1", "ann"), ("forum", "2", "bob"), ("blog", "1", "bob")]) == [
        "ann",
        "forum:bob",
        "blog:bob",
    ]


def test_a_handle_cannot_pass_for_somebody_else() -> None:
    accounts = [("forum", "1", "blog:2"), ("blog", "2", "ann"), ("forum", "3", "ann"), ("chat", "4", "@four:matrix")]
    assert names(accounts) == ["forum:blog:2", "blog:ann", "forum:ann", "four:matrix"]


def test_a_given_name_goes_before_handles() -> None:
    link = Link("bob", "Bob B.", "forum", "1", "given", DAY)
    found = frame([("forum", "1", "ann"), ("blog", "2", "bob")])
    told = called(found, persons([found], [link], 2))
    assert told["name"].to_list() == ["bob", "blog:bob"]
    assert told["title"].to_list() == ["Bob B.", "Bob"]
    assert told["claimed"].to_list() == [True, False]


def test_accounts_of_one_person_are_one_row() -> None:
    accounts = [("forum", "1", "ann"), ("blog", "2", "annika"), ("blog", "3", "bob")]
    links = [Link("ann", "", network, own, "given", DAY) for network, own, _ in accounts[:2]]
    found = frame(accounts)
    joined = persons([found], links, 5)
    assert joined.person.tolist() == [0, 0, 2, 3, 4]
    assert joined.joined.tolist() == [0, 1]
    assert np.flatnonzero(joined.proven).tolist() == [0]
    assert called(found, joined)["name"].to_list() == ["ann", "bob"]


def test_two_accounts_of_one_network_prove_nothing() -> None:
    accounts = [("forum", "1", "ann"), ("forum", "2", "annika")]
    links = [Link("ann", "", network, own, "given", DAY) for network, own, _ in accounts]
    assert not persons([frame(accounts)], links, 2).proven.any()


def test_links_of_unknown_accounts_are_no_trouble() -> None:
    joined = persons([frame([("forum", "1", "ann")])], [Link("zoe", "", "blog", "9", "given", DAY)], 1)
    assert (joined.person.tolist(), joined.joined.tolist(), len(joined.names)) == ([0], [], 0)
