"""What an account's flags allow: to be scored, shown and named, to be found by a search. Pure.

Comes in: flags, as a set of words or as bits, and the setting `visibility`. Goes out: yes or no, for one account or as
an expression for many. Who told nothing is shown: files say nothing of flags, and a network that has them says so.
"""

from typing import Literal, get_args

import polars as pl

from openclout.vocabulary.networks import FLAGS, UNTOLD, bits

Visibility = Literal["discoverable", "everyone"]
DISCOVERABLE: Visibility = get_args(Visibility)[0]
"""Whoever does not want to be found is neither scored nor shown. With `everyone`, for one's own research, all are."""


def asked(flags: pl.Expr) -> pl.Expr:
    """The bits of flags alone, without those which say what nothing was told of."""
    return flags & (1 << UNTOLD) - 1


def latest(flags: pl.Expr) -> pl.Expr:
    """The bits of an account, of rows in the order in which they were told: each flag as it was last told of."""
    found = pl.lit(0, pl.Int16)
    for place in range(len(FLAGS)):
        told = flags.filter(flags.is_not_null() & (flags & (1 << place + UNTOLD) == 0)).last()
        found += told.fill_null(0) & (1 << place)
    return pl.when(flags.is_not_null().any()).then(found)


def words(kept: int) -> frozenset[str]:
    """The flags that bits stand for."""
    return frozenset(flag for place, flag in enumerate(FLAGS) if kept >> place & 1)


HIDES = bits(("hidden", "not_without_account", "protected", "away"))
"""Any of these: neither scored nor shown nor named."""
NOT_SEARCHED = bits(("not_indexed",))
"""Shown to whoever has the address, never among the results of a search."""
BOT = bits(("bot",))
"""Marked as a bot."""


def obeyed(flags: pl.Expr, visibility: Visibility) -> pl.Expr:
    """The bits that count under a visibility; 0 where nothing was told."""
    told = flags.fill_null(0)
    return told if visibility == DISCOVERABLE else told & BOT


def hides(flags: pl.Expr) -> pl.Expr:
    """Whether an account may be neither scored nor shown nor named."""
    return flags.fill_null(0) & HIDES != 0
