"""Discounts: what counted only in part, so that the owner can read how much that took off and why.

Comes in: the rows of one owner in order with their points before belief, the day's trust, the purses. Goes out: for
each reason the points taken off, and by how many interactions and accounts.
"""

from openclout.scoring.compiled import lean
from openclout.scoring.points import Owned, Trust, credit_of, fan_end
from openclout.scoring.rows import Float64, Rows

STRANGERS, SET_ASIDE = 0, 1
"""Why something counts in part: strangers beyond what the purse holds, accounts that are set aside."""

REASONS = 2


@lean
def discounts(rows: Rows, mine: Owned, trust: Trust, purse: Float64, taken: Float64) -> None:
    """Fill `taken`, a line per reason: points taken off, interactions, accounts.

    The points of `mine` are those before belief. Nobody in particular is a new account each time.
    """
    taken[:] = 0.0
    low = 0
    while low < len(mine.row):
        high = fan_end(rows, mine.row, low)
        credit = credit_of(int(rows.actor[mine.row[low]]), trust)
        strangers, set_aside = taken[STRANGERS, 0], taken[SET_ASIDE, 0]
        for i in range(low, high):
            kept = purse[2, rows.network[mine.row[i]]]
            _take(taken, STRANGERS, mine.points[i] * credit * (1.0 - mine.vouch[i]) * (1.0 - kept))
            _take(taken, SET_ASIDE, mine.points[i] * (1.0 - credit))
        taken[STRANGERS, 2] += taken[STRANGERS, 0] > strangers
        taken[SET_ASIDE, 2] += taken[SET_ASIDE, 0] > set_aside
        low = high


@lean
def _take(taken: Float64, reason: int, points: float) -> None:
    if points > 0.0:
        taken[reason, 0] += points
        taken[reason, 1] += 1
