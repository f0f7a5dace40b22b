"""The kinds of data frames that come in, and the way back.

Comes in: a pandas, polars (lazy too) or pyarrow table, or a DuckDB relation. Goes out: a `Table` that hands out polars
columns; and a polars frame as the kind that came in.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, cast

import narwhals as nw
import polars as pl
import pyarrow as pa
from polars.exceptions import PolarsError

from openclout.vocabulary.errors import WrongTable
from openclout.vocabulary.tables import INSTANT

Frame = TypeVar("Frame")
KINDS = "a pandas, polars or pyarrow table, a polars LazyFrame or a DuckDB relation"
Narwhal = nw.DataFrame[Any] | nw.LazyFrame[Any]


@dataclass(frozen=True)
class Table:
    """A frame whose columns are known, and not yet read."""

    frame: Narwhal
    columns: tuple[str, ...]

    def chosen(self, wanted: Mapping[str, str]) -> pl.DataFrame:
        """Some columns under our names (`wanted`: ours to theirs), as polars. Raises WrongTable."""
        picked = self.frame.select(*dict.fromkeys(wanted.values()))
        eager = picked.collect() if isinstance(picked, nw.LazyFrame) else picked
        try:
            read = eager.to_polars()
        except (pa.ArrowException, PolarsError, TypeError) as error:
            raise WrongTable(_mixed(eager, error)) from error
        return read.select(pl.col(theirs).alias(ours) for ours, theirs in wanted.items())


def taken(frame: object) -> Table:
    """A frame of a kind that we know. Raises WrongTable."""
    try:
        found = cast("Narwhal", nw.from_native(cast("Any", frame)))
        kind = found.implementation
        known = kind.is_polars() or kind.is_duckdb() or kind.is_pandas() or kind.is_pyarrow()
        if known:
            return Table(found, tuple(str(name) for name in found.collect_schema().names()))
    except (TypeError, nw.exceptions.NarwhalsError) as error:
        raise WrongTable(f"Expected {KINDS}; got {type(frame).__name__} ({error}).") from error
    raise WrongTable(f"Expected {KINDS}; got {type(frame).__name__}. Convert it to one of these.")


def like(table: pl.DataFrame, frame: Frame) -> Frame:
    """The table as the kind of frame that `frame` is. For DuckDB instants are TIMESTAMPs in UTC."""
    found = cast("Narwhal", nw.from_native(cast("Any", frame)))
    kind = found.implementation
    native: object = table.to_arrow()
    if kind.is_polars():
        native = table.lazy() if isinstance(found, nw.LazyFrame) else table
    elif kind.is_pandas():
        native = table.to_pandas()
    elif kind.is_duckdb():
        # A DuckDB TIMESTAMPTZ cannot be fetched without one more package.
        native = _related(cast("Any", frame), table.with_columns(pl.col(INSTANT).dt.replace_time_zone(None)).to_arrow())
    return cast("Frame", native)


def _related(relation: Any, openclout_scores: pa.Table) -> object:  # noqa: ARG001 - DuckDB finds the table by its name
    """A table as a relation of the same connection, so that the two can be joined."""
    return relation.query("openclout_interactions", "SELECT * FROM openclout_scores")


def _mixed(frame: nw.DataFrame[Any], error: Exception) -> str:
    """Which column cannot be read."""
    for name in frame.columns:
        try:
            frame.select(name).to_polars()
        except (pa.ArrowException, PolarsError, TypeError) as why:
            return f"The column {name} should hold one type of thing; it holds several ({why}). Convert it to text."
    return f"The table cannot be read: {error}."
