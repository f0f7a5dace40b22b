"""How fitted numbers were found: the table `fit` of `weights.toml` and of method files, as records.

Comes in: text of TOML. Goes out: `Fit`, for pages and documents. It holds no number of the method.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from openclout.scoring.entries import FIT, Tree, parsed


@dataclass(frozen=True)
class FittedAct:
    """One act of one network: its rows, its weight as fitted (mean 1; None: too few rows), and after clipping."""

    act: str
    rows: int
    fitted: float | None
    weight: float


@dataclass(frozen=True)
class FittedNetwork:
    """What one network's past gave.

    The figures with equal and with fitted weights are means over `cuts` cuts that the fit did not see (None: too little
    followed). `numbered` people had a number at 70 % of the past; the frozen curve gives them this mean and p95.
    """

    name: str
    rows: int
    days: float
    cuts: int
    ndcg_equal: float | None
    ndcg_fitted: float | None
    concordance_equal: float | None
    concordance_fitted: float | None
    numbered: int
    mean: float | None
    p95: float | None
    acts: tuple[FittedAct, ...]


@dataclass(frozen=True)
class FittedCurve:
    """Two constants of the calibration, and the mean and p95 that they give a reference of so many people."""

    name: str
    half_raw: float
    steepness: float
    mean: float
    p95: float
    people: int


@dataclass(frozen=True)
class Fit:
    """A fit: when, by which command, what came out."""

    date: str
    command: str
    networks: tuple[FittedNetwork, ...]
    curves: tuple[FittedCurve, ...]


@cache
def fits() -> Fit | None:
    """The fit that the newest version ships with."""
    return fit_of(files("openclout.scoring").joinpath("weights.toml").read_text(encoding="utf-8"), "weights.toml")


def fit_of(text: str, where: str) -> Fit | None:
    """The fit that a method file tells of; None where it tells of none. Raises BadInput for what is no TOML."""
    tree = parsed(text, where)
    if FIT not in tree:
        return None
    fit = _table(tree, FIT)
    networks = tuple(_network(name, _table(_table(fit, "network"), name)) for name in _table(fit, "network"))
    curves = tuple(_curve(name, _table(_table(fit, "calibration"), name)) for name in _table(fit, "calibration"))
    return Fit(str(fit.get("date", "")), str(fit.get("command", "")), networks, curves)


def _table(tree: Tree, name: str) -> Tree:
    found = tree.get(name, {})
    return found if isinstance(found, Mapping) else {}


def _number(tree: Tree, name: str) -> float | None:
    found = tree.get(name)
    return float(found) if isinstance(found, int | float) else None


def _network(name: str, told: Tree) -> FittedNetwork:
    acts = _table(told, "act")
    return FittedNetwork(
        name=name,
        rows=int(_number(told, "rows") or 0),
        days=_number(told, "days") or 0.0,
        cuts=int(_number(told, "cuts") or 0),
        ndcg_equal=_number(told, "ndcg_equal"),
        ndcg_fitted=_number(told, "ndcg_fitted"),
        concordance_equal=_number(told, "concordance_equal"),
        concordance_fitted=_number(told, "concordance_fitted"),
        numbered=int(_number(told, "numbered") or 0),
        mean=_number(told, "mean"),
        p95=_number(told, "p95"),
        acts=tuple(_act(act, _table(acts, act)) for act in acts),
    )


def _act(name: str, told: Tree) -> FittedAct:
    weight = _number(told, "weight")
    return FittedAct(name, int(_number(told, "rows") or 0), _number(told, "fitted"), 1.0 if weight is None else weight)


def _curve(name: str, told: Tree) -> FittedCurve:
    half, steep, mean, p95 = (_number(told, key) or 0.0 for key in ("half_raw", "steepness", "mean", "p95"))
    return FittedCurve(name, half, steep, mean, p95, int(_number(told, "people") or 0))
