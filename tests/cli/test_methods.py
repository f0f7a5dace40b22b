"""Methods side by side, from a file and from a run; one method for a file."""

import json
from pathlib import Path

import polars as pl
import pytest
from tests.cli.calling import IN_PART, NOT_FOUND, REFUSED, USAGE, call, said
from tests.cli.conftest import Look, LookJson

import openclout
from openclout.scoring.methods import METHODS

NAMES = [one.name for one in METHODS]
ROWS = """actor,target,act,at
ben,ada,like,2026-11-20
cleo,ada,share,2026-11-19
dan,ada,reply,2026-11-18
ada,ben,reply,2026-11-18
"""


@pytest.fixture
def acts(tmp_path: Path) -> Path:
    file = tmp_path / "acts.csv"
    file.write_text(ROWS, encoding="utf-8")
    return file


def test_the_newest_run_is_compared_ranks_first_and_scores_on_demand(look: Look, look_json: LookJson) -> None:
    answer = look_json("compare-methods", "-n", "3")
    assert [one["name"] for one in answer["methods"]] == NAMES
    assert (answer["methods"][0]["spearman"], answer["methods"][0]["top"]) == (1, 1)
    assert answer["agreement"]["kred"]["2026.1"] == answer["methods"][1]["spearman"]
    assert len(answer["people_shown"]) == 3
    best = answer["people_shown"][0]
    assert best["placings"]["2026.1"]["rank"] == 1
    assert best["placings"]["2026.1"]["score"] == look_json("lookup", best["name"])["score"]
    assert best["placings"]["kred"]["figures"]["points received"] > 0
    assert best["placings"]["klout-2011"]["style"]
    ranks, scores = look("compare-methods", "-n", "3"), look("compare-methods", "-n", "3", "--scores")
    assert "ranks, 1 the highest" in ranks
    assert f"{best['placings']['2026.1']['score']:.2f}" in scores
    assert all(name in ranks for name in NAMES)


def test_a_file_is_compared_without_a_home(empty: Path, acts: Path) -> None:
    answer = json.loads(said(empty, "compare-methods", acts, "--json"))
    assert (answer["file"], answer["day"]) == (str(acts), "2026-11-20")
    assert (answer["people"], answer["numbered"], answer["top"]) == (2, 1, 1)
    assert [one["name"] for one in answer["people_shown"]] == ["ada", "ben"]
    assert answer["people_shown"][1]["placings"]["2026.1"] == {
        "score": None,
        "rank": None,
        "percentile": None,
        "figures": {},
        "style": None,
    }
    assert "2 people on 2026-11-20, 1 with a number of ours" in said(empty, "compare-methods", acts)


def test_what_a_file_cannot_say_is_told(empty: Path, acts: Path) -> None:
    acts.write_text(ROWS + "ben,ada,like,yesterday\n", encoding="utf-8")
    ended = call(empty, "compare-methods", acts)
    assert ended.returncode == IN_PART
    assert "acts.csv, line 6, at: The time cannot be read" in ended.stderr
    assert "2 people" in ended.stdout


def test_comparing_needs_a_run_or_a_file_with_interactions(empty: Path, acts: Path) -> None:
    assert call(empty, "compare-methods").returncode == NOT_FOUND
    assert call(empty, "compare-methods", acts, "--day", "2020-01-01").returncode == REFUSED
    assert call(empty, "compare-methods", "--day", "2026-01-01").returncode == USAGE


def test_a_file_is_scored_by_a_rival_as_the_library_does(empty: Path, acts: Path, tmp_path: Path) -> None:
    out = tmp_path / "kred.parquet"
    assert "2 people, 2 of them with a number" in said(empty, "score", acts, "--method", "kred", "--out", out)
    assert pl.read_parquet(out).equals(openclout.score(pl.read_csv(acts), method="kred"))
    rows = json.loads(said(empty, "score", acts, "--method", "klout-2011", "--json"))["scores"]
    assert rows[0]["person"] == "ada"
    assert list(rows[0])[:5] == ["person", "network", "score", "rank", "percentile"]
    shown = said(empty, "score", acts, "--method", "kred")
    assert "Kred, 2011 to 2018: 1 to 1,000" in shown
    assert "Ours: The days" in shown


def test_an_older_version_of_ours_can_be_chosen(empty: Path, acts: Path) -> None:
    assert "1 of 2 people have a number" in said(empty, "score", acts, "--method", "2026.0")


def test_an_unknown_method_is_answered_with_all_that_there_are(empty: Path, acts: Path) -> None:
    ended = call(empty, "score", acts, "--method", "klaut")
    assert ended.returncode == REFUSED
    assert all(name in ended.stderr for name in NAMES)
    assert call(empty, "score", "--method", "kred").returncode == USAGE
