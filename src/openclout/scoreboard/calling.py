"""What people are called, as it is looked up: without regard to case or to how a letter is encoded.

Comes in: names, titles and handles. Goes out: the rows of the table `called`, and texts made comparable.
Texts are compared in lower case and in Unicode's form NFKC, in which wide, ligated and composed letters are one.
"""

from unicodedata import normalize

import polars as pl

from openclout.scoreboard.layout import BY_NAME, BY_TITLE


def writable(text: str) -> str:
    """The text with question marks for what UTF-8 has no bytes for."""
    return text.encode("utf-8", "replace").decode()


def comparable(text: str) -> str:
    """A text as it is looked up."""
    return normalize("NFKC", writable(text)).lower()


def called(people: pl.DataFrame, accounts: pl.DataFrame) -> pl.DataFrame:
    """Grain: one text that a person answers to; text, rank, person, sorted.

    `people` has person, name, title; `accounts` has person, native_id, handle, title. What would only say a name or a
    handle again is left out.
    """
    names = people.select(text="name", rank=BY_NAME, person="person")
    # Joined by themselves: a join copies all columns that it is given.
    held = accounts.with_columns(_names(people, accounts["person"]))
    others = (
        people.filter(pl.col("title") != pl.col("name")).select("person", text="title"),
        held.filter(pl.col("handle").ne_missing(pl.col("name"))).select("person", text="handle"),
        held.filter(pl.col("title") != pl.col("handle")).select("person", text="title"),
        held.filter(pl.col("native_id") != pl.col("handle")).select("person", text="native_id"),
    )
    titles = [frame.select("text", pl.lit(BY_TITLE).alias("rank"), "person") for frame in others]
    lower = pl.col("text").str.strip_prefix("@").str.normalize("NFKC").str.to_lowercase()
    texts = pl.concat([names, *titles]).with_columns(lower).sort("text", "rank", "person")
    again = pl.all_horizontal(pl.all() == pl.all().shift()).fill_null(value=False)
    return texts.filter(~again)  # sorted ones need no table of those seen


def _names(people: pl.DataFrame, persons: pl.Series) -> pl.Series:
    """The name of each of these persons; null for those who are not among the people."""
    names = people.select("person", "name")
    return persons.to_frame().join(names, on="person", how="left", maintain_order="left")["name"]
