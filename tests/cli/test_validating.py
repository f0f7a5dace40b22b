"""The command `validate`: data in, a card out; what cannot be judged says why."""

import json
from pathlib import Path

import polars as pl
import pytest
from tests.cli.calling import REFUSED, USAGE, call, said
from tests.validity.made import place

from openclout.vocabulary.cards import read_card

pytestmark = pytest.mark.xdist_group("validating")
"""One process makes what these share."""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two sets, each in a folder, and one that is too small."""
    folder = tmp_path_factory.mktemp("data")
    for name, rows in (("one", place(1)), ("two", place(2)), ("tiny", place(3, rows=60))):
        (folder / name).mkdir()
        rows.write_parquet(folder / name / "interactions.parquet")
    return folder


def test_a_card_is_a_table_a_json_and_a_page(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "card"
    shown = said(tmp_path / "home", "validate", data, "--no-trees", "--cutoffs", "0.5", "0.7", "--out", out)
    assert "better than plain counting on" in shown
    assert "tiny" in shown
    card = read_card((out / "card.json").read_text(encoding="utf-8"))
    assert [one.name for one in card.sets] == ["one", "two"]
    assert [one.name for one in card.skipped] == ["tiny"]
    assert [cut.share for cut in card.sets[0].cuts] == [0.5, 0.7]
    assert "Validity card" in (out / "card.html").read_text(encoding="utf-8")
    assert not list(out.rglob("*.part"))
    again = call(tmp_path / "home", "validate", data, "--no-trees", "--cutoffs", "0.5", "0.7", "--out", out, "--json")
    assert again.stderr.count("judged before") == 2
    assert json.loads(again.stdout)["sets"] == json.loads((out / "card.json").read_text(encoding="utf-8"))["sets"]
    other = call(tmp_path / "home", "validate", data / "one", "--no-trees", "--cutoffs", "0.6", "--out", out)
    assert "judged before" not in other.stderr
    assert "Cut at 0.6" in other.stdout


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        ([], USAGE, "Expected DATA"),
        (["nowhere"], REFUSED, "should be a file, or a folder"),
        (["tiny"], REFUSED, "tiny cannot be judged"),
        (["one", "--cutoffs", "1.5"], USAGE, "between 0 and 1"),
        (["--pairs", "nowhere.csv"], REFUSED, "there is none"),
    ],
    ids=["nothing", "nowhere", "tiny", "cut", "votes"],
)
def test_what_cannot_be_done_is_said(data: Path, tmp_path: Path, words: list[str], code: int, sentence: str) -> None:
    given = [data / word if word in ("tiny", "one", "nowhere") else word for word in words]
    ended = call(tmp_path / "home", "validate", *given)
    assert ended.returncode == code
    assert sentence in " ".join(ended.stderr.replace("│", " ").split())


def test_rows_that_cannot_be_read_are_left_out_and_counted(tmp_path: Path) -> None:
    others = pl.col("actor") != pl.col("target")
    odd = pl.when(others & (others.cum_sum() <= 7)).then(pl.lit("gargle")).otherwise("act").alias("act")
    place(4).with_columns(odd).write_csv(tmp_path / "odd.csv")
    ended = call(tmp_path / "home", "validate", tmp_path / "odd.csv", "--no-trees", "--cutoffs", "0.5", "--json")
    assert "7 rows cannot be read" in ended.stderr
    assert json.loads(ended.stdout)["sets"][0]["refused"] == 7
