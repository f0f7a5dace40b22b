"""What an account took back or changed while nobody listened: it is in the lake, and not among what is left.

Comes in: the names of everything that is left of some accounts, the acts under them, and the lake. Goes out: rows for
the table `withdrawn`.

The lake knows acts by the hashes of their names, so it cannot tell whether a name that a file brought is one that the
network gives: what did not come from raw pages stays, and so does an act that was told without a name. Whether a name
is that of a post is not known either; withdrawn as a post it is gone with its text, and as an act.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from openclout.lake.changing import Changes
from openclout.lake.hashing import named_hashes
from openclout.lake.memory import AccountKeys
from openclout.lake.once import things
from openclout.lake.store import NO_ORIGIN, Store
from openclout.lake.withdrawing import Gone
from openclout.vocabulary.tables import ANY, CHANGED, NO_ACT, NO_NAME, NOBODY, POST


@dataclass(frozen=True)
class Compared:
    """What is left of some accounts, beside what the lake holds of them: `deeds` and `texts`."""

    whole: pl.DataFrame
    left: pl.DataFrame
    deeds: pl.DataFrame
    texts: pl.DataFrame

    @classmethod
    def of(cls, remaining: pl.DataFrame, stores: Mapping[str, Store], keys: AccountKeys) -> "Compared":
        """Look at the lake."""
        accounts = remaining.group_by("network", "account", maintain_order=True).agg(until=pl.min("at"))
        found = pl.Series(keys.find(keys.names(accounts["network"], accounts["account"])))
        whole = accounts.select("until", key=found).filter(pl.col("key") != NOBODY)
        names = pl.Series(named_hashes(remaining["network"], remaining["native_id"]).view(np.int64))
        deeds, texts = done(stores["interactions"], whole["key"], keys), written(stores["posts"], whole["key"])
        return cls(
            whole,
            remaining.select("told", own=names),
            deeds.join(whole, left_on="actor", right_on="key"),
            texts.join(whole, left_on="author", right_on="key"),
        )

    def missing(self, gone: Gone) -> pl.DataFrame:
        """What the lake holds of these accounts that is neither left, nor younger, nor gone already."""
        held = pl.concat([rows.select("own", "at", "until") for rows in (self.deeds, self.texts)])
        lost = held.filter(pl.col("at") <= pl.col("until"), ~pl.col("own").is_in(self.left["own"].implode()))
        lost = lost.filter(~gone.named(lost["own"].to_numpy().view(np.uint64))).unique("own", maintain_order=True)
        return lost.select(kind=pl.lit(POST), id="own", account=pl.lit(NOBODY, pl.Int32), at="until")

    def changed(self, acts: pl.DataFrame, changes: Changes) -> pl.DataFrame:
        """The names under which other acts are left than the lake shows, with the acts that are left.

        `acts` (id, own, actor, target, act) are those of the answers, all that stand under the names that were told.
        """
        told = pl.col("own").is_in(self.left.filter("told")["own"].implode())
        left = acts.filter(told).join(self.whole, left_on="actor", right_on="key")
        held = self.deeds.filter(told)
        shown = held.filter(~pl.col("id").is_in(changes.outdated(held).implode()))
        other = shown.filter(~pl.col("id").is_in(left["id"].implode()))
        again = left.filter(pl.col("id").is_in(changes.outdated(left).implode()))
        names = pl.concat([rows.select("own", "until") for rows in (other, again)]).unique(maintain_order=True)
        rows = names.join(left.select("own", stands="id"), on="own", how="left", maintain_order="left")
        return rows.select(
            kind=pl.lit(CHANGED),
            id="own",
            account=pl.lit(NOBODY, pl.Int32),
            at="until",
            scope=pl.lit(ANY, pl.Int8),
            stands=pl.col("stands").fill_null(NO_ACT),
        )


def done(interactions: Store, whose: pl.Series, keys: AccountKeys) -> pl.DataFrame:
    """What accounts did under names of the network: id, own, actor, target, act, at."""
    named = (pl.col("own") != NO_NAME) & (pl.col("origin") != NO_ORIGIN)
    rows = interactions.scan().filter(pl.col("actor").is_in(whose.implode()), named)
    found = rows.select("id", "own", "actor", "target", "act", "at", "post").collect(engine="streaming")
    unnamed = pl.Series(things(found, keys.opened()).view(np.int64))
    return found.filter(found["own"] != unnamed)


def written(posts: Store, whose: pl.Series) -> pl.DataFrame:
    """The posts that accounts wrote: author, own (its name), at."""
    rows = posts.scan().filter(pl.col("author").is_in(whose.implode()), pl.col("origin") != NO_ORIGIN)
    return rows.select("author", "at", own="post").collect(engine="streaming")
