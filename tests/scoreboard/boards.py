"""Small scoreboards for the tests, written by hand."""

from pathlib import Path

import numpy as np
import polars as pl

from openclout.scoreboard import Scoreboard, Shelf
from openclout.scoreboard.calling import once, texts
from openclout.scoreboard.writing import Draft, Facts
from openclout.scoring.measures import PART

FACTS: Facts = {
    "day": "2026-11-21",
    "method": "2026.1",
    "methods": ["2026.1"],
    "lake": "none",
    "interactions": 0,
    "mean": 0.0,
    "p95": 0.0,
    "histogram": [0] * 100,
    "networks": ["forum"],
    "weakly_hardened": [],
    "fake_bound": 0.0,
    "stand_ins": 0,
    "numbered": 0,
    "method_rows": 0,
    "columns": [],
    "styles": [],
    "placed": [],
}


def draft(path: Path, people: pl.DataFrame, accounts: pl.DataFrame) -> Draft:
    """A finished draft: `people` with person, name, title, score, and `accounts` without network and followers."""
    made = Draft(path)
    whole = accounts.with_columns(network=pl.lit("forum"), followers=pl.lit(None, pl.Int64))
    zeros = (
        "claimed",
        "raw",
        "quiet",
        "fans",
        "interactions",
        "recent",
        "reach",
        "fake_bound",
        "tricked_bound",
        "ring_bound",
    )
    rest = [pl.lit(0).alias(name) for name in (*zeros, "chance_day", "chance_week", "chance_month", "chance_now")]
    blobs = [pl.lit(b"").alias(name) for name in ("sources", "history")]
    made.add("account", whole)
    made.add("person", people.with_columns(*rest, *blobs, low="score", high="score"))
    made.add_parts(np.zeros(0, dtype=PART), people["person"].to_numpy())
    found = texts([people], [whole.join(people.select("person", "name"), on="person", how="left")])
    made.add("called", once(pl.concat(found).sort("text", "rank", "person")))
    made.finish({**FACTS, "people": len(people), "accounts": len(whole)})
    return made


def board(folder: Path, names: dict[str, str], *, handles: dict[int, str] | None = None) -> Scoreboard:
    """A published run of people (name: title), each with one account `id-N`, the first with the highest score."""
    keys = list(range(len(names)))
    titles = list(names.values())
    people = pl.DataFrame(
        {"person": keys, "name": list(names), "title": titles, "score": [90.0 - key for key in keys]},
        schema_overrides={"person": pl.Int32},
    )
    told = [(handles or {}).get(key, f"id-{key}") for key in keys]
    accounts = pl.DataFrame(
        {"key": keys, "native_id": [f"id-{key}" for key in keys], "handle": told, "title": titles, "person": keys},
        schema_overrides={"key": pl.Int32, "person": pl.Int32},
    )
    return Scoreboard.open(draft(folder / "made.sqlite", people, accounts).path)


def shelf(folder: Path) -> Shelf:
    """An empty shelf."""
    return Shelf(folder / "shelf")
