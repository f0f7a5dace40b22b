"""What one pass over the rows gives: the records and the working memory of `standings` and `tallies`.

Comes in: nothing. Goes out: numpy record types, the tuples that the kernels hand around, and their scratch memory.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from openclout.scoring.compiled import compiled, lean
from openclout.scoring.discounts import REASONS
from openclout.scoring.momentum import Desk, Tempo, desk
from openclout.scoring.points import DAY, Pace
from openclout.scoring.rows import Float64, Int32, Int64
from openclout.vocabulary.acts import Act

BY_ACT, BY_NETWORK, BY_ACTOR, BY_POST, BY_POST_ACT, BY_COUNT, BY_DISCOUNT = 0, 1, 2, 3, 4, 5, 6
"""What a PART is a share by. BY_POST_ACT holds no points of its own: how often each act was done to a top post,
`people` being the place of that post. BY_DISCOUNT is no share of raw: what was taken off, the label saying why."""

REST = -2
"""The label of all actors, or posts, beyond the top ones; -1 is nobody in particular, or no known post."""

ACTS = 1 + max(Act)

STANDING = np.dtype(
    [
        ("raw", "f8"),
        ("evidence", "f8"),
        ("unrest", "f8"),
        ("fresh", "f8"),
        ("room", "f8"),
        ("kappa", "f8"),
        ("usual", "f8"),
        ("lately", "f8"),
        ("pace_unrest", "f8"),
        ("last", "i8"),
        ("fans", "i4"),
        ("interactions", "i4"),
        ("recent", "i4"),
        ("reach", "i4"),
        ("posts", "i4"),
        ("busy", "i4"),
    ]
)
"""Grain: one owner. `evidence` is the sum of squares of fans' points, `unrest` the variance of what came in a day of
the last quiet period (in points as of its first instant), `fresh` all of it and `busy` the days on which any came;
`room` is what unvouched fans could still add, `kappa` the most that a point of vouched fans makes room for; `usual`,
`lately` and `pace_unrest` are the paces of `momentum` and the variance of what they count in a day; `last` is the
newest instant (0: none); `interactions` count all rows within memory, `recent` and `reach` rows and fans of the last
quiet period, `posts` posts acted on then."""

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

TALLY = np.dtype(
    [
        ("post", "i8"),
        ("points", "f8"),
        ("last", "i8"),
        ("actor", "i4"),
        ("interactions", "i4"),
        ("people", "i4"),
        ("place", "i4"),
    ]
)
"""Grain: one post of one owner. `actor` is the one who was counted last, `place` where the hash table points at it."""


class Plan(NamedTuple):
    """What a pass needs to know.

    Instants are in microseconds; `recent_from` starts the quiet period, `top` is the length of lists, `networks` how
    many networks there are; `tempo` tells the last days from the time before. A `top` of 0 asks for what goes on record
    of a day that is past: no parts, no ties, no bounds, no paces, no posts.
    """

    as_of: int
    recent_from: int
    top: int
    networks: int
    pace: Pace
    tempo: Tempo


class Measures(NamedTuple):
    """All that one pass gives. Owners without rows have a STANDING of zeros."""

    standings: NDArray[np.void]
    parts: NDArray[np.void]
    ties: NDArray[np.void]


class Scratch(NamedTuple):
    """Memory that is used again for every owner. `place` and all before it have room for the largest owner.

    Between uses `place` (a hash table) is all -1, `act_*`, `network_*`, `post_acts` and `daily` are all zero.
    `plain` are points before belief or those among which the `best` are looked for.
    """

    plain: Float64
    tally: NDArray[np.void]
    tally_of: Int32
    place: Int32
    best: Int64
    purse: Float64
    taken: Float64
    act_points: Float64
    act_rows: Int32
    network_points: Float64
    network_rows: Int32
    post_acts: Int32
    daily: Float64
    desk: Desk


@compiled
def scratch(start: Int64, plan: Plan) -> Scratch:
    """Scratch memory for owners whose rows start there."""
    largest = 0
    for owner in range(len(start) - 1):
        largest = max(largest, start[owner + 1] - start[owner])
    size = 16
    while size < 2 * largest:
        size *= 2
    quiet_days = (plan.as_of - plan.recent_from) // DAY
    return Scratch(
        np.zeros(largest),
        np.zeros(largest, dtype=TALLY),
        np.zeros(largest, dtype=np.int32),
        np.full(size, -1, dtype=np.int32),
        np.zeros(plan.top, dtype=np.int64),
        np.zeros((3, plan.networks)),
        np.zeros((REASONS, 3)),
        np.zeros(ACTS),
        np.zeros(ACTS, dtype=np.int32),
        np.zeros(plan.networks),
        np.zeros(plan.networks, dtype=np.int32),
        np.zeros(plan.top * ACTS, dtype=np.int32),
        np.zeros(max(1, quiet_days)),
        desk(largest, plan.pace.memory_days, plan.networks, quiet_days),
    )


@lean
def most_parts(start: Int64, plan: Plan) -> int:
    """How many parts owners whose rows start there can have at most; memory that nobody writes to costs nothing."""
    if plan.top == 0:
        return 0
    most, full = 0, ACTS + plan.networks + plan.top * (2 + ACTS) + 3 + REASONS
    for owner in range(len(start) - 1):
        # At most one by act, network, actor and post for each row, and one for the acts on its post.
        most += min(full, 5 * (start[owner + 1] - start[owner]) + REASONS)
    return int(most)


@lean
def begin_part(parts: NDArray[np.void], used: int, owner: int, by: int, label: int) -> None:
    """Begin the next part, of nothing yet."""
    part = parts[used]
    part.owner, part.by, part.label = owner, by, label
    part.points, part.last, part.interactions, part.people, part.act = 0.0, 0, 0, 0, 0


@lean
def best(points: Float64, found: Int64) -> int:
    """Fill `found` with where the largest positive points stand, largest first, equal ones in their order; how many."""
    used = 0
    for i in range(len(points)):
        if points[i] > 0.0 and (used < len(found) or points[i] > points[found[used - 1]]):
            used += used < len(found)
            j = used - 1
            while j > 0 and points[i] > points[found[j - 1]]:
                found[j] = found[j - 1]
                j -= 1
            found[j] = i
    return used
