"""Cuts: what was known before an instant, and what came after it.

Comes in: a `World`, shares of its span. Goes out: one `Cut` each. Everybody on whom somebody had acted is judged; the
truth is how many different named people act on them in the window that follows.
"""

from dataclasses import dataclass

import numpy as np

from openclout.scoring.methods import Seen
from openclout.scoring.points import DAY
from openclout.scoring.rows import Bool, Float64, Int64, Rows, distinct_keys
from openclout.validity.protocol import Protocol
from openclout.validity.world import World, within


@dataclass(frozen=True)
class Cut:
    """One cut: `seen` is all that was there before it; the window is in microseconds.

    `population` are the people judged; `truth` and `active` are theirs, in the same order: how many different people
    act on them in the window, and whether anybody did in the window before. `pairs` counts future pairs,
    `named_pairs` those of named people.
    """

    share: float
    window: int
    seen: Seen
    population: Int64
    truth: Float64
    active: Bool
    pairs: int
    named_pairs: int

    @property
    def as_of(self) -> int:
        """The instant of the cut."""
        return self.seen.as_of


def window(world: World, protocol: Protocol) -> int:
    """How long the window after a cut is, in microseconds: a quarter, or a fifth of a short span."""
    return int(min(protocol.window_days * DAY, protocol.window_share * world.span))


def cut_at(world: World, instant: int, length: int, *, share: float = np.nan) -> Cut:
    """The cut at an instant with a window of that length."""
    seen = world.before(instant)
    future = world.between(instant, instant + length)
    reached = distinct(future, world.people)
    population = distinct_keys(seen.rows.owner).astype(np.int64)
    lately = np.zeros(world.people, dtype=np.bool_)
    lately[seen.rows.owner[within(seen.rows, instant - length, instant)]] = True
    return Cut(
        share=share,
        window=length,
        seen=seen,
        population=population,
        truth=reached[population],
        active=lately[population],
        pairs=int(reached.sum()) + int((future.actor < 0).sum()),
        named_pairs=int(reached.sum()),
    )


def cut(world: World, share: float, protocol: Protocol) -> Cut:
    """The cut at a share of the span."""
    length = window(world, protocol)
    return cut_at(world, world.first + int(share * world.span), length, share=share)


def earlier(world: World, later: Cut, protocol: Protocol) -> tuple[Cut, ...]:
    """Earlier cuts, newest first, whose windows end by the cut; only those with enough to learn from."""
    instants = [later.as_of - later.window * back for back in range(1, protocol.earlier_cuts + 1)]
    found = (cut_at(world, instant, later.window) for instant in instants if instant > world.first)
    return tuple(past for past in found if enough(past, protocol))


def enough(found: Cut, protocol: Protocol) -> bool:
    """Whether a cut has enough people to judge, and enough of a future to judge them by."""
    least, futures = protocol.least, int((found.truth > 0).sum())
    return found.pairs >= least.pairs and futures >= least.futures and len(found.population) >= least.population


def distinct(rows: Rows, people: int) -> Float64:
    """How many different named people acted on each person."""
    named = rows.actor >= 0
    pairs = distinct_keys((rows.owner[named].astype(np.int64) << 32) | rows.actor[named])
    return np.bincount(pairs >> 32, minlength=people).astype(np.float64)
