"""What people are called: a name for addresses and commands, a title for people.

Comes in: accounts, and which of them are joined. Goes out: one row per person.
A linked person has the name that was given with the link. Everybody else is called by the handle without its @; where
several use that handle, by `network:handle`; where that is shared too, by `network:native_id`. No two people have the
same name.
"""

import polars as pl

from openclout.people.persons import Persons

PLAIN, FULL, OWN = "handle", "full", "own"


def named(accounts: pl.DataFrame, persons: Persons) -> pl.DataFrame:
    """Grain one person: person, name, title, claimed; sorted by person."""
    person = pl.Series(persons.person[accounts["key"].to_numpy()], dtype=pl.Int32)
    given = persons.names.rename({"name": "given", "title": "given_title"})
    return (
        _called(accounts, persons.names["name"])
        .with_columns(person=person)
        .filter(pl.col("key") == pl.col("person"))
        .join(given, on="person", how="left", maintain_order="left")
        .select(
            "person",
            name=pl.coalesce("given", "short"),
            title=pl.coalesce("given_title", "title"),
            claimed=pl.col("given").is_not_null(),
        )
        .sort("person")
    )


def _called(accounts: pl.DataFrame, given: pl.Series) -> pl.DataFrame:
    """The accounts with the shortest name that is theirs alone, in any case, as `short`."""
    full, own = (pl.concat_str("network", pl.lit(":"), name) for name in ("handle", "native_id"))
    accounts = accounts.with_columns(pl.col("handle").str.strip_prefix("@"))
    named_accounts = accounts.with_columns(full.alias(FULL), own.alias(OWN))
    taken = given.str.to_lowercase().implode()
    ids = named_accounts[OWN].str.to_lowercase().implode()
    lower = {name: pl.col(name).str.to_lowercase() for name in (PLAIN, FULL, OWN)}
    alone = {name: ~(pl.len().over(lower[name]) > 1) & ~lower[name].is_in(taken) for name in (PLAIN, FULL)}
    # A handle that begins with a network and a colon could pass for somebody else's full name.
    passing = lower[PLAIN].str.extract("^([^:]*):").is_in(accounts["network"].str.to_lowercase().unique().implode())
    plain = alone[PLAIN] & ~passing.fill_null(value=False)
    whole = alone[FULL] & (~lower[FULL].is_in(ids) | (lower[FULL] == lower[OWN]))
    return named_accounts.with_columns(short=pl.when(plain).then(PLAIN).when(whole).then(FULL).otherwise(OWN))
