"""The method in tables: its numbers, how they were fitted, what they do, and the other methods beside it.

Comes in: `weights.toml` and the methods, as the package has them. Goes out: Markdown.
"""

import sys
import textwrap

import numpy as np

from openclout.scoring import bounds, calibration, fits, points, weights
from openclout.scoring.counts import KINDS
from openclout.scoring.methods import METHODS, Method
from openclout.scoring.methods import numbers as rivals
from pieces import grid, plain, sentences

NOW = weights.load()
AGES = {"just now": 1e-9, "1 day": 1.0} | {f"{days} days": float(days) for days in (7, 30, 90, 180, 365, 730)}
RAWS = (0.0, 0.1, 1.0, 3.0, 10.0, 30.0, 100.0, 1_000.0, 10_000.0, 1_000_000.0)


def weight_table() -> str:
    return grid(
        ("name", "value", "unit", "reason", "source"),
        ((f"`{row.name}`", plain(row.value), row.unit, row.reason, row.source) for row in weights.entries()),
    )


def fit_table() -> str:
    fit = fits.fits()
    if fit is None:
        return "No fit ships with this version."
    frozen, refitted = fit.curves
    networks = grid(
        ("set", "rows", "days", "fitted act weights", "NDCG@100", "concordance", "people", "mean", "p95"),
        map(_fitted_row, fit.networks),
    )
    curves = grid(
        ("curve", "half_raw", "steepness", "mean", "p95"),
        (
            (curve.name, plain(round(curve.half_raw, 2)), f"{curve.steepness:.4f}", f"{curve.mean}", f"{curve.p95}")
            for curve in (frozen, refitted)
        ),
    )
    made = f"Made on {fit.date} by `{fit.command}`; the curves are those of {plain(frozen.people)} people."
    return f"{made}\n\n{networks}\n\n{curves}"


def _fitted_row(one: fits.FittedNetwork) -> tuple[str, ...]:
    def gained(equal: float | None, fitted: float | None) -> str:
        return "" if equal is None or fitted is None else f"{equal:.3f} to {fitted:.3f}"

    acts = ", ".join(
        f"{act.act} {act.fitted:.2f}" + (f" (clipped to {act.weight:g})" if round(act.fitted - act.weight, 4) else "")
        for act in one.acts
        if act.fitted is not None
    )
    return (
        one.name,
        plain(one.rows),
        f"{one.days:,.0f}",
        acts,
        gained(one.ndcg_equal, one.ndcg_fitted),
        gained(one.concordance_equal, one.concordance_fitted),
        plain(one.numbered),
        "" if one.mean is None else f"{one.mean}",
        "" if one.p95 is None else f"{one.p95}",
    )


def method_table() -> str:
    return grid(("name", "title", "years", "scale"), ((f"`{m.name}`", m.title, m.years, m.scale) for m in METHODS))


def method_details() -> str:
    return "\n\n".join(_method(one) for one in METHODS)


def _method(one: Method) -> str:
    """A method: what it looks at, its formula, its numbers."""
    told = (sys.modules[one.ranked.__module__].__doc__ or "").strip()
    _, _, rest = told.partition("\n\n")
    formula = "\n".join(line for line in rest.partition("\n\n")[0].splitlines() if line.startswith("    "))
    lines = [f"## {one.title}", f"`{one.name}`, {one.years}.", sentences(one.looks_at)]
    lines += [f"```text\n{textwrap.dedent(formula)}\n```"] if formula else []
    lines += [f"Source: {one.source}.", "Never published, and so ours:", sentences(one.ours)]
    rows = ((f"`{row.name}`", plain(row.value), row.unit, row.reason, row.source) for row in rivals.entries(one.name))
    table = list(rows)
    return "\n\n".join([*lines, *([grid(("name", "value", "unit", "reason", "source"), table)] if table else [])])


def version_table() -> str:
    return grid(
        ("version", "what differs from the newest"),
        ((f"`{version}`", _differences(version)) for version in reversed(weights.VERSIONS)),
    )


def _differences(version: str) -> str:
    pairs = zip(weights.entries(version), weights.entries(), strict=True)
    changed = (f"`{old.name}` is {plain(old.value)} instead of {plain(new.value)}" for old, new in pairs if old != new)
    return "; ".join(changed) or "nothing"


def decay_table() -> str:
    pace = points.pace(NOW)
    return grid(("age of an act", *AGES), [("counts", *(f"{points.decay(age, pace):.3f}" for age in AGES.values()))])


def novelty_table() -> str:
    counts = [points.novelty(k, NOW.novelty_power) for k in range(1, 7)]
    sums = np.cumsum(counts)
    return grid(
        ("the fan's act, best first", "1st", "2nd", "3rd", "4th", "5th", "6th"),
        [("counts", *(f"{count:.3f}" for count in counts)), ("together", *(f"{total:.2f}" for total in sums))],
    )


def purse_table() -> str:
    belief = NOW.belief
    tight, wide = belief.hardened, belief.weakly_hardened
    kappas = (f"{plain(belief.kappa_least)} to {plain(tight.kappa)}", plain(wide.kappa))
    return grid(
        ("network", "strangers add at most"),
        (
            (words, f"{plain(purse.room)} points, and {kappa} for each point from people vouched for")
            for words, purse, kappa in zip(("hardened", "weakly hardened"), (tight, wide), kappas, strict=True)
        ),
    )


def count_table() -> str:
    counts = (0, 10, 100, 1_000, 10_000, 100_000)
    rows = ((f"{kind} count", *(_counted(kind, count) for count in counts)) for kind in KINDS)
    return grid(("what the network states", *(plain(count) for count in counts)), rows)


def bound_table() -> str:
    freed = bounds.fans_for(1, NOW)
    rows = [
        ("trust that one act of a real account on a fake hands over", NOW.belief.pass_on / NOW.belief.floor_targets),
        ("the same after all rounds", bounds.passed_on(NOW)),
        ("fans that it makes count in full", freed),
        ("the most one fan is ever worth, in raw points", bounds.one_fan(NOW)),
        (
            f"raw points that {plain(NOW.bound_tricked)} such acts add on a hardened network, beside the purse",
            (1 + NOW.belief.hardened.kappa) * bounds.fans_for(NOW.bound_tricked, NOW) * bounds.one_fan(NOW),
        ),
    ]
    return grid(("what", "at most"), ((what, f"{found:.4g}") for what, found in rows))


def _counted(kind: str, count: int) -> str:
    return f"{min(NOW.count_cap, NOW.counts[kind] * np.log1p(count)):.3f}"


def calibration_table() -> str:
    scores = calibration.score(np.array(RAWS), NOW)
    return grid(("raw", *(plain(raw) for raw in RAWS)), [("score", *(f"{score:.1f}" for score in scores))])
