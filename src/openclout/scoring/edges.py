"""Who acted on whom: the distinct pairs through which trust flows, and by which a network is judged.

Comes in: columns of rows, bucket by bucket if need be. Goes out: `Edges`.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from openclout.scoring.compiled import compiled
from openclout.scoring.pairing import Pairs, Times, distinct, sorted_words, times
from openclout.scoring.points import DAY
from openclout.scoring.rows import Bool, Float64, Int8, Int16, Int32, Int64, distinct_keys
from openclout.scoring.weights import Belief

NETWORK_BITS = 16
NETWORKS = 0xFFFF
"""Where a word of a person and a network has its network."""


class Marks(NamedTuple):
    """What else is known of rows: which are likes, where that matters, and their `ripeness`.

    Without ripeness every row counts as long ago.
    """

    like: Bool | None = None
    ripe: Int8 | None = None


NO_MARKS = Marks()


class Nameless(NamedTuple):
    """Rows of nobody named: `rows[i]` of them for `whose[i]`, a person and a network in one word, sorted.

    `early[i]` of these are of long ago.
    """

    whose: Int64
    rows: Int64
    early: Int64


@dataclass(frozen=True)
class Edges:
    """Distinct pairs of an actor (account) and an owner (person): owner `o` has `actor[start[o]:start[o + 1]]`.

    The first `early[o]` of these acted long ago. `acted` counts rows by actor's account; `settled` says of a network
    that acts on it go back further still; `liked` counts likes by actor's account, and is empty where nobody asked.
    """

    actor: Int32
    start: Int64
    acted: Int64
    early: Int64
    settled: Bool
    nameless: Nameless
    liked: Int64 = field(default_factory=lambda: np.zeros(0, dtype=np.int64))


@dataclass(frozen=True)
class Accounts:
    """What is known of every account, by key.

    `person` is the key of the account that stands for its person; `network` an index; `lot` a number in [0, 1) drawn
    from the account's name, the same for ever; `proven` says of a person that its identity is proven.
    """

    person: Int32
    network: Int16
    lot: Float64
    proven: Bool


def ripeness(at: Int64, as_of: int, belief: Belief) -> Int8:
    """Whether rows are older than the age that stand-ins need (1), and older than twice that (2)."""
    age = int(belief.seed_age_days * DAY)
    ripe = (at < as_of - age).astype(np.int8)
    ripe += at < as_of - 2 * age
    return ripe


@dataclass(frozen=True)
class Piece:
    """The edges of some owners, as small as these are few.

    `acting` counts rows by actor's account, `liking` likes (None: nobody asked); `settled` are networks by index.
    """

    pairs: Pairs
    acting: Times
    liking: Times | None
    settled: Int16
    nameless: Nameless


def edges(owner: Int32, actor: Int32, network: Int16, accounts: Accounts, marks: Marks = NO_MARKS) -> Edges:
    """The distinct edges of rows; `network` is that of the account acted on."""
    return joined([piece(owner, actor, network, marks)], accounts)


def piece(owner: Int32, actor: Int32, network: Int16, marks: Marks = NO_MARKS) -> Piece:
    """The edges of the owners of some rows, of whom these are all rows."""
    ripe = marks.ripe if marks.ripe is not None else np.zeros(0, dtype=np.int8)
    nobody = np.flatnonzero(actor < 0)
    return Piece(
        pairs=distinct(sorted_words(owner, actor, ripe)),
        acting=times(actor),
        liking=times(actor[marks.like]) if marks.like is not None else None,
        settled=distinct_keys(network if marks.ripe is None else network[marks.ripe > 1]),
        nameless=_nameless(owner[nobody], network[nobody], None if marks.ripe is None else marks.ripe[nobody]),
    )


def _nameless(owner: Int32, network: Int16, ripe: Int8 | None) -> Nameless:
    words = (owner.astype(np.int64) << NETWORK_BITS) | network
    whose, place, rows = np.unique(words, return_inverse=True, return_counts=True)
    old = rows if ripe is None else np.bincount(place[ripe > 0], minlength=len(whose))
    return Nameless(whose, rows, old.astype(np.int64))


_NONE = np.zeros(0, dtype=np.int64)
NO_EDGES = Edges(
    actor=np.zeros(0, dtype=np.int32),
    start=np.zeros(1, dtype=np.int64),
    acted=_NONE,
    early=_NONE,
    settled=np.zeros(0, dtype=np.bool_),
    nameless=Nameless(_NONE, _NONE, _NONE),
)
"""Where there is nobody."""


def joined(pieces: Iterable[Piece], accounts: Accounts) -> Edges:
    """The edges of several sets of owners that do not overlap."""
    people = len(accounts.person)
    start, acted, early = (np.zeros(people + more, dtype=np.int64) for more in (1, 0, 0))
    settled = np.zeros(int(accounts.network.max(initial=0)) + 1, dtype=np.bool_)
    liked = np.zeros(0, dtype=np.int64)
    found, nameless = deque[Pairs](), list[Nameless]()
    for one in pieces:
        found.append(one.pairs)
        nameless.append(one.nameless)
        start[one.pairs.owner + 1], early[one.pairs.owner] = one.pairs.fans, one.pairs.early
        acted[one.acting.key] += one.acting.often
        settled[one.settled] = True
        if one.liking is not None:
            liked = liked if len(liked) else np.zeros(people, dtype=np.int64)
            liked[one.liking.key] += one.liking.often
    np.cumsum(start, out=start)
    actor = np.empty(start[-1], dtype=np.int32)
    while found:  # what is copied is let go: twice as many pairs are never in memory
        pairs = found.popleft()
        _spread(actor, start[pairs.owner], pairs)
    return Edges(actor, start, acted, early, settled, _all(nameless), liked)


def _all(pieces: Sequence[Nameless]) -> Nameless:
    """Rows of nobody named, sorted again."""
    whose, rows, early = (np.concatenate(sides) for sides in zip(NO_EDGES.nameless, *pieces, strict=True))
    order = np.argsort(whose)
    return Nameless(whose[order], rows[order], early[order])


@compiled
def _spread(into: Int32, where: Int64, pairs: Pairs) -> None:
    """Copy the actors of some owners, one owner after the other, to where they belong."""
    taken = 0
    for owner in range(len(where)):
        for i in range(pairs.fans[owner]):
            into[where[owner] + i] = pairs.actor[taken + i]
        taken += pairs.fans[owner]
