"""One set, judged from end to end; or the reason why it cannot be.

Comes in: a world. Goes out: a `SetCard`. Raises CannotJudge with the reason.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import numpy as np

from openclout.scoring.points import DAY
from openclout.scoring.rows import Rows
from openclout.scoring.weights import Weights
from openclout.validity.coverage import coverage
from openclout.validity.cuts import Cut, cut, enough, window
from openclout.validity.judging import cut_card
from openclout.validity.protocol import Protocol
from openclout.validity.spreads import spread
from openclout.validity.world import World
from openclout.vocabulary.cards import SetCard
from openclout.vocabulary.errors import BadInput

Rules = tuple[Protocol, Weights]
"""How to judge, and what."""


class CannotJudge(BadInput):
    """A set is too small, too short, or ends too soon."""


def judged_set(
    world: World,
    shares: Sequence[float],
    rules: Rules,
    *,
    with_trees: bool,
    told: Callable[[int, int], None] = lambda _done, _all: None,
) -> SetCard:
    """The card of one set; `told` hears how many cuts are done. Raises CannotJudge."""
    protocol, _ = rules
    cuts = usable(world, shares, protocol)
    cards = []
    for done, one in enumerate(cuts):
        told(done, len(cuts))
        cards.append(cut_card(world, one, rules, with_trees=with_trees))
    first = world.first
    return SetCard(
        name=world.name,
        rows=len(world.rows.at),
        refused=world.refused,
        people=world.people,
        first=datetime.fromtimestamp(first / 1e6, UTC).date(),
        last=datetime.fromtimestamp((first + world.span) / 1e6, UTC).date(),
        hardened=hardened(world.rows, world.people),
        cuts=tuple(cards),
        coverage=tuple(coverage(world, one, rules) for one in cuts),
        spread=spread(world, rules),
    )


def usable(world: World, shares: Sequence[float], protocol: Protocol) -> tuple[Cut, ...]:
    """The cuts that have enough before and after them. Raises CannotJudge if there is none."""
    least, rows = protocol.least, len(world.rows.at)
    if rows < least.rows:
        raise CannotJudge(f"It has {rows:,} rows by which others act; {least.rows:,} are needed.")
    length = window(world, protocol) / DAY
    if length < least.window_days:
        raise CannotJudge(f"It spans {world.span / DAY:.1f} days, so a window has {length:.2f}; 1 is needed.")
    found = [cut(world, share, protocol) for share in sorted(set(shares))]
    kept = tuple(one for one in found if enough(one, protocol))
    if not kept:
        futures = max(int((one.truth > 0).sum()) for one in found)
        raise CannotJudge(
            f"At no cut are there {least.population} people to judge, {least.pairs} future pairs, and {least.futures} "
            f"people on whom somebody named acts then (at most {futures})."
        )
    return kept


def hardened(rows: Rows, people: int) -> float:
    """The share of reactions that come from people who were acted on themselves."""
    known = np.zeros(people, dtype=np.bool_)
    known[rows.owner] = True
    named = rows.actor >= 0
    return round(float(known[rows.actor[named]].sum() / len(rows.at)), 4)
