"""Every number of a method version, read from `weights.toml`.

Comes in: the name of a version. Goes out: `Weights` for the formula, and `WeightEntry` rows for pages and documents.
An older version is a file in `versions/` that says only what differed.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from openclout.vocabulary.acts import Act
from openclout.vocabulary.errors import BadInput

CURRENT = "2026.1"
VERSIONS = ("2026.0", CURRENT)

Tree = Mapping[str, "float | str | Tree"]
"""A parsed TOML table: numbers, words, and tables."""


@dataclass(frozen=True)
class WeightEntry:
    """One number of the method: its name (dotted), value, unit, reason and source."""

    name: str
    value: float
    unit: str
    reason: str
    source: str


@dataclass(frozen=True)
class Purse:
    """What unvouched fans together may add: at most `room` points plus `kappa` per vouched point."""

    room: float
    kappa: float


@dataclass(frozen=True)
class Belief:
    """How trust spreads, and how much unvouched fans may add."""

    pass_on: float
    floor_targets: float
    rounds: int
    full_at: float
    seed_fans: int
    seed_minimum: int
    seed_share: float
    hardened_share: float
    hardened: Purse
    weakly_hardened: Purse


@dataclass(frozen=True)
class Momentum:
    """How the last days are told from the time before: two half-lives, and what is taken as going on as before."""

    hours_days: float
    week_days: float
    hours_share: float
    still_points: float


@dataclass(frozen=True)
class Generosity:
    """What an act done to somebody else earns, and how the levels grow."""

    act_points: float
    first_level: float
    growth: float


@dataclass(frozen=True)
class Weights:
    """All numbers of one method version. Units are in `weights.toml`."""

    version: str
    acts: NDArray[np.float64]
    pace_days: float
    power: float
    memory_days: float
    novelty_power: float
    belief: Belief
    counts: Mapping[str, float]
    count_cap: float
    idle: float
    half_raw: float
    steepness: float
    range_quantile: float
    range_drift: float
    range_centre: float
    change_quantile: float
    number_fans: int
    quiet_days: float
    guard_people: int
    guard_points: float
    guard_share: float
    momentum: Momentum
    generosity: Generosity


@cache
def entries(version: str = CURRENT) -> tuple[WeightEntry, ...]:
    """Every number of a version, in the order of the file. Raises BadInput for a version that there never was."""
    tree = _parsed("weights.toml")
    if version == CURRENT:
        return tuple(_entries(tree, ""))
    if version not in VERSIONS:
        raise BadInput(f"Method versions are {', '.join(VERSIONS)}; got {version!r}. Choose one of them.")
    changed = {entry.name: entry for entry in _entries(_parsed(f"versions/{version}.toml"), "")}
    return tuple(changed.get(entry.name, entry) for entry in _entries(tree, ""))


@cache
def entries_of(path: str) -> tuple[WeightEntry, ...]:
    """Every number of a file of this package, in its order."""
    return tuple(_entries(_parsed(path), ""))


@cache
def load(version: str = CURRENT) -> Weights:
    """The numbers of a method version. Raises BadInput for a version that there never was."""
    number = {entry.name: entry.value for entry in entries(version)}
    acts = np.zeros(1 + max(Act), dtype=np.float64)
    for act in Act:
        acts[act] = number[f"act.{act.word}"]
    return Weights(
        version=version,
        acts=acts,
        pace_days=number["decay.pace_days"],
        power=number["decay.power"],
        memory_days=number["decay.memory_days"],
        novelty_power=number["novelty.power"],
        belief=_belief(number),
        counts={name.removeprefix("count."): value for name, value in number.items() if name.startswith("count.")},
        count_cap=number["count_cap"],
        idle=number["calibration.idle"],
        half_raw=number["calibration.half_raw"],
        steepness=number["calibration.steepness"],
        range_quantile=number["range.quantile"],
        range_drift=number["range.drift"],
        range_centre=number["range.centre"],
        change_quantile=number["change.quantile"],
        number_fans=int(number["number.fans"]),
        quiet_days=number["number.quiet_days"],
        guard_people=int(number["guard.least_people"]),
        guard_points=number["guard.moved_points"],
        guard_share=number["guard.moved_share"],
        momentum=_momentum(number),
        generosity=_generosity(number),
    )


def _momentum(number: Mapping[str, float]) -> Momentum:
    return Momentum(
        hours_days=number["momentum.hours_days"],
        week_days=number["momentum.week_days"],
        hours_share=number["momentum.hours_share"],
        still_points=number["momentum.still_points"],
    )


def _generosity(number: Mapping[str, float]) -> Generosity:
    return Generosity(
        act_points=number["generosity.act_points"],
        first_level=number["generosity.first_level"],
        growth=number["generosity.growth"],
    )


def _belief(number: Mapping[str, float]) -> Belief:
    return Belief(
        pass_on=number["belief.pass_on"],
        floor_targets=number["belief.floor_targets"],
        rounds=int(number["belief.rounds"]),
        full_at=number["belief.full_at"],
        seed_fans=int(number["belief.seed_fans"]),
        seed_minimum=int(number["belief.seed_minimum"]),
        seed_share=number["belief.seed_share"],
        hardened_share=number["belief.hardened_share"],
        hardened=Purse(number["belief.hardened.purse"], number["belief.hardened.kappa"]),
        weakly_hardened=Purse(number["belief.weakly_hardened.purse"], number["belief.weakly_hardened.kappa"]),
    )


def _parsed(name: str) -> Tree:
    return tomllib.loads(files("openclout.scoring").joinpath(name).read_text(encoding="utf-8"))


def _entries(tree: Tree, path: str) -> Iterator[WeightEntry]:
    words = {name: word for name, word in tree.items() if isinstance(word, str)}
    for name, found in tree.items():
        if isinstance(found, Mapping):
            yield from _entries(found, f"{path}.{name}".lstrip("."))
        elif not isinstance(found, str):
            full = path if name == "value" else f"{path}.{name}"
            yield WeightEntry(full, float(found), words["unit"], words["reason"], words["source"])
