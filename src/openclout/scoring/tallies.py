"""Tallies: an owner's points by post, counted in a small hash table that is used again for every owner.

Comes in: the rows of one owner with their points. Goes out: PART rows by post, with the acts done to the best ones.
"""

# The fields of a record are attributes in compiled code.
# pyright: reportAttributeAccessIssue=false

import numpy as np
from numpy.typing import NDArray

from openclout.scoring.compiled import compiled
from openclout.scoring.measures import ACTS, BY_POST, BY_POST_ACT, REST, Owned, Scratch, best
from openclout.scoring.rows import Int64, Rows
from openclout.vocabulary.tables import NO_POST

MIX = 0x1E3779B97F4A7C15
"""An odd number without pattern (from the golden ratio), so that neighbouring keys spread."""


@compiled
def tally_posts(memory: Scratch, rows: Rows, owned: Owned) -> int:
    """Fill `memory.tally` with one tally per post and `memory.tally_of` with that of each row; how many there are.

    The hash table is as small as the owner allows, and empty again afterwards.
    """
    mask = 15
    while mask + 1 < 2 * len(owned.row):
        mask = 2 * mask + 1
    used = 0
    for i in range(len(owned.row)):
        r = owned.row[i]
        at = _place(memory, int(rows.post[r]), mask)
        if memory.place[at] < 0:
            memory.place[at] = used
            tally = memory.tally[used]
            tally.post, tally.place = rows.post[r], at
            tally.points, tally.last, tally.interactions, tally.people = 0.0, 0, 0, 0
            used += 1
        memory.tally_of[i] = memory.place[at]
        _count(memory.tally, memory.place[at], (rows, r), owned.points[i])
    for i in range(used):
        memory.place[memory.tally[i].place] = -1
    return used


@compiled
def _place(memory: Scratch, post: int, mask: int) -> int:
    """Where a post stands in the hash table, or would stand."""
    at = ((post ^ (post >> 29)) * MIX >> 20) & mask
    while memory.place[at] >= 0 and memory.tally[memory.place[at]].post != post:
        at = (at + 1) & mask
    return int(at)


@compiled
def _count(tallies: NDArray[np.void], i: int, row: tuple[Rows, int], points: float) -> None:
    """Add one row to a tally; rows of one actor come together."""
    rows, r = row
    tally, actor = tallies[i], rows.actor[r]
    tally.people += tally.interactions == 0 or actor < 0 or tally.actor != actor
    tally.actor = actor
    tally.points += points
    tally.interactions += 1
    tally.last = max(tally.last, rows.at[r])


@compiled
def recent_posts(tallies: NDArray[np.void], recent_from: int) -> int:
    """How many known posts were acted on since `recent_from`."""
    recent = 0
    for tally in tallies:
        recent += tally.post != NO_POST and tally.last >= recent_from
    return recent


@compiled
def part_posts(
    parts: NDArray[np.void], used: int, kept: tuple[Scratch, int], owned: tuple[Rows, Owned], top: int
) -> int:
    """Append the parts of an owner's best posts with their acts, of no known post, and of all others together."""
    tallies = kept[0].tally[: kept[1]]
    owner = owned[1].owner
    chosen = _best_posts(tallies, top)
    for i in chosen:
        used = _append(parts, used, tallies, i, owner)
    unknown = 0
    for i in range(len(tallies)):
        if tallies[i].post == NO_POST:
            used = _append(parts, used, tallies, i, owner)
            unknown = 1
    if len(tallies) > len(chosen) + unknown:
        used = _append_rest(parts, used, (tallies, chosen), owner)
    return _append_acts(parts, used, kept[0], owned, chosen)


@compiled
def _best_posts(tallies: NDArray[np.void], top: int) -> Int64:
    """Where the best known posts stand, best first; equally good ones by their key."""
    points = np.empty(len(tallies), dtype=np.float64)
    for i in range(len(tallies)):
        points[i] = tallies[i].points if tallies[i].post != NO_POST else 0.0
    chosen = best(points, top)
    for i in range(1, len(chosen)):
        j = i
        while (
            j > 0
            and points[chosen[j]] == points[chosen[j - 1]]
            and tallies[chosen[j]].post < tallies[chosen[j - 1]].post
        ):
            chosen[j], chosen[j - 1] = chosen[j - 1], chosen[j]
            j -= 1
    return chosen


@compiled
def _append(parts: NDArray[np.void], used: int, tallies: NDArray[np.void], i: int, owner: int) -> int:
    part, tally = parts[used], tallies[i]
    part.owner, part.by, part.label, part.last = owner, BY_POST, tally.post, tally.last
    part.points, part.interactions, part.people = tally.points, tally.interactions, tally.people
    return used + 1


@compiled
def _append_rest(parts: NDArray[np.void], used: int, kept: tuple[NDArray[np.void], Int64], owner: int) -> int:
    """Append all posts that are known but not chosen as one part."""
    tallies, chosen = kept
    rest = parts[used]
    rest.owner, rest.by, rest.label = owner, BY_POST, REST
    taken = np.zeros(len(tallies), dtype=np.bool_)
    for i in chosen:
        taken[i] = True
    for i in range(len(tallies)):
        if not taken[i] and tallies[i].post != NO_POST:
            rest.points += tallies[i].points
            rest.interactions += tallies[i].interactions
            rest.people += tallies[i].people
            rest.last = max(rest.last, tallies[i].last)
    return used + 1


@compiled
def _append_acts(parts: NDArray[np.void], used: int, memory: Scratch, owned: tuple[Rows, Owned], chosen: Int64) -> int:
    """Append how often each act was done to each of the chosen posts."""
    if len(chosen) == 0:
        return used
    rows, mine = owned
    for rank in range(len(chosen)):
        memory.tally[chosen[rank]].place = -1 - rank
    for i in range(len(mine.row)):
        place = memory.tally[memory.tally_of[i]].place
        if place < 0:
            memory.post_acts[(-1 - place) * ACTS + rows.act[mine.row[i]]] += 1
    for rank in range(len(chosen)):
        for act in range(ACTS):
            counted = memory.post_acts[rank * ACTS + act]
            if counted > 0:
                part = parts[used]
                part.owner, part.by, part.act = mine.owner, BY_POST_ACT, act
                part.label, part.interactions = memory.tally[chosen[rank]].post, counted
                part.people = rank
                memory.post_acts[rank * ACTS + act] = 0
                used += 1
    return used
