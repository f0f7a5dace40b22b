"""The ceiling: boosted trees that may use everything, trained on earlier cuts of the same set.

Comes in: a world and a cut. Goes out: everybody's number by two losses, or nothing where there is no past to learn
from. Needs LightGBM (the extra `validity`). Source: Ke et al. 2017.
"""

from importlib.util import find_spec

import numpy as np

from openclout.scoring.rows import Float64, Int64
from openclout.validity.cuts import Cut, earlier
from openclout.validity.features import common_acts, features
from openclout.validity.protocol import Protocol
from openclout.validity.world import World

LOSSES = {"trees, squares of the log": "regression", "trees, Poisson": "poisson"}
MISSING = "The trees need LightGBM too. Run `pip install 'openclout[validity]'`."


def missing() -> str:
    """What to install, or nothing."""
    return "" if find_spec("lightgbm") is not None else MISSING


def trees(world: World, cut: Cut, protocol: Protocol) -> dict[str, Float64]:
    """Numbers of the cut's population by each loss; empty where no earlier cut has a future to learn from."""
    past = earlier(world, cut, protocol)
    if not past:
        return {}
    acts = common_acts(world, protocol)
    learnt = np.concatenate([_table(one, acts, protocol) for one in past])
    truth = np.concatenate([one.truth for one in past])
    now = _table(cut, acts, protocol)
    return {title: _grown(loss, (learnt, truth), now, protocol) for title, loss in LOSSES.items()}


def _table(cut: Cut, acts: Int64, protocol: Protocol) -> Float64:
    columns = features(cut.seen, cut.window, acts, protocol).values()
    return np.column_stack([column[cut.population] for column in columns])


def _grown(loss: str, past: tuple[Float64, Float64], now: Float64, protocol: Protocol) -> Float64:
    import lightgbm  # noqa: PLC0415 - only the trees need it

    learnt, truth = past
    wanted = np.log1p(truth) if loss == "regression" else truth
    grow = protocol.trees
    told = {
        "objective": loss,
        "num_leaves": grow.leaves,
        "learning_rate": grow.rate,
        "lambda_l2": grow.shrinkage,
        "verbosity": -1,
        "seed": 0,
        "deterministic": True,
        "force_row_wise": True,
        "num_threads": 1,  # threads that wait for each other make busy cores slower, not faster
    }
    grown = lightgbm.train(told, lightgbm.Dataset(learnt, wanted, free_raw_data=True), num_boost_round=grow.rounds)
    return np.asarray(grown.predict(now, raw_score=True), dtype=np.float64)
