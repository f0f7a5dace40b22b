"""A network's past as the fit reads it, and what was known and what followed at a cut.

Comes in: interactions (network, actor, target, act, at, weight). Goes out: `Past`, and per account the raw before a cut
and how many different accounts acted in the window after it. As in the protocol of the evaluation, rows without a named
actor, acts on oneself and negative acts are left out, and everybody is believed: belief is there for defence only.
"""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import polars as pl

from openclout.fitting.constants import constants
from openclout.scoring.points import DAY, Pace, Trust, pace, raw_of
from openclout.scoring.rows import Bool, Float64, Int64, Rows, chosen, distinct_keys, ordered
from openclout.scoring.weights import Weights, load
from openclout.vocabulary.acts import Act
from openclout.vocabulary.errors import BadInput


@dataclass(frozen=True)
class Past:
    """Interactions of one network: `rows.owner` and `rows.actor` are accounts, 0 to below `accounts`."""

    name: str
    rows: Rows
    accounts: int

    @property
    def days(self) -> float:
        """How long the past is."""
        return float((self.last - self.first) / DAY)

    @cached_property
    def first(self) -> int:
        """The instant of the oldest row, in microseconds."""
        return int(self.rows.at.min())

    @cached_property
    def last(self) -> int:
        """The instant of the newest row."""
        return int(self.rows.at.max())

    @property
    def window(self) -> int:
        """How long the window after a cut is, in microseconds."""
        number = constants()
        return int(min(number["window.most_days"] * DAY, number["window.share"] * (self.last - self.first)))

    def at(self, share: float) -> int:
        """The instant at a share of the past."""
        return int(self.first + share * (self.last - self.first))

    def before(self, cut: int) -> "Past":
        """What was known at a cut."""
        return replace(self, rows=chosen(self.rows, self.rows.at < cut))

    def population(self, cut: int) -> Bool:
        """Who had been acted on before a cut."""
        return np.bincount(self.rows.owner[self.rows.at < cut], minlength=self.accounts) > 0

    def raw(self, cut: int, weights: Weights) -> Float64:
        """Everybody's raw at a cut, all believed."""
        return _raw(self, self.rows.at < cut, cut, pace(weights))

    def raw_by_act(self, cut: int, acts: tuple[Act, ...]) -> Float64:
        """Everybody's raw from each act alone, as if it weighed 1: a column per act."""
        equal = pace(load())._replace(acts=np.ones_like(load().acts))
        known = self.rows.at < cut
        return np.stack([_raw(self, known & (self.rows.act == act), cut, equal) for act in acts], axis=1)

    def reached(self, cut: int) -> Float64:
        """How many different accounts acted on everybody in the window after a cut."""
        inside = (self.rows.at >= cut) & (self.rows.at < cut + self.window)
        pairs = self.rows.owner[inside].astype(np.int64) * self.accounts + self.rows.actor[inside]
        return np.bincount(distinct_keys(pairs) // self.accounts, minlength=self.accounts).astype(np.float64)

    def counted(self) -> Int64:
        """How many rows there are of each act, by its number."""
        return np.bincount(self.rows.act, minlength=1 + max(Act)).astype(np.int64)


def _raw(past: Past, which: Bool, cut: int, at_pace: Pace) -> Float64:
    everybody = Trust(np.ones(past.accounts), np.array([np.inf]), np.zeros(1))
    rows = chosen(past.rows, which)
    return raw_of(rows, ordered(rows, past.accounts), cut, at_pace, everybody)


def past_of(interactions: pl.DataFrame, name: str) -> Past:
    """The past of a table of interactions. Raises BadInput where nothing is left to learn from."""
    positive = [int(act) for act in Act if load().acts[act] > 0]
    rows = interactions.filter(
        pl.col("actor").is_not_null(), pl.col("actor") != pl.col("target"), pl.col("act").is_in(positive)
    )
    if rows.is_empty() or rows["at"].min() == rows["at"].max():
        raise BadInput(
            f"{name} should have interactions by named accounts at several times; {len(rows):,} of its "
            f"{len(interactions):,} rows are such. Choose a file with a past."
        )
    sides = [rows.select("network", account=side) for side in ("actor", "target")]
    names = pl.concat(sides).unique().sort("network", "account").with_row_index("key")
    keyed = rows.sort("at", "actor", "target", "act")
    for side in ("actor", "target"):
        found = names.select("network", "account", pl.col("key").cast(pl.Int32).alias(f"{side}_key"))
        keyed = keyed.join(found, left_on=["network", side], right_on=["network", "account"], maintain_order="left")
    return Past(name, _rows(keyed), len(names))


def _rows(keyed: pl.DataFrame) -> Rows:
    return Rows(
        owner=keyed["target_key"].to_numpy(),
        actor=keyed["actor_key"].to_numpy(),
        at=keyed["at"].dt.epoch("us").to_numpy(),
        act=keyed["act"].cast(pl.Int8).to_numpy(),
        network=np.zeros(len(keyed), dtype=np.int16),
        post=np.full(len(keyed), -1, dtype=np.int64),
        weight=keyed["weight"].cast(pl.Float32).to_numpy(),
    )
