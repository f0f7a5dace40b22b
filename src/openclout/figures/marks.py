"""Marks on a line: figures with intervals side by side, a share within bounds.

Comes in: numbers between two ends. Goes out: one SVG line each, as wide as there is room; the words stand beside it.
"""

from collections.abc import Sequence
from typing import NamedTuple

from openclout.figures.words import escaped, place


class Mark(NamedTuple):
    """A figure on a line: what it is, its kind (ours, plain, trees, now), its place, its interval if it has one."""

    title: str
    kind: str
    at: float
    low: float | None = None
    high: float | None = None


def line(marks: Sequence[Mark], ends: tuple[float, float] = (0.0, 1.0), band: tuple[float, float] | None = None) -> str:
    """Marks with their intervals, the first one uppermost; `band` is a stretch that is wanted."""
    wanted = "" if band is None else _stretch("wanted", band, ends, (8, 14))
    drawn = "".join(_drawn(mark, ends) for mark in reversed(marks))
    says = ", ".join(f"{mark.title} {mark.at:.3f}" for mark in marks) or "nothing known"
    return (
        f'<svg class="marks" height="30" role="img" aria-label="{escaped(says)}">'
        f'<line class="g-line" x1="0" x2="100%" y1="15" y2="15"/>{wanted}{drawn}</svg>'
    )


def _drawn(mark: Mark, ends: tuple[float, float]) -> str:
    spread = "" if mark.low is None or mark.high is None else _stretch(mark.kind, (mark.low, mark.high), ends, (13, 4))
    return f'{spread}<circle class="{escaped(mark.kind)}" cx="{_across(mark.at, ends)}" cy="15" r="5"/>'


def _stretch(kind: str, reach: tuple[float, float], ends: tuple[float, float], tall: tuple[int, int]) -> str:
    left, right = (_share(one, ends) for one in reach)
    top, height = tall
    return (
        f'<rect class="{escaped(kind)} span" x="{place(left)}%" width="{place(max(0.0, right - left))}%" '
        f'y="{top}" height="{height}" rx="2"/>'
    )


def _across(at: float, ends: tuple[float, float]) -> str:
    return f"{place(_share(at, ends))}%"


def _share(at: float, ends: tuple[float, float]) -> float:
    """Where a number lies between the ends, in per cent; beyond them at the end."""
    low, high = ends
    return 100 * min(1.0, max(0.0, (at - low) / (high - low)))
