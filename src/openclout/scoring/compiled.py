"""Numba's compiler behind one typed decorator.

Comes in: a function over arrays. Goes out: the same function, compiled on first use and free of the interpreter lock.
What is compiled is kept on disk where a folder can be written, next to the code or in the cache folder of whoever
runs it. Float sums keep the order in which they are written: no `fastmath`.
"""

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar, cast

import numba

P = ParamSpec("P")
R = TypeVar("R")


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """The function, compiled."""
    return _kept(function, counted=True)


def lean(function: Callable[P, R]) -> Callable[P, R]:
    """The function, compiled; it makes and returns no arrays, but writes to those that it is handed.

    Numba then keeps no count of who refers to an array: for owners with a few rows counting took longer than summing.
    The flag for it, `_nrt`, is numba's own; where it is not known compiling fails, and nothing is wrong silently.
    """
    return _kept(function, counted=False)


def _kept(function: Callable[P, R], *, counted: bool) -> Callable[P, R]:
    # Said of every function: one that leaves it open takes it from whoever happens to call it first.
    asked: dict[str, Any] = {"nogil": True, "_nrt": counted}
    try:
        kept = numba.njit(cache=True, **asked)(function)
    except RuntimeError:
        # Numba finds no folder to keep it in: service accounts and containers often have none that can be written.
        kept = numba.njit(**asked)(function)
    return cast("Callable[P, R]", kept)
