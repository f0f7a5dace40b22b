"""OpenClout: whose words move people, and why.

    import openclout
    scores = openclout.score(interactions)
    print(openclout.explain(interactions, "ada"))

What is offered here is loaded on first use, so that importing the package costs nothing.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openclout.library import Explanation, explain, score

__all__ = ["Explanation", "explain", "score"]
__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from openclout import library

    return getattr(library, name)
