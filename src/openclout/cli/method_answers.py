"""The shapes of `--json` for commands about the method itself. A field may be added; none changes its meaning.

Comes in: fits, and what another version would change. Goes out: small frozen records that become JSON objects.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from openclout.vocabulary.shadows import Mover, Shadow

__all__ = ["Curve", "Fit", "Shadow", "Shadowing", "fit_answer"]

if TYPE_CHECKING:
    from openclout import fitting


@dataclass(frozen=True)
class FittedAct:
    """One act: rows, the weight as fitted (mean 1; null: too few rows), the weight that is kept, and why."""

    act: str
    rows: int
    fitted: float | None
    weight: float
    why: str


@dataclass(frozen=True)
class Figure:
    """One measure with equal and with fitted weights; `low` to `high` is the gain in nine of ten draws of accounts."""

    equal: float
    fitted: float
    gain: float
    low: float
    high: float


@dataclass(frozen=True)
class Gained:
    """How well raw foretells on a cut that was held out. `helps`: use the fitted weights."""

    window_days: float
    ndcg: Figure
    concordance: Figure
    helps: bool


@dataclass(frozen=True)
class FittedNetwork:
    """What one network's past gave. `gain` is null where too little followed the cut."""

    name: str
    rows: int
    days: float
    windows: int
    acts: tuple[FittedAct, ...]
    gain: Gained | None


@dataclass(frozen=True)
class Curve:
    """The constants of the curve, and the mean and 95th percentile that they give `people` with a number."""

    name: str
    half_raw: float
    steepness: float
    mean: float
    p95: float
    people: int


@dataclass(frozen=True)
class Fit:
    """`fit`. `acts` are the weights of all networks together; `calibration` is empty without --calibration."""

    day: date
    command: str
    out: str | None
    networks: tuple[FittedNetwork, ...]
    acts: dict[str, float]
    calibration: tuple[Curve, ...]


@dataclass(frozen=True)
class Shadowing:
    """`shadow VERSION NAME`: a day under the version that runs and another one, for one person.

    Without NAME the answer is a Shadow.
    """

    day: date
    running: str
    other: str
    person: Mover


def fit_answer(made: "fitting.Fitted", out: Path | None) -> Fit:
    """A fit as it is told."""
    return Fit(
        day=made.day,
        command=made.command,
        out=str(out) if out is not None else None,
        networks=tuple(_network(network) for network in made.networks),
        acts={act.word: weight for act, weight in made.acts.items()},
        calibration=tuple(_curves(made)),
    )


def _network(network: "fitting.Network") -> FittedNetwork:
    acts = tuple(FittedAct(one.act.word, one.rows, one.fitted, one.weight, one.why) for one in network.acts.weights)
    return FittedNetwork(network.name, network.rows, network.days, network.acts.windows, acts, _gained(network.gain))


def _gained(gain: "fitting.Gain | None") -> Gained | None:
    if gain is None:
        return None
    ends = [(one.ndcg, one.concordance) for one in (gain.equal, gain.fitted, gain.low, gain.high)]
    ndcg, concordance = (
        Figure(equal, own, own - equal, low, high) for equal, own, low, high in zip(*ends, strict=True)
    )
    return Gained(gain.window_days, ndcg, concordance, gain.helps)


def _curves(made: "fitting.Fitted") -> list[Curve]:
    return [
        Curve(name, curve.half_raw, curve.steepness, curve.mean, curve.high, curve.people)
        for name, curve in made.curves.items()
    ]
