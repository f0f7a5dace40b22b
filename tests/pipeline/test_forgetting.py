"""Whoever is forgotten is nowhere: not in any byte of the home, and not in what is told of others."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from tests.pipeline.homes import LAST, acts, copied, crowd, folder_of, link, opened, person, run, take

from openclout.lake import Lake
from openclout.pipeline import Home, forget_person
from openclout.vocabulary.errors import Ambiguous, NotFound

DAY = timedelta(days=1)
TRACES = ("zyx", "zyxid", "zyxhandle", "Zyx Title", "zyxblogid", "zyxloghandle", "Zyx Blogger")


@pytest.fixture
def known(home: Home) -> Home:
    """A home that knows somebody with two accounts very well."""
    accounts = pl.DataFrame(
        {
            "account": ["zyxid", "zyxblogid", "ann"],
            "handle": ["zyxhandle", "zyxloghandle", "ann"],
            "title": ["Zyx Title", "Zyx Blogger", "Ann"],
            "network": ["forum", "blog", "forum"],
        }
    )
    posts = pl.DataFrame(
        {"post": ["zyxid/1"], "author": ["zyxid"], "at": [LAST], "text": ["By Zyx Title"], "network": ["forum"]}
    )
    counts = pl.DataFrame(
        {"account": ["zyxid"], "kind": ["follower"], "count": [99], "at": [LAST], "network": ["forum"]}
    )
    take(home, accounts=accounts, posts=posts, counts=counts)
    take(home, interactions=crowd("ann", 30).filter(pl.col("at").dt.date() < LAST - 9 * DAY))
    take(home, more=crowd("zyxid", 30), blog=crowd("zyxblogid", 30, network="blog"))
    take(home, acts=acts(("zyxid", "ann", 1), ("ben", "ann", 1), ("zyxid", "ann", 0)))
    take(home, again=acts(("zyxblogid", "bea", 2), network="blog"))
    link(home, "zyx", "forum:zyxid", "blog:zyxblogid")
    return home


def traces(home: Home) -> set[str]:
    """What is still told of the forgotten in any file."""
    found = set()
    for path in folder_of(home).rglob("*"):
        if path.is_file():
            content = b"".join(readable(path)).lower()
            found |= {trace for trace in TRACES if trace.lower().encode() in content or trace in path.name}
    return found


def readable(path: Path) -> Iterator[bytes]:
    """The bytes of a file; of a Parquet file also what they say."""
    yield path.read_bytes()
    if path.suffix == ".parquet":
        yield repr(pl.read_parquet(path, hive_partitioning=False).rows()).encode()


def published(home: Home) -> Home:
    run(home, LAST - 2 * DAY, force=True)
    run(home, LAST, force=True)
    assert traces(home) == set(TRACES)
    return home


@pytest.mark.parametrize("name", ["zyx", "zyxhandle", "forum:zyxid", "@zyxblogid", "Zyx Title"])
def test_nothing_is_left_in_any_byte(known: Home, name: str) -> None:
    published(known)
    gone = forget_person(known, name)
    assert sorted(gone) == ["blog:zyxblogid", "forum:zyxid"]
    known.ledger.close()
    assert traces(known) == set()
    assert known.shelf.days() == (LAST,)
    with pytest.raises(NotFound):
        person(known, name)


def test_others_keep_their_past_and_name_nobody_who_is_gone(known: Home) -> None:
    published(known)
    before = person(known, "ann")
    assert any("by Zyx " in cause.words for change in before.changes for cause in change.causes)
    forget_person(known, "zyx")
    after = person(known, "ann")
    assert after.history[:-1] == before.history[:-1]
    words = [cause.words for change in after.changes for cause in change.causes]
    told = [change for change in before.changes if change.until < LAST]
    assert [change.points for change in after.changes if change.until < LAST] == [change.points for change in told]
    assert not any("Zyx" in word for word in words)
    assert any("somebody" in word for word in words)


def test_what_is_forgotten_is_not_taken_in_again(known: Home) -> None:
    published(known)
    forget_person(known, "zyx")
    (balance,) = take(known, again=acts(("zyxid", "ann", 1), ("bea", "ann", 1)))
    assert (balance.kept, balance.rejected) == (1, 1)
    run(known, force=True)
    assert traces(known) == set()


@pytest.mark.parametrize("name", ["zyx", "zyxhandle", "forum:zyxid", "zyxblogid"])
def test_forgetting_works_before_anything_is_published(known: Home, name: str) -> None:
    assert sorted(forget_person(known, name)) == ["blog:zyxblogid", "forum:zyxid"]
    known.ledger.close()
    assert traces(known) == set()


class Cut(Exception):
    """The process ends here."""


class CutLake(Lake):
    """A lake whose process ends after some calls of `forget`."""

    left = 0

    def forget(self, network: str, native_id: str) -> int:
        gone = super().forget(network, native_id)
        self.left -= 1
        if self.left < 0:
            raise Cut
        return gone


@pytest.mark.parametrize("shown", [True, False])
@pytest.mark.parametrize("calls", [0, 1])
def test_a_broken_attempt_can_be_repeated(known: Home, tmp_path: Path, calls: int, shown: bool) -> None:  # noqa: FBT001
    if shown:
        published(known)
    home = copied(known, tmp_path / "cut")
    cut = CutLake(home.lake.folder)
    cut.left = calls
    with pytest.raises(Cut):
        forget_person(Home(cut, home.ledger, home.shelf), "zyx")
    home.ledger.close()
    again = opened(folder_of(home))
    forget_person(again, "zyx")
    again.ledger.close()
    assert traces(again) == set()


def test_forgetting_the_only_person_leaves_no_run(home: Home) -> None:
    take(home, interactions=crowd("ann", 9))
    run(home)
    forget_person(home, "ann")
    assert home.shelf.days() == ()


def test_nobody_and_several_are_told_apart(home: Home) -> None:
    take(home, interactions=acts(("ann", "bob", 0)), more=acts(("ann", "bob", 0), network="blog"))
    with pytest.raises(NotFound, match="Nobody called 'zoe'"):
        forget_person(home, "zoe")
    with pytest.raises(Ambiguous, match="2 accounts answer to 'bob': forum:bob, blog:bob"):
        forget_person(home, "bob")
    run(home)
    with pytest.raises(Ambiguous, match="2 people answer to 'bob': forum:bob, blog:bob"):
        forget_person(home, "bob")
    assert forget_person(home, "blog:bob") == ("blog:bob",)


def test_the_run_without_the_forgotten_has_the_method_that_it_had(known: Home) -> None:
    run(known, methods=((date.min, "2026.0"),))
    forget_person(known, "zyx")
    assert known.shelf.newest().run().method == "2026.0"
