"""Made-up versions of the method: every number that moves a score is another one."""

from dataclasses import replace

import numpy as np

from openclout.scoring.weights import Purse, Weights, load


def version(seed: int) -> Weights:
    """A version whose numbers are drawn."""
    chance = np.random.default_rng(seed)
    now = load()
    belief = replace(
        now.belief,
        full_at=chance.uniform(0.05, 0.6),
        pass_on=chance.uniform(0.3, 0.95),
        seed_share=chance.uniform(0.1, 0.6),
        seed_minimum=0,
        hardened=Purse(chance.uniform(0.1, 2), chance.uniform(0.1, 2)),
    )
    return replace(
        now,
        version=f"drawn {seed}",
        acts=np.where(now.acts > 0, chance.uniform(0.0, 2.0, len(now.acts)), 0.0),
        pace_days=chance.uniform(1, 30),
        power=chance.uniform(0.2, 1.5),
        memory_days=chance.uniform(100, 900),
        novelty_power=chance.uniform(1, 3),
        belief=belief,
        counts={kind: chance.uniform(0, 0.2) for kind in now.counts},
        count_cap=chance.uniform(0.1, 3),
        idle=chance.uniform(1, 20),
        half_raw=chance.uniform(3, 30),
        steepness=chance.uniform(0.2, 1.0),
    )
