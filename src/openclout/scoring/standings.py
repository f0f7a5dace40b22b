"""Standings: one pass over the ordered rows that gives every owner's raw, evidence and named parts.

Comes in: `Rows`, their `Order`, a `Plan` (weights and instants) and the day's `Trust`. Goes out: `Measures`: one
STANDING per owner, PART rows that add up to raw in four ways (by act, network, actor, post), and the TIE of every fan.
All sums run in the order of the rows, so that neither buckets nor threads change a bit.
"""

# The fields of a record are attributes in compiled code.
# pyright: reportAttributeAccessIssue=false

import numpy as np
from numpy.typing import NDArray

from openclout.scoring.compiled import lean
from openclout.scoring.discounts import discounts
from openclout.scoring.measures import (
    BY_ACT,
    BY_ACTOR,
    BY_DISCOUNT,
    BY_NETWORK,
    PART,
    REST,
    STANDING,
    TIE,
    Measures,
    Plan,
    Scratch,
    begin_part,
    best,
    most_parts,
    scratch,
)
from openclout.scoring.momentum import Believing, paces
from openclout.scoring.points import DAY, Owned, Trust, believe, earn, everybodys, fan_end, owned
from openclout.scoring.rows import Float64, Int32, Order, Rows
from openclout.scoring.tallies import part_posts, recent_posts, tally_posts


def measure(rows: Rows, order: Order, plan: Plan, trust: Trust) -> Measures:
    """Every owner's standing, parts and ties at `plan.as_of`; less with a `plan.top` of 0."""
    found = Measures(
        np.zeros(len(order.start) - 1, dtype=STANDING),
        np.empty(most_parts(order.start, plan), dtype=PART),
        np.empty(len(order.row) if plan.top > 0 else 0, dtype=TIE),
    )
    everybody = everybodys(rows, order, plan.as_of, plan.pace, trust)
    used, tied = _measure(found, (rows, order, everybody), (plan, trust), scratch(order.start, plan))
    return Measures(found.standings, found.parts[:used], found.ties[:tied])


@lean
def _measure(
    found: Measures, given: tuple[Rows, Order, Owned], seen: tuple[Plan, Trust], memory: Scratch
) -> tuple[int, int]:
    """Fill what is found, owner by owner; how many parts and ties there are."""
    (rows, order, everybody), (plan, trust) = given, seen
    used, tied = 0, 0
    for owner in range(len(order.start) - 1):
        mine = _counting(rows, owned(everybody, order, owner), seen, memory)
        if len(mine.row) > 0:
            _stand(found.standings, rows, mine, plan)
            _stir(found.standings, memory.daily, rows, mine, plan)
            if plan.top > 0:
                found.standings[owner].room, found.standings[owner].kappa = _room(memory.purse, trust)
                _hurry(found.standings, rows, mine, seen, memory)
                used, tied = _part(found, (used, tied), (rows, mine), plan, memory)
    return used, tied


@lean
def _part(
    found: Measures, so_far: tuple[int, int], given: tuple[Rows, Owned], plan: Plan, memory: Scratch
) -> tuple[int, int]:
    """Append an owner's parts and ties, and fill how many posts there are; how many parts and ties there are now."""
    (used, first), (rows, mine) = so_far, given
    used = _part_acts(found.parts, used, rows, mine, memory)
    used = _part_discounts(found.parts, used, mine.owner, memory.taken)
    tied = _tie(found.ties, first, rows, mine)
    used = _part_actors(found.parts, used, found.ties[first:tied], mine.owner, memory)
    posts = tally_posts(memory, rows, mine)
    found.standings[mine.owner].posts = recent_posts(memory.tally[:posts], plan.recent_from)
    return part_posts(found.parts, used, (memory, posts), rows, mine), tied


@lean
def _counting(rows: Rows, mine: Owned, seen: tuple[Plan, Trust], memory: Scratch) -> Owned:
    """The rows of an owner that earned points, with these; fills the purse, and what was taken off."""
    plan, trust = seen
    earn(rows, mine, plan.pace)
    plain = memory.plain[: len(mine.row)]
    for i in range(len(plain)):
        plain[i] = mine.points[i]
    believe(rows, mine, trust, memory.purse)
    discounts(rows, Owned(mine.owner, mine.row, mine.worth, mine.vouch, plain), trust, memory.purse, memory.taken)
    earned = 0
    for i in range(len(mine.row)):
        if mine.points[i] > 0.0:
            mine.row[earned], mine.worth[earned] = mine.row[i], mine.worth[i]
            mine.vouch[earned], mine.points[earned] = mine.vouch[i], mine.points[i]
            earned += 1
    return Owned(mine.owner, mine.row[:earned], mine.worth[:earned], mine.vouch[:earned], mine.points[:earned])


@lean
def _room(purse: Float64, trust: Trust) -> tuple[float, float]:
    """What unvouched fans could still add where the owner is heard, and the most one more vouched point lets in."""
    room, kappa = 0.0, 0.0
    for n in range(len(trust.room)):
        if purse[0, n] + purse[1, n] > 0.0:
            allowed = trust.room[n] + trust.kappa[n] * purse[0, n]
            room += max(0.0, allowed - purse[1, n] * purse[2, n])
            kappa = max(kappa, trust.kappa[n])
    return room, kappa


@lean
def _stand(standings: NDArray[np.void], rows: Rows, mine: Owned, plan: Plan) -> None:
    """Fill an owner's sums and counts."""
    standing = standings[mine.owner]
    low = 0
    while low < len(mine.row):
        high = fan_end(rows, mine.row, low)
        points, newest = 0.0, 0
        for i in range(low, high):
            at = rows.at[mine.row[i]]
            points += mine.points[i]
            newest = max(newest, at)
            standing.recent += at >= plan.recent_from
        standing.raw += points
        standing.evidence += points * points
        standing.fans += 1
        standing.reach += newest >= plan.recent_from
        standing.last = max(standing.last, newest)
        low = high
    standing.interactions = len(mine.row)


@lean
def _hurry(standings: NDArray[np.void], rows: Rows, mine: Owned, seen: tuple[Plan, Trust], memory: Scratch) -> None:
    """Fill an owner's paces."""
    plan, trust = seen
    day = Believing(plan.as_of, trust, plan.pace.acts, plan.tempo)
    found = paces(rows, mine, memory.purse, day, memory.desk)
    standing = standings[mine.owner]
    standing.usual, standing.lately, standing.pace_unrest = found.usual, found.lately, found.unrest


@lean
def _stir(standings: NDArray[np.void], daily: Float64, rows: Rows, mine: Owned, plan: Plan) -> None:
    """Fill how the points came in: their variance from day to day, all of them, the days. `daily` is left as zeros."""
    total, squares, days, busy = 0.0, 0.0, len(daily), 0
    for i in range(len(mine.row)):
        r = mine.row[i]
        day = (plan.as_of - rows.at[r]) // DAY
        if day < days:
            fresh = mine.points[i] * plan.pace.acts[rows.act[r]] * rows.weight[r] / mine.worth[i]
            squares += fresh * (fresh + 2.0 * daily[day])
            busy += daily[day] == 0.0
            daily[day] += fresh
            total += fresh
    for i in range(len(mine.row)):
        day = (plan.as_of - rows.at[mine.row[i]]) // DAY
        if day < days:
            daily[day] = 0.0
    standing = standings[mine.owner]
    standing.unrest = max(0.0, squares - total * total / days) / max(1, days - 1)
    standing.fresh, standing.busy = total, busy


@lean
def _part_acts(parts: NDArray[np.void], used: int, rows: Rows, mine: Owned, memory: Scratch) -> int:
    """Append an owner's parts by act and by network."""
    for i in range(len(mine.row)):
        r = mine.row[i]
        memory.act_points[rows.act[r]] += mine.points[i]
        memory.act_rows[rows.act[r]] += 1
        memory.network_points[rows.network[r]] += mine.points[i]
        memory.network_rows[rows.network[r]] += 1
    used = _append_sums(parts, used, (mine.owner, BY_ACT), memory.act_points, memory.act_rows)
    return _append_sums(parts, used, (mine.owner, BY_NETWORK), memory.network_points, memory.network_rows)


@lean
def _append_sums(parts: NDArray[np.void], used: int, whose: tuple[int, int], sums: Float64, counts: Int32) -> int:
    """Append what was summed up, and set the sums back to zero."""
    for label in range(len(sums)):
        if counts[label] > 0:
            begin_part(parts, used, whose[0], whose[1], label)
            part = parts[used]
            part.points, part.interactions = sums[label], counts[label]
            sums[label], counts[label] = 0.0, 0
            used += 1
    return used


@lean
def _part_discounts(parts: NDArray[np.void], used: int, owner: int, taken: Float64) -> int:
    """Append what was taken off for each reason."""
    for reason in range(len(taken)):
        if taken[reason, 0] > 0.0:
            begin_part(parts, used, owner, BY_DISCOUNT, reason)
            part = parts[used]
            part.points, part.interactions, part.people = taken[reason, 0], int(taken[reason, 1]), int(taken[reason, 2])
            used += 1
    return used


@lean
def _tie(ties: NDArray[np.void], tied: int, rows: Rows, mine: Owned) -> int:
    """Append one tie per actor; all of nobody in particular are one tie."""
    for i in range(len(mine.row)):
        actor = rows.actor[mine.row[i]]
        if i == 0 or actor != ties[tied - 1].actor:
            ties[tied].owner, ties[tied].actor = mine.owner, actor
            ties[tied].points, ties[tied].interactions = 0.0, 0
            tied += 1
        ties[tied - 1].points += mine.points[i]
        ties[tied - 1].interactions += 1
    return tied


@lean
def _part_actors(parts: NDArray[np.void], used: int, ties: NDArray[np.void], owner: int, memory: Scratch) -> int:
    """Append the parts of an owner's most valuable actors, and of all others together."""
    points = memory.plain[: len(ties)]
    for i in range(len(ties)):
        points[i] = ties[i].points
    for i in memory.best[: best(points, memory.best)]:
        begin_part(parts, used, owner, BY_ACTOR, ties[i].actor)
        part = parts[used]
        part.points, part.interactions, part.people = points[i], ties[i].interactions, 1
        points[i] = 0.0
        used += 1
    if len(ties) <= len(memory.best):
        return used
    begin_part(parts, used, owner, BY_ACTOR, REST)
    rest = parts[used]
    for i in range(len(ties)):
        if points[i] > 0.0:
            rest.points += points[i]
            rest.interactions += ties[i].interactions
            rest.people += 1
    return used + 1
