"""Numba's compiler behind one typed decorator.

Comes in: a function over arrays. Goes out: the same function, compiled on first use and free of the interpreter lock.
What is compiled is kept on disk where a folder can be written, next to the code or in the cache folder of whoever
runs it. Float sums keep the order in which they are written: no `fastmath`.
"""

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

import numba

P = ParamSpec("P")
R = TypeVar("R")


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """The function, compiled."""
    try:
        kept = numba.njit(cache=True, nogil=True)(function)
    except RuntimeError:
        # Numba finds no folder to keep it in: service accounts and containers often have none that can be written.
        kept = numba.njit(nogil=True)(function)
    return cast("Callable[P, R]", kept)
