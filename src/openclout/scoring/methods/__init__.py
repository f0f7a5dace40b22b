"""Methods side by side: ours, and what others published.

Comes in: what a method sees (`Seen`). Goes out: a number for everybody (`Ranked`). Each method is a file with its
source and its formula; its numbers are in `rivals.toml`, each with unit, reason and source.
"""

from openclout.scoring.methods.h_index import H_INDEX
from openclout.scoring.methods.ours import OURS
from openclout.scoring.methods.pagerank import PAGERANK
from openclout.scoring.methods.shapes import Method, Ranked, Seen
from openclout.vocabulary.errors import BadInput

__all__ = ["METHODS", "Method", "Ranked", "Seen", "method"]

METHODS: tuple[Method, ...] = (OURS, H_INDEX, PAGERANK)
"""Ours first, then the rivals."""


def method(name: str) -> Method:
    """The method of a name. Raises BadInput naming the known ones."""
    for known in METHODS:
        if known.name == name:
            return known
    raise BadInput(f"Methods are {', '.join(known.name for known in METHODS)}; got {name!r}. Choose one of them.")
