"""The aggregation of the score in polars and in DuckDB, for comparison: the inner sum alone, and all that a run keeps.

Comes in: the files of a compacted lake. Goes out: Parquet files, and the sum of all raw to compare engines by.

`inner` gives each target's raw, evidence, fans, rows, and the five best fans. `whole` gives what our pass over the rows
gives: points by pair (the edges, with rows and newest instant), raw, evidence, fans, rows and newest instant by target,
points by act, the ten best fans, the ten best posts with how many people acted on each, and the acts done to those.
Neither works out whom to believe, ranges, chance, momentum or bounds, and neither writes pages' records.
"""

from collections.abc import Callable
from pathlib import Path

import polars as pl

MEMORY_DAYS, HALF_LIFE = 730, 7
BEST_FANS, TOP = 5, 10
PAIR, POST = ("target", "actor"), ("target", "post")


def polars_inner(files: list[str], until: str, out: Path) -> None:
    """The inner sum in polars."""
    pairs = (
        _worths(files, until, "target", "actor")
        .group_by(PAIR)
        .agg(points=(pl.col("worth").sort(descending=True) / pl.int_range(1, pl.len() + 1) ** 2).sum(), rows=pl.len())
    )
    _people(pairs, best=pl.col("actor").top_k_by("points", BEST_FANS)).collect(engine="streaming").write_parquet(
        out / "people.parquet"
    )


def polars_whole(files: list[str], until: str, out: Path) -> None:
    """All that our pass keeps, in polars."""
    place = pl.int_range(1, pl.len() + 1).over(PAIR)
    ordered = _worths(files, until, "target", "actor", "act", "post").sort(
        "target", "actor", "worth", descending=[False, False, True]
    )
    earned = ordered.with_columns(points=pl.col("worth") / place**2).drop("worth").collect(engine="streaming")
    pairs = (
        earned.lazy()
        .group_by(PAIR)
        .agg(points=pl.col("points").sum(), rows=pl.len(), last=pl.col("at").max())
        .collect(engine="streaming")
    )
    best = pl.struct("actor", "points", "rows").top_k_by("points", TOP)
    people = _people(pairs.lazy(), pl.col("last").max(), best=best)
    acts = earned.lazy().group_by("target", "act").agg(pl.col("points").sum(), rows=pl.len())
    told = (pl.col("points").sum(), pl.len().alias("rows"), pl.col("actor").n_unique().alias("people"))
    posts = earned.lazy().group_by(POST).agg(*told).sort("points", descending=True).group_by("target").head(TOP)
    kept = {"pairs": pairs.lazy(), "people": people, "acts": acts, "posts": posts}
    found = {name: rows.collect(engine="streaming") for name, rows in kept.items()}
    done = earned.lazy().join(found["posts"].lazy().select(POST), on=POST).group_by(*POST, "act").len()
    for name, rows in (found | {"done": done.collect(engine="streaming")}).items():
        rows.write_parquet(out / f"{name}.parquet")


def _worths(files: list[str], until: str, *columns: str) -> pl.LazyFrame:
    age = (pl.lit(until).str.to_datetime(time_zone="UTC") - pl.col("at")).dt.total_microseconds() / 86_400_000_000
    worth = (1 + age / HALF_LIFE) ** -0.5 * (1 - age / MEMORY_DAYS)
    return pl.scan_parquet(files, hive_partitioning=False).select(*columns, "at").with_columns(worth=worth)


def _people(pairs: pl.LazyFrame, *more: pl.Expr, best: pl.Expr) -> pl.LazyFrame:
    points = pl.col("points")
    return pairs.group_by("target").agg(
        *more, raw=points.sum(), evidence=(points**2).sum(), fans=pl.len(), rows=pl.col("rows").sum(), best=best
    )


PEOPLE = "sum(points) AS raw, sum(points * points) AS evidence, count(*) AS fans, sum(n) AS n"


def duckdb_inner(files: list[str], until: str, out: Path) -> None:
    """The inner sum in DuckDB."""
    import duckdb

    duckdb.sql(
        f"""COPY (
        WITH ranked AS ({_ranked(files, until, "target, actor")}),
        pairs AS (
          SELECT target, actor, sum(worth / (k * k)) AS points, count(*) AS n FROM ranked GROUP BY target, actor)
        SELECT target, {PEOPLE}, max_by(actor, points, {BEST_FANS}) AS best FROM pairs GROUP BY target)
        TO '{out / "people.parquet"}' (FORMAT parquet)"""
    )


def duckdb_whole(files: list[str], until: str, out: Path) -> None:
    """All that our pass keeps, in DuckDB."""
    import duckdb

    base = duckdb.connect(str(out / "work.duckdb"))
    base.execute(
        f"""CREATE TEMP TABLE earned AS SELECT target, actor, act, post, "at", worth / (k * k) AS points
        FROM ({_ranked(files, until, 'target, actor, act, post, "at"')})"""
    )
    kept = {
        "pairs": 'SELECT target, actor, sum(points) AS points, count(*) AS n, max("at") AS last '
        "FROM earned GROUP BY target, actor",
        "people": f"SELECT target, {PEOPLE}, max(last) AS last, "
        f"max_by({{'actor': actor, 'points': points, 'n': n}}, points, {TOP}) AS best FROM pairs GROUP BY target",
        "acts": "SELECT target, act, sum(points) AS points, count(*) AS n FROM earned GROUP BY target, act",
        "posts": f"""SELECT target, unnest(max_by({{'post': post, 'points': points, 'n': n, 'people': people}}, points,
            {TOP}), recursive := true) FROM (SELECT target, post, sum(points) AS points, count(*) AS n,
            count(DISTINCT actor) AS people FROM earned GROUP BY target, post) GROUP BY target""",
        "done": "SELECT target, post, act, count(*) AS n FROM earned SEMI JOIN posts USING (target, post) "
        "GROUP BY target, post, act",
    }
    for name, asked in kept.items():
        base.execute(f"CREATE TEMP TABLE {name} AS {asked}")
        base.execute(f"COPY {name} TO '{out / name}.parquet' (FORMAT parquet)")
    base.close()


def _ranked(files: list[str], until: str, columns: str) -> str:
    return f"""
        SELECT {columns}, worth, row_number() OVER (PARTITION BY target, actor ORDER BY worth DESC) AS k FROM (
          SELECT {columns}, power(1 + us / 86400e6 / {HALF_LIFE}, -0.5) * (1 - us / 86400e6 / {MEMORY_DAYS}) AS worth
          FROM (SELECT {columns}, epoch_us(TIMESTAMPTZ '{until}') - epoch_us("at") AS us
                FROM read_parquet({files}, hive_partitioning = false)))"""


ENGINES: dict[str, Callable[[list[str], str, Path], None]] = {
    "polars-inner": polars_inner,
    "polars-whole": polars_whole,
    "duckdb-inner": duckdb_inner,
    "duckdb-whole": duckdb_whole,
}
