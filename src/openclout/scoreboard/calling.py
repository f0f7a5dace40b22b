"""What people are called, as it is looked up: without regard to case or to how a letter is encoded.

Comes in: names, titles and handles. Goes out: what becomes the table `called`, and texts made comparable.
Texts are compared in lower case and in Unicode's form NFKC, in which wide, ligated and composed letters are one.
"""

from collections.abc import Iterable, Iterator
from unicodedata import normalize

import polars as pl

from openclout.scoreboard.layout import BY_NAME, BY_TITLE


def writable(text: str) -> str:
    """The text with question marks for what UTF-8 has no bytes for."""
    return text.encode("utf-8", "replace").decode()


def comparable(text: str) -> str:
    """A text as it is looked up."""
    return normalize("NFKC", writable(text)).lower()


def texts(people: Iterable[pl.DataFrame], accounts: Iterable[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """Grain: one text that a person answers to, some of them several times; text, rank, person.

    `people` have person, name, title; `accounts` have person, the person's name, native_id, handle, title. They come in
    pieces, and so do the texts. What would only say a name or a handle again is left out.
    """
    yield from map(_of_people, people)
    yield from map(_of_accounts, accounts)


def once(called: pl.DataFrame) -> pl.DataFrame:
    """Sorted rows, each of them once."""
    again = pl.all_horizontal(pl.all() == pl.all().shift()).fill_null(value=False)
    return called.filter(~again)  # sorted ones need no table of those seen


def _of_people(people: pl.DataFrame) -> pl.DataFrame:
    titles = people.filter(pl.col("title") != pl.col("name")).select("person", text="title", rank=BY_TITLE)
    return _comparable(pl.concat([people.select("person", text="name", rank=BY_NAME), titles]))


def _of_accounts(accounts: pl.DataFrame) -> pl.DataFrame:
    others = (
        accounts.filter(pl.col("handle").ne_missing(pl.col("name"))).select("person", text="handle"),
        accounts.filter(pl.col("title") != pl.col("handle")).select("person", text="title"),
        accounts.filter(pl.col("native_id") != pl.col("handle")).select("person", text="native_id"),
    )
    return _comparable(pl.concat(others).with_columns(rank=BY_TITLE))


def _comparable(texts: pl.DataFrame) -> pl.DataFrame:
    """The texts as they are looked up. Most are plain letters, for which a normal form would be work for nothing."""
    texts = texts.with_columns(pl.col("text").str.strip_prefix("@"))
    plain = texts["text"].str.len_bytes() == texts["text"].str.len_chars()
    rare = texts.filter(~plain).with_columns(pl.col("text").str.normalize("NFKC"))
    both = pl.concat([texts.filter(plain), rare])
    return both.select(pl.col("text").str.to_lowercase(), "rank", "person")
