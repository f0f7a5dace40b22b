"""Every kind of frame comes back as the kind it was, with the same numbers; odd columns are read as one would."""

import datetime as dt

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from polars.testing import assert_frame_equal
from tests.library.acts import ACTS, KINDS, as_polars, related

import openclout
from openclout.library.study import RESULT
from openclout.vocabulary.errors import WrongTable

TABLES = {
    "polars": pl.DataFrame,
    "polars lazy": pl.LazyFrame,
    "pandas": pd.DataFrame,
    "pyarrow": pa.Table,
    "duckdb": duckdb.DuckDBPyRelation,
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_kind_comes_back_with_the_same_numbers(kind: str) -> None:
    scores = openclout.score(KINDS[kind](ACTS))
    assert isinstance(scores, TABLES[kind])
    found = as_polars(scores)
    assert found.columns == list(RESULT)
    assert_frame_equal(found, openclout.score(ACTS), check_dtypes=False)


@pytest.mark.parametrize("kind", KINDS)
def test_the_rows_of_an_explanation_are_of_the_same_kind(kind: str) -> None:
    why = openclout.explain(KINDS[kind](ACTS), "ada")
    assert isinstance(why.rows, TABLES[kind])
    assert as_polars(why.rows)["points"].sum() == pytest.approx(why.raw, abs=1e-9)


@pytest.mark.parametrize("kind", KINDS)
def test_a_table_without_rows_gives_one_without_rows(kind: str) -> None:
    scores = openclout.score(KINDS[kind](ACTS.clear()))
    assert isinstance(scores, TABLES[kind])
    assert as_polars(scores).shape == (0, len(RESULT))


def test_the_columns_have_the_promised_types() -> None:
    assert dict(openclout.score(ACTS).schema) == RESULT
    assert dict(openclout.score(ACTS.clear()).schema) == RESULT


def test_a_result_can_be_joined_to_what_it_came_from() -> None:
    connection = duckdb.connect()
    connection.register("given", ACTS.to_arrow())
    acts = connection.table("given")
    scores = openclout.score(acts)
    assert acts is not scores
    joined = connection.sql("SELECT count(*) FROM acts JOIN scores ON acts.target = scores.person").fetchall()
    assert joined == [(len(ACTS),)]
    assert connection.sql("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall() in ([], [("given",)])


def test_an_index_of_pandas_says_nothing() -> None:
    shuffled = ACTS.to_pandas().sample(frac=1, random_state=1).set_index(pd.Index([7] * len(ACTS)))
    scores = openclout.score(shuffled)
    assert list(scores.index) == [0, 1, 2]
    assert_frame_equal(as_polars(scores), openclout.score(ACTS), check_dtypes=False)


@pytest.mark.parametrize("kind", KINDS)
def test_categories_are_read_as_their_words(kind: str) -> None:
    cast = ACTS.with_columns(pl.col("actor", "target", "act").cast(pl.Categorical))
    assert_frame_equal(as_polars(openclout.score(KINDS[kind](cast))), openclout.score(ACTS), check_dtypes=False)


@pytest.mark.parametrize("kind", KINDS)
def test_whole_numbers_are_names_too(kind: str) -> None:
    numbers = {"ada": 1, "ben": 2, "cleo": 3, "dan": 4, "eve": 5}
    coded = ACTS.with_columns(pl.col("actor", "target").replace_strict(numbers))
    found = as_polars(openclout.score(KINDS[kind](coded)))
    assert found["person"].to_list() == ["2", "1", "3"]
    assert found["fans"].to_list() == [4, 3, 1]


def test_whole_numbers_stay_whole_where_pandas_makes_floats_of_them() -> None:
    frame = pd.DataFrame({"actor": [1, 2, None, None], "target": [9, 9, 9, 9], "act": "like", "at": "2026-11-20"})
    assert frame["actor"].dtype == "float64"
    assert openclout.score(frame)["fans"].tolist() == [4]
    rows = openclout.explain(frame, "9").rows
    assert sorted(rows["actor"].dropna()) == ["1", "2"]


@pytest.mark.parametrize("kind", KINDS)
def test_an_act_by_nobody_counts_as_a_fan_of_its_own(kind: str) -> None:
    nobody = ACTS.with_columns(actor=pl.when(pl.col("target") != "ada").then("actor"))
    found = as_polars(openclout.score(KINDS[kind](nobody)))
    assert found.filter(pl.col("person") == "ada")["fans"].to_list() == [4]


@pytest.mark.parametrize(
    "written",
    [
        pl.col("at").str.to_date(),
        pl.col("at").str.to_datetime(),
        pl.col("at").str.to_datetime(time_unit="ns"),
        pl.col("at").str.to_datetime(time_zone="UTC"),
        pl.col("at").str.to_datetime(time_zone="UTC").dt.convert_time_zone("Asia/Tokyo"),
        pl.col("at").str.to_datetime().dt.epoch("s"),
        pl.col("at").str.to_datetime().dt.epoch("ms"),
        pl.col("at").str.to_datetime().dt.strftime("%Y-%m-%dT%H:%M:%SZ"),
        pl.col("at").str.to_datetime().dt.strftime("%Y-%m-%d %H:%M:%S"),
    ],
)
@pytest.mark.parametrize("kind", ["polars", "pandas", "pyarrow"])
def test_a_time_is_the_same_however_it_is_written(kind: str, written: pl.Expr) -> None:
    found = as_polars(openclout.score(KINDS[kind](ACTS.with_columns(written))))
    assert_frame_equal(found, openclout.score(ACTS), check_dtypes=False)


def test_only_the_columns_that_are_needed_are_read() -> None:
    frame = ACTS.to_pandas().assign(mixed=[{"a": 1}, 2, "three", None, 5.0, b"6", dt.date(2026, 1, 1), (), []])
    assert_frame_equal(as_polars(openclout.score(frame)), openclout.score(ACTS), check_dtypes=False)


def test_a_column_of_several_things_is_named() -> None:
    frame = ACTS.to_pandas()
    frame["target"] = pd.Series(["ada", 7, *["ben"] * 7], dtype=object)
    with pytest.raises(WrongTable, match="column target should hold one type"):
        openclout.score(frame)


@pytest.mark.parametrize("other", [None, [("ben", "ada")], {"actor": ["ben"]}, "acts.csv", pl.Series(["ada"])])
def test_what_is_no_frame_is_refused(other: object) -> None:
    with pytest.raises(WrongTable, match="Expected a pandas, polars or pyarrow table"):
        openclout.score(other)


def test_a_relation_is_read_once_and_left_alone() -> None:
    acts = related(ACTS)
    assert openclout.score(acts).fetchall() == openclout.score(acts).fetchall()
    assert len(acts.fetchall()) == len(ACTS)
