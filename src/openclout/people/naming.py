"""What people are called: a name for addresses and commands, a title for people.

Comes in: accounts, and which of them are joined. Goes out: one row per person.
A linked person has the name that was given with the link. Everybody else is called by the handle without its @; where
several use that handle, by `network:handle`; where that is shared too, by `network:native_id`. No two people have the
same name.
"""

import polars as pl

from openclout.people.persons import Persons


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
    plain, taken = pl.col("handle").str.strip_prefix("@"), given.str.to_lowercase()
    alone = accounts.select(_alone(plain, taken) & ~_passing(plain, accounts["network"])).to_series()
    if alone.all():
        return accounts.with_columns(short=plain)
    # Who shares a full name shares the handle too, so the few without a handle of their own are looked at alone.
    shared = accounts.filter(~alone).select("key", long=_told_apart(accounts.filter(~alone), taken, accounts))
    found = accounts.join(shared, on="key", how="left", maintain_order="left")
    return found.with_columns(short=pl.coalesce("long", plain))


def _alone(name: pl.Expr, taken: pl.Series) -> pl.Expr:
    """Whether nobody else has the name, in any case."""
    lower = name.str.to_lowercase()
    return lower.is_unique() & ~lower.is_in(taken.implode())


def _passing(plain: pl.Expr, networks: pl.Series) -> pl.Expr:
    """Whether a handle begins with a network and a colon, and could pass for somebody else's full name."""
    before = plain.str.to_lowercase().str.extract("^([^:]*):")
    return before.is_in(networks.unique().str.to_lowercase().implode()).fill_null(value=False)


def _told_apart(shared: pl.DataFrame, taken: pl.Series, accounts: pl.DataFrame) -> pl.Series:
    """The names of accounts with their network: by the handle where that is theirs alone, else by the native id."""
    handle = pl.col("handle").str.strip_prefix("@")
    full, own = (pl.concat_str("network", pl.lit(":"), name) for name in (handle, "native_id"))
    lower, ids = full.str.to_lowercase(), accounts.select(own.str.to_lowercase()).to_series()
    whole = _alone(full, taken) & (~lower.is_in(ids.implode()) | (lower == own.str.to_lowercase()))
    return shared.select(pl.when(whole).then(full).otherwise(own)).to_series()
