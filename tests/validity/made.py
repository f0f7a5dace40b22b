"""A small made-up place with a pulse: some people are always heard, some for a while, most hardly ever.

Comes in: a seed. Goes out: interactions as a table, under the columns that imports understand.
"""

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl

FIRST = datetime(2025, 1, 1, tzinfo=UTC)


def place(seed: int = 1, *, people: int = 120, rows: int = 3000, days: int = 300) -> pl.DataFrame:
    """Acts among people whose pull is uneven and drifts over time; a few acts are nobody's."""
    chance = np.random.default_rng(seed)
    pull = chance.pareto(1.2, people) + 0.05
    when = np.sort(chance.random(rows))
    later = pull * np.exp(chance.normal(0.0, 1.5, people))
    target = np.array(
        [chance.choice(people, p=mixed / mixed.sum()) for mixed in (pull + (later - pull) * at for at in when)]
    )
    actor = chance.integers(0, people, rows)
    nobody = chance.random(rows) < 0.02
    return pl.DataFrame(
        {
            "actor": [None if none else f"who{who}" for who, none in zip(actor, nobody, strict=True)],
            "target": [f"who{who}" for who in target],
            "act": chance.choice(["like", "reply", "share", "dislike"], rows, p=[0.5, 0.3, 0.15, 0.05]),
            "at": [FIRST + timedelta(days=float(days * at)) for at in when],
        }
    )
