"""h-index: the largest h such that h people each acted h times or more.

    h = max { h : at least h people acted on you h times or more }

Source: J. E. Hirsch, An index to quantify an individual's scientific research output, PNAS 102 (2005) 16569: papers
with citations. Read here as fans with rows, as network science does.
"""

import numpy as np

from openclout.scoring.methods.counting import heard, pairs
from openclout.scoring.methods.shapes import Method, Ranked, Seen


def h_index(seen: Seen) -> Ranked:
    """The h-index of everybody's fans."""
    found = pairs(heard(seen))
    order = np.lexsort((-found.worth, found.owner))
    owner, rows = found.owner[order], found.worth[order]
    first = np.searchsorted(owner, owner, side="left")
    place = 1 + np.arange(len(owner)) - first
    # From the busiest fan on, rows fall and places rise: those that still reach their place are the first h.
    return Ranked(np.bincount(owner[rows >= place], minlength=seen.people).astype(np.float64))


H_INDEX = Method(
    name="h-index",
    title="h-index",
    years="2005 to today",
    scale="0 and more",
    looks_at="How many people came back how often: h people who each acted at least h times.",
    source="J. E. Hirsch, PNAS 102 (2005) 16569",
    ours="Fans stand for papers and their acts for citations. Acts of nobody named count for nothing.",
    ranked=h_index,
)
