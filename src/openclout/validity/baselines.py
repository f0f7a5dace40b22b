"""Plain ways of counting, which a method has to beat.

Comes in: what was `Seen` at a cut. Goes out: one number per person for each name in BASELINES.
Source: Kleinberg 1999 (HITS); PageRank and the h-index are those of `scoring.methods`.
"""

import numpy as np

from openclout.scoring.methods import Seen, method
from openclout.scoring.methods.counting import Pairs, done, pairs, total
from openclout.scoring.metrics import figures, judged, ranking
from openclout.scoring.points import DAY
from openclout.scoring.rows import Float64, Rows, chosen
from openclout.validity.cuts import Cut, distinct, earlier
from openclout.validity.protocol import Protocol, Rank
from openclout.validity.world import World, within
from openclout.vocabulary.acts import Act
from openclout.vocabulary.cards import MEASURES

LIVES = {1 / 24: "1 hour", 0.25: "6 hours", 1.0: "1 day"}
"""How a half-life is called; else in days."""
BY_ACT = {Act.ANNOUNCE: 3.0, Act.ACCEPT: 3.0, Act.QUOTE: 3.0, Act.REPLY: 2.0, Act.MENTION: 2.0}
"""As Kred weighed reactions: reshares 3, replies and mentions 2, the rest 1. Answers are replies once imported."""


def life(days: float) -> str:
    """A half-life in words."""
    return next((word for known, word in LIVES.items() if abs(known - days) < known / 100), f"{days:g} days")


def baselines(seen: Seen, window: int, protocol: Protocol) -> dict[str, Float64]:
    """Everybody's number by every baseline that needs no choice, by its title."""
    rows, people = seen.rows, seen.people
    week = int(protocol.twitalyzer_days * DAY)
    found = {
        "own activity": done(rows, people),
        "received": total(rows.owner, people),
        "distinct people": distinct(rows, people),
        "distinct people, last window": lately(seen, window),
        "distinct people, 7 days": lately(seen, week),
        **{f"decayed, {life(days)}": decayed(seen, days) for days in protocol.half_lives},
        "PageRank": method("pagerank").ranked(seen).score,
        "HITS authority": authority(pairs(rows), people, protocol.authority),
        "h-index": method("h-index").ranked(seen).score,
        "weighed by act": _by_act(rows, people),
    }
    return found | {f"{kind}s": count for kind, count in seen.counts.items()}


def tuned(world: World, cut: Cut, protocol: Protocol) -> float:
    """The half-life (days) that did best on earlier cuts, by the mean of NDCG@100 and concordance."""
    past = earlier(world, cut, protocol)
    if not past:
        return protocol.usual_half_life
    names = list(MEASURES)
    looked_at = [names.index("ndcg"), names.index("concordance")]
    marks = np.zeros(len(protocol.half_lives))
    for one in past:
        truth, once = judged(one.truth, one.active), np.ones(len(one.population), dtype=np.int64)
        for at, days in enumerate(protocol.half_lives):
            found = ranking(decayed(one.seen, days)[one.population])
            marks[at] += np.nansum(figures(found, truth, once, protocol.top)[looked_at])
    return protocol.half_lives[int(marks.argmax())]


def lately(seen: Seen, length: int) -> Float64:
    """How many different people acted within that many microseconds."""
    return distinct(chosen(seen.rows, within(seen.rows, seen.as_of - length, seen.as_of)), seen.people)


def decayed(seen: Seen, days: float) -> Float64:
    """Rows received, each half as much after every half-life."""
    age = (seen.as_of - seen.rows.at) / (DAY * days)
    return total(seen.rows.owner, seen.people, np.exp2(-age))


def _by_act(rows: Rows, people: int) -> Float64:
    weight = np.ones(1 + max(Act))
    for act, more in BY_ACT.items():
        weight[act] = more
    return total(rows.owner, people, weight[rows.act])


def authority(known: Pairs, people: int, rank: Rank) -> Float64:
    """On whom those act who act on such people, by rounds of hubs and authorities."""
    weight = np.minimum(known.worth, rank.most)
    found = np.ones(people)
    for _ in range(rank.rounds):
        hub = total(known.actor, people, weight * found[known.owner])
        new = total(known.owner, people, weight * hub[known.actor])
        new /= float(np.linalg.norm(new)) or 1.0
        moved = np.abs(new - found).sum()
        found = new
        if moved < rank.settled:
            break
    return found
