"""`shadow` tells what another version would change; `score --method` switches to it on a day."""

import json
import re
import shutil
from dataclasses import fields
from pathlib import Path

import pytest
from tests.cli.calling import NOT_FOUND, OK, REFUSED, USAGE, call, said
from tests.cli.conftest import Look, LookJson

from openclout.cli import method_answers

MINE = """
version = "mine"
[act]
unit = "points"
reason = "Likes are cheap."
source = "a test"
like = 0.25
"""


def test_a_report_says_who_moves_how_far_and_why(look: Look, look_json: LookJson) -> None:
    answer = look_json("shadow", "2026.0", "-n", "3")
    assert set(answer) == {field.name for field in fields(method_answers.Shadow)}
    assert (answer["running"], answer["other"], answer["differs"]) == ("2026.1", "2026.0", ["decay"])
    assert len(answer["largest"]) == 3
    text = look("shadow", "2026.0", "-n", "3")
    for words in ("Nothing is published.", "How far", "Why, on average", "By score before", "By network"):
        assert words in text
    assert all(one["name"] in text for one in answer["largest"])


def test_one_person_is_told_reason_by_reason(look: Look, look_json: LookJson) -> None:
    answer = look_json("shadow", "2026.0", "ada")
    person = answer["person"]
    assert set(answer) == {field.name for field in fields(method_answers.Shadowing)}
    assert person["before"] == look_json("lookup", "ada")["score"]
    assert round(sum(one["points"] for one in person["reasons"]), 2) == person["points"]
    assert f"under 2026.0 {person['after']:.2f}" in look("shadow", "2026.0", "ada")


def test_a_method_file_is_shown_and_never_published(home: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text(MINE, encoding="utf-8")
    assert json.loads(said(home, "shadow", mine, "--json"))["differs"] == ["acts"]
    ended = call(home, "score", "--method", mine)
    assert ended.returncode == USAGE
    assert "a lake is scored by 2026.0 or 2026.1" in " ".join(re.sub("[│╭╰╮╯─]", " ", ended.stderr).split())


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("2031.7",), REFUSED, "Method versions are 2026.0, 2026.1"),
        (("none.toml",), REFUSED, "There is no method file none.toml"),
        (("2026.0", "nobody at all"), NOT_FOUND, "Nobody called"),
    ],
)
def test_what_is_not_there_is_said(home: Path, words: tuple[str, ...], code: int, told: str) -> None:
    ended = call(home, "shadow", *words)
    assert ended.returncode == code
    assert told in ended.stderr


def test_a_switch_is_marked_and_changes_nothing_before(home: Path, tmp_path: Path) -> None:
    switched = tmp_path / "home"
    shutil.copytree(home / "lake", switched / "lake")
    shutil.copy(home / "ledger.sqlite", switched)
    (switched / "openclout.toml").write_text('shadow_methods = ["2026.0"]\n', encoding="utf-8")
    said(switched, "score", "--day", "2026-11-20", "--history", "1", "--method", "2026.0")
    before = json.loads(said(switched, "history", "ada", "--json"))["days"]
    told = said(switched, "score", "--method", "2026.1")
    assert "From 2026-11-21 on the method is 2026.1; every number published before stays as it was." in told
    assert json.loads(said(switched, "history", "ada", "--json"))["days"][: len(before)] == before
    assert "new: 2026.1" in said(switched, "history", "ada")
    assert "new:" not in said(home, "history", "ada")
    ended = call(switched, "score", "--method", "2026.0")
    assert (ended.returncode, "is published by 2026.1" in ended.stderr) == (REFUSED, True)
    assert call(switched, "shadow", "2026.0").returncode == OK
