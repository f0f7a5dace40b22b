"""Belief: who counts in full on a day, and how much strangers together may add.

Trust starts at seeds and flows from whoever acts to the one acted on, at most 1 each way, and thins out with every
account acted on. It is worked out once a day and frozen: one more row cannot lower anybody on that day.

Comes in: `Edges` (distinct actor, owner), what is known of the accounts, the weights. Goes out: the day's `Trust`.
"""

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from openclout.scoring.compiled import compiled
from openclout.scoring.pairing import distinct, sorted_words, times
from openclout.scoring.points import DAY, Trust
from openclout.scoring.rows import Bool, Float64, Int8, Int16, Int32, Int64
from openclout.scoring.weights import Belief, Weights

NETWORK_BITS = 16
NETWORKS = 0xFFFF
"""Where a word of a person and a network has its network."""
FANS = ("known", "strange", "believed", "reached")
"""What a vote tells of fans: on how many somebody acted, and not; how far they are vouched for, and how many are."""
KNOWN, STRANGE, BELIEVED, REACHED = range(len(FANS))
VOTERS, ASKED = STRANGE, REACHED
"""Where all votes together have how far those are vouched for who voted: by known fans, by vouched ones."""
WHOLE = 1 << 20
"""What a fan counts in the vote on a network is told in parts of this: whole numbers add up alike in any order."""


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
    early: Int32
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


@dataclass(frozen=True)
class Standing:
    """A day's trust with the networks it found weakly hardened (by index), and how many seeds only stand in."""

    trust: Trust
    weakly_hardened: Bool
    stand_ins: int = 0


def ripeness(at: Int64, as_of: int, belief: Belief) -> Int8:
    """Whether rows are older than the age that stand-ins need (1), and older than twice that (2)."""
    age = int(belief.seed_age_days * DAY)
    ripe = (at < as_of - age).astype(np.int8)
    ripe += at < as_of - 2 * age
    return ripe


def edges(owner: Int32, actor: Int32, network: Int16, accounts: Accounts, marks: Marks = NO_MARKS) -> Edges:
    """The distinct edges of rows; `network` is that of the account acted on."""
    people, networks = len(accounts.person), int(accounts.network.max(initial=0)) + 1
    ripe = marks.ripe if marks.ripe is not None else np.zeros(0, dtype=np.int8)
    found, start, early = distinct(sorted_words(owner, actor, ripe), people)
    settled = np.zeros(networks, dtype=np.bool_)
    settled[network if marks.ripe is None else network[marks.ripe > 1]] = True
    nobody = np.flatnonzero(actor < 0)
    return Edges(
        actor=found,
        start=start,
        acted=times(actor, people),
        early=early,
        settled=settled,
        nameless=_nameless(owner[nobody], network[nobody], None if marks.ripe is None else marks.ripe[nobody]),
        liked=times(actor[marks.like], people) if marks.like is not None else np.zeros(0, dtype=np.int64),
    )


def _nameless(owner: Int32, network: Int16, ripe: Int8 | None) -> Nameless:
    words = (owner.astype(np.int64) << NETWORK_BITS) | network
    whose, place, rows = np.unique(words, return_inverse=True, return_counts=True)
    old = rows if ripe is None else np.bincount(place[ripe > 0], minlength=len(whose))
    return Nameless(whose, rows, old.astype(np.int64))


def joined(pieces: Iterable[Edges]) -> Edges:
    """The edges of several sets of owners that do not overlap, taken one after the other."""
    found: list[tuple[Int64, Int64, Int32]] = []
    nameless: list[Nameless] = []
    fans = acted = liked = np.zeros(1, dtype=np.int64)
    early, settled = np.zeros(1, dtype=np.int32), np.zeros(1, dtype=np.bool_)
    for piece in pieces:
        many = np.diff(piece.start)
        owners = np.flatnonzero(many)
        found.append((owners, many[owners], piece.actor))
        nameless.append(piece.nameless)
        fans, acted, early = fans + many, acted + piece.acted, early + piece.early
        settled = settled | piece.settled
        liked = liked + piece.liked if len(piece.liked) else piece.liked
    start = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(fans)])
    actor = np.empty(start[-1], dtype=np.int32)
    for owners, many, theirs in found:
        _spread(actor, start[owners], theirs, many)
    return Edges(actor, start, acted, early, settled, _all(nameless), liked)


def _all(pieces: Sequence[Nameless]) -> Nameless:
    """Rows of nobody named, sorted again."""
    none = np.zeros(0, dtype=np.int64)
    whose, rows, early = (np.concatenate(sides) for sides in zip((none, none, none), *pieces, strict=True))
    order = np.argsort(whose)
    return Nameless(whose[order], rows[order], early[order])


@compiled
def _spread(into: Int32, where: Int64, actor: Int32, many: Int64) -> None:
    """Copy the actors of some owners, one owner after the other, to where they belong."""
    taken = 0
    for owner in range(len(where)):
        for i in range(many[owner]):
            into[where[owner] + i] = actor[taken + i]
        taken += many[owner]


def lots(names: pl.Series) -> Float64:
    """A number in [0, 1) for each name (strings without null): FNV-1a over its bytes, finished as in splitmix64."""
    found = names.rechunk().to_arrow().cast(pa.large_string())
    _, ends, letters = found.buffers()
    offsets = np.frombuffer(ends, dtype=np.int64)[found.offset : found.offset + len(found) + 1]
    return _lots(offsets, np.frombuffer(letters or b"", dtype=np.uint8))


def standing(edges: Edges, accounts: Accounts, networks: int, weights: Weights, *, workers: int = 1) -> Standing:
    """The day's trust: seeds, rounds of flow, and the purse of each network."""
    belief = weights.belief
    drawn = seeds(edges, accounts, belief)
    own = drawn.astype(np.float64)
    targets = np.bincount(edges.actor, minlength=len(accounts.person)).astype(np.float64)
    passes = belief.pass_on / np.maximum(belief.floor_targets, targets)
    trusted = own
    for _ in range(belief.rounds):
        passed = np.minimum(1.0, trusted)[accounts.person] * passes
        trusted = flow(edges, own, passed, workers=workers)
    vouched = np.minimum(1.0, trusted / belief.full_at)
    weakly, kappa = _hardened(edges, accounts, Voting(vouched, _parts(targets), networks), belief)
    room = np.where(weakly, belief.weakly_hardened.room, belief.hardened.room)
    kappa = np.where(weakly, belief.weakly_hardened.kappa, kappa)
    stand_ins = int((drawn & ~accounts.proven).sum())
    return Standing(Trust(vouched[accounts.person], room, kappa), weakly, stand_ins)


def seeds(edges: Edges, accounts: Accounts, belief: Belief) -> Bool:
    """People whose identity is proven; while these are too few, also some drawn by lot among those with fans.

    These fans must have acted long ago, so that a new farm has no lot. On a network that is itself new, or where
    nobody would be left, any fans will do.
    """
    if accounts.proven.sum() >= belief.seed_minimum:
        return accounts.proven
    lucky = accounts.lot < belief.seed_share
    grown = lucky & (edges.early >= belief.seed_fans)
    left = np.bincount(accounts.network[grown], minlength=len(edges.settled)) > 0
    any_fans = lucky & (np.diff(edges.start) >= belief.seed_fans)
    return accounts.proven | np.where((edges.settled & left)[accounts.network], grown, any_fans)


def full_trust(accounts: Accounts, networks: int) -> Trust:
    """Everybody counts in full: the formula without its defence, for comparison."""
    nothing = np.zeros(networks)
    return Trust(np.ones(len(accounts.person)), nothing + np.inf, nothing)


class Voting(NamedTuple):
    """Who votes: how far each person is vouched for; what each account counts as a stranger; how many networks."""

    vouched: Float64
    strange: Int32
    networks: int


def _parts(targets: Float64) -> Int32:
    """What an account counts where it is a fan on whom nobody acted: WHOLE in all, shared by those it acts on."""
    return (WHOLE // np.maximum(1.0, targets)).astype(np.int32)


def _hardened(edges: Edges, accounts: Accounts, by: Voting, belief: Belief) -> tuple[Bool, Float64]:
    """The networks that are weakly hardened, and `kappa` for those that are not.

    Weakly hardened is where too few of people's fans have been acted on themselves; nobody to ask is too few.
    Each person has one vote, as far as they are vouched for: fakes have none, and who is flooded by them has one. A fan
    on whom nobody acted is one stranger in all, in equal parts to those whom they act on: a thousand fakes are a
    thousand strangers, whatever they do. Only acts of long ago are looked at, so that no flood of today counts; where
    too few people have such, all acts are.

    Elsewhere `kappa` is `leeway` times what fans have left to be vouched for, by what they are: where nearly all are
    vouched for, strangers have little room. Only fans whom trust reaches are looked at, so fakes cannot widen it.
    """
    nameless, first = edges.nameless, edges.start[:-1]
    tally = _votes(edges, accounts, by, (first + edges.early, nameless.early))
    few = tally[VOTERS] < belief.seed_minimum
    if few.any():
        tally = np.where(few, _votes(edges, accounts, by, (edges.start[1:], nameless.rows)), tally)
    heard = np.bincount(accounts.network, weights=edges.acted, minlength=by.networks) > 0
    heard[nameless.whose & NETWORKS] = True
    weakly = heard & ((tally[KNOWN] < belief.hardened_share * tally[VOTERS]) | (tally[VOTERS] == 0))
    most, spare = belief.hardened.kappa, belief.leeway * (tally[ASKED] - tally[BELIEVED])
    all_of_it = spare >= most * tally[BELIEVED]
    kappa = np.where(all_of_it, most, spare / np.where(all_of_it, 1.0, tally[BELIEVED]))
    return weakly, np.minimum(np.maximum(kappa, belief.kappa_least), most)


def _votes(edges: Edges, accounts: Accounts, by: Voting, until: tuple[Int64, Int64]) -> Float64:
    """What the votes add up to, by KNOWN, VOTERS, BELIEVED and ASKED and by network.

    The fans are those up to some places, and so many rows of nobody named.
    """
    known = (until[0] > edges.start[:-1])[accounts.person]
    counts = np.where(known, np.int32(WHOLE), -by.strange)
    believed = np.ceil(WHOLE * by.vouched[accounts.person]).astype(np.int32)
    tally = np.zeros((len(FANS), by.networks))
    fan = accounts.network, counts, believed
    _vote(edges.actor, (edges.start[:-1], until[0]), fan, by.vouched, (edges.nameless.whose, until[1]), tally)
    return tally


@compiled
def _vote(  # noqa: PLR0913, PLR0917 - two lists of fans, and what is known of each
    actor: Int32,
    fans: tuple[Int64, Int64],
    fan: tuple[Int16, Int32, Int32],
    vouched: Float64,
    nameless: tuple[Int64, Int64],
    tally: Float64,
) -> None:
    """Add up, by network, the votes of those who are vouched for, and how far they are.

    Each votes by the `fans` from one place of `actor` to another, and by rows of nobody named. `fan` has the network of
    each account, what it counts, below 0 if nobody acted on it, and how far it is vouched for.
    """
    (first, end), (network_of, counts, believed), (whose, rows) = fans, fan, nameless
    found = np.zeros(tally.shape, dtype=np.int64)
    last = 0
    for owner in range(len(vouched)):
        while last < len(whose) and whose[last] >> NETWORK_BITS == owner:
            if vouched[owner] > 0.0:
                found[STRANGE, whose[last] & NETWORKS] += WHOLE * rows[last]
            last += 1
        if vouched[owner] == 0.0:
            continue
        for i in range(first[owner], end[owner]):
            count, network = counts[actor[i]], network_of[actor[i]]
            found[KNOWN if count > 0 else STRANGE, network] += abs(count)
            if believed[actor[i]] > 0:
                found[BELIEVED, network] += believed[actor[i]]
                found[REACHED, network] += WHOLE
        for network in range(tally.shape[1]):
            everybody = found[KNOWN, network] + found[STRANGE, network]
            if everybody > 0:
                tally[KNOWN, network] += vouched[owner] * found[KNOWN, network] / everybody
                tally[VOTERS, network] += vouched[owner]
            if found[REACHED, network] > 0:
                tally[BELIEVED, network] += vouched[owner] * found[BELIEVED, network] / found[REACHED, network]
                tally[ASKED, network] += vouched[owner]
        found[:] = 0


def flow(edges: Edges, seeds: Float64, passed: Float64, *, workers: int = 1) -> Float64:
    """One round: each person's seed and what its distinct actors pass on, summed in the order of the actors.

    Threads share the people by their edges; a sum is never split, so their number changes nothing.
    """
    trusted = seeds.copy()
    shares = np.linspace(0, edges.start[-1], workers + 1)[1:-1]
    cuts = [0, *np.searchsorted(edges.start, shares).tolist(), len(seeds)]

    def flown(part: tuple[int, int]) -> None:
        low, high = part
        _flow(edges.actor.view(np.uint32), edges.start[low : high + 1], passed, trusted[low:high])

    if workers == 1:
        flown((0, len(seeds)))
        return trusted
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(flown, pairwise(cuts)))
    return trusted


@compiled
def _flow(actor: NDArray[np.uint32], start: Int64, passed: Float64, trusted: Float64) -> None:
    """Add to each of some people what its actors pass on. Keys without a sign need no look at the array's end."""
    for owner in range(len(start) - 1):
        flow = 0.0
        for i in range(start[owner], start[owner + 1]):
            flow += passed[actor[i]]
        trusted[owner] += flow


@compiled
def _lots(offsets: Int64, letters: NDArray[np.uint8]) -> Float64:
    lot = np.empty(len(offsets) - 1, dtype=np.float64)
    for i in range(len(lot)):
        word = np.uint64(0xCBF29CE484222325)
        for letter in letters[offsets[i] : offsets[i + 1]]:
            word = (word ^ np.uint64(letter)) * np.uint64(0x100000001B3)
        word = (word ^ (word >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        word = (word ^ (word >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        lot[i] = float((word ^ (word >> np.uint64(31))) >> np.uint64(11)) / float(1 << 53)
    return lot
