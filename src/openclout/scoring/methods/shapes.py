"""What every method sees and gives, whoever invented it.

Comes in: interactions of a closed world up to an instant (`Seen`). Goes out: a number for everybody (`Ranked`). A
`Method` says who published the formula, when, on which scale, and what we had to add because it was never published.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from openclout.scoring.rows import Float64, Rows


class Seen(NamedTuple):
    """Interactions of a closed world up to an instant.

    `rows.owner` and `rows.actor` are people from 0 to `people` - 1 (actor -1: nobody named); all rows are before
    `as_of` (microseconds since 1970, exclusive). `counts` has what networks state of a person (follower, friend,
    subscriber, list), one number per person, NaN where it is not known; it may be empty.
    """

    rows: Rows
    people: int
    as_of: int
    counts: Mapping[str, Float64]


@dataclass(frozen=True)
class Ranked:
    """A number for everybody.

    `score` has one per person, on the method's own scale; NaN: the method gives no number. `figures` are what the
    method shows beside it, one per person; `styles` the words that it has for people, if it has any.
    """

    score: Float64
    figures: Mapping[str, Float64] = field(default_factory=dict[str, Float64])
    styles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Method:
    """A way to turn interactions into a number for everybody.

    `looks_at` says in a sentence what it looks at; `source` is where its formula was published; `ours` is what never
    was, and is our choice.
    """

    name: str
    title: str
    years: str
    scale: str
    looks_at: str
    source: str
    ours: str
    ranked: Callable[[Seen], Ranked]
