"""What an account's flags allow: to be scored, shown and named, to be found by a search. Pure.

Comes in: flags, as a set of words or as bits, and the setting `visibility`. Goes out: yes or no, for one account or as
an expression for many. Who told nothing is shown: files say nothing of flags, and a network that has them says so.
"""

from collections.abc import Iterable
from typing import Literal, get_args

import polars as pl

from openclout.vocabulary.networks import FLAGS

Visibility = Literal["discoverable", "everyone"]
DISCOVERABLE: Visibility = get_args(Visibility)[0]
"""Whoever does not want to be found is neither scored nor shown. With `everyone`, for one's own research, all are."""


def bits(flags: Iterable[str]) -> int:
    """Flags as they are kept: the first of FLAGS is 1, the next 2, and so on. Raises ValueError for an unknown one."""
    return sum(1 << FLAGS.index(flag) for flag in set(flags))


def words(kept: int) -> frozenset[str]:
    """The flags that bits stand for."""
    return frozenset(flag for place, flag in enumerate(FLAGS) if kept >> place & 1)


HIDES = bits(("hidden", "not_without_account", "protected"))
"""Any of these: neither scored nor shown nor named."""
NOT_SEARCHED = bits(("not_indexed",))
"""Shown to whoever has the address, never among the results of a search."""
BOT = bits(("bot",))
"""Marked as a bot."""


def obeyed(flags: pl.Expr, visibility: Visibility) -> pl.Expr:
    """The bits that count under a visibility; 0 where nothing was told."""
    asked = flags.fill_null(0)
    return asked if visibility == DISCOVERABLE else asked & BOT


def hides(flags: pl.Expr) -> pl.Expr:
    """Whether an account may be neither scored nor shown nor named."""
    return flags.fill_null(0) & HIDES != 0
