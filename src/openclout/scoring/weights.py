"""Every number of a method version, read from `weights.toml`.

Comes in: the name of a version, or the text of a method file. Goes out: `Weights` for the formula, `WeightEntry` rows
for pages and documents, and how the fitted numbers were found. An older version is a file in `versions/` that says
only what differed; so does a method file of one's own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from openclout.scoring.entries import Tree, WeightEntry, check, numbers, parsed
from openclout.vocabulary.acts import Act
from openclout.vocabulary.errors import BadInput

__all__ = [
    "CURRENT", "VERSIONS", "Belief", "Purse", "WeightEntry", "Weights", "entries", "load", "method_of",
]  # fmt: skip

CURRENT = "2026.1"
VERSIONS = ("2026.0", CURRENT)


@dataclass(frozen=True)
class Purse:
    """What unvouched fans together may add: at most `room` points plus `kappa` per vouched point."""

    room: float
    kappa: float


@dataclass(frozen=True)
class SetAside:
    """Accounts whose only acts are at most `most` likes keep the share `keeps` of their points on a network.

    Measured: `caught` of the bought accounts, `lost` of the honest ones; of those set aside `right_at_half` were bought
    where half of all are, `right_at_tenth` where a tenth are.
    """

    keeps: float
    most: int
    caught: float
    lost: float
    right_at_half: float
    right_at_tenth: float


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
    seed_age_days: float
    hardened_share: float
    hardened: Purse
    kappa_least: float
    leeway: float
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
    set_aside: Mapping[str, SetAside]
    bound_fakes: float
    bound_tricked: float
    counts: Mapping[str, float]
    count_cap: float
    idle: float
    half_raw: float
    steepness: float
    range_quantile: float
    range_drift: float
    range_centre: float
    change_quantile: float
    change_share: float
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
    if version not in VERSIONS:
        raise BadInput(f"Method versions are {', '.join(VERSIONS)}; got {version!r}. Choose one of them.")
    tree = _shipped("weights.toml")
    return tuple(numbers(tree)) if version == CURRENT else _changed(_shipped(f"versions/{version}.toml"), tree)


@cache
def entries_of(path: str) -> tuple[WeightEntry, ...]:
    """Every number of a file of this package, in its order."""
    return tuple(numbers(_shipped(path)))


@cache
def load(version: str = CURRENT) -> Weights:
    """The numbers of a method version. Raises BadInput for a version that there never was."""
    return _weights(version, entries(version))


def method_of(text: str, where: str = "The method file") -> Weights:
    """The numbers of a method file, which says only what differs from the newest version; `where` is its name.

    Raises BadInput for what is no TOML, for an unknown name, a number that makes no sense, or one without its words.
    """
    tree = parsed(text, where)
    version = tree.get("version")
    if not isinstance(version, str) or not version.strip() or version in VERSIONS:
        taken = f"{', '.join(VERSIONS)} are taken"
        raise BadInput(f'{where} should name itself, as version = "mine" ({taken}); it has {version!r}. Name it.')
    check(tree, entries(), where)
    return _weights(version, _changed(tree, _shipped("weights.toml")))


def _changed(tree: Tree, newest: Tree) -> tuple[WeightEntry, ...]:
    """The newest numbers, with those of a tree in their place."""
    changed = {entry.name: entry for entry in numbers(tree)}
    return tuple(changed.get(entry.name, entry) for entry in numbers(newest))


def _weights(version: str, told: Sequence[WeightEntry]) -> Weights:
    number = {entry.name: entry.value for entry in told}
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
        set_aside=_set_aside(number),
        bound_fakes=number["bound.fakes"],
        bound_tricked=number["bound.tricked"],
        counts={name.removeprefix("count."): value for name, value in number.items() if name.startswith("count.")},
        count_cap=number["count_cap"],
        idle=number["calibration.idle"],
        half_raw=number["calibration.half_raw"],
        steepness=number["calibration.steepness"],
        range_quantile=number["range.quantile"],
        range_drift=number["range.drift"],
        range_centre=number["range.centre"],
        change_quantile=number["change.quantile"],
        change_share=number["change.share"],
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
        seed_age_days=number["belief.seed_age_days"],
        hardened_share=number["belief.hardened_share"],
        hardened=Purse(number["belief.hardened.purse"], number["belief.hardened.kappa"]),
        kappa_least=number["belief.kappa_least"],
        leeway=number["belief.leeway"],
        weakly_hardened=Purse(number["belief.weakly_hardened.purse"], number["belief.weakly_hardened.kappa"]),
    )


def _shipped(name: str) -> Tree:
    return parsed(files("openclout.scoring").joinpath(name).read_text(encoding="utf-8"), name)


def _set_aside(number: Mapping[str, float]) -> dict[str, SetAside]:
    """The rules by network."""
    networks = dict.fromkeys(name.split(".")[1] for name in number if name.startswith("set_aside."))
    return {network: _rule(number, f"set_aside.{network}") for network in networks}


def _rule(number: Mapping[str, float], path: str) -> SetAside:
    return SetAside(
        keeps=number[f"{path}.keeps"],
        most=int(number[f"{path}.most"]),
        caught=number[f"{path}.caught"],
        lost=number[f"{path}.lost"],
        right_at_half=number[f"{path}.right_at_half"],
        right_at_tenth=number[f"{path}.right_at_tenth"],
    )
