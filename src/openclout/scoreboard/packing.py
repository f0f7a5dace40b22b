"""The lists of people as blobs: records of one type, one person after the other.

Comes in: records with their owners. Goes out: Arrow columns with a blob per person, none of them copied.
"""

# The fields of a record are attributes in compiled code.
# pyright: reportAttributeAccessIssue=false

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from openclout.scoreboard.layout import DONE, SHARE
from openclout.scoring.compiled import compiled
from openclout.scoring.measures import BY_POST_ACT
from openclout.scoring.rows import Int32, Int64, place_of

MICROSECONDS = 1_000_000


def packed_by(records: NDArray[np.void], owner: Int32, persons: Int32) -> pa.Array:
    """The records of each person as one blob; `records` sorted by `owner`."""
    ends = np.searchsorted(owner, persons, side="right").astype(np.int64)
    return blobs(records, np.concatenate([np.zeros(1, dtype=np.int64), ends]))


def packed_parts(parts: NDArray[np.void], persons: Int32) -> tuple[pa.Array, pa.Array]:
    """The shares of each of some people (sorted), and the acts on their best posts; no part is anybody else's."""
    starts = _starts(parts, persons)
    shares, done = np.empty(starts[0, -1], dtype=SHARE), np.empty(starts[1, -1], dtype=DONE)
    _fill(parts, persons, starts[:, :-1].copy(), shares, done)
    return blobs(shares, starts[0]), blobs(done, starts[1])


def blobs(records: NDArray[np.void], starts: Int64) -> pa.Array:
    """A blob for each run of records that begins at one of the `starts` and ends at the next."""
    places = pa.py_buffer(np.ascontiguousarray(starts * records.dtype.itemsize))
    buffers = [None, places, pa.py_buffer(np.ascontiguousarray(records))]
    return pa.Array.from_buffers(pa.large_binary(), len(starts) - 1, buffers)


@compiled
def _starts(parts: NDArray[np.void], persons: Int32) -> Int64:
    """Where the shares of each person begin, and the acts; last where all of them end."""
    starts = np.zeros((2, len(persons) + 1), dtype=np.int64)
    place = 0
    for i in range(len(parts)):
        place = place_of(persons, parts[i].owner, place)
        starts[int(parts[i].by == BY_POST_ACT), place + 1] += 1
    for place in range(len(persons)):
        starts[:, place + 1] += starts[:, place]
    return starts


@compiled
def _fill(
    parts: NDArray[np.void], persons: Int32, following: Int64, shares: NDArray[np.void], done: NDArray[np.void]
) -> None:
    """Put each part where it belongs; those of one person keep their order."""
    place = 0
    for i in range(len(parts)):
        part = parts[i]
        place = place_of(persons, part.owner, place)
        if part.by == BY_POST_ACT:
            act = done[following[1, place]]
            act.post, act.act, act.interactions = part.people, part.act, part.interactions
            following[1, place] += 1
        else:
            share = shares[following[0, place]]
            share.label, share.points, share.last = part.label, part.points, part.last // MICROSECONDS
            share.interactions, share.people, share.by = part.interactions, part.people, part.by
            following[0, place] += 1
