"""Discounts: what counted only in part, so that the owner can read how much that took off and why.

Comes in: the rows of one owner in order with their points before belief, the day's trust, the purses. Goes out: for
each reason the points taken off, and by how many interactions and accounts.
"""

import numpy as np

from openclout.scoring.compiled import compiled
from openclout.scoring.points import Trust, credit_of, fan_end
from openclout.scoring.rows import Float64, Int64, Rows

STRANGERS, SET_ASIDE = 0, 1
"""Why something counts in part: strangers beyond what the purse holds, accounts that are set aside."""

REASONS = 2


@compiled
def discounts(rows: Rows, row: Int64, plain: Float64, trust: Trust, purse: Float64) -> Float64:
    """A line per reason: points taken off, interactions, accounts. Nobody in particular is a new account each time."""
    taken = np.zeros((REASONS, 3), dtype=np.float64)
    low = 0
    while low < len(row):
        high = fan_end(rows, row, low)
        actor = int(rows.actor[row[low]])
        credit = credit_of(actor, trust)
        vouch = trust.vouched[actor] if actor >= 0 else 0.0
        before = taken[:, 0].copy()
        for i in range(low, high):
            kept = purse[2, rows.network[row[i]]]
            _take(taken, STRANGERS, plain[i] * credit * (1.0 - vouch) * (1.0 - kept))
            _take(taken, SET_ASIDE, plain[i] * (1.0 - credit))
        for reason in range(REASONS):
            taken[reason, 2] += taken[reason, 0] > before[reason]
        low = high
    return taken


@compiled
def _take(taken: Float64, reason: int, points: float) -> None:
    if points > 0.0:
        taken[reason, 0] += points
        taken[reason, 1] += 1
