"""OpenClout as a library: your interactions in, scores out, in the kind of table you came with.

Comes in: pandas, polars (lazy too), pyarrow tables, DuckDB relations. Goes out: the same kind. No network, no files,
no global state, no clock; the same rows give the same scores in any order.
"""

from collections.abc import Mapping
from datetime import date
from typing import TypeVar

from openclout.library.explanation import Explanation
from openclout.library.kinds import like, taken
from openclout.library.methods import Method
from openclout.library.reading import Options, counts_of, interactions_of
from openclout.library.rivals import ranked, rival
from openclout.library.study import Study, study
from openclout.scoring.weights import CURRENT

__all__ = ["Explanation", "Options", "explain", "score"]

Frame = TypeVar("Frame")
"""A pandas, polars or pyarrow table, a polars LazyFrame, or a DuckDB relation."""


def score(  # noqa: PLR0913 - the front door: each is an option on its own
    interactions: Frame,
    *,
    as_of: date | str | None = None,
    network: str | None = None,
    acts: Mapping[str, str] | None = None,
    links: Mapping[str, str] | None = None,
    counts: object = None,
    method: Method = CURRENT,
) -> Frame:
    """Everybody's score, best first, in the same kind of table.

    `interactions` has one row per act, with the columns actor, target, act, at and optionally network, post, weight
    (or other common names of these). The other arguments are explained at `Options`.

    The result has one row per person on whom anybody acted (or of whom a count is stated):

    - `person`: the account, `network:account` where several networks use that name, or the person of `links`
    - `network`: where the person's accounts are
    - `score`, `low`, `high`: the score and its likely range, 1 to 100; null where there is too little data
    - `measured_low`, `measured_high`: what counting the same fans again would give; null with the score
    - `momentum`: the score that the last days would lead to if they went on for ever; null with the score
    - `raw`: points, 0 and more
    - `percentile`: the share of people with a number who have a lower one, 0 to 1; null without a number
    - `fans`, `interactions`: different accounts that earned the person points, and their rows, within memory
    - `last`: the instant of the newest of these, in UTC; null where there are none
    - `enough`: whether there is enough data for a number
    - `given`, `helped`: acts that the person did to others within memory, and to how many people; not scored

    Under a rival's `method` (kred, klout-2011, ...) the columns are person, network, `score` on that method's own
    scale, `rank` and `percentile` among these people, then the method's figures, and `style` where it has styles.

    A table without rows gives one without rows. Raises WrongTable for a missing column, BadInput for a row that
    cannot be read (rows are counted from 0) or a wrong option.
    """
    other = rival(method)
    version = CURRENT if other is not None else method
    made = _study(interactions, Options(as_of, network, acts, links, counts, version))
    return like(made.table() if other is None else ranked(made, other), interactions)


def explain(  # noqa: PLR0913 - the same options as `score`
    interactions: Frame,
    name: str | int,
    *,
    as_of: date | str | None = None,
    network: str | None = None,
    acts: Mapping[str, str] | None = None,
    links: Mapping[str, str] | None = None,
    counts: object = None,
    method: Method = CURRENT,
) -> Explanation[Frame]:
    """Why a person has their score: every row that earned points, and the shares by act.

    `name` is a person as `score` names them (a number will do), or one of the person's accounts. The other
    arguments are those of `score`. Raises NotFound for a name on whom nobody acted, Ambiguous where several people
    answer to it, and what `score` raises.
    """
    made = _study(interactions, Options(as_of, network, acts, links, counts, method))
    why = made.explained(str(name))
    rows = like(why.rows, interactions)
    return Explanation(
        name=why.name,
        score=why.score,
        low=why.low,
        high=why.high,
        raw=why.raw,
        parts=why.parts,
        rows=rows,
        reason=why.reason,
        discounts=why.discounts,
        fake_bound=why.fake_bound,
        tricked_bound=why.tricked_bound,
        ring_bound=why.ring_bound,
        measured_low=why.measured_low,
        measured_high=why.measured_high,
        momentum=why.momentum,
        trend=why.trend,
        generosity=why.generosity,
    )


def _study(interactions: object, options: Options) -> Study:
    rows = interactions_of(taken(interactions), options)
    counts = counts_of(taken(options.counts), options) if options.counts is not None else None
    return study(rows, options, counts)
