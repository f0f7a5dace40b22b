"""What an account took back while nobody listened: it is in the lake, and not among what is left.

Comes in: the names of everything that is left of some accounts, and the lake. Goes out: rows for the table `withdrawn`.

The lake knows acts by the hashes of their names, so it cannot tell whether a name that a file brought is one that the
network gives: what did not come from raw pages stays, and so does an act that was told without a name. Whether a name
is that of a post is not known either; withdrawn as a post it is gone with its text, and as an act.
"""

from collections.abc import Mapping

import numpy as np
import polars as pl

from openclout.lake.hashing import named_hashes
from openclout.lake.memory import AccountKeys
from openclout.lake.once import things
from openclout.lake.store import NO_ORIGIN, Store
from openclout.lake.withdrawing import Gone
from openclout.vocabulary.tables import NO_NAME, NOBODY, POST


def missing(remaining: pl.DataFrame, stores: Mapping[str, Store], keys: AccountKeys, gone: Gone) -> pl.DataFrame:
    """What the lake holds of these accounts that is neither left, nor younger, nor gone already."""
    accounts = remaining.group_by("network", "account", maintain_order=True).agg(until=pl.min("at"))
    found = pl.Series(keys.find(keys.names(accounts["network"], accounts["account"])))
    whole = accounts.select("until", key=found).filter(pl.col("key") != NOBODY)
    held = pl.concat([done(stores["interactions"], whole["key"], keys), written(stores["posts"], whole["key"])])
    left = pl.Series(named_hashes(remaining["network"], remaining["native_id"]).view(np.int64))
    lost = held.join(whole, on="key").filter(pl.col("at") <= pl.col("until"), ~pl.col("id").is_in(left.implode()))
    lost = lost.filter(~gone.named(lost["id"].to_numpy().view(np.uint64))).unique("id", maintain_order=True)
    return lost.select(kind=pl.lit(POST), id="id", account=pl.lit(NOBODY, pl.Int32), at="until")


def done(interactions: Store, whose: pl.Series, keys: AccountKeys) -> pl.DataFrame:
    """What accounts did under names of the network: key, id, at."""
    named = (pl.col("own") != NO_NAME) & (pl.col("origin") != NO_ORIGIN)
    rows = interactions.scan().filter(pl.col("actor").is_in(whose.implode()), named)
    found = rows.select("actor", "target", "act", "post", "own", "at").collect(engine="streaming")
    unnamed = pl.Series(things(found, keys.opened()).view(np.int64))
    return found.filter(found["own"] != unnamed).select(key="actor", id="own", at="at")


def written(posts: Store, whose: pl.Series) -> pl.DataFrame:
    """The posts that accounts wrote: key, id, at."""
    rows = posts.scan().filter(pl.col("author").is_in(whose.implode()), pl.col("origin") != NO_ORIGIN)
    return rows.select(key="author", id="post", at="at").collect(engine="streaming")
