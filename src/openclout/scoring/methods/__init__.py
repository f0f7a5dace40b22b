"""Methods side by side: ours, and what others published.

Comes in: what a method sees (`Seen`). Goes out: a number for everybody (`Ranked`). Each method is a file with its
source and its formula; its numbers are in `rivals.toml`, each with unit, reason and source.
"""

from openclout.scoring.methods.blog_grader import BLOG_GRADER
from openclout.scoring.methods.followerwonk import FOLLOWERWONK
from openclout.scoring.methods.h_index import H_INDEX
from openclout.scoring.methods.klout_2011 import KLOUT_2011
from openclout.scoring.methods.kred import KRED
from openclout.scoring.methods.openrank import OPENRANK
from openclout.scoring.methods.ours import OURS
from openclout.scoring.methods.pagerank import PAGERANK
from openclout.scoring.methods.peerindex import PEERINDEX
from openclout.scoring.methods.shapes import Method, Ranked, Seen
from openclout.scoring.methods.tweepcred import TWEEPCRED
from openclout.scoring.methods.twitalyzer import TWITALYZER
from openclout.scoring.methods.twitter_grader import TWITTER_GRADER
from openclout.scoring.weights import VERSIONS
from openclout.vocabulary.errors import BadInput

__all__ = ["METHODS", "Method", "Ranked", "Seen", "method"]

METHODS: tuple[Method, ...] = (
    OURS,
    KRED,
    PEERINDEX,
    TWITTER_GRADER,
    BLOG_GRADER,
    FOLLOWERWONK,
    TWITALYZER,
    TWEEPCRED,
    KLOUT_2011,
    OPENRANK,
    H_INDEX,
    PAGERANK,
)
"""Ours first, then the rivals."""


def method(name: str) -> Method:
    """The method of a name. Raises BadInput naming the known ones."""
    for known in METHODS:
        if known.name == name:
            return known
    names = (*VERSIONS, *(known.name for known in METHODS[1:]))
    raise BadInput(f"Methods are {', '.join(names)}; got {name!r}. Choose one of them.")
