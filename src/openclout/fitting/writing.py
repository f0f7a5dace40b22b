"""A fit in writing: as a method file that can be used, and as the part of `weights.toml` that says what was fitted.

Comes in: fitted networks, weights, a calibration. Goes out: text of TOML that `scoring.weights.method_of` and
`scoring.fits.fit_of` read.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from openclout.fitting.acts import ActWeight
from openclout.fitting.calibrating import Calibration, reference, seen
from openclout.fitting.constants import constants
from openclout.fitting.gain import with_acts
from openclout.fitting.together import Network
from openclout.scoring.weights import CURRENT, load
from openclout.vocabulary.acts import Act

DECIMALS = 4


@dataclass(frozen=True)
class Fitted:
    """A fit of some networks: the day it was made, the command, what came out. `calibration` is fitted under `acts`."""

    day: date
    command: str
    networks: tuple[Network, ...]
    acts: Mapping[Act, float]
    calibration: Calibration | None

    @property
    def curves(self) -> dict[str, Calibration]:
        """The frozen curve and the refitted one, each with what it gives these people; nothing if none was fitted."""
        if self.calibration is None:
            return {}
        under = with_acts(load(), self.acts)
        frozen = seen([reference(network.past, under) for network in self.networks], under)
        return {"frozen": frozen, "refitted": self.calibration}


def method_text(fit: Fitted, name: str) -> str:
    """A method file of this name, which says only what differs from the newest version."""
    source = f"openclout fit, {fit.day}, on {', '.join(network.name for network in fit.networks)}"
    parts = [
        f"# Made by `openclout fit`; says only what differs from {CURRENT}.",
        f"version = {json.dumps(name)}",
        f'since = "{fit.day}"',
        *_acts(fit.acts, source),
        *(_curve(fit.calibration, source) if fit.calibration is not None else ()),
        *fit_lines(fit),
    ]
    return "\n".join(parts) + "\n"


def _acts(acts: Mapping[Act, float], source: str) -> Iterator[str]:
    if acts:
        yield "\n[act]"
        yield from _words("points", "Fitted on who was acted on by how many afterwards.", source)
        yield from (f"{act.word} = {weight:.{DECIMALS}g}" for act, weight in acts.items())


def _curve(made: Calibration, source: str) -> Iterator[str]:
    number = constants()
    wanted = f"a mean of {number['reference.mean']:g} and a 95th percentile of {number['reference.high']:g}"
    for name, unit, found in (("half_raw", "points", made.half_raw), ("steepness", "1", made.steepness)):
        yield f"\n[calibration.{name}]"
        yield f"value = {found:.{DECIMALS + 2}g}"
        yield from _words(unit, f"Gives {made.people:,} people with a number {wanted}.", source)


def _words(unit: str, reason: str, source: str) -> Iterator[str]:
    told = {"unit": unit, "reason": reason, "source": source}
    return (f"{name} = {json.dumps(words, ensure_ascii=False)}" for name, words in told.items())


def fit_lines(fit: Fitted) -> Iterator[str]:
    """The table `fit`: date, command, and the figures of each network."""
    yield "\n[fit]"
    yield f'date = "{fit.day}"'
    yield f"command = {json.dumps(fit.command, ensure_ascii=False)}"
    for network in fit.networks:
        yield from _network(network)
    yield from _curves(fit.curves)


def _network(network: Network) -> Iterator[str]:
    place = f"fit.network.{json.dumps(network.name, ensure_ascii=False)}"
    yield f"\n[{place}]"
    yield f"rows = {network.rows}"
    yield f"days = {network.days:.1f}"
    yield f"windows = {network.acts.windows}"
    if network.gain is not None:
        yield f"cuts = {network.gain.cuts}"
        for name, found in (("equal", network.gain.equal), ("fitted", network.gain.fitted)):
            yield f"ndcg_{name} = {found.ndcg:.{DECIMALS}f}"
            yield f"concordance_{name} = {found.concordance:.{DECIMALS}f}"
    yield f"numbered = {len(network.reference)}"
    if len(network.reference) >= constants()["reference.least_people"]:
        frozen = seen([network.reference], load())
        yield f"mean = {frozen.mean:.1f}"
        yield f"p95 = {frozen.high:.1f}"
    yield f"\n[{place}.act]"
    yield from map(_act, network.acts.weights)


def _act(one: ActWeight) -> str:
    found = f"fitted = {one.fitted:.{DECIMALS}f}, " if one.fitted is not None else ""
    return f"{one.act.word} = {{ rows = {one.rows}, {found}weight = {one.weight:.{DECIMALS}f} }}"


def _curves(made: Mapping[str, Calibration]) -> Iterator[str]:
    for name, curve in made.items():
        yield f"\n[fit.calibration.{name}]"
        yield f"half_raw = {curve.half_raw:.{DECIMALS + 2}g}"
        yield f"steepness = {curve.steepness:.{DECIMALS + 2}g}"
        yield f"mean = {curve.mean:.1f}"
        yield f"p95 = {curve.high:.1f}"
        yield f"people = {curve.people}"
