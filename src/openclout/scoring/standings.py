"""Standings: one pass over the ordered rows that gives every owner's raw, evidence and named parts.

Comes in: `Rows`, their `Order`, a `Plan` (weights and instants) and the day's `Trust`. Goes out: `Measures`: one
STANDING per owner, PART rows that add up to raw in four ways (by act, network, actor, post), and the TIE of every fan.
All sums run in the order of the rows, so that neither buckets nor threads change a bit.
"""

# The fields of a record are attributes in compiled code.
# pyright: reportAttributeAccessIssue=false

import numpy as np
from numpy.typing import NDArray

from openclout.scoring.compiled import compiled
from openclout.scoring.measures import (
    ACTS,
    BY_ACT,
    BY_ACTOR,
    BY_NETWORK,
    PART,
    REST,
    STANDING,
    TIE,
    Measures,
    Owned,
    Plan,
    Scratch,
    best,
    scratch,
    with_room,
)
from openclout.scoring.momentum import Believing, paces
from openclout.scoring.points import DAY, Trust, believe, fan_end, points_by_rank, rank_fans, worths
from openclout.scoring.rows import Float64, Int32, Order, Rows
from openclout.scoring.tallies import part_posts, recent_posts, tally_posts


@compiled
def measure(rows: Rows, order: Order, plan: Plan, trust: Trust) -> Measures:
    """Every owner's standing, parts and ties at `plan.as_of`."""
    owners = len(order.start) - 1
    standings = np.zeros(owners, dtype=STANDING)
    parts, used = np.zeros(1024 + 4 * owners, dtype=PART), 0
    ties, tied = np.zeros(len(order.row), dtype=TIE), 0
    memory = scratch(_largest(order), plan)
    most = ACTS + plan.networks + plan.top * (2 + ACTS) + 3
    for owner in range(owners):
        owned, room = _owned(rows, order, owner, plan, trust)
        if len(owned.row) > 0:
            _stand(standings, rows, owned, plan)
            standings[owner].unrest = _unrest(memory.daily, rows, owned, plan)
            standings[owner].room = room
            _hurry(standings, rows, owned, (plan, trust), memory)
            parts = with_room(parts, used + most)
            used = _part_acts(parts, used, rows, owned, memory)
            first, tied = tied, _tie(ties, tied, rows, owned)
            used = _part_actors(parts, used, ties[first:tied], owner, plan.top)
            posts = tally_posts(memory, rows, owned)
            standings[owner].posts = recent_posts(memory.tally[:posts], plan.recent_from)
            used = part_posts(parts, used, (memory, posts), (rows, owned), plan.top)
    return Measures(standings, parts[:used].copy(), ties[:tied].copy())


@compiled
def _largest(order: Order) -> int:
    """The most rows that one owner has."""
    largest = 0
    for owner in range(len(order.start) - 1):
        largest = max(largest, order.start[owner + 1] - order.start[owner])
    return int(largest)


@compiled
def _owned(rows: Rows, order: Order, owner: int, plan: Plan, trust: Trust) -> tuple[Owned, float]:
    """The rows of an owner that earned points, and what unvouched fans could still add."""
    row = order.row[order.start[owner] : order.start[owner + 1]]
    worth = worths(rows, row, plan.as_of, plan.pace)
    rank_fans(rows, row, worth)
    points = points_by_rank(rows, row, worth, plan.pace)
    purse = believe(rows, row, points, trust)
    earned = 0
    for i in range(len(points)):
        earned += points[i] > 0.0
    if earned < len(points):
        kept = points > 0.0
        row, worth, points = row[kept], worth[kept], points[kept]
    return Owned(owner, row, worth, points), _room(purse, trust)


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
def _stand(standings: NDArray[np.void], rows: Rows, owned: Owned, plan: Plan) -> None:
    """Fill an owner's sums and counts."""
    standing = standings[owned.owner]
    low = 0
    while low < len(owned.row):
        high = fan_end(rows, owned.row, low)
        points, newest = 0.0, 0
        for i in range(low, high):
            at = rows.at[owned.row[i]]
            points += owned.points[i]
            newest = max(newest, at)
            standing.recent += at >= plan.recent_from
        standing.raw += points
        standing.evidence += points * points
        standing.fans += 1
        standing.reach += newest >= plan.recent_from
        standing.last = max(standing.last, newest)
        low = high
    standing.interactions = len(owned.row)


@compiled
def _hurry(standings: NDArray[np.void], rows: Rows, owned: Owned, seen: tuple[Plan, Trust], memory: Scratch) -> None:
    """Fill an owner's paces."""
    plan, trust = seen
    day = Believing(plan.as_of, trust, plan.pace.acts, plan.tempo)
    found = paces(rows, owned.row, owned.worth, day, memory.desk)
    standing = standings[owned.owner]
    standing.usual, standing.lately, standing.pace_unrest = found.usual, found.lately, found.unrest


@compiled
def _unrest(daily: Float64, rows: Rows, owned: Owned, plan: Plan) -> float:
    """The variance from day to day of the points that came in; `daily` is left as zeros."""
    total, squares, days = 0.0, 0.0, len(daily)
    for i in range(len(owned.row)):
        r = owned.row[i]
        day = (plan.as_of - rows.at[r]) // DAY
        if day < days:
            fresh = owned.points[i] * plan.pace.acts[rows.act[r]] * rows.weight[r] / owned.worth[i]
            squares += fresh * (fresh + 2.0 * daily[day])
            daily[day] += fresh
            total += fresh
    for i in range(len(owned.row)):
        day = (plan.as_of - rows.at[owned.row[i]]) // DAY
        if day < days:
            daily[day] = 0.0
    return max(0.0, squares - total * total / days) / max(1, days - 1)


@compiled
def _part_acts(parts: NDArray[np.void], used: int, rows: Rows, owned: Owned, memory: Scratch) -> int:
    """Append an owner's parts by act and by network."""
    for i in range(len(owned.row)):
        r = owned.row[i]
        memory.act_points[rows.act[r]] += owned.points[i]
        memory.act_rows[rows.act[r]] += 1
        memory.network_points[rows.network[r]] += owned.points[i]
        memory.network_rows[rows.network[r]] += 1
    used = _append_sums(parts, used, (owned.owner, BY_ACT), memory.act_points, memory.act_rows)
    return _append_sums(parts, used, (owned.owner, BY_NETWORK), memory.network_points, memory.network_rows)


@compiled
def _append_sums(parts: NDArray[np.void], used: int, whose: tuple[int, int], sums: Float64, counts: Int32) -> int:
    """Append what was summed up, and set the sums back to zero."""
    for label in range(len(sums)):
        if counts[label] > 0:
            part = parts[used]
            part.owner, part.by, part.label = whose[0], whose[1], label
            part.points, part.interactions = sums[label], counts[label]
            sums[label], counts[label] = 0.0, 0
            used += 1
    return used


@compiled
def _tie(ties: NDArray[np.void], tied: int, rows: Rows, owned: Owned) -> int:
    """Append one tie per actor; all of nobody in particular are one tie."""
    for i in range(len(owned.row)):
        actor = rows.actor[owned.row[i]]
        if i == 0 or actor != ties[tied - 1].actor:
            ties[tied].owner, ties[tied].actor = owned.owner, actor
            tied += 1
        ties[tied - 1].points += owned.points[i]
        ties[tied - 1].interactions += 1
    return tied


@compiled
def _part_actors(parts: NDArray[np.void], used: int, ties: NDArray[np.void], owner: int, top: int) -> int:
    """Append the parts of an owner's most valuable actors, and of all others together."""
    points = np.empty(len(ties), dtype=np.float64)
    for i in range(len(ties)):
        points[i] = ties[i].points
    for i in best(points, top):
        part = parts[used]
        part.owner, part.by, part.label, part.people = owner, BY_ACTOR, ties[i].actor, 1
        part.points, part.interactions = points[i], ties[i].interactions
        points[i] = 0.0
        used += 1
    if len(ties) <= top:
        return used
    rest = parts[used]
    rest.owner, rest.by, rest.label = owner, BY_ACTOR, REST
    for i in range(len(ties)):
        if points[i] > 0.0:
            rest.points += points[i]
            rest.interactions += ties[i].interactions
            rest.people += 1
    return used + 1
