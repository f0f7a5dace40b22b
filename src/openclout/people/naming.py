"""What people are called: a name for addresses and commands, a title for people.

Comes in: accounts, and which of them are joined. Goes out: one row per person.
A linked person has the name that was given with the link. Everybody else is called by the handle without its @; where
several use that handle, by `network:handle`; where that is shared too, by `network:native_id`. No two people have the
same name.
"""

from collections.abc import Iterator

import numpy as np
import polars as pl

from openclout.people.persons import Persons
from openclout.people.pieces import Hashes, Pieces, among, beside

PLAIN = pl.col("handle").str.strip_prefix("@")
FULL, OWN = (pl.concat_str("network", pl.lit(":"), name) for name in (PLAIN, "native_id"))


def named(accounts: Pieces, persons: Persons) -> Iterator[pl.DataFrame]:
    """Grain one person: person, name, title, claimed; sorted by person. The accounts are sorted by key."""
    given = persons.names.select(key="person", given="name", given_title="title").sort("key")
    shared = _told_apart(accounts, persons.names["name"].str.to_lowercase())
    for piece in accounts():
        keys = piece["key"].to_numpy()
        people = piece.filter(pl.Series(persons.person[keys] == keys))
        yield beside(beside(people, shared, "key"), given, "key").select(
            person="key",
            name=pl.coalesce("given", "long", PLAIN),
            title=pl.coalesce("given_title", "title"),
            claimed=pl.col("given").is_not_null(),
        )


def _told_apart(accounts: Pieces, taken: pl.Series) -> pl.DataFrame:
    """The accounts whose handle is not theirs alone, in any case: key, and as `long` their name with the network.

    It is made of the handle where that is theirs alone, else of the native id. Who shares a full name shares the handle
    too, so the others are not looked at for it.
    """
    shared = _shared(accounts, taken)
    if shared.is_empty():
        return shared.select("key", long="handle")
    full, own = FULL.str.to_lowercase(), OWN.str.to_lowercase()
    wanted = np.sort(_hashes(shared, full))
    ids = pl.concat(piece.select(own.alias("id")).filter(among(_hashes(piece, own), wanted)) for piece in accounts())
    whole = _alone(full, taken) & (~full.is_in(ids["id"].implode()) | (full == own))
    return shared.select("key", long=pl.when(whole).then(FULL).otherwise(OWN))


def _shared(accounts: Pieces, taken: pl.Series) -> pl.DataFrame:
    """The accounts whose handle another one has too, or that could pass for the full name of somebody else.

    Hashes of all handles tell of whom that has to be asked: they need a fraction of the memory.
    """
    lower, networks = PLAIN.str.to_lowercase(), set[str]()
    hashes = list[Hashes]()
    for piece in accounts():
        networks.update(piece["network"].unique().str.to_lowercase())
        hashes.append(_hashes(piece, lower))
    every = np.sort(np.concatenate(hashes))
    again = every[1:][every[1:] == every[:-1]]
    before = lower.str.extract("^([^:]*):")
    passing = before.is_in(pl.Series(sorted(networks), dtype=pl.String).implode()).fill_null(value=False)
    doubtful = passing | lower.is_in(taken.implode())
    found = pl.concat(
        piece.filter(doubtful | among(mine, again)) for piece, mine in zip(accounts(), hashes, strict=True)
    )
    return found.filter(~(_alone(lower, taken) & ~passing))


def _hashes(piece: pl.DataFrame, text: pl.Expr) -> Hashes:
    return piece.select(text.hash()).to_series().to_numpy()


def _alone(lower: pl.Expr, taken: pl.Series) -> pl.Expr:
    """Whether nobody else has the name (in lower case)."""
    return lower.is_unique() & ~lower.is_in(taken.implode())
