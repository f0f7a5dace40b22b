"""Standings: one pass over the ordered rows that gives every owner's raw, evidence and named parts.

Comes in: `Rows`, their `Order`, a `Plan` (weights and instants) and the day's `Trust`. Goes out: `Measures`: one
STANDING per owner, PART rows that add up to raw in four ways (by act, network, actor, post), and the TIE of every fan.
Posts are counted in a small hash table per owner; all sums run in the order of the rows, so threads change nothing.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from openclout.scoring.compiled import compiled
from openclout.scoring.points import DAY, Pace, Trust, believe, decay, fan_end, points_by_rank, rank_fans, worths
from openclout.scoring.rows import Float64, Int64, Order, Rows
from openclout.vocabulary.tables import NO_POST

BY_ACT, BY_NETWORK, BY_ACTOR, BY_POST, BY_POST_ACT, BY_COUNT = 0, 1, 2, 3, 4, 5
"""What a PART is a share by. BY_POST_ACT holds no points of its own: how often each act was done to a top post."""

REST = -2
"""The label of all actors, or posts, beyond the top ones; -1 is nobody in particular, or no known post."""

STANDING = np.dtype(
    [
        ("raw", "f8"),
        ("evidence", "f8"),
        ("fresh", "f8"),
        ("room", "f8"),
        ("last", "i8"),
        ("fans", "i4"),
        ("interactions", "i4"),
        ("recent", "i4"),
        ("reach", "i4"),
        ("posts", "i4"),
    ]
)
"""Grain: one owner. `evidence` is the sum of squares of fans' points, `fresh` that of recent rows' points on their first day; `room` is what
unvouched fans could still add; `last` the newest instant (0: none); `interactions` count all rows within memory,
`recent` and `reach` rows and fans of the last quiet period, `posts` posts acted on then."""

PART = np.dtype(
    [
        ("label", "i8"),
        ("points", "f8"),
        ("last", "i8"),
        ("owner", "i4"),
        ("interactions", "i4"),
        ("people", "i4"),
        ("by", "i1"),
        ("act", "i1"),
    ]
)
"""Grain: one named share of an owner's raw."""

TIE = np.dtype([("points", "f8"), ("owner", "i4"), ("actor", "i4"), ("interactions", "i4")])
"""Grain: one fan (an account) of one owner."""

POST = np.dtype(
    [("post", "i8"), ("points", "f8"), ("last", "i8"), ("actor", "i8"), ("interactions", "i4"), ("people", "i4")]
)


class Plan(NamedTuple):
    """What a pass needs to know. Instants in microseconds; `recent_from` starts the quiet period; `top` lists' length."""

    as_of: int
    recent_from: int
    top: int
    pace: Pace


class Measures(NamedTuple):
    """All that one pass gives. Owners without rows have a STANDING of zeros."""

    standings: NDArray[np.void]
    parts: NDArray[np.void]
    ties: NDArray[np.void]


class Owned(NamedTuple):
    """The rows of one owner, ranked, with their worth and their points."""

    owner: int
    row: Int64
    worth: Float64
    points: Float64


@compiled
def measure(rows: Rows, order: Order, plan: Plan, trust: Trust) -> Measures:
    """Every owner's standing, parts and ties at `plan.as_of`."""
    owners = len(order.start) - 1
    standings = np.zeros(owners, dtype=STANDING)
    parts, used = np.zeros(1024 + 4 * owners, dtype=PART), 0
    ties, tied = np.zeros(len(order.row), dtype=TIE), 0
    scratch = np.zeros(1024, dtype=POST)
    for owner in range(owners):
        low, high = order.start[owner], order.start[owner + 1]
        if low == high:
            continue
        row = order.row[low:high]
        worth = worths(rows, row, plan.as_of, plan.pace)
        rank_fans(rows, row, worth)
        points = points_by_rank(rows, row, worth, plan.pace)
        purse = believe(rows, row, points, trust)
        owned = Owned(owner, row, worth, points)
        _stand(standings, rows, owned, plan)
        standings[owner].room = _room(purse, trust)
        parts = _with_room(parts, used + len(trust.room) + 20 + 2 * (plan.top + 2) + plan.top * 16)
        used = _part_acts(parts, used, rows, owned, len(trust.room))
        first_tie, tied = tied, _tie(ties, tied, rows, owned)
        used = _part_actors(parts, used, ties[first_tie:tied], (owned.owner, plan.top))
        scratch = _with_places(scratch, len(row))
        table = _cleared(scratch, len(row))
        standings[owner].posts = _count_posts(table, rows, owned, plan.recent_from)
        used = _part_posts(parts, used, table, rows, owned, plan.top)
    return Measures(standings, parts[:used].copy(), ties[:tied].copy())


@compiled
def _stand(standings: NDArray[np.void], rows: Rows, owned: Owned, plan: Plan) -> None:
    """Fill an owner's sums and counts."""
    standing = standings[owned.owner]
    low = 0
    while low < len(owned.row):
        high = fan_end(rows, owned.row, low)
        points, newest = 0.0, 0
        for i in range(low, high):
            if owned.points[i] > 0.0:
                at = rows.at[owned.row[i]]
                points += owned.points[i]
                newest = max(newest, at)
                standing.interactions += 1
                if at >= plan.recent_from:
                    standing.recent += 1
                    standing.fresh += (owned.points[i] / decay((plan.as_of - at) / DAY, plan.pace)) ** 2
        standing.raw += points
        standing.evidence += points * points
        standing.fans += points > 0.0
        standing.reach += newest >= plan.recent_from and points > 0.0
        standing.last = max(standing.last, newest)
        low = high


@compiled
def _room(purse: Float64, trust: Trust) -> float:
    """What unvouched fans could still add on the networks where the owner is heard."""
    room = 0.0
    for n in range(len(trust.room)):
        if purse[0, n] + purse[1, n] > 0.0:
            allowed = trust.room[n] + trust.kappa[n] * purse[0, n]
            room += max(0.0, allowed - purse[1, n] * purse[2, n])
    return room


@compiled
def _with_room(parts: NDArray[np.void], needed: int) -> NDArray[np.void]:
    """The same parts with room for more."""
    if needed <= len(parts):
        return parts
    larger = np.zeros(2 * needed, dtype=PART)
    larger[: len(parts)] = parts
    return larger


@compiled
def _part_acts(parts: NDArray[np.void], used: int, rows: Rows, owned: Owned, networks: int) -> int:
    """Append an owner's parts by act and by network."""
    acts, act_rows = np.zeros(128), np.zeros(128, dtype=np.int32)
    nets, net_rows = np.zeros(networks), np.zeros(networks, dtype=np.int32)
    for i in range(len(owned.row)):
        if owned.points[i] > 0.0:
            r = owned.row[i]
            acts[rows.act[r]] += owned.points[i]
            act_rows[rows.act[r]] += 1
            nets[rows.network[r]] += owned.points[i]
            net_rows[rows.network[r]] += 1
    used = _append_sums(parts, used, (owned.owner, BY_ACT), acts, act_rows)
    return _append_sums(parts, used, (owned.owner, BY_NETWORK), nets, net_rows)


@compiled
def _append_sums(parts: NDArray[np.void], used: int, whose: tuple[int, int], sums: Float64, counts: Int64) -> int:
    for label in range(len(sums)):
        if counts[label] > 0:
            part = parts[used]
            part.owner, part.by, part.label = whose[0], whose[1], label
            part.points, part.interactions = sums[label], counts[label]
            used += 1
    return used


@compiled
def _tie(ties: NDArray[np.void], tied: int, rows: Rows, owned: Owned) -> int:
    """Append one tie per fan; all of nobody in particular are one tie."""
    low, nobody = 0, -1
    while low < len(owned.row):
        high = fan_end(rows, owned.row, low)
        actor = rows.actor[owned.row[low]]
        at = tied if actor >= 0 or nobody < 0 else nobody
        tie = ties[at]
        tie.owner, tie.actor = owned.owner, actor
        for i in range(low, high):
            if owned.points[i] > 0.0:
                tie.points += owned.points[i]
                tie.interactions += 1
        if at == tied and tie.points > 0.0:
            nobody = at if actor < 0 else nobody
            tied += 1
        low = high
    return tied


@compiled
def _best(points: Float64, top: int) -> Int64:
    """Where the largest points stand, largest first, ties in their order."""
    best = np.full(min(top, len(points)), -1, dtype=np.int64)
    for i in range(len(points)):
        if len(best) > 0 and points[i] > 0.0 and (best[-1] < 0 or points[i] > points[best[-1]]):
            j = len(best) - 1
            while j > 0 and (best[j - 1] < 0 or points[i] > points[best[j - 1]]):
                best[j] = best[j - 1]
                j -= 1
            best[j] = i
    return best


@compiled
def _part_actors(parts: NDArray[np.void], used: int, ties: NDArray[np.void], whose: tuple[int, int]) -> int:
    """Append the parts of an owner's most valuable fans, and of all others together."""
    owner, top = whose
    points = np.empty(len(ties), dtype=np.float64)
    for i in range(len(ties)):
        points[i] = ties[i].points
    first = used
    for i in _best(points, top):
        if i >= 0:
            part = parts[used]
            part.owner, part.by, part.label, part.people = owner, BY_ACTOR, ties[i].actor, 1
            part.points, part.interactions = points[i], ties[i].interactions
            points[i] = 0.0
            used += 1
    if len(ties) > used - first:
        rest = parts[used]
        rest.owner, rest.by, rest.label = owner, BY_ACTOR, REST
        for i in range(len(ties)):
            if points[i] > 0.0:
                rest.points += points[i]
                rest.interactions += ties[i].interactions
                rest.people += 1
        used += 1
    return used


@compiled
def _places(rows: int) -> int:
    """The size of a table for so many rows: a power of two, at least twice as many."""
    size = 8
    while size < 2 * rows:
        size *= 2
    return size


@compiled
def _with_places(scratch: NDArray[np.void], rows: int) -> NDArray[np.void]:
    """The same memory, or more of it."""
    size = _places(rows)
    return scratch if len(scratch) >= size else np.zeros(size, dtype=POST)


@compiled
def _cleared(scratch: NDArray[np.void], rows: int) -> NDArray[np.void]:
    """An empty table for so many rows, at the beginning of `scratch`."""
    table = scratch[: _places(rows)]
    for i in range(len(table)):
        place = table[i]
        place.interactions, place.people, place.points, place.last = 0, 0, 0.0, 0
    return table


@compiled
def _place(table: NDArray[np.void], post: int) -> int:
    """Where a post stands in the table, or would stand."""
    mask = len(table) - 1
    at = ((post ^ (post >> 31)) * 0x9E3779B97F4A7C1) & mask
    while table[at].interactions > 0 and table[at].post != post:
        at = (at + 1) & mask
    return int(at)


@compiled
def _count_posts(table: NDArray[np.void], rows: Rows, owned: Owned, recent_from: int) -> int:
    """Add up points, rows and people by post; returns how many known posts were acted on since `recent_from`."""
    for i in range(len(owned.row)):
        if owned.points[i] > 0.0:
            r = owned.row[i]
            entry = table[_place(table, rows.post[r])]
            actor = rows.actor[r]
            if entry.interactions == 0 or actor < 0 or entry.actor != actor:
                entry.people += 1
            entry.post, entry.actor = rows.post[r], actor
            entry.points += owned.points[i]
            entry.interactions += 1
            entry.last = max(entry.last, rows.at[r])
    recent = 0
    for i in range(len(table)):
        recent += table[i].interactions > 0 and table[i].post != NO_POST and table[i].last >= recent_from
    return recent


@compiled
def _part_posts(parts: NDArray[np.void], used: int, table: NDArray[np.void], rows: Rows, owned: Owned, top: int) -> int:
    """Append the parts of an owner's best posts with their acts, of unknown posts, and of all others together."""
    points = np.zeros(len(table), dtype=np.float64)
    slot = np.full(len(table), -1, dtype=np.int64)
    for i in range(len(table)):
        if table[i].interactions > 0:
            points[i] = table[i].points if table[i].post != NO_POST else 0.0
    best = _best_posts(points, table, top)
    for rank in range(len(best)):
        if best[rank] >= 0:
            slot[best[rank]] = rank
    rest = np.zeros(2, dtype=PART)
    for i in range(len(table)):
        if table[i].interactions > 0 and slot[i] < 0:
            other = rest[0 if table[i].post == NO_POST else 1]
            other.label = NO_POST if table[i].post == NO_POST else REST
            other.owner, other.by = owned.owner, BY_POST
            other.points += table[i].points
            other.interactions += table[i].interactions
            other.people += table[i].people
    for i in best:
        if i >= 0:
            part = parts[used]
            part.owner, part.by, part.label, part.last = owned.owner, BY_POST, table[i].post, table[i].last
            part.points, part.people = table[i].points, table[i].people
            part.interactions = table[i].interactions
            used += 1
    for i in range(2):
        if rest[i].interactions > 0:
            parts[used] = rest[i]
            used += 1
    return _part_post_acts(parts, used, (table, slot), rows, owned, len(best))


@compiled
def _best_posts(points: Float64, table: NDArray[np.void], top: int) -> Int64:
    """Where the best posts stand, best first; equally good ones by their key."""
    best = _best(points, top)
    for i in range(1, len(best)):
        j = i
        while (
            j > 0
            and best[j] >= 0
            and points[best[j]] == points[best[j - 1]]
            and table[best[j]].post < table[best[j - 1]].post
        ):
            best[j], best[j - 1] = best[j - 1], best[j]
            j -= 1
    return best


@compiled
def _part_post_acts(
    parts: NDArray[np.void],
    used: int,
    places: tuple[NDArray[np.void], Int64],
    rows: Rows,
    owned: Owned,
    top: int,
) -> int:
    """Append how often each act was done to each of the best posts."""
    table, slot = places
    counts = np.zeros((top, 16), dtype=np.int32)
    posts = np.zeros(top, dtype=np.int64)
    for i in range(len(owned.row)):
        r = owned.row[i]
        if owned.points[i] > 0.0:
            rank = slot[_place(table, rows.post[r])]
            if rank >= 0:
                counts[rank, rows.act[r]] += 1
                posts[rank] = rows.post[r]
    for rank in range(top):
        for act in range(counts.shape[1]):
            if counts[rank, act] > 0:
                part = parts[used]
                part.owner, part.by, part.label, part.act = owned.owner, BY_POST_ACT, posts[rank], act
                part.interactions = counts[rank, act]
                used += 1
    return used
