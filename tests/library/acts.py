"""A small circle of friends, in every kind of frame.

Comes in: nothing. Goes out: interactions, the ways to make a frame of another kind of them, and the way back.
"""

from collections.abc import Callable
from typing import Any

import duckdb
import pandas as pd
import polars as pl

ACTS = pl.DataFrame(
    [
        ("ben", "ada", "like", "2026-11-20"),
        ("ben", "ada", "like", "2026-11-13"),
        ("cleo", "ada", "share", "2026-10-21"),
        ("dan", "ada", "reply", "2026-08-22"),
        ("ada", "ben", "reply", "2026-11-19"),
        ("cleo", "ben", "like", "2026-11-18"),
        ("dan", "ben", "like", "2026-11-01"),
        ("eve", "ben", "mention", "2026-11-02"),
        ("ben", "cleo", "like", "2026-11-03"),
    ],
    schema=["actor", "target", "act", "at"],
    orient="row",
)


def related(frame: pl.DataFrame) -> duckdb.DuckDBPyRelation:
    """The frame as a relation of a connection of its own."""
    return duckdb.connect().from_arrow(frame.to_arrow())


KINDS: dict[str, Callable[[pl.DataFrame], Any]] = {
    "polars": lambda frame: frame,
    "polars lazy": lambda frame: frame.lazy(),
    "pandas": lambda frame: frame.to_pandas(),
    "pyarrow": lambda frame: frame.to_arrow(),
    "duckdb": related,
}


def as_polars(frame: Any) -> pl.DataFrame:
    """A frame of any kind as polars."""
    if isinstance(frame, pl.LazyFrame):
        return frame.collect()
    if isinstance(frame, pd.DataFrame):
        return pl.from_pandas(frame)
    if isinstance(frame, duckdb.DuckDBPyRelation):
        return pl.DataFrame(frame.to_arrow_table()).with_columns(pl.col(pl.Datetime).dt.replace_time_zone("UTC"))
    return frame if isinstance(frame, pl.DataFrame) else pl.DataFrame(frame)
