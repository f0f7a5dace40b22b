"""What was changed on its network: of the acts under its name, those of its latest version stand.

Comes in: what a batch says was changed, with the acts that are left; acts. Goes out: rows of the table `withdrawn`, and
which acts are outdated.

Some answers tell only a part of what stands under a name: whether a post mentions the account that was asked about,
say. So a change may be one of the acts on one account only, of one kind only, and of what is said of an act the latest
counts; what is told of the same version in several parts stands together. What an early version said may be said by a
late one again: then it stands again, and is kept anew if a compaction took it off the disk meanwhile.
"""

import numpy as np
import polars as pl

from openclout.lake.hashing import Words, named_hashes
from openclout.lake.memory import AccountKeys, Flags, Known
from openclout.vocabulary.tables import ANY, CHANGED, NO_ACT, NOBODY, WITHDRAWN

SCOPE = ("id", "account", "scope")
NOTED = (*SCOPE, "at", "stands")


def changes(told: pl.DataFrame, acts: pl.DataFrame, keys: AccountKeys) -> pl.DataFrame:
    """What a batch says was changed, a row for each act that stands or for none.

    `told` has the columns of the batch, `acts` are id, own, target, act and version: the acts that are of a version.
    Nothing is said of accounts without a key: no act on them was ever kept.
    """
    targets = pl.Series(keys.find(keys.names(told["network"], told["target"])))
    said = told.select(
        id=pl.Series(named_hashes(told["network"], told["native_id"]).view(np.int64)),
        account=targets,
        scope=pl.col("act").fill_null(ANY),
        at="version",
        anybody=pl.col("target").is_null(),
    ).filter(pl.col("anybody") | (pl.col("account") != NOBODY))
    left = spoken_of(acts, said).filter(pl.col("version") == pl.col("at"))
    standing = left.select("account", "scope", "at", id="own", stands="id")
    rows = said.drop("anybody").join(standing, on=[*SCOPE, "at"], how="left", maintain_order="left")
    return rows.with_columns(pl.col("stands").fill_null(NO_ACT)).unique(maintain_order=True)


def spoken_of(acts: pl.DataFrame, said: pl.DataFrame) -> pl.DataFrame:
    """Each act with each of what was said of it."""
    found = acts.join(said.rename({"id": "own"}), on="own")
    return found.filter(
        (pl.col("account") == NOBODY) | (pl.col("account") == pl.col("target")),
        (pl.col("scope") == ANY) | (pl.col("scope") == pl.col("act")),
    )


def outdated(acts: pl.DataFrame, said: pl.DataFrame) -> pl.Series:
    """The ids of those `acts` (id, own, target, act) that are of no latest version."""
    found = spoken_of(acts, said)
    latest = found.filter(pl.col("at") == pl.max("at").over("id"))
    left = latest.group_by("id").agg(left=(pl.col("stands") == pl.col("id")).any())
    return left.filter(~pl.col("left"))["id"]


class Changes:
    """Everything that was ever changed, as the writer knows it."""

    def __init__(self) -> None:
        self._names = Known()
        self._noted = [pl.DataFrame(schema=WITHDRAWN.columns).select(NOTED)]

    def note(self, rows: pl.DataFrame) -> None:
        """Remember rows of the table `withdrawn`."""
        changed = rows.filter(pl.col("kind") == CHANGED)
        if changed.height:
            self._names.note(changed["id"].to_numpy().view(np.uint64))
            self._noted.append(changed.select(NOTED))

    def concern(self, own: Words) -> Flags:
        """Which acts bear the name of something that was changed."""
        return self._names.holds(own)

    def outdated(self, acts: pl.DataFrame) -> pl.Series:
        """The ids of the acts that are of no latest version."""
        return outdated(acts, self._said(acts["own"]))

    def news(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The changes that are not known yet, as rows of `withdrawn`."""
        new = rows.join(self._said(rows["id"]), on=NOTED, how="anti", maintain_order="left")
        return new.with_columns(kind=pl.lit(CHANGED))

    def _said(self, names: pl.Series) -> pl.DataFrame:
        """What is known of some names."""
        self._noted = [pl.concat(self._noted)]
        return self._noted[0].filter(pl.col("id").is_in(names.unique().implode()))
