"""Belief: who counts in full on a day, and how much strangers together may add.

Trust starts at seeds and flows from whoever acts to the one acted on, at most 1 each way, and thins out with every
account acted on. It is worked out once a day and frozen: one more row cannot lower anybody on that day.

Comes in: `Edges` (distinct actor, owner), what is known of the accounts, the weights. Goes out: the day's `Trust`.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from openclout.scoring.compiled import compiled
from openclout.scoring.edges import Accounts, Edges
from openclout.scoring.hardening import Voting, hardened
from openclout.scoring.points import Trust
from openclout.scoring.rows import Bool, Float64, Int32, Int64, tally
from openclout.scoring.weights import Belief, Weights


@dataclass(frozen=True)
class Standing:
    """A day's trust with the networks it found weakly hardened (by index), and how many seeds only stand in."""

    trust: Trust
    weakly_hardened: Bool
    stand_ins: int = 0


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
    targets = np.zeros(len(accounts.person), dtype=np.int64)
    tally(edges.actor, targets)
    trusted = drawn.astype(np.float64)
    for _ in range(belief.rounds):
        trusted = _passed(trusted, accounts.person, targets, (belief.pass_on, belief.floor_targets))
        trusted = flow(edges, drawn, trusted, workers=workers)
    trusted /= belief.full_at
    vouched = np.minimum(1.0, trusted, out=trusted)
    weakly, kappa = hardened(edges, accounts, Voting(vouched, targets, networks), belief)
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


@compiled
def _passed(trusted: Float64, person: Int32, targets: Int64, passing: tuple[float, float]) -> Float64:
    """What each account passes on to everybody it acts on; a kernel, since each array is as large as all accounts."""
    pass_on, floor_targets = passing
    passed = np.empty(len(person))
    for account in range(len(person)):
        share = pass_on / max(floor_targets, float(targets[account]))
        passed[account] = min(1.0, trusted[person[account]]) * share
    return passed


def flow(edges: Edges, seeds: Bool, passed: Float64, *, workers: int = 1) -> Float64:
    """One round: each person's seed and what its distinct actors pass on, summed in the order of the actors.

    Threads share the people by their edges; a sum is never split, so their number changes nothing.
    """
    trusted = seeds.astype(np.float64)
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
