"""The formula of the method without belief, in plain polars: slow, short, and apart from the package's own."""

from datetime import UTC, datetime, time, timedelta

import polars as pl

from openclout.demo.world import World

HALF_RAW, STEEPNESS = 14.45, 0.4662


def reference(made: World, days_ago: int = 0) -> pl.DataFrame:
    """One row per person (an unlinked account is its own): person, role, raw, score, fans, numbered."""
    end = datetime.combine(made.last_day - timedelta(days=days_ago - 1), time(), UTC)
    holders = _holders(made, end)
    rows = made.interactions.filter(pl.col("at") < end)
    for side in ("actor", "target"):
        keys = holders.select(pl.col("account").alias(side), "network", pl.col("holder").alias(f"{side}_holder"))
        rows = rows.join(keys, on=[side, "network"])
    days = (end - pl.col("at")).dt.total_seconds() / 86400
    rows = rows.with_columns(points=(1 + days / 7) ** -0.5 * (1 - days / 730))
    place = pl.col("points").rank("ordinal", descending=True).over("actor_holder", "target_holder").cast(pl.Float64)
    raws = rows.group_by(holder="target_holder").agg(
        raw=(pl.col("points") / place**2).sum(), fans=pl.col("actor_holder").n_unique(), last=pl.col("at").max()
    )
    x = (pl.col("raw") / HALF_RAW) ** STEEPNESS
    return (
        holders.unique("holder")
        .join(raws, on="holder", how="left")
        .with_columns(score=10 + 90 * x / (1 + x))
        .with_columns(numbered=(pl.col("fans") >= 3) & (pl.col("last") > end - timedelta(days=90)))
        .select("holder", "person", "role", "raw", "score", "fans", pl.col("numbered").fill_null(value=False))
    )


def _holders(made: World, end: datetime) -> pl.DataFrame:
    """Who answers for each account on that day."""
    proved = made.links.filter(pl.col("since") < end.date()).select("account", "network", linked="person")
    own = made.truth.drop("fans").join(proved, on=["account", "network"], how="left")
    return own.with_columns(holder=pl.col("linked").fill_null(pl.concat_str("network", pl.lit(":"), "account")))
