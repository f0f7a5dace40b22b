"""What the benches of attacks and of stability found, as tables for the documents.

Comes in: the figures that are shipped. Goes out: tables (a head, then rows).
"""

import dataclasses
import re
from collections.abc import Iterable, Iterator

from openclout.validity.trials import attacks, stability
from openclout.vocabulary.trials import LOT, PROVEN, Limit

Table = list[tuple[str, ...]]
HEADS = {
    "gain_high": "gain, high score",
    "gain_low": "gain, lowest number",
    "what": "what a life costs or brings, at the score where it does most",
}
"""What columns are called that are not called as their field."""
SHORT = {LOT: "lot", PROVEN: "proven"}


def costs() -> Iterator[Table]:
    """What the defence costs."""
    yield _table(attacks().costs)


def proven() -> Iterator[Table]:
    """What attacks gain where people have proven who they are, on hardened networks."""
    yield _attacks(PROVEN, hardened=True)


def stand_ins() -> Iterator[Table]:
    """The same where nobody has proven who they are."""
    yield _attacks(LOT, hardened=True)


def weak() -> Iterator[Table]:
    """The same where the network is weakly hardened."""
    yield _attacks(PROVEN, hardened=False)


def _attacks(seeds: str, *, hardened: bool) -> Table:
    rows = [one for one in attacks().attacks if one.seeds == seeds and one.hardened == hardened]
    return _table(rows, without=("seeds", "hardened"))


def each() -> Iterator[Table]:
    """The attacks with a bar, set by set."""
    yield _table([one for one in attacks().bars if one.hardened], without=("hardened",))


def stars() -> Iterator[Table]:
    """Stars labelled fake."""
    yield _table(attacks().stars)


def steady() -> Iterator[Table]:
    """Simulated people."""
    yield _table(stability().steady)


def stories() -> Iterator[Table]:
    """Ways of life, and how far each goes at any score."""
    yield _table(stability().stories)
    yield _table(stability().limits, without=("name",))


def real() -> Iterator[Table]:
    """Real people."""
    yield _table(stability().real)


def numbers() -> dict[str, str]:
    """Figures that stand in sentences: how far something goes, and what attacks gained on hardened networks."""
    limits = {f"limit.{one.name}": _limit(one) for one in stability().limits}
    gains = {
        f"gain.{SHORT[one.seeds]}.{re.sub('[^a-z0-9]+', '_', one.attack.partition(':')[0])}": f"{one.gain:.1f}"
        for one in attacks().attacks
        if one.hardened
    }
    return limits | gains | {"steady_real.people": str(sum(one.people for one in stability().real))}


def _limit(one: Limit) -> str:
    return f"{one.value:.2f}" if one.unit == "points" else str(int(one.value))


def _table(rows: Iterable[object], without: tuple[str, ...] = ()) -> Table:
    found = [dataclasses.asdict(row) for row in rows if dataclasses.is_dataclass(row) and not isinstance(row, type)]
    names = [name for name in found[0] if name not in without]
    heads = tuple(HEADS.get(name, name.replace("_", " ")) for name in names)
    return [heads, *(tuple(_cell(row[name]) for name in names) for row in found)]


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.2f}" if isinstance(value, float) else "" if value is None else str(value)
