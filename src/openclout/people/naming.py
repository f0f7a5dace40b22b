"""What people are called: a name for addresses and commands, a title for people.

Comes in: accounts, and which of them are joined. Goes out: one row per person.
A linked person has the name that was given with the link. Everybody else is called by the handle, or by
`network:handle` where several people use that handle.
"""

import polars as pl

from openclout.people.persons import Persons


def named(accounts: pl.DataFrame, persons: Persons) -> pl.DataFrame:
    """Grain one person: person, name, title, claimed; sorted by person."""
    held = accounts.with_columns(person=pl.Series(persons.person[accounts["key"].to_numpy()], dtype=pl.Int32))
    own = held.filter(pl.col("key") == pl.col("person"))
    given = persons.names.rename({"name": "given", "title": "given_title"})
    lower = pl.col("handle").str.to_lowercase()
    taken = persons.names["name"].str.to_lowercase().implode()
    shared = (pl.len().over(lower) > 1) | lower.is_in(taken)
    full = pl.concat_str("network", pl.lit(":"), "handle")
    return (
        own.join(given, on="person", how="left", maintain_order="left")
        .with_columns(short=pl.when(shared).then(full).otherwise("handle"))
        .select(
            "person",
            name=pl.coalesce("given", "short"),
            title=pl.coalesce("given_title", "title"),
            claimed=pl.col("given").is_not_null(),
        )
        .sort("person")
    )
