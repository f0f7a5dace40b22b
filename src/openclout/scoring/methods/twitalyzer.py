"""Twitalyzer: five things about the last seven days, each relative to whoever has most.

    impact = 100 x mean of reach, authority, clout, generosity, velocity
    each   = ln(1 + x) / ln(1 + the largest x)

Reach is followers; authority the people who share; clout the people who act at all; generosity the people whom one
shares; velocity one's own acts. It counts people, not repeats: three who share a hundred times are three.
Source: twitalyzer.com, definitions of 2009, quoted at churchtechreview.com (14 April 2009).
"""

import numpy as np

from openclout.scoring.methods.counting import done, fans, followers, heard, of_acts, pairs, share, total
from openclout.scoring.methods.numbers import numbers
from openclout.scoring.methods.shapes import Method, Ranked, Seen
from openclout.scoring.rows import Float64
from openclout.vocabulary.acts import Act


def twitalyzer(seen: Seen) -> Ranked:
    """Impact as the score; its five parts and the engagement ratio beside it."""
    rows = heard(seen, numbers("twitalyzer")["days"])
    shares = of_acts(rows, Act.ANNOUNCE, Act.QUOTE)
    clout, addressed = fans(rows, seen.people), total(pairs(rows).actor, seen.people)
    counted = {
        "reach": followers(seen),
        "authority": fans(shares, seen.people),
        "clout": clout,
        "generosity": total(pairs(shares).actor, seen.people),
        "velocity": done(rows, seen.people),
    }
    parts = {name: 100.0 * _relative(found) for name, found in counted.items()}
    impact = np.mean(list(parts.values()), axis=0)
    return Ranked(impact, parts | {"engagement": share(addressed, clout)})


def _relative(found: Float64) -> Float64:
    """How far everybody is on the way to whoever has most, in logarithms: 0 to 1."""
    return np.asarray(np.log1p(found) / np.log1p(max(1.0, found.max(initial=0.0))))


TWITALYZER = Method(
    name="twitalyzer",
    title="Twitalyzer",
    years="2009 to 2013",
    scale="0 to 100, relative to the highest",
    looks_at="Different people, not repeats, in the last seven days: who share, who answer, whom one shares.",
    source="twitalyzer.com (2009), quoted at http://www.churchtechreview.com/2009/04/14/"
    "twitalyzer-tool-to-measure-your-impact-and-success-on-twitter/",
    ours="All five weigh the same and are taken in logarithms. Followers, where a network states none, are the "
    "different people who ever acted. Signal-to-noise needs the words of posts and is left out.",
    ranked=twitalyzer,
)
