"""How hardened networks are against fakes, put to a vote of the people there.

Comes in: `Edges`, how far everybody is vouched for. Goes out: which networks are weakly hardened, and how much room
strangers have on the others.
"""

from typing import NamedTuple

import numpy as np

from openclout.scoring.compiled import compiled
from openclout.scoring.edges import NETWORK_BITS, NETWORKS, Accounts, Edges
from openclout.scoring.rows import Bool, Float64, Int16, Int32, Int64
from openclout.scoring.weights import Belief

KNOWN, VOUCHED = 0, 1
"""What is asked of fans: on how many of them somebody acted; how far those are vouched for whom trust reaches."""
YES, ALL = 0, 1
"""The answer to a question, and of how much. One person's is in parts of WHOLE; all of them are added as votes."""
QUESTIONS = (VOUCHED + 1, ALL + 1)
WHOLE = 1 << 20
"""What a fan counts in the vote on a network is told in parts of this: whole numbers add up alike in any order."""
PART_BITS = 21
PART = (1 << PART_BITS) - 1
"""Where a word of a fan has a number of parts."""


class Voting(NamedTuple):
    """Who votes: how far each is vouched for, 0 to 1; on how many people each account acts; how many networks."""

    vouched: Float64
    targets: Int64
    networks: int


def hardened(edges: Edges, accounts: Accounts, by: Voting, belief: Belief) -> tuple[Bool, Float64]:
    """By network: whether it is weakly hardened, and the `kappa` that it has if not, in points per vouched point.

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
    few = tally[KNOWN, ALL] < belief.seed_minimum
    if few.any():
        tally = np.where(few, _votes(edges, accounts, by, (edges.start[1:], nameless.rows)), tally)
    heard = np.bincount(accounts.network, weights=edges.acted, minlength=by.networks) > 0
    heard[nameless.whose & NETWORKS] = True
    (known, voters), (vouched, asked) = tally
    weakly = heard & ((known < belief.hardened_share * voters) | (voters == 0))
    most, spare = belief.hardened.kappa, belief.leeway * (asked - vouched)
    all_of_it = spare >= most * vouched
    kappa = np.where(all_of_it, most, spare / np.where(all_of_it, 1.0, vouched))
    return weakly, np.minimum(np.maximum(kappa, belief.kappa_least), most)


def _votes(edges: Edges, accounts: Accounts, by: Voting, until: tuple[Int64, Int64]) -> Float64:
    """What the votes add up to, by question, by YES and ALL, and by network.

    The fans are those up to some places, and so many rows of nobody named.
    """
    known = until[0] > edges.start[:-1]
    fan = _fans(accounts.network, accounts.person, known, by.vouched, by.targets)
    tally = np.zeros((*QUESTIONS, by.networks))
    _vote(edges.actor, (edges.start[:-1], until[0]), (fan, by.vouched), (edges.nameless.whose, until[1]), tally)
    return tally


@compiled
def _fans(network: Int16, person: Int32, known: Bool, vouched: Float64, targets: Int64) -> Int64:
    """A word for each account, as `_vote` reads it."""
    fan = np.empty(len(person), dtype=np.int64)
    for account in range(len(person)):
        word = np.int64(network[account]) << PART_BITS
        word |= np.int64(np.ceil(WHOLE * vouched[person[account]]))
        if known[person[account]]:
            fan[account] = (word << PART_BITS) | WHOLE
        else:
            fan[account] = -((word << PART_BITS) | (WHOLE // max(1, targets[account])))
    return fan


@compiled
def _vote(
    actor: Int32, fans: tuple[Int64, Int64], by: tuple[Int64, Float64], nameless: tuple[Int64, Int64], tally: Float64
) -> None:
    """Add up, by network, the votes of those who are vouched for, and how far they are.

    Each votes by the `fans` from one place of `actor` to another, and by rows of nobody named. What is known of an
    account is one word, so that the memory is asked once: its network, how far it is vouched for, what it counts; below
    0 if nobody acted on it.
    """
    (first, end), (fan, vouched), (whose, rows) = fans, by, nameless
    found = np.zeros(tally.shape, dtype=np.int64)
    last = 0
    for owner in range(len(vouched)):
        while last < len(whose) and whose[last] >> NETWORK_BITS == owner:
            if vouched[owner] > 0.0:
                found[KNOWN, ALL, whose[last] & NETWORKS] += WHOLE * rows[last]
            last += 1
        if vouched[owner] == 0.0:
            continue
        for i in range(first[owner], end[owner]):
            word = abs(fan[actor[i]])
            network, believed = word >> PART_BITS >> PART_BITS, word >> PART_BITS & PART
            found[KNOWN, ALL, network] += word & PART
            if fan[actor[i]] > 0:
                found[KNOWN, YES, network] += word & PART
            if believed > 0:
                found[VOUCHED, ALL, network] += WHOLE
                found[VOUCHED, YES, network] += believed
        _add(found, vouched[owner], tally)
        found[:] = 0


@compiled
def _add(found: Int64, weight: float, tally: Float64) -> None:
    """Add one person's answers to the votes, as much as the person weighs; where there are no fans there is no vote."""
    for question in (KNOWN, VOUCHED):
        for network in range(len(tally[question, YES])):
            if found[question, ALL, network] > 0:
                tally[question, YES, network] += weight * found[question, YES, network] / found[question, ALL, network]
                tally[question, ALL, network] += weight
