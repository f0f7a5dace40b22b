"""What networks took back: dropped when it comes again, left out of every read, removed at compaction.

Comes in: the rows of the table `withdrawn`. Goes out: which rows of the other tables they speak of.

A row that was taken back is never kept again, so only those that were kept before have to be left out when reading. A
compaction removes these too, and notes with each table how many withdrawals it was cleared of: what came after it is
left out, what came before it costs nothing any more. Ids on these networks are never used again, so nothing that was
withdrawn comes back.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from openclout.lake.changing import NOTED, outdated
from openclout.lake.hashing import Words, named_hashes
from openclout.lake.memory import Flags, Known
from openclout.lake.store import SEEN, Store
from openclout.vocabulary.tables import ACCOUNT, ACT, CHANGED, INTERACTIONS, NOBODY, POST

CLEARED = "lake/cleared"
"""How many withdrawals a table was cleared of."""
KINDS = (ACT, POST, ACCOUNT)


class Gone:
    """Everything that was ever withdrawn, as the writer knows it."""

    def __init__(self) -> None:
        self._known = {kind: Known() for kind in KINDS}

    def note(self, rows: pl.DataFrame) -> None:
        """Remember rows of the table `withdrawn`."""
        for kind in KINDS:
            self._known[kind].note(rows.filter(pl.col("kind") == kind)["id"].to_numpy().view(np.uint64))

    def named(self, own: Words) -> Flags:
        """Which acts are gone by their own name, or as a post that is gone."""
        return self._known[ACT].holds(own) | self._known[POST].holds(own)

    def acts(self, own: Words, actors: Words, targets: Words) -> Flags:
        """Which acts are gone: by their own name, as a post that is gone, or with an account."""
        accounts = self._known[ACCOUNT]
        return self.named(own) | accounts.holds(actors) | accounts.holds(targets)

    def without(self, rows: pl.DataFrame, **kinds: str) -> pl.DataFrame:
        """The rows in which nothing stands that is gone; `kinds` says what stands in which column."""
        for column, kind in kinds.items():
            if rows.height and self._known[kind]:
                rows = rows.filter(~self._known[kind].holds(named_hashes(rows["network"], rows[column])))
        return rows


@dataclass(frozen=True)
class Withdrawn:
    """What may still stand in a table though it was withdrawn: names of acts and posts, keys of accounts.

    And the ids of acts that are `outdated`, since what they were told under was changed.
    """

    acts: pl.Series
    posts: pl.Series
    accounts: pl.Series
    outdated: pl.Series

    def conditions(self) -> dict[str, pl.Expr]:
        """The rows of each table that are gone."""
        acts = {"own": self.acts, "actor": self.accounts, "target": self.accounts, "id": self.outdated}
        gone = {
            "interactions": acts,
            "posts": {"post": self.posts, "author": self.accounts},
            "counts": {"account": self.accounts},
            "accounts": {"key": self.accounts},
        }
        return {name: _among(columns) for name, columns in gone.items()}


def _among(columns: dict[str, pl.Series]) -> pl.Expr:
    """The rows in which one of the columns holds one of its numbers."""
    found = [pl.col(column).is_in(numbers.implode()) for column, numbers in columns.items() if len(numbers)]
    return pl.any_horizontal(found) if found else pl.lit(value=False)


def pending(withdrawn: Store, store: Store, held: pl.LazyFrame) -> Withdrawn | None:
    """What a table was not cleared of yet, in as far as it concerns what is `held`; None if there is nothing."""
    cleared = store.number(CLEARED) or 0
    if (withdrawn.number(SEEN) or 0) <= cleared:
        return None
    rows = withdrawn.scan().filter(pl.col("seen") >= cleared).select("kind", "id", "account").collect()
    acts, posts = (rows.filter(pl.col("kind").is_in(kinds))["id"].unique() for kinds in ((ACT, POST), (POST,)))
    accounts = rows.filter(pl.col("kind") == ACCOUNT, pl.col("account") != NOBODY)["account"].unique()
    changed = rows.filter(pl.col("kind") == CHANGED)["id"].unique()
    concerned = store.table is INTERACTIONS and len(changed) > 0
    older = _outdated(withdrawn, changed, held) if concerned else pl.Series(dtype=pl.Int64)
    return Withdrawn(acts, posts, accounts, older)


def _outdated(withdrawn: Store, changed: pl.Series, held: pl.LazyFrame) -> pl.Series:
    """The ids of the acts among those held that are of no latest version of what was changed."""
    said = withdrawn.scan().filter(pl.col("kind") == CHANGED, pl.col("id").is_in(changed.implode())).select(NOTED)
    acts = held.filter(pl.col("own").is_in(changed.implode())).select("id", "own", "target", "act")
    return outdated(acts.collect(engine="streaming"), said.collect())


def left(withdrawn: Store, store: Store, rows: pl.LazyFrame) -> pl.LazyFrame:
    """The rows of a table, without what was withdrawn."""
    gone = pending(withdrawn, store, rows)
    return rows.filter(~gone.conditions()[store.table.name]) if gone is not None else rows
