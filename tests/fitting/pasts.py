"""Made-up pasts for the tests of fitting: some acts foretell who is acted on later, others are noise."""

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl

from openclout.fitting import Past, past_of
from openclout.vocabulary.acts import Act

FIRST = datetime(2026, 1, 1, tzinfo=UTC)


def interactions(seed: int, *, rows: int = 4000, people: int = 60, days: int = 300) -> pl.DataFrame:
    """Replies follow how well liked somebody is, always; each week views fall on one person, never the same."""
    chance = np.random.default_rng(seed)
    liked = chance.pareto(1.2, people) + 0.05
    at = np.sort(chance.random(rows)) * days
    reply = chance.random(rows) < 0.5
    week = (at // 7).astype(np.int64)
    target = np.where(reply, chance.choice(people, rows, p=liked / liked.sum()), chance.permutation(people)[week])
    act = np.where(reply, int(Act.REPLY), int(Act.VIEW))
    actor = (target + chance.integers(1, people, rows)) % people
    return pl.DataFrame(
        {
            "network": "forum",
            "actor": [f"a{number}" for number in actor],
            "target": [f"a{number}" for number in target],
            "act": act.astype(np.int8),
            "at": [FIRST + timedelta(days=float(day)) for day in at],
            "weight": np.ones(rows, dtype=np.float32),
        }
    )


def past(seed: int, **more: int) -> Past:
    """The same as a past."""
    return past_of(interactions(seed, **more), "forum")
