"""Commands that look: what they say adds up, and is fit to be shown; --json says the same."""

import csv
import re
from dataclasses import fields, replace
from pathlib import Path

import pytest
from tests.cli.calling import NOT_FOUND, OK, REFUSED, USAGE, call
from tests.cli.conftest import Look, LookJson
from tests.web import ada

from openclout.cli import answers, sheets
from openclout.cli.showing import percent
from openclout.vocabulary.records import Part

START = 10.0


def hundredths(points: float) -> int:
    return round(100 * points)


def names(shape: type) -> set[str]:
    return {field.name for field in fields(shape)}


def test_top_lists_the_highest_first(look_json: LookJson, look: Look) -> None:
    answer = look_json("top", "-n", "5")
    scores = [one["score"] for one in answer["top"]]
    assert len(scores) == 5
    assert scores == sorted(scores, reverse=True)
    lines = look("top", "-n", "5").splitlines()
    assert lines[0].startswith(f"{answer['numbered']} of {answer['people']} people have a number on 2026-11-21")
    assert all(f"{one['score']:.2f}" in line for one, line in zip(answer["top"], lines[3:], strict=True))


def test_top_of_a_network_lists_people_who_are_there(look_json: LookJson) -> None:
    for one in look_json("top", "-n", "3", "--network", "bluesky")["top"]:
        assert "bluesky" in {held["network"] for held in look_json("lookup", one["name"])["networks"]}


def test_lookup_shows_the_score_its_range_and_the_moves(look: Look, look_json: LookJson) -> None:
    answer, shown = look_json("lookup", "ada"), look("lookup", "ada")
    assert answer["low"] <= answer["score"] <= answer["high"]
    assert f"{answer['score']:.2f}, likely {answer['low']:.1f} to {answer['high']:.1f}" in shown
    assert 0 <= answer["percentile"] < 1
    assert len(answer["moves"]) == 3
    for move in answer["moves"]:
        assert f"{move['points']:+.2f} since" in shown


def test_people_are_found_by_account_handle_and_title_in_any_case(look_json: LookJson) -> None:
    found = {look_json("lookup", name)["name"] for name in ("ada", "ADA", "@ada", "Ada Okafor", "bluesky:ada.example")}
    assert found == {"ada"}


def test_a_name_that_is_nobodys_is_answered_with_those_that_begin_so(
    home: Path,
) -> None:
    assert "There are names that begin so: maxreach.example." in call(home, "lookup", "maxreach").stderr
    assert "`openclout lookup --search TEXT`" in call(home, "lookup", "zzzz").stderr


def test_search_lists_whose_name_begins_so(look_json: LookJson, look: Look) -> None:
    found = look_json("lookup", "--search", "o", "-n", "3")["found"]
    assert 1 <= len(found) <= 3
    assert all(one["name"].lower().startswith("o") or one["title"].lower().startswith("o") for one in found)
    assert "0 people found" in look("lookup", "--search", "zzzz")


@pytest.mark.parametrize("limit", ["1", "3", "10"])
def test_each_part_of_an_explanation_adds_up(look_json: LookJson, limit: str) -> None:
    answer = look_json("explain", "ada", "-n", limit)
    for parts in (answer["acts"], answer["networks"], answer["actors"], answer["posts"]):
        assert sum(part["raw"] for part in parts) == pytest.approx(answer["raw"], abs=1e-6)
        assert sum(hundredths(part["points"]) for part in parts) == hundredths(answer["score"] - START)


def test_a_post_as_long_as_an_essay_is_told_by_its_beginning() -> None:
    essay = Part("Bread.\n\nIt rises, and " + "so on " * 900, ada.rich().raw / 2, 3)
    (_, _, _, sheet) = sheets.shares(replace(ada.rich(), by_post=(essay,)), 10)
    label = str(sheet.rows[0][0])
    assert label.startswith("Bread. It rises, and so on")
    assert label.endswith("…")
    assert len(label) <= 160


def test_a_little_is_not_called_nothing() -> None:
    assert [percent(share) for share in (0, 0.0004, 0.0005, 1)] == ["0.0%", "<0.1%", "0.1%", "100.0%"]


def test_what_counted_only_in_part_is_shown_with_its_reason(look: Look, look_json: LookJson) -> None:
    answer, shown = look_json("explain", "maxreach.example"), look("explain", "maxreach.example")
    (strangers,) = answer["discounts"]
    assert strangers["reason"] == "strangers"
    assert 0 < strangers["accounts"] <= strangers["interactions"]
    assert strangers["points"] > 0
    assert "Counted only in part" in shown
    assert "nobody whom we have reason to trust has acted on them" in " ".join(shown.split())
    assert not re.search(r"\bbots?\b", shown)


def test_the_bounds_are_shown_and_help_of_real_accounts_widens_them(look: Look, look_json: LookJson) -> None:
    answer = look_json("explain", "ada")
    assert 0 <= answer["fake_bound"] <= answer["ring_bound"] <= answer["tricked_bound"]
    assert answer["fake_bound"] < answer["tricked_bound"]
    assert "if real accounts act on them 20 times, at most" in " ".join(look("explain", "ada").split())


def test_the_shown_points_add_up_to_the_shown_score(look: Look, look_json: LookJson) -> None:
    shown = look("explain", "ada").split("On which network")[0]
    points = [float(number) for number in re.findall(r" ([+-]\d+\.\d\d) +[\d,]+$", shown, re.MULTILINE)]
    score = look_json("lookup", "ada")["score"]
    assert sum(map(hundredths, points)) == hundredths(score - START)
    assert f"from 10.00 to {score:.2f}" in shown


def test_causes_sum_to_the_change_exactly(look: Look, look_json: LookJson) -> None:
    change = look_json("explain", "ada", "--since", "2026-11-01")["change"]
    assert sum(hundredths(cause["points"]) for cause in change["causes"]) == hundredths(change["points"])
    days = {day["day"]: day["score"] for day in look_json("history", "ada", "--days", "40")["days"]}
    assert hundredths(change["points"]) == hundredths(days["2026-11-21"] - days["2026-11-01"])
    assert f"2026-11-01 to 2026-11-21: {change['points']:+.2f} points" in look(
        "explain", "ada", "--since", "2026-11-01"
    )


def test_somebody_without_a_number_is_shown_no_points(look: Look, look_json: LookJson) -> None:
    few = next(name for name in found_by_search(look_json) if 0 < look_json("lookup", name)["fans"] < 3)
    answer, shown = look_json("explain", few), look("explain", few)
    assert answer["raw"] > 0
    assert answer["score"] is answer["low"] is answer["high"] is None
    assert all(part["points"] is None for part in answer["acts"])
    assert "No number: " in shown
    assert "That is not a low score." in shown
    assert "points" not in shown
    assert "no number" in look("history", few)


def found_by_search(look_json: LookJson) -> list[str]:
    """Names of people without a number."""
    return [one["name"] for one in look_json("lookup", "--search", "", "-n", "500")["found"] if one["score"] is None]


def test_the_silent_are_told_from_the_new(look: Look, look_json: LookJson) -> None:
    assert look_json("lookup", "odile")["quiet"]
    assert "silent for more than 90 days, last on 2026-08-17" in look("lookup", "odile")
    assert "points" not in look("explain", "odile")
    assert all(part["points"] is None for part in look_json("explain", "odile")["acts"])


def test_history_has_a_line_for_each_day(look: Look, look_json: LookJson) -> None:
    answer = look_json("history", "ada", "--days", "7")
    assert [day["day"] for day in answer["days"]] == [f"2026-11-{day}" for day in range(15, 22)]
    assert len(look("history", "ada", "--days", "7").splitlines()) == 3 + 7


def test_compare_says_whether_people_differ(look: Look, look_json: LookJson) -> None:
    answer = look_json("compare", "ada", "orla", "kaito")
    assert [one["name"] for one in answer["people"]] == ["ada", "orla", "kaito"]
    assert len(answer["pairs"]) == 3
    for pair in answer["pairs"]:
        one, other = (next(who for who in answer["people"] if who["name"] == pair[side]) for side in ("one", "other"))
        if one["low"] is not None and other["low"] is not None and not one["quiet"] | other["quiet"]:
            assert pair["apart"] == (one["low"] > other["high"] or other["low"] > one["high"])
    assert len(re.findall(r"differ by more|cannot tell|cannot be compared", look("compare", "ada", "orla"))) == 1


def test_the_shapes_of_json_are_those_of_the_reference(look_json: LookJson) -> None:
    shapes = {
        answers.Top: ("top",),
        answers.Standing: ("lookup", "ada"),
        answers.Found: ("lookup", "--search", "a"),
        answers.Explanation: ("explain", "ada"),
        answers.History: ("history", "ada"),
        answers.Comparison: ("compare", "ada", "orla"),
        answers.Findings: ("doctor",),
    }
    assert {shape: set(look_json(*words)) for shape, words in shapes.items()} == {
        shape: names(shape) for shape in shapes
    }


def test_a_look_up_as_json_stays_small(look: Look) -> None:
    assert len(look("lookup", "ada", "--json")) < 4000


def test_doctor_finds_a_home_in_order(look: Look) -> None:
    assert look("doctor").startswith("Everything is in order\n")


@pytest.mark.parametrize(
    ("words", "code", "expected"),
    [
        (("lookup", "nobody-at-all"), NOT_FOUND, "lookup --search TEXT"),
        (("explain", "nobody-at-all"), NOT_FOUND, "Nobody called"),
        (("top", "--network", "usenet"), NOT_FOUND, "there are blog, bluesky"),
        (("explain", "ada", "--since", "2020-01-01"), NOT_FOUND, "openclout history ada"),
        (("explain", "ada", "--since", "2026-11-21"), REFUSED, "wants an earlier day"),
        (("explain", "ada", "--since", "yesterday"), USAGE, "Expected a day, as 2026-11-21"),
        (("compare", "ada"), USAGE, "two to five people"),
        (("compare", "ada", "bluesky:ada.example"), USAGE, "the same"),
        (("top", "-n", "0"), USAGE, "--limit"),
        (("topp",), USAGE, "No such command"),
    ],
)
def test_what_cannot_be_answered_is_said_in_a_sentence(
    home: Path, words: tuple[str, ...], code: int, expected: str
) -> None:
    ended = call(home, *words)
    assert ended.returncode == code
    assert expected in ended.stderr
    assert ended.stdout == ""


@pytest.mark.parametrize(
    "command", ["top", "lookup ada", "explain ada", "history ada", "compare a b", "score", "serve"]
)
def test_without_a_home_every_command_says_what_to_do(empty: Path, command: str) -> None:
    ended = call(empty, *command.split())
    assert ended.returncode == NOT_FOUND
    assert "openclout import" in ended.stderr
    assert not empty.exists()


def test_doctor_changes_nothing(empty: Path) -> None:
    ended = call(empty, "doctor")
    assert ended.returncode == OK
    assert "not there yet" in ended.stdout
    assert not empty.exists()


def test_several_people_of_one_title_are_named(tmp_path: Path) -> None:
    home = tmp_path / "home"
    file = tmp_path / "acts.csv"
    with file.open("w", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(("network", "actor", "target", "act", "at"))
        rows.writerows((net, actor, "sam", "like", "2026-11-20") for net in ("a", "b") for actor in "uvw")
    assert call(home, "import", file).returncode == OK
    assert call(home, "score").returncode == OK
    ended = call(home, "lookup", "sam")
    assert ended.returncode == NOT_FOUND
    assert "a:sam, b:sam" in ended.stderr
    assert call(home, "lookup", "a:sam").returncode == OK


def test_momentum_and_generosity_stand_beside_the_score(look: Look, look_json: LookJson) -> None:
    answer, shown = look_json("lookup", "ada"), look("lookup", "ada")
    assert f"momentum {answer['momentum']:.2f}, {answer['trend']}" in shown
    assert f"generosity level {answer['generosity']['level']}" in shown
    assert answer["measured_low"] <= answer["score"] <= answer["measured_high"]
    why = look_json("explain", "ada")
    for name in ("momentum", "trend", "measured_low", "measured_high", "generosity"):
        assert why[name] == answer[name]
    assert look_json("top", "-n", "1")["top"][0]["momentum"] is not None
