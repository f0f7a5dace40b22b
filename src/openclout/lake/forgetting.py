"""An account leaves the lake: every table, and the history.

Comes in: an account. Goes out: nothing of it. Files that mention it are written anew without it, and then every
file that is no longer part of a table is deleted. The key is not given again.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

import polars as pl

from openclout.lake.clearing import emptied, without
from openclout.lake.store import Store

FORGOTTEN = "lake/forgotten"
SHORT = 5
"""A shorter name is looked for as a word of its own: it stands in many words by chance."""
TEXTS = ("reader", "cursor", "url", "headers", "about", "account")


@dataclass(frozen=True)
class Trace:
    """How an account is recognised: its key, if it has one, and every name it had."""

    key: int | None
    names: tuple[str, ...]

    def conditions(self) -> dict[str, pl.Expr]:
        """The rows of each table that tell of the account."""
        told = {"rejects": naming(self.names, "reason"), "raw_pages": page_naming(self.names)}
        if self.key is None:
            return told
        key = pl.lit(self.key, pl.Int32)
        return {
            "interactions": (pl.col("actor") == key) | (pl.col("target") == key),
            "posts": pl.col("author") == key,
            "counts": pl.col("account") == key,
            **told,
            "accounts": pl.col("key") == key,
        }


def page_naming(names: Sequence[str]) -> pl.Expr:
    """The raw pages that hold one of the names: in what was asked, or anywhere in the answer."""
    return pl.any_horizontal(*(naming(names, column) for column in TEXTS), naming(names, "body", of_bytes=True))


def naming(names: Sequence[str], column: str, *, of_bytes: bool = False) -> pl.Expr:
    """The rows whose text holds one of the names, in any case, plain or as JSON or an address spells it."""
    spelt = sorted({spelling for name in names for spelling in spellings(name)})
    long = [name for name in spelt if len(name) >= SHORT]
    words = "|".join(re.escape(name) for name in spelt if len(name) < SHORT)
    text = pl.col(column).map_batches(decoded, pl.String) if of_bytes else pl.col(column)
    found = [text.str.contains_any(long, ascii_case_insensitive=True)] if long else []
    # A letter before the name may be the end of an escape, as in "\nada".
    found += (
        [text.str.contains(rf"(?i)(?:^|[^\pL\pN]|\\[bfnrt]|\\u[0-9a-f]{{4}})(?:{words})(?:$|[^\pL\pN])")]
        if words
        else []
    )
    return pl.any_horizontal(pl.lit(value=False), *found).fill_null(value=False)


def spellings(name: str) -> set[str]:
    """A name as it may be written in a page."""
    escaped = json.dumps(name)[1:-1]
    return {
        name,
        escaped,
        escaped.replace("/", "\\/"),
        json.dumps(name, ensure_ascii=False)[1:-1],
        quote(name, safe=""),
    }


def decoded(bodies: pl.Series) -> pl.Series:
    """Bytes as text; what is no text becomes marks, and what is text among it stays."""
    return pl.Series(
        [body.decode("utf-8", "replace") if body is not None else None for body in bodies], dtype=pl.String
    )


def trace(accounts: Store, network: str, native_id: str) -> Trace:
    """What the lake knows an account by."""
    rows = accounts.scan().filter(pl.col("network") == network, pl.col("native_id") == native_id).collect()
    names = rows["native_id"].append(rows["handle"]).drop_nulls().unique().sort()
    return Trace(int(rows["key"][0]) if rows.height else None, tuple(name for name in names if name) or (native_id,))


def forget(stores: Mapping[str, Store], network: str, native_id: str) -> int:
    """Remove an account; the rows that went. The accounts table is last, so that a broken attempt can be repeated."""
    found = trace(stores["accounts"], network, native_id)
    gone = 0
    for name, condition in found.conditions().items():
        store = stores[name]
        gone += without(store, condition, {FORGOTTEN: (store.number(FORGOTTEN) or 0) + 1})
    # Also when nothing was found: an earlier attempt may have been broken off just before this.
    for store in stores.values():
        emptied(store)
    return gone
