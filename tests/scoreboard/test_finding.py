"""People are found by what they are called, in any case and any alphabet, and odd names do no harm."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.scoreboard.boards import board

from openclout.scoreboard import Scoreboard
from openclout.vocabulary.errors import Ambiguous, NotFound

ODD = (
    "O'Neil",
    'say "hi"',
    "100%",
    "under_score",
    "semi;colon--",
    "🦊fox",
    "İstanbul",
    "ΟΔΥΣΣΕΥΣ",
    "Łukasz",
    "한글",
    "a\\b",
)
NAMES = {"ada": "Ada Okafor", "bo": "Émile Zola", "cy": "EMILE", **{name: f"Called {name}" for name in ODD}}
TEXT = st.text(st.characters(exclude_characters="\0"), max_size=12)


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scoreboard]:
    with board(tmp_path_factory.mktemp("board"), NAMES, handles={0: "Lovelace", 1: "zola.1"}) as made:
        yield made


def names(found: tuple[object, ...]) -> list[str]:
    return [one.name for one in found]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "text", ["ada", "ADA", "@Ada", " ada ", "Ada Okafor", "lovelace", "ID-0", "forum:id-0", "Forum:ID-0"]
)
def test_somebody_is_found_by_everything_they_are_called(people: Scoreboard, text: str) -> None:
    assert people.find(text).name == "ada"


@pytest.mark.parametrize("name", ODD)
def test_odd_names_are_names(people: Scoreboard, name: str) -> None:
    for text in (name, name.lower(), name.upper().lower()):
        assert people.find(text).name == name
        assert name in names(people.search(text[:3]))


def test_case_is_no_matter_in_any_alphabet(people: Scoreboard) -> None:
    assert names(people.search("émi")) == names(people.search("ÉMI")) == ["bo"]
    assert names(people.search("e\u0301mi")) == ["bo"]
    assert names(people.search("łUK")) == ["Łukasz"]


def test_signs_of_patterns_mean_themselves(people: Scoreboard) -> None:
    for text in ("%", "_", "*", "?", "a%", "' OR 1=1 --"):
        assert people.search(text) == ()
    assert names(people.search("100")) == ["100%"]


def test_the_highest_score_comes_first_and_the_limit_holds(people: Scoreboard) -> None:
    everybody = people.search("", limit=100)
    assert len(everybody) == len(NAMES)
    assert [one.score for one in everybody] == sorted((one.score for one in everybody), reverse=True)  # type: ignore[type-var]
    assert people.search("call", limit=3) == people.search("CALL")[:3]


@given(TEXT | st.sampled_from(["\ud800", "a\udcff", "x" * 10_000, "\0", "a\0b"]))
def test_no_text_does_harm(text: str) -> None:
    with TemporaryDirectory() as folder, board(Path(folder), NAMES) as made:
        made.search(text)
        try:
            found = made.find(text)
        except NotFound:
            return
        assert found.name in NAMES


def test_several_people_of_a_name_are_named(tmp_path: Path) -> None:
    many = {f"anna-{number}": "Anna" for number in range(60)}
    with board(tmp_path, {"Bo": "Bo 1", "bO": "Bo 2", **many}) as made:
        with pytest.raises(
            Ambiguous, match=r"50 or more people answer to 'anna': anna-0, anna-1, anna-2, anna-3, anna-4\."
        ):
            made.find("anna")
        with pytest.raises(Ambiguous, match="2 people answer to 'bo': Bo, bO"):
            made.find("bo")
        assert made.find("bO").title == "Bo 2"
        assert made.find("anna-7").name == "anna-7"


def test_a_name_goes_before_a_title(tmp_path: Path) -> None:
    with board(tmp_path, {"anna": "Somebody", "other": "Anna"}) as made:
        assert made.find("Anna").name == "anna"


def test_nobody_is_told_apart_from_several(people: Scoreboard) -> None:
    with pytest.raises(NotFound, match="Nobody called 'nobody'"):
        people.find("nobody")
    with pytest.raises(NotFound, match="Nobody has the key 999"):
        people.profile(999)
