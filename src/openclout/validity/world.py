"""A set of interactions as a closed world: people by number, rows in an order of their own.

Comes in: interactions and counts under the names of their accounts (as an import reads them). Goes out: `World`, and
what a method sees of it before an instant. Dislikes are left out, so are rows of people on themselves; rows in which
nobody is named stay, as nobody's.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import polars as pl

from openclout.scoring.belief import lots
from openclout.scoring.edges import Accounts
from openclout.scoring.methods import Seen
from openclout.scoring.rows import Bool, Float64, Int16, Int32, Int64, Rows, chosen
from openclout.vocabulary.acts import Act
from openclout.vocabulary.tables import NO_POST, NOBODY


class Stated(NamedTuple):
    """Counts of one kind, one per row: of whom, how many, known from when (microseconds since 1970)."""

    person: Int32
    number: Float64
    at: Int64


@dataclass(frozen=True)
class World:
    """A set: its name, its rows, its people by number; `network` and `lot` are per person.

    `refused` counts rows that could not be read.
    """

    name: str
    rows: Rows
    network: Int16
    lot: Float64
    stated: Mapping[str, Stated] = field(default_factory=dict[str, Stated])
    refused: int = 0

    @property
    def people(self) -> int:
        """How many people there are, seen or acting."""
        return len(self.lot)

    @property
    def first(self) -> int:
        """The instant of the first row."""
        return int(self.rows.at.min())

    @property
    def span(self) -> int:
        """Microseconds from the first row to the last."""
        return int(self.rows.at.max()) - self.first

    def accounts(self) -> Accounts:
        """Everybody is one account; nobody's identity is proven."""
        people = np.arange(self.people, dtype=np.int32)
        return Accounts(people, self.network, self.lot, np.zeros(self.people, dtype=np.bool_))

    def before(self, instant: int) -> Seen:
        """What was there before an instant."""
        counts = {kind: _known(stated, self.people, instant) for kind, stated in self.stated.items()}
        known = {kind: count for kind, count in counts.items() if not np.isnan(count).all()}
        return Seen(chosen(self.rows, self.rows.at < instant), self.people, instant, known)

    def between(self, since: int, until: int) -> Rows:
        """The rows in [since, until)."""
        return chosen(self.rows, within(self.rows, since, until))


def within(rows: Rows, since: int, until: int) -> Bool:
    """Which rows are in [since, until)."""
    return np.asarray((rows.at >= since) & (rows.at < until))


def _known(stated: Stated, people: int, instant: int) -> Float64:
    """The newest count of each person before an instant; NaN where there is none."""
    known = np.full(people, np.nan)
    earlier = stated.at < instant
    order = np.argsort(stated.at[earlier], kind="stable")
    known[stated.person[earlier][order]] = stated.number[earlier][order]
    return known


def world(name: str, interactions: pl.DataFrame, counts: pl.DataFrame | None = None) -> World:
    """The world of interactions and counts.

    Interactions have network, actor, target, act, at, weight; counts network, account, kind, count, at.
    """
    rows = interactions.filter(
        (pl.col("act") != int(Act.DISLIKE)) & (pl.col("actor") != pl.col("target")).fill_null(value=True)
    )
    sides = [rows.select("network", name=side).drop_nulls() for side in ("actor", "target")]
    names = pl.concat(sides).unique().sort("network", "name").with_row_index("person")
    networks = names["network"].unique().sort()
    place = names["network"].replace_strict(networks, pl.int_range(len(networks), eager=True), return_dtype=pl.Int16)
    full = names.select(pl.concat_str("network", pl.lit(":"), "name")).to_series()
    return World(
        name=name,
        rows=_rows(rows, names.with_columns(place=place)),
        network=place.to_numpy(),
        lot=lots(full),
        stated=_stated(counts, names) if counts is not None else {},
    )


def _rows(rows: pl.DataFrame, names: pl.DataFrame) -> Rows:
    """The rows by number, oldest first; what they are settles the order of those of one instant."""
    keys = names.select("network", "name", "person")
    to = keys.join(names.select("person", "place"), on="person").rename({"person": "owner"})
    found = (
        rows.join(
            keys.rename({"person": "who"}), left_on=["network", "actor"], right_on=["network", "name"], how="left"
        )
        .join(to, left_on=["network", "target"], right_on=["network", "name"])
        .select(
            owner=pl.col("owner").cast(pl.Int32),
            actor=pl.col("who").cast(pl.Int32).fill_null(NOBODY),
            at=pl.col("at").dt.epoch("us"),
            act=pl.col("act").cast(pl.Int8),
            network="place",
            weight=pl.col("weight").cast(pl.Float32),
        )
        .sort("at", "owner", "actor", "act", "weight")
    )
    return Rows(
        owner=found["owner"].to_numpy(),
        actor=found["actor"].to_numpy(),
        at=found["at"].to_numpy(),
        act=found["act"].to_numpy(),
        network=found["network"].to_numpy(),
        post=np.full(len(found), NO_POST, dtype=np.int64),
        weight=found["weight"].to_numpy(),
    )


def _stated(counts: pl.DataFrame, names: pl.DataFrame) -> dict[str, Stated]:
    found = counts.join(names.rename({"name": "account"}), on=["network", "account"])
    return {
        str(kind): Stated(
            person=same["person"].cast(pl.Int32).to_numpy(),
            number=same["count"].cast(pl.Float64).to_numpy(),
            at=same["at"].dt.epoch("us").to_numpy(),
        )
        for (kind,), same in found.group_by("kind")
    }
