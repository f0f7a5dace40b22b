"""Acts that an account can do to one thing only once at a time: told with a name and without, they are one.

Comes in: the acts of a batch, and what the lake holds. Goes out: which of them are kept, and what is noted of them.

Some answers of a network tell who liked a post, but neither the name of the like nor, at times, its instant; others
tell the same like with both. An act without a name is named after what it is: this actor, this act, this thing. Of
that name it is kept once. As soon as the same act is told by its own name, the one without is withdrawn, for ever, so
the order in which they are told does not matter, and what was deleted by its name does not come back without it.

A stream names nearly all of its acts, and far too many to look each one up. So what was told without a name is noted
when it comes, among the withdrawals, and held in memory: named acts are looked for there. An act without a name is
looked for among all acts on its target, which are read once for each target: crawls bring those of few targets.
"""

import numpy as np
import polars as pl

from openclout.lake.hashing import Words, named_hashes, thing_hashes
from openclout.lake.keyed import Acts
from openclout.lake.memory import AccountKeys, Flags, Keys, Known
from openclout.lake.store import Store
from openclout.lake.withdrawing import Gone
from openclout.vocabulary.tables import ACT, NO_NAME, NO_POST, NOBODY, UNNAMED


class Once:
    """What a writer knows of such acts: those ever told without a name, and all those on targets it looked at."""

    def __init__(self, interactions: Store, keys: AccountKeys) -> None:
        self._interactions = interactions
        self._keys = keys
        self._unnamed = Known()
        self._told = Known()
        self._looked: set[int] = set()

    def note(self, rows: pl.DataFrame) -> None:
        """Remember rows of the table `withdrawn`."""
        self._unnamed.note(rows.filter(pl.col("kind") == UNNAMED)["id"].to_numpy().view(np.uint64))

    def settled(self, acts: Acts, new: Flags, gone: Gone, once: frozenset[int]) -> tuple[Flags, pl.DataFrame]:
        """Which of the new acts are kept, and rows for the table `withdrawn`."""
        unnamed = (acts.things != 0) & (acts.own == acts.things)
        named = (acts.things != 0) & ~unnamed
        if unnamed.any():
            self._look(self._keys.find((acts.targets[0][unnamed], acts.targets[1][unnamed])), once)
        if unnamed.any() or self._looked:
            self._told.note(acts.things[named])
            new = new.copy()
            new[unnamed & new] = self._told.note(acts.things[unnamed & new])
        first = named & (self._unnamed.holds(acts.things) | gone.named(acts.own)) & ~gone.named(acts.things)
        kept = (facts(ACT, acts, first), facts(UNNAMED, acts, unnamed & new))
        return new, pl.concat(kept).unique(["kind", "id"], keep="first", maintain_order=True)

    def _look(self, targets: Keys, once: frozenset[int]) -> None:
        """Remember all such acts on these targets that the lake holds."""
        wanted = sorted({int(key) for key in targets if key != NOBODY} - self._looked)
        if wanted:
            among = pl.col("target").is_between(wanted[0], wanted[-1]) & pl.col("target").is_in(wanted)
            rows = self._interactions.scan().filter(
                among, pl.col("actor") != NOBODY, pl.col("act").is_in(sorted(once)), pl.col("own") != NO_NAME
            )
            found = rows.select("actor", "target", "act", "post").collect(engine="streaming")
            self._told.note(things(found, self._keys.opened()))
            self._looked.update(wanted)


def things(rows: pl.DataFrame, names: Words) -> Words:
    """The names that we give to acts of the lake; `names` are the hashes of the accounts' names by key."""
    actors, targets = (rows[side].to_numpy() for side in ("actor", "target"))
    posts = rows["post"].replace(NO_POST, 0).to_numpy().view(np.uint64)
    return thing_hashes((names[actors], names[targets]), posts, rows["act"].to_numpy())


def facts(kind: str, acts: Acts, chosen: Flags) -> pl.DataFrame:
    """Rows of the table `withdrawn` of some acts."""
    ids = pl.Series("id", acts.things[chosen].view(np.int64))
    account = pl.lit(NOBODY, pl.Int32)
    return ids.to_frame().select(kind=pl.lit(kind), id="id", account=account, at=acts.rows["at"].filter(chosen))


def yielding(rows: pl.LazyFrame, accounts: pl.LazyFrame) -> pl.DataFrame:
    """What has to be noted in the table `withdrawn` before named acts leave the disk: they were told by their names."""
    going = rows.filter(pl.col("own") != NO_NAME, pl.col("actor") != NOBODY)
    found = going.select("actor", "target", "act", "post", "at").collect(engine="streaming")
    known = accounts.select("key", "network", "native_id").unique("key", keep="any").collect()
    names = np.zeros(1 + int(known["key"].max() or 0), np.uint64)  # type: ignore[arg-type]
    names[known["key"].to_numpy()] = named_hashes(known["network"], known["native_id"])
    ids = things(found, names).view(np.int64)
    return found.select(kind=pl.lit(ACT), id=pl.Series(ids), account=pl.lit(NOBODY, pl.Int32), at="at")
