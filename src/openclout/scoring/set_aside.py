"""Set aside: accounts that look as bought ones did where that was measured count only in part.

An account is set aside whose only acts within memory are a few likes. That is done on networks of `weights.toml` alone,
with the figure for how often it is wrong, and only while the share of such accounts is one that the measurement
explains: where nearly everybody looks like that, we see too little of what people do, and nobody is set aside.
One more act of any kind lifts it, so acting never makes an account count for less.

Comes in: the day's `Edges` and accounts. Goes out: the credit of every account, 0 to 1.
"""

from collections.abc import Sequence

import numpy as np

from openclout.scoring.edges import Accounts, Edges
from openclout.scoring.rows import Float64
from openclout.scoring.weights import Weights


def ruled(networks: Sequence[str], weights: Weights) -> bool:
    """Whether anybody can be set aside on these networks."""
    return any(network in weights.set_aside for network in networks)


def credit(edges: Edges, accounts: Accounts, networks: Sequence[str], weights: Weights) -> Float64:
    """What each account's acts keep; empty where nobody is set aside. `edges` were made with `like`."""
    kept = np.ones(len(accounts.person))
    for place, network in enumerate(networks):
        rule = weights.set_aside.get(network)
        if rule is not None:
            likers = (accounts.network == place) & (edges.liked > 0)
            alike = likers & (edges.liked == edges.acted) & (edges.liked <= rule.most)
            if alike.sum() <= rule.caught * likers.sum():
                kept[alike & ~accounts.proven[accounts.person]] = rule.keeps
    return kept if (kept < 1.0).any() else np.ones(0)
