"""Rows with names become rows with keys.

Comes in: the frames of a batch. Goes out: frames with the columns of the vocabulary, and the accounts that were new.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from openclout.lake.batch import Batch
from openclout.lake.hashing import (
    Words,
    hashes,
    interaction_hashes,
    month_numbers,
    named_hashes,
    narrowed,
    network_hashes,
    thing_hashes,
    within,
)
from openclout.lake.memory import AccountKeys, Flags, Keys, Names
from openclout.lake.withdrawing import KINDS, Gone
from openclout.vocabulary.errors import WrongTable
from openclout.vocabulary.tables import ACCOUNT, ACCOUNTS, COUNTS, INTERACTIONS, NO_POST, NOBODY, POST, POSTS


@dataclass(frozen=True)
class Acts:
    """The interactions of a batch with the hashes of what they name.

    `things` says who did what to which thing, 0 where that can be done twice; an act without a name bears it as `own`.
    """

    rows: pl.DataFrame
    actors: Names
    targets: Names
    posts: Words
    own: Words
    things: Words
    ids: Words
    unnamed: Flags
    months: pl.Series

    @classmethod
    def of(cls, batch: Batch, keys: AccountKeys) -> "Acts":
        """Hash the names; `unnamed` marks acts of nobody that have no id of their own either."""
        rows = batch.table("interactions")
        networks = narrowed(rows["network"])
        actors, targets = keys.names(networks, rows["actor"]), keys.names(networks, rows["target"])
        posts, own = named_hashes(networks, rows["post"]), hashes(rows["act_id"])
        ids = interaction_hashes(
            (actors[0], targets[0]), (posts, own), rows["at"].to_physical().to_numpy(), rows["act"].to_numpy()
        )
        unnamed = (actors[0] == 0) & (own == 0)
        named = within(network_hashes(networks), own) if own.any() else own
        things = np.zeros(len(ids), np.uint64)
        if batch.once:
            found = thing_hashes((actors[0], targets[0]), posts, rows["act"].to_numpy())
            things = np.where(rows["act"].is_in(sorted(batch.once)), found, things)
            named = np.where(own == 0, things, named)
        return cls(rows, actors, targets, posts, named, things, ids, unnamed, months(rows["at"]))

    def only(self, chosen: Flags) -> "Acts":
        """Some of the rows."""
        if chosen.all():
            return self
        (a, b), (c, d) = self.actors, self.targets
        return Acts(
            self.rows.filter(chosen),
            (a[chosen], b[chosen]),
            (c[chosen], d[chosen]),
            self.posts[chosen],
            self.own[chosen],
            self.things[chosen],
            self.ids[chosen],
            self.unnamed[chosen],
            self.months.filter(chosen),
        )

    def changeable(self, chosen: Flags, keys: AccountKeys) -> pl.DataFrame:
        """Some of the rows, as changes speak of them: id, own, actor, target, act, version."""
        acts = self.only(chosen)
        return acts.rows.select(
            id=pl.Series(acts.ids.view(np.int64)),
            own=pl.Series(acts.own.view(np.int64)),
            actor=pl.Series(keys.find(acts.actors)),
            target=pl.Series(keys.find(acts.targets)),
            act="act",
            version="version",
        )

    def keyed(self, keys: AccountKeys) -> tuple[pl.DataFrame, pl.DataFrame]:
        """The rows for the lake, and the accounts that were new."""
        (actor, target), found = keys.assign(self.actors, self.targets)
        rows = self.rows.select(
            id=pl.Series(self.ids.view(np.int64)),
            actor=pl.Series(actor),
            target=pl.Series(target),
            act="act",
            at="at",
            post=pl.Series(np.where(self.posts == 0, NO_POST, self.posts.view(np.int64))),
            weight=pl.col("weight").fill_null(1),
            month=self.months,
        )
        if self.own.any():  # a column of zeros would cost an import a tenth of its speed
            rows = rows.with_columns(own=pl.Series(self.own.view(np.int64)))
        names = self.rows.select(network="network", first="actor", second="target")
        return rows, first_seen(names, found, keys)


def months(instants: pl.Series) -> pl.Series:
    """The month of each instant, as 2026-11."""
    numbers = month_numbers(instants.to_physical().to_numpy())
    first = int(numbers.min()) if len(numbers) else 0
    last = int(numbers.max()) if len(numbers) else 0
    words = [f"{number // 12:04}-{number % 12 + 1:02}" for number in range(first, last + 1)]
    names = pl.Series("month", words, pl.Enum(words))  # texts would be hashed whenever they are told apart
    return names.new_from_index(0, len(numbers)) if first == last else names.gather(numbers - first)


def post_keys(networks: pl.Series, posts: pl.Series) -> pl.Series:
    """The key of each post; NO_POST where there is none."""
    words = named_hashes(networks, posts)
    return pl.Series(np.where(words == 0, NO_POST, words.view(np.int64)))


def first_seen(names: pl.DataFrame, found: np.typing.NDArray[np.int64], keys: AccountKeys) -> pl.DataFrame:
    """The accounts that just got a key. `names` has `network`, `first` and `second`; `found` says where."""
    rows, sides = pl.Series(found // 2, dtype=pl.UInt32), pl.Series(found % 2 == 1)
    there = names.select(pl.all().gather(rows))
    return there.select(
        key=pl.int_range(keys.following - len(found), keys.following, dtype=pl.Int32),
        network="network",
        native_id=pl.when(sides).then("second").otherwise("first"),
        handle=pl.lit(None, pl.String),
        title=pl.lit(None, pl.String),
        flags=pl.lit(None, pl.Int16),
    )


def single(networks: pl.Series, accounts: pl.Series, keys: AccountKeys) -> tuple[Keys, pl.DataFrame]:
    """The keys of one column of accounts, NOBODY for null, and the accounts that were new."""
    nobody = np.zeros(len(accounts), np.uint64)
    (found, _), new = keys.assign(keys.names(networks, accounts), (nobody, nobody))
    return found, first_seen(pl.DataFrame({"network": networks, "first": accounts, "second": accounts}), new, keys)


def counts(rows: pl.DataFrame, keys: AccountKeys) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Counts with keys, and the accounts that were new."""
    accounts, new = single(rows["network"], rows["account"], keys)
    return rows.with_columns(account=pl.Series(accounts)).select(*COUNTS.columns), new


def posts(rows: pl.DataFrame, keys: AccountKeys) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Posts with keys, and the accounts that were new."""
    authors, new = single(rows["network"], rows["author"], keys)
    keyed = rows.with_columns(author=pl.Series(authors), post=post_keys(rows["network"], rows["native_id"]))
    return keyed.select(*POSTS.columns), new


def accounts(rows: pl.DataFrame, keys: AccountKeys) -> pl.DataFrame:
    """What was seen of accounts, with their keys."""
    found, _ = single(rows["network"], rows["native_id"], keys)
    return rows.with_columns(key=pl.Series(found)).select(*ACCOUNTS.columns)


def withdrawals(rows: pl.DataFrame, keys: AccountKeys) -> pl.DataFrame:
    """What was withdrawn, by its hash; accounts with their keys too, if they have one. Raises WrongTable."""
    strange = rows.filter(~pl.col("kind").is_in(KINDS))["kind"].unique().sort()
    if len(strange):
        raise WrongTable(f"What is withdrawn is one of {', '.join(KINDS)}; a batch has {', '.join(strange)}.")
    ids = named_hashes(rows["network"], rows["native_id"]).view(np.int64)
    found = pl.Series(keys.find(keys.names(rows["network"], rows["native_id"])))
    accounts = pl.when(pl.col("kind") == ACCOUNT).then(found).otherwise(NOBODY)
    return rows.select("kind", "at", id=pl.Series(ids), account=accounts)


def keyed(batch: Batch, acts: Acts, keys: AccountKeys, gone: Gone) -> dict[str, pl.DataFrame]:
    """Every table of a batch but `withdrawn` as it is committed, in the order of the vocabulary."""
    interactions, actors = acts.keyed(keys)
    counted, holders = counts(gone.without(batch.table("counts"), account=ACCOUNT), keys)
    posted, authors = posts(gone.without(batch.table("posts"), native_id=POST, author=ACCOUNT), keys)
    seen = accounts(gone.without(batch.table("accounts"), native_id=ACCOUNT), keys)
    return {
        "accounts": pl.concat([actors, holders, authors, seen]),
        "raw_pages": batch.table("raw_pages"),
        "posts": posted,
        "counts": counted,
        "rejects": batch.table("rejects"),
        INTERACTIONS.name: interactions,
    }
