"""`fit` learns from a file, says whether it helps, and writes a method file that can be used."""

import json
from dataclasses import fields
from pathlib import Path

import polars as pl
import pytest
from tests.cli.calling import IN_PART, REFUSED, alone, call
from tests.fitting.pasts import interactions

import openclout
from openclout.cli import method_answers
from openclout.scoring.weights import method_of
from openclout.vocabulary.errors import BadInput


@pytest.fixture
def acts(tmp_path: Path) -> Path:
    file = tmp_path / "acts.parquet"
    word = pl.when(pl.col("act") == 3).then(pl.lit("reply")).otherwise(pl.lit("view"))
    interactions(3).with_columns(act=word).write_parquet(file)
    return file


def fitted(acts: Path, *words: str) -> str:
    ended = alone(acts.parent, "fit", acts, *words)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def test_fit_says_what_was_fitted_and_whether_it_helps(acts: Path) -> None:
    out = fitted(acts)
    assert "acts: 4,000 rows by named accounts" in out
    assert "NDCG@100" in out
    assert "Fitting helps here" in out or "Fitting does not help here: keep equal weights." in out


def test_the_method_file_is_used(acts: Path, tmp_path: Path) -> None:
    said = fitted(acts, "--calibration", "--out", "mine.toml")
    assert "Wrote mine.toml. Use it: openclout score FILE --method mine.toml" in said
    mine = method_of((tmp_path / "mine.toml").read_text(encoding="utf-8"))
    home = tmp_path / "home"
    ended = call(home, "score", acts, "--method", "mine.toml", "--out", "scores.parquet")
    assert ended.returncode == 0, ended.stderr
    rows = pl.read_parquet(acts)
    scores = pl.read_parquet(tmp_path / "scores.parquet")
    for method in (tmp_path / "mine.toml", mine):
        assert openclout.score(rows, method=method)["score"].to_list() == scores["score"].to_list()
    assert openclout.score(rows)["score"].to_list() != scores["score"].to_list()


def test_fit_as_json_is_what_is_promised(acts: Path) -> None:
    one = json.loads(fitted(acts, "--json", "--calibration"), parse_constant=pytest.fail)
    assert set(one) == {field.name for field in fields(method_answers.Fit)}
    assert [curve["name"] for curve in one["calibration"]] == ["frozen", "refitted"]
    assert set(one["networks"][0]["gain"]) == {field.name for field in fields(method_answers.Gained)}


def test_files_of_one_name_are_told_by_their_folder(acts: Path, tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        pl.read_parquet(acts).write_parquet(tmp_path / folder / "interactions.parquet")
    ended = alone(tmp_path, "fit", "one", "two", "--json")
    assert [network["name"] for network in json.loads(ended.stdout)["networks"]] == ["one", "two"]


def test_rows_that_cannot_be_read_are_told(acts: Path, tmp_path: Path) -> None:
    pl.read_parquet(acts).with_columns(
        act=pl.when(pl.int_range(pl.len()) == 5).then(pl.lit("zorp")).otherwise("act")
    ).write_parquet(tmp_path / "broken.parquet")
    ended = alone(tmp_path, "fit", "broken.parquet")
    assert ended.returncode == IN_PART
    assert "broken, line 6, act" in ended.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--out", "mine.csv"), "A method file ends in .toml"),
        (("--out", "2026.1.toml"), "2026.1 are versions that ship"),
        (("--out", "nowhere/mine.toml"), "a folder that there is"),
    ],
)
def test_a_method_file_that_cannot_be_is_refused_at_once(acts: Path, words: tuple[str, ...], said: str) -> None:
    ended = alone(acts.parent, "fit", acts, *words)
    assert (ended.returncode, ended.stdout) == (REFUSED, "")
    assert said in ended.stderr


def test_a_method_that_is_not_there_is_refused(acts: Path, tmp_path: Path) -> None:
    for method, said in (("none.toml", "There is no method file none.toml"), ("1999.9", "Methods are 2026.0")):
        ended = call(tmp_path / "home", "score", acts, "--method", method)
        assert ended.returncode == REFUSED
        assert said in ended.stderr
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(BadInput, match="cannot be read"):
        openclout.score(pl.read_parquet(acts), method=tmp_path / "bytes.toml")
