"""Times as files write them become instants.

Comes in: a column of dates, instants, texts or numbers. Goes out: instants in UTC, null where nothing could be read.
Numbers are seconds, milliseconds, microseconds or nanoseconds since 1970; their size tells which. A time without an
offset is UTC.
"""

import polars as pl

from openclout.vocabulary.tables import INSTANT

WITH_OFFSET = ("%Y-%m-%dT%H:%M:%S%.f%#z", "%Y-%m-%d %H:%M:%S%.f%#z", "%a %b %d %H:%M:%S %z %Y")
WITHOUT_OFFSET = ("%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M")
LARGEST_SECOND = 1e11
"""The year 5138; anything larger is counted in smaller units, each a thousand times the one before."""


def instants(column: pl.Series) -> pl.Series:
    """The instant of each row; null where it cannot be read."""
    kind = column.dtype
    if isinstance(kind, pl.Datetime):
        column = column.cast(pl.Datetime("us", kind.time_zone))
        return column.dt.replace_time_zone("UTC") if kind.time_zone is None else column.dt.convert_time_zone("UTC")
    if kind == pl.Date:
        return column.cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
    if kind.is_numeric():
        return numbers(column)
    if kind == pl.String:
        return texts(column)
    return pl.Series(column.name, [None] * len(column), dtype=INSTANT)


def numbers(column: pl.Series) -> pl.Series:
    """Numbers since 1970, told apart by their size."""
    count = column.cast(pl.Int64 if column.dtype.is_integer() else pl.Float64, strict=False)
    size = pl.col("count").cast(pl.Float64).abs()
    seconds = pl.col("count") * 1_000_000
    micros = (
        pl.when(size < LARGEST_SECOND)
        .then(seconds)
        .when(size < LARGEST_SECOND * 1e3)
        .then(pl.col("count") * 1_000)
        .when(size < LARGEST_SECOND * 1e6)
        .then(pl.col("count"))
        .otherwise(pl.col("count") / 1_000)
    )
    instant = micros.cast(pl.Int64, strict=False).cast(INSTANT)
    return pl.DataFrame({"count": count}).select(instant.alias(column.name)).to_series()


def texts(column: pl.Series) -> pl.Series:
    """Texts in any of the known ways of writing; each way is tried on what the ways before left."""
    found = read_as(column, WITH_OFFSET[0])
    for way in (*WITH_OFFSET[1:], *WITHOUT_OFFSET, "date", "number"):
        left = found.is_null() & column.is_not_null()
        if not left.any():
            break
        found = found.scatter(left.arg_true(), read_as(column.filter(left), way))
    return found


def read_as(column: pl.Series, way: str) -> pl.Series:
    """The texts that are written in one way; null for the others."""
    if way == "date":
        days = column.str.to_date("%Y-%m-%d", strict=False)
        return days.cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
    if way == "number":
        return numbers(column.cast(pl.Float64, strict=False).fill_nan(None))
    if way in WITH_OFFSET:
        return column.str.to_datetime(way, time_unit="us", time_zone="UTC", strict=False)
    return column.str.to_datetime(way, time_unit="us", strict=False).dt.replace_time_zone("UTC")
