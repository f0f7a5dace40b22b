"""OpenRank: EigenTrust from seeds, over what people do to each other, as Karma3 Labs runs it for Farcaster.

    trust = 0.5 x seeds + 0.5 x sum over actors a of trust(a) x w(a, p) / sum of w(a, .)

`w` adds up follow 1, like 1, reply 6, share 3, mention 12. Whoever acted on nobody trusts the seeds.
Sources: Kamvar, Schlosser, Garcia-Molina, The EigenTrust Algorithm (2003); github.com/Karma3Labs/go-eigentrust (alpha)
and farcaster-graph (weights).
"""

import numpy as np

from openclout.scoring.methods.counting import heard, pairs, total
from openclout.scoring.methods.numbers import numbers
from openclout.scoring.methods.shapes import Method, Ranked, Seen
from openclout.scoring.methods.walking import Walk, visited
from openclout.scoring.rows import Bool, Float64, Rows
from openclout.vocabulary.acts import Act


def openrank(seen: Seen) -> Ranked:
    """Trust that flows from the people on whom most different people acted."""
    return openrank_from(seeds(seen), seen)


def openrank_from(chosen: Bool, seen: Seen) -> Ranked:
    """Trust that flows from these people; all adds up to 1. Without anybody chosen it flows from everybody."""
    number = numbers("openrank")
    if not seen.people:
        return Ranked(np.zeros(0), {"seed": np.zeros(0)})
    rows = heard(seen)
    start = np.where(chosen, 1.0, 0.0) if chosen.any() else np.ones(seen.people)
    start /= start.sum()
    walk = Walk(start, start, start, number["alpha"], int(number["steps"]), number["until_change"])
    return Ranked(visited(pairs(rows, _worth(rows)), walk), {"seed": chosen.astype(np.float64)})


def seeds(seen: Seen) -> Bool:
    """One in twenty of those who act and are acted on: who have most different people, and all who have as many."""
    ties = pairs(heard(seen))
    acts = total(ties.actor, seen.people) > 0.0
    known = np.where(acts, total(ties.owner, seen.people), 0.0)
    ordered = np.sort(known[known > 0.0])[::-1]
    if not len(ordered):
        return np.zeros(seen.people, dtype=np.bool_)
    last = int(np.ceil(numbers("openrank")["seed_share"] * len(ordered))) - 1
    return np.asarray(known >= ordered[last])


def _worth(rows: Rows) -> Float64:
    """What an act says about trust."""
    number = numbers("openrank")
    by_act = np.full(1 + max(Act), number["other"])
    for act in (Act.FOLLOW, Act.LIKE, Act.REPLY, Act.ANNOUNCE, Act.QUOTE, Act.MENTION):
        by_act[act] = number[act.word]
    return by_act[rows.act]


OPENRANK = Method(
    name="openrank",
    title="OpenRank",
    years="2023 to today",
    scale="0 to 1, everybody together 1",
    looks_at="Trust that starts at a few chosen people and flows on to whom they reply to, mention, share or like.",
    source="https://github.com/Karma3Labs/farcaster-graph; Kamvar, Schlosser, Garcia-Molina, EigenTrust (2003)",
    ours="The seeds: theirs are a list made by hand, ours the one in twenty on whom most different people "
    "acted, of those who act themselves. The weights of acts that Farcaster does not have, and when the walk stops.",
    ranked=openrank,
)
