"""The numbers of the protocol, read from `protocol.toml`.

Comes in: nothing. Goes out: one `Protocol`, handed to whatever judges. docs/explanation/validity.md tells it in words.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Trees:
    """How the unconstrained model grows."""

    rounds: int
    leaves: int
    rate: float
    shrinkage: float
    acts: int


@dataclass(frozen=True)
class Rank:
    """How long rounds go on, and how many rows of a pair count at most."""

    most: int
    rounds: int
    settled: float


@dataclass(frozen=True)
class Least:
    """What there must be at least."""

    rows: int
    pairs: int
    futures: int
    window_days: float
    population: int
    group: int


@dataclass(frozen=True)
class Protocol:
    """All numbers by which a method is judged; units and reasons are in `protocol.toml`."""

    cuts: tuple[float, ...]
    window_days: float
    window_share: float
    least: Least
    top: int
    resamples: int
    large_resamples: int
    large_from: int
    interval: tuple[float, float]
    earlier_cuts: int
    half_lives: tuple[float, ...]
    usual_half_life: float
    twitalyzer_days: float
    authority: Rank
    trees: Trees
    folds: int
    pair_resamples: int
    reference_share: float
    fan_groups: tuple[int, ...]

    def draws(self, population: int) -> int:
        """How often accounts are drawn again."""
        return self.large_resamples if population > self.large_from else self.resamples


@cache
def protocol() -> Protocol:
    """The protocol of this version."""
    told = tomllib.loads(files("openclout.validity").joinpath("protocol.toml").read_text(encoding="utf-8"))
    least, trees, ranks = told["least"], told["trees"], told["authority"]
    return Protocol(
        cuts=tuple(told["cuts"]["value"]),
        window_days=told["window"]["days"]["value"],
        window_share=told["window"]["span_share"]["value"],
        least=Least(**{name: least[name]["value"] for name in Least.__dataclass_fields__}),
        top=told["top"]["value"],
        resamples=told["resamples"]["usual"]["value"],
        large_resamples=told["resamples"]["large"]["value"],
        large_from=told["resamples"]["large_from"]["value"],
        interval=(told["interval"]["value"][0], told["interval"]["value"][1]),
        earlier_cuts=told["earlier_cuts"]["value"],
        half_lives=tuple(told["half_lives"]["value"]),
        usual_half_life=told["usual_half_life"]["value"],
        twitalyzer_days=told["twitalyzer_days"]["value"],
        authority=Rank(**{name: ranks[name]["value"] for name in Rank.__dataclass_fields__}),
        trees=Trees(**{name: trees[name]["value"] for name in Trees.__dataclass_fields__}),
        folds=told["pairs"]["folds"]["value"],
        pair_resamples=told["pairs"]["resamples"]["value"],
        reference_share=told["reference"]["share"]["value"],
        fan_groups=tuple(told["fans"]["groups"]["value"]),
    )
