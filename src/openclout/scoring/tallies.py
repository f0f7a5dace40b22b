"""Tallies: an owner's points by post, counted in a small hash table that is used again for every owner.

Comes in: the rows of one owner with their points. Goes out: PART rows by post, with the acts done to the best ones.
"""

# The fields of a record are attributes in compiled code.
# pyright: reportAttributeAccessIssue=false

import numpy as np
from numpy.typing import NDArray

from openclout.scoring.compiled import lean
from openclout.scoring.measures import ACTS, BY_POST, BY_POST_ACT, REST, Scratch, begin_part, best
from openclout.scoring.points import Owned
from openclout.scoring.rows import Int64, Rows
from openclout.vocabulary.tables import NO_POST

MIX = 0x1E3779B97F4A7C15
"""An odd number without pattern (from the golden ratio), so that neighbouring keys spread."""


@lean
def tally_posts(memory: Scratch, rows: Rows, mine: Owned) -> int:
    """Fill `memory.tally` with one tally per post and `memory.tally_of` with that of each row; how many there are.

    The hash table is as small as the owner allows, and empty again afterwards.
    """
    mask = 15
    while mask + 1 < 2 * len(mine.row):
        mask = 2 * mask + 1
    used = 0
    for i in range(len(mine.row)):
        r = mine.row[i]
        at = _place(memory, int(rows.post[r]), mask)
        if memory.place[at] < 0:
            memory.place[at] = used
            tally = memory.tally[used]
            tally.post, tally.place = rows.post[r], at
            tally.points, tally.last, tally.interactions, tally.people = 0.0, 0, 0, 0
            used += 1
        memory.tally_of[i] = memory.place[at]
        _count(memory.tally, memory.place[at], (rows, r), mine.points[i])
    for i in range(used):
        memory.place[memory.tally[i].place] = -1
    return used


@lean
def _place(memory: Scratch, post: int, mask: int) -> int:
    """Where a post stands in the hash table, or would stand."""
    at = ((post ^ (post >> 29)) * MIX >> 20) & mask
    while memory.place[at] >= 0 and memory.tally[memory.place[at]].post != post:
        at = (at + 1) & mask
    return int(at)


@lean
def _count(tallies: NDArray[np.void], i: int, row: tuple[Rows, int], points: float) -> None:
    """Add one row to a tally; rows of one actor come together."""
    rows, r = row
    tally, actor = tallies[i], rows.actor[r]
    tally.people += tally.interactions == 0 or actor < 0 or tally.actor != actor
    tally.actor = actor
    tally.points += points
    tally.interactions += 1
    tally.last = max(tally.last, rows.at[r])


@lean
def recent_posts(tallies: NDArray[np.void], recent_from: int) -> int:
    """How many known posts were acted on since `recent_from`."""
    recent = 0
    for tally in tallies:
        recent += tally.post != NO_POST and tally.last >= recent_from
    return recent


@lean
def part_posts(parts: NDArray[np.void], used: int, kept: tuple[Scratch, int], rows: Rows, mine: Owned) -> int:
    """Append the parts of an owner's best posts with their acts, of no known post, and of all others together."""
    memory = kept[0]
    tallies = memory.tally[: kept[1]]
    chosen = memory.best[: _best_posts(tallies, memory)]
    for rank in range(len(chosen)):
        used = _append(parts, used, tallies, chosen[rank], mine.owner)
        tallies[chosen[rank]].place = -1 - rank
    unknown = 0
    for i in range(len(tallies)):
        if tallies[i].post == NO_POST:
            used = _append(parts, used, tallies, i, mine.owner)
            unknown = 1
    if len(tallies) > len(chosen) + unknown:
        used = _append_rest(parts, used, tallies, mine.owner)
    return _append_acts(parts, used, (memory, chosen), rows, mine)


@lean
def _best_posts(tallies: NDArray[np.void], memory: Scratch) -> int:
    """Fill `memory.best` with where the best known posts stand, best first, equally good ones by key; how many."""
    points = memory.plain[: len(tallies)]
    for i in range(len(tallies)):
        points[i] = tallies[i].points if tallies[i].post != NO_POST else 0.0
    found, chosen = best(points, memory.best), memory.best
    for i in range(1, found):
        j = i
        while (
            j > 0
            and points[chosen[j]] == points[chosen[j - 1]]
            and tallies[chosen[j]].post < tallies[chosen[j - 1]].post
        ):
            chosen[j], chosen[j - 1] = chosen[j - 1], chosen[j]
            j -= 1
    return found


@lean
def _append(parts: NDArray[np.void], used: int, tallies: NDArray[np.void], i: int, owner: int) -> int:
    part, tally = parts[used], tallies[i]
    begin_part(parts, used, owner, BY_POST, tally.post)
    part.points, part.last = tally.points, tally.last
    part.interactions, part.people = tally.interactions, tally.people
    return used + 1


@lean
def _append_rest(parts: NDArray[np.void], used: int, tallies: NDArray[np.void], owner: int) -> int:
    """Append all posts that are known but not among the best (those have a negative place) as one part."""
    begin_part(parts, used, owner, BY_POST, REST)
    rest = parts[used]
    for tally in tallies:
        if tally.place >= 0 and tally.post != NO_POST:
            rest.points += tally.points
            rest.interactions += tally.interactions
            rest.people += tally.people
            rest.last = max(rest.last, tally.last)
    return used + 1


@lean
def _append_acts(parts: NDArray[np.void], used: int, kept: tuple[Scratch, Int64], rows: Rows, mine: Owned) -> int:
    """Append how often each act was done to each of the best posts: that of rank 0 has the place -1, and so on."""
    memory, chosen = kept
    for i in range(len(mine.row)):
        place = memory.tally[memory.tally_of[i]].place
        if place < 0:
            memory.post_acts[(-1 - place) * ACTS + rows.act[mine.row[i]]] += 1
    for rank in range(len(chosen)):
        for act in range(ACTS):
            counted = memory.post_acts[rank * ACTS + act]
            if counted > 0:
                begin_part(parts, used, mine.owner, BY_POST_ACT, memory.tally[chosen[rank]].post)
                part = parts[used]
                part.act, part.interactions, part.people = act, counted, rank
                memory.post_acts[rank * ACTS + act] = 0
                used += 1
    return used
