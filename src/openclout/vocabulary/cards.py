"""The validity card: how well a method does what it says, on which data, with which uncertainty.

Comes in: figures worked out by `validity`. Goes out: frozen records, and the same as JSON. No card names a person: sets
have names, people are only counted. Shares are from 0 to 1, scores from 1 to 100; what cannot be said is None.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from statistics import fmean
from typing import NamedTuple, TypeVar

from openclout.vocabulary import trials
from openclout.vocabulary.errors import BadInput

Record = TypeVar("Record")
MEASURES = {
    "spearman": "Spearman",
    "kendall": "Kendall",
    "ndcg": "NDCG@100",
    "overlap": "top 100",
    "concordance": "concordance",
    "active_spearman": "Spearman, active",
    "active_ndcg": "NDCG, active",
}
"""The measures of an order, and their titles. All are 1 at best; `active` means among those acted on lately."""


OURS, PUBLISHED, BELIEVED, NOW, NOW_BELIEVED, TUNED = (
    "2026.1",
    "2026.1 published",
    "2026.1 with belief",
    "momentum",
    "momentum with belief",
    "decayed, tuned half-life",
)
"""Contestants that are spoken of by name: the method's raw, the same with silent people tied, the same with belief on;
momentum, and that with belief on; the count whose half-life was chosen on earlier cuts."""


class Figure(NamedTuple):
    """A figure, and the interval in which nine of ten draws lie."""

    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Contestant:
    """Something that orders people. `kind`: ours, now, baseline, rival or trees.

    `figures` and `behind` by MEASURES; `behind` is how far method 2026.1 (raw) is ahead of it, paired; empty for ours.
    """

    name: str
    kind: str
    figures: Mapping[str, Figure]
    behind: Mapping[str, Figure]


@dataclass(frozen=True)
class CutCard:
    """One cut. `share` is its place in the span; `futures` counts people on whom anybody acts in the window.

    `half_life_days` is the one that was chosen on earlier cuts; `named_pairs` are the `pairs` without acts of nobody
    named (None: not counted).
    """

    share: float
    day: date
    window_days: float
    population: int
    active: int
    futures: int
    pairs: int
    half_life_days: float
    contestants: tuple[Contestant, ...]
    named_pairs: int | None = None

    def contestant(self, name: str) -> Contestant | None:
        """Who has that name; None if nobody has."""
        return next((one for one in self.contestants if one.name == name), None)

    def figure(self, name: str, measure: str) -> float | None:
        """A contestant's figure; None if it is not there."""
        found = self.contestant(name)
        return None if found is None else found.figures[measure].value


def mean(cuts: Sequence[CutCard], name: str, measure: str) -> float | None:
    """Somebody's mean figure over cuts; None if it lacks on one."""
    found = [cut.figure(name, measure) for cut in cuts]
    known = [one for one in found if one is not None]
    return fmean(known) if known and len(known) == len(found) else None


@dataclass(frozen=True)
class Covered:
    """People with `fans` fans or more, and fewer than `until`; which share of them was in the range.

    `likely`: their score a window later was in the likely range; `measured`: two halves of their fans agreed within the
    measurement range. Both ranges promise 0.8.
    """

    fans: int
    until: int | None
    people: int
    likely: float | None
    measured: float | None


@dataclass(frozen=True)
class Coverage:
    """How often the ranges hold at one cut: `whole` for everybody with a number, and by fans.

    `seen` counts people on whom anybody ever acted, `recent` those of the last quiet period, `numbered` those with a
    number.
    """

    share: float
    seen: int
    recent: int
    numbered: int
    whole: Covered
    groups: tuple[Covered, ...]


@dataclass(frozen=True)
class Spread:
    """How scores are spread over people with a number.

    `idle`: the share of all ever acted on who stand where everybody starts. `histogram` counts people by score, in 100
    steps.
    """

    people: int
    mean: float
    p5: float
    median: float
    p95: float
    p99: float
    idle: float
    histogram: tuple[int, ...]


@dataclass(frozen=True)
class SetCard:
    """One set of interactions. `hardened`: the share of reactions that come from people who were acted on themselves.

    `rows` were judged; `refused` could not be read. `spread` is None where nobody has a number.
    """

    name: str
    rows: int
    refused: int
    people: int
    first: date
    last: date
    hardened: float
    cuts: tuple[CutCard, ...]
    coverage: tuple[Coverage, ...]
    spread: Spread | None

    @property
    def covered(self) -> float | None:
        """How often the likely range held: the mean over cuts; None with too few people."""
        held = [cut.whole.likely for cut in self.coverage if cut.whole.likely is not None]
        return fmean(held) if held else None

    @property
    def measured(self) -> float | None:
        """How often the range of measurement held: the mean over cuts; None with too few people."""
        held = [cut.whole.measured for cut in self.coverage if cut.whole.measured is not None]
        return fmean(held) if held else None


@dataclass(frozen=True)
class Skipped:
    """A set that cannot be judged, and why."""

    name: str
    why: str


@dataclass(frozen=True)
class PairModel:
    """A model of which of two people is judged more influential. `weights`: per e-fold of each signal.

    `auc`: folds in which the first person was never seen before; `apart`: folds in which neither was.
    """

    name: str
    title: str
    weights: Mapping[str, float]
    auc: Figure
    apart: Figure
    right: float


@dataclass(frozen=True)
class PairsCard:
    """Votes on pairs of people, and what foresees them."""

    name: str
    pairs: int
    persons: int
    models: tuple[PairModel, ...]


@dataclass(frozen=True)
class Bar:
    """What is demanded, and what came out. `met` is None where the data at hand cannot show it; `why` says why."""

    name: str
    title: str
    demanded: str
    found: str
    met: bool | None
    why: str = ""


@dataclass(frozen=True)
class Card:
    """The validity card of a method. `missing` says what was left out for want of a package; empty if nothing was."""

    method: str
    version: str
    made: date
    sets: tuple[SetCard, ...]
    skipped: tuple[Skipped, ...]
    reference: Spread | None
    reference_sets: tuple[str, ...]
    pairs: PairsCard | None
    bars: tuple[Bar, ...]
    missing: str = ""
    attacks: trials.Attacks | None = None
    stability: trials.Stability | None = None


def written(record: object) -> str:
    """A card, or a part of one, as JSON: one contestant on each line, figures as [value, low, high]."""
    return _written(record, 0) + "\n"


def read_card(text: str) -> Card:
    """A card that was written. Raises BadInput."""
    return read_record(text, Card)


def read_set(text: str) -> SetCard:
    """The card of one set that was written. Raises BadInput."""
    return read_record(text, SetCard)


def read_record(text: str, kind: type[Record]) -> Record:
    """A record of this module from its JSON. Raises BadInput."""
    from pydantic import TypeAdapter, ValidationError  # noqa: PLC0415 - only whoever reads a card waits for it

    try:
        return TypeAdapter(kind).validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(step) for step in first["loc"]) or "the whole"
        raise BadInput(
            f"A {kind.__name__} was expected, as `openclout validate` writes it; {where}: {first['msg']}. "
            "Make it again."
        ) from error


FOLDED = (
    *(Contestant, Covered, Skipped, PairModel, Bar, trials.Cost, trials.Attack, trials.Attacked, trials.Labelled),
    *(trials.SteadyPeople, trials.Story, trials.Limit, trials.RealPeople, trials.Relinked),
)
"""Records that stand on one line."""


def _written(found: object, depth: int) -> str:
    if is_dataclass(found) and not isinstance(found, FOLDED):
        inside = [f"{json.dumps(one.name)}: {_written(getattr(found, one.name), depth + 1)}" for one in fields(found)]
        return _spread("{}", inside, depth)
    if isinstance(found, tuple) and found and is_dataclass(found[0]):
        return _spread("[]", [_written(one, depth + 1) for one in found], depth)
    return json.dumps(found, default=_plain, ensure_ascii=False, allow_nan=False)


def _spread(ends: str, inside: list[str], depth: int) -> str:
    gap = "\n" + " " * depth
    return f"{ends[0]}{gap} " + f",{gap} ".join(inside) + f"{gap}{ends[1]}"


def _plain(found: object) -> object:
    if isinstance(found, date):
        return found.isoformat()
    if is_dataclass(found) and not isinstance(found, type):
        return {one.name: getattr(found, one.name) for one in fields(found)}
    raise TypeError(f"A card holds numbers, words and days, not {type(found).__name__}.")
