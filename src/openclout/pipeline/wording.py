"""Changes in words, as the scoreboard stores them.

Comes in: moves. Goes out: rows of the table `change`. People who are named stand there by the key of their account,
and get their name when the change is read: so whoever is forgotten is named nowhere.
"""

import json
from collections.abc import Sequence

import numpy as np
import polars as pl

from openclout.engines.moves import Move
from openclout.engines.population import Population
from openclout.lake import Lake
from openclout.pipeline.carrying import CHANGE
from openclout.pipeline.consenting import Consent
from openclout.scoreboard.layout import account_named
from openclout.scoring.wording import Names, causes


def changes(lake: Lake, everybody: Population, found: Sequence[Move], asked: Consent) -> pl.DataFrame:
    """Moves as rows of the scoreboard."""
    names = named_in(lake, everybody, found, asked)
    rows = [
        {
            "person": move.person,
            "until": move.until.isoformat(),
            "since": move.since.isoformat(),
            "points": round(move.published[1] - move.published[0], 2),
            "real": int(move.real),
            "causes": json.dumps(
                [(cause.kind, cause.words, cause.points) for cause in causes(move.steps, names, move.published)]
            ),
        }
        for move in found
    ]
    return pl.DataFrame(rows, schema=CHANGE)


def named_in(lake: Lake, everybody: Population, found: Sequence[Move], asked: Consent) -> Names:
    """What the actors and posts of some moves are called; actors by the key of their account.

    Posts of hidden people are not known.
    """
    actors = np.unique(np.concatenate([np.zeros(0, np.int64), *(move.steps.newcomers.actor for move in found)]))
    posts = np.unique(np.concatenate([np.zeros(0, np.int64), *(move.steps.newcomers.post for move in found)]))
    there = np.zeros(len(everybody.accounts.person) + 1, dtype=np.bool_)  # the last is for nobody, -1
    there[everybody.keys] = True
    known = actors[there[actors]].tolist()
    texts = asked.of_shown(lake.posts(posts.tolist()), "author").filter(pl.col("text").fill_null("") != "")
    return Names(
        accounts={key: account_named(key) for key in known},
        posts=dict(texts.select("post", "text").iter_rows()),
        method="The method changed; what people did is the same",
    )
