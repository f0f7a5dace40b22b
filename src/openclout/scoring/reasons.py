"""Why something counted only in part, in words for the owner.

Comes in: the parts of one person by discount, the networks of the run, the weights. Goes out: `Discount` records.
Nobody is named, and nobody is called a fake: what is said is what was seen, and how often that is wrong.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from openclout.scoring.discounts import SET_ASIDE, STRANGERS
from openclout.scoring.weights import SetAside, Weights
from openclout.vocabulary.records import Discount

NAMES = {STRANGERS: "strangers", SET_ASIDE: "set_aside"}
STRANGE = (
    "These accounts are strangers: nobody whom we have reason to trust has acted on them yet. Together, strangers add "
    "only so much beside the people who are known, so each of theirs counted in part. New and quiet people are "
    "strangers too; this says nothing about any of them. It ends for an account when people who are known act on it."
)
ALIKE = (
    "The only acts of these accounts are at most {most} likes on {network}, so they count {keeps:.0%}. Many accounts "
    "that sell likes look like that, and so do some people: where this was measured it found {caught:.0%} of the "
    "sellers and hit {lost:.1%} of the others. Of a hundred accounts that it hits, about {half:.0f} are people where "
    "half of all accounts sell likes, and about {tenth:.0f} where a tenth do. One more act of any kind ends it."
)


def discounted(parts: NDArray[np.void], networks: Sequence[str], weights: Weights) -> tuple[Discount, ...]:
    """What was taken off for each reason, most first."""
    found = [
        Discount(
            NAMES[int(part["label"])],
            _words(int(part["label"]), networks, weights),
            int(part["people"]),
            int(part["interactions"]),
            float(part["points"]),
        )
        for part in parts
    ]
    return tuple(sorted(found, key=lambda discount: -discount.points))


def _words(reason: int, networks: Sequence[str], weights: Weights) -> str:
    if reason == STRANGERS:
        return STRANGE
    rules = [(network, weights.set_aside[network]) for network in networks if network in weights.set_aside]
    return " ".join(_rule(network, rule) for network, rule in rules)


def _rule(network: str, rule: SetAside) -> str:
    return ALIKE.format(
        most=rule.most,
        network=network,
        keeps=rule.keeps,
        caught=rule.caught,
        lost=rule.lost,
        half=100 * (1 - rule.right_at_half),
        tenth=100 * (1 - rule.right_at_tenth),
    )
