"""The card, put together from the cards of its sets.

Comes in: sets, those that were skipped, votes; what attacks gained and how steady scores are comes with the package.
Goes out: a `Card`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from openclout.scoring.weights import CURRENT
from openclout.validity.bars import bars
from openclout.validity.protocol import Protocol
from openclout.validity.spreads import together
from openclout.validity.trials import attacks, stability
from openclout.vocabulary.cards import Card, PairsCard, SetCard, Skipped


@dataclass(frozen=True)
class Found:
    """What was judged, and what could not be."""

    sets: Sequence[SetCard]
    skipped: Sequence[Skipped] = ()
    pairs: PairsCard | None = None
    missing: str = ""


def put_together(found: Found, protocol: Protocol, *, version: str, made: date) -> Card:
    """The card of all that was found. Sets stand in the order of their names."""
    sets = sorted(found.sets, key=lambda one: one.name)
    enough = [one for one in sets if one.spread is not None and one.spread.people >= protocol.least.group]
    reference = together([one.spread for one in enough if one.spread is not None])
    return Card(
        method=CURRENT,
        version=version,
        made=made,
        sets=tuple(sets),
        skipped=tuple(sorted(found.skipped, key=lambda one: one.name)),
        reference=reference,
        reference_sets=tuple(one.name for one in enough),
        pairs=found.pairs,
        bars=bars(sets, found.pairs, reference, (attacks(), stability())),
        missing=found.missing,
        attacks=attacks(),
        stability=stability(),
    )
