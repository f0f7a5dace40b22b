"""Whoever does not want to be found is nowhere on the scoreboard, at once and for as long as they want it so."""

from dataclasses import replace
from datetime import timedelta
from itertools import count

import polars as pl
import pytest
from tests.lake.lakes import Row, batch
from tests.pipeline.homes import LAST, acts, copied, crowd, digest, everybody, link, person, run, take

from openclout.pipeline import Home, forget_person, hide
from openclout.scoreboard import Scoreboard
from openclout.scoreboard.summaries import SOMEBODY
from openclout.vocabulary.errors import NotFound
from openclout.vocabulary.networks import bits

DAY = timedelta(days=1)
TRACES = ("zyxid", "zyxhandle", "zyx title", "zyxblogid", "zyxloghandle", "zyx wrote", "zyxid/1")
READERS = count()


def say(home: Home, native_id: str, *flags: str, network: str = "forum") -> None:
    """What a network tells of an account's wishes."""
    row: Row = {"network": network, "native_id": native_id, "flags": bits(flags)}
    home.lake.append(batch(f"network {next(READERS)}", accounts=[row]))
    home.lake.close()


@pytest.fixture
def known(home: Home) -> Home:
    """Zyx is acted on by a crowd, and has acted on Ann; published on two days."""
    accounts = {"account": ["zyxid", "ann"], "handle": ["zyxhandle", "ann"], "title": ["Zyx Title", "Ann"]}
    wrote = {"post": ["zyxid/1", "ann/1"], "author": ["zyxid", "ann"], "at": [LAST] * 2, "text": ["Zyx wrote", "Ann"]}
    take(home, accounts=pl.DataFrame(accounts), posts=pl.DataFrame(wrote))
    take(home, interactions=crowd("ann", 30), more=crowd("zyxid", 30), blog=crowd("zyxblogid", 30, network="blog"))
    take(home, acts=acts(("fan1", "zyxid", 2), ("fan2", "zyxid", 3), post="zyxid/1"))
    take(home, done=acts(("zyxid", "ann", 1), ("zyxid", "ann", 0), ("zyxid", "bea", 0)), back=acts(("ann", "zyxid", 0)))
    run(home, LAST - DAY, force=True)
    run(home, force=True)
    return home


def told(home: Home) -> set[str]:
    """What the published runs tell of Zyx, in any byte."""
    content = b"".join(home.shelf.path(day).read_bytes() for day in home.shelf.days()).lower()
    return {trace for trace in TRACES if trace.encode() in content}


@pytest.mark.parametrize("flag", ["hidden", "protected", "not_without_account"])
def test_nothing_of_a_hidden_person_is_in_any_byte(known: Home, flag: str) -> None:
    assert told(known) >= {"zyxid", "zyxhandle", "zyx title", "zyx wrote"}
    say(known, "zyxid", flag)
    say(known, "zyxblogid", flag, network="blog")
    assert hide(known) == 2
    assert told(known) == set()
    with pytest.raises(NotFound):
        person(known, "zyxid")
    run(known, force=True)
    assert told(known) == set()
    assert hide(known) == 0


def test_what_hidden_people_did_counts_but_does_not_name_them(known: Home) -> None:
    before = person(known, "ann")
    say(known, "zyxid", "hidden")
    hide(known)
    after = person(known, "ann")
    assert (after.raw, after.fans, after.interactions) == (before.raw, before.fans, before.interactions)
    assert after.summary.score == before.summary.score
    labels = [part.label for part in after.by_actor]
    assert SOMEBODY in labels
    assert "Zyx Title" not in labels
    assert sum(part.points for part in after.by_actor) == pytest.approx(sum(part.points for part in before.by_actor))
    assert all("Zyx" not in cause.words for change in after.changes for cause in change.causes)
    assert [tie.other.name for tie in after.influencers + after.influenced if "zyx" in tie.other.name] == []


def test_every_page_of_a_run_with_hidden_people_can_be_read(known: Home) -> None:
    say(known, "zyxid", "hidden")
    say(known, "fan1", "protected")
    hide(known)
    with known.shelf.open() as board:
        profiles = everybody(board)
        assert board.run().people == len(profiles)
    assert {"ann", "bea"} <= {profile.summary.name for profile in profiles}


def test_a_file_that_tells_nothing_of_flags_does_not_bring_anybody_back(known: Home) -> None:
    say(known, "zyxid", "hidden")
    hide(known)
    take(known, accounts=pl.DataFrame({"account": ["zyxid"], "handle": ["zyxhandle"], "title": ["Zyx Anew"]}))
    run(known, force=True)
    assert told(known) == {"zyxblogid"}  # the other account, which told nothing


def test_whoever_wants_to_be_found_again_is_in_the_next_run(known: Home) -> None:
    before = person(known, "zyxid").summary.score
    say(known, "zyxid", "hidden")
    hide(known)
    say(known, "zyxid")
    assert hide(known) == 0
    run(known, force=True)
    assert person(known, "zyxid").summary.score == before


def test_a_person_is_hidden_with_any_account(known: Home) -> None:
    link(known, "zyx", "forum:zyxid", "blog:zyxblogid")
    run(known, force=True)
    say(known, "zyxblogid", "hidden", network="blog")
    assert hide(known) == 1
    assert told(known) == set()


def test_the_given_name_of_somebody_hidden_is_told_to_nobody_though_nobody_acted_on_them(known: Home) -> None:
    take(known, quiet=acts(("zyxquiet", "ann", 0)))
    link(known, "zyxgiven", "forum:zyxquiet")
    run(known, force=True)
    assert b"zyxgiven" in known.shelf.path(LAST).read_bytes()
    say(known, "zyxquiet", "hidden")
    run(known, force=True)
    assert b"zyxgiven" not in known.shelf.path(LAST).read_bytes()


def test_whoever_is_not_indexed_is_shown_but_not_found_by_a_search(known: Home) -> None:
    def searched(board: Scoreboard) -> list[str]:
        return [found.name for found in board.search("zyxh")]

    with known.shelf.open() as board:
        assert searched(board) == ["zyxhandle"]
    say(known, "zyxid", "not_indexed", "bot")
    assert hide(known) == 0
    run(known, force=True)
    with known.shelf.open() as board:
        assert searched(board) == []
        assert board.profile(board.find("zyxhandle").key).bot
        assert not board.profile(board.find("ann").key).bot


def test_for_research_of_your_own_everyone_is_shown(known: Home) -> None:
    home = replace(known, visibility="everyone")
    say(home, "zyxid", "hidden", "not_indexed")
    assert hide(home) == 0
    run(home, force=True)
    assert person(home, "zyxid").summary.score is not None
    with home.shelf.open() as board:
        assert board.search("zyxh")


def test_a_hidden_person_can_be_forgotten(known: Home) -> None:
    say(known, "zyxid", "hidden")
    hide(known)
    assert forget_person(known, "zyxhandle") == ("forum:zyxid",)
    assert known.lake.find_accounts("zyxhandle").is_empty()


def test_when_everybody_is_hidden_the_run_is_empty(home: Home) -> None:
    take(home, interactions=acts(("ben", "ann", 0)))
    run(home)
    say(home, "ann", "hidden")
    say(home, "ben", "hidden")
    assert hide(home) == 2
    assert home.shelf.newest().run().people == 0
    run(home)


def test_a_day_with_hidden_people_published_again_is_the_same(
    known: Home, tmp_path_factory: pytest.TempPathFactory
) -> None:
    say(known, "zyxid", "hidden")
    link(known, "bea", "forum:bea", "blog:zyxblogid")
    run(known, force=True)
    first = digest(known)
    run(replace(known, memory_limit_mb=1), force=True)
    assert digest(known) == first
    run(copied(known, tmp_path_factory.mktemp("copy")), force=True)
    assert digest(known) == first
