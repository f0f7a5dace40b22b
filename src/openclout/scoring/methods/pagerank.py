"""PageRank: whoever is acted on by those who are acted on.

    rank(p) = (1 - d) / N + d x sum over actors a of rank(a) x w(a, p) / sum of w(a, .)

`w` is how often a acted on p, at most five times; whoever acted on nobody passes on to everybody alike.
Source: Page, Brin, Motwani, Winograd, The PageRank Citation Ranking: Bringing Order to the Web (1999), damping 0.85.
"""

import numpy as np

from openclout.scoring.methods.counting import heard, pairs
from openclout.scoring.methods.numbers import numbers
from openclout.scoring.methods.shapes import Method, Ranked, Seen
from openclout.scoring.methods.walking import Walk, visited


def pagerank(seen: Seen) -> Ranked:
    """The PageRank of everybody; all add up to 1."""
    number = numbers("pagerank")
    if not seen.people:
        return Ranked(np.zeros(0))
    found = pairs(heard(seen))
    edges = found._replace(worth=np.minimum(found.worth, number["most_rows"]))
    alike = np.full(seen.people, 1.0 / seen.people)
    walk = Walk(alike, alike, alike, 1.0 - number["damping"], int(number["steps"]), number["until_change"])
    return Ranked(visited(edges, walk))


PAGERANK = Method(
    name="pagerank",
    title="PageRank",
    years="1998 to today",
    scale="0 to 1, everybody together 1",
    looks_at="Who is acted on by people who are themselves acted on, for ever and with every act alike.",
    source="Page, Brin, Motwani, Winograd, The PageRank Citation Ranking (1999)",
    ours="That repeats count up to five times, and when the walk stops.",
    ranked=pagerank,
)
