"""Numba's compiler behind one typed decorator.

Comes in: a function over arrays. Goes out: the same function, compiled on first use, kept on disk, free of the
interpreter lock. Float sums keep the order in which they are written: no `fastmath`.
"""

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

import numba

P = ParamSpec("P")
R = TypeVar("R")


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """The function, compiled."""
    return cast("Callable[P, R]", numba.njit(cache=True, nogil=True)(function))
