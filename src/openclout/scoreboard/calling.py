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

    `people` has person, name, title; `accounts` has person, handle, title.
    """
    names = people.select(text="name", rank=BY_NAME, person="person")
    titles = [
        frame.select(text=text, rank=BY_TITLE, person="person")
        for frame, text in ((people, "title"), (accounts, "handle"), (accounts, "title"))
    ]
    lower = pl.col("text").str.normalize("NFKC").str.to_lowercase()
    return pl.concat([names, *titles]).with_columns(lower).unique().sort("text", "rank", "person")
