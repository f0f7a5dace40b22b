"""Plain ways of counting, which a method has to beat.

Comes in: what was `Seen` at a cut. Goes out: one number per person for each name in BASELINES.
Sources: Page, Brin, Motwani, Winograd 1999 (PageRank); Kleinberg 1999 (HITS); Hirsch 2005 (h-index).
"""

import numpy as np

from openclout.scoring.compiled import compiled
from openclout.scoring.points import DAY
from openclout.scoring.rows import Float64, Int64, Rows, chosen
from openclout.validity.cuts import Cut, distinct, earlier
from openclout.validity.metrics import figures, judged, ranking
from openclout.validity.protocol import PageRank, Protocol
from openclout.validity.world import Seen, World, within
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
    known = edges(rows, people)
    week = int(protocol.twitalyzer_days * DAY)
    found = {
        "own activity": np.bincount(rows.actor[rows.actor >= 0], minlength=people).astype(np.float64),
        "received": np.bincount(rows.owner, minlength=people).astype(np.float64),
        "distinct people": distinct(rows, people),
        "distinct people, last window": lately(seen, window),
        "distinct people, 7 days": lately(seen, week),
        **{f"decayed, {life(days)}": decayed(seen, days) for days in protocol.half_lives},
        "PageRank": pagerank(known, people, protocol.pagerank),
        "HITS authority": authority(known, people, protocol.pagerank),
        "h-index of fans": h_index(known, people),
        "weighed by act, as Kred": _by_act(rows, people),
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
    return np.bincount(seen.rows.owner, np.exp2(-age), minlength=seen.people)


def _by_act(rows: Rows, people: int) -> Float64:
    weight = np.ones(1 + max(Act))
    for act, more in BY_ACT.items():
        weight[act] = more
    return np.bincount(rows.owner, weight[rows.act], minlength=people)


class Edges:
    """Distinct pairs of named people: `actor` acted on `owner`, `rows` times; sorted by owner."""

    def __init__(self, owner: Int64, actor: Int64, rows: Int64) -> None:
        self.owner, self.actor, self.rows = owner, actor, rows


def edges(rows: Rows, people: int) -> Edges:
    """The distinct pairs of rows."""
    named = rows.actor >= 0
    words = rows.owner[named].astype(np.int64) * people + rows.actor[named]
    pairs, count = np.unique(words, return_counts=True)
    return Edges(pairs // people, pairs % people, count.astype(np.int64))


def pagerank(known: Edges, people: int, rank: PageRank) -> Float64:
    """The share of time that a walker spends with each person, following acts from who acts to whom it is done."""
    weight = np.minimum(known.rows, rank.most).astype(np.float64)
    out = np.bincount(known.actor, weight, minlength=people)
    passed = weight / out[known.actor]
    idle = out == 0.0
    found = np.full(people, 1.0 / people)
    for _ in range(rank.rounds):
        flow = np.bincount(known.owner, found[known.actor] * passed, minlength=people) + found[idle].sum() / people
        new = (1.0 - rank.damping) / people + rank.damping * flow
        moved = np.abs(new - found).sum()
        found = new
        if moved < rank.settled:
            break
    return found


def authority(known: Edges, people: int, rank: PageRank) -> Float64:
    """On whom those act who act on such people, by rounds of hubs and authorities."""
    weight = np.minimum(known.rows, rank.most).astype(np.float64)
    found = np.ones(people)
    for _ in range(rank.rounds):
        hub = np.bincount(known.actor, weight * found[known.owner], minlength=people)
        new = np.bincount(known.owner, weight * hub[known.actor], minlength=people)
        new /= np.linalg.norm(new) or 1.0
        moved = np.abs(new - found).sum()
        found = new
        if moved < rank.settled:
            break
    return found


def h_index(known: Edges, people: int) -> Float64:
    """The largest h such that h people acted at least h times each."""
    order = np.lexsort((-known.rows, known.owner))
    return _h_index(known.owner[order], known.rows[order], people)


@compiled
def _h_index(owner: Int64, rows: Int64, people: int) -> Float64:
    found = np.zeros(people, dtype=np.float64)
    place = 0
    for i in range(len(owner)):
        place = place + 1 if i > 0 and owner[i] == owner[i - 1] else 1
        if rows[i] >= place:
            found[owner[i]] = place
    return found
