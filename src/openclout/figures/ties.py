"""Influence both ways: ribbons between a person and the people at the other end.

Comes in: ties. Goes out: two SVGs of curves, who moves the person and whom the person moves; one row per tie.
"""

from collections.abc import Sequence
from math import sqrt

from openclout.figures.words import place
from openclout.vocabulary.records import Tie

THINNEST, WIDEST = 2.0, 17.0
ROW = 52


def ribbons(influencers: Sequence[Tie], influenced: Sequence[Tie]) -> tuple[str, str]:
    """Curves into and out of a person, as high as the longer side. Width: the root of the points, scaled per side."""
    rows = max(1, len(influencers), len(influenced))
    return _side(influencers, rows, inward=True), _side(influenced, rows, inward=False)


def _side(ties: Sequence[Tie], rows: int, *, inward: bool) -> str:
    most = max((tie.points for tie in ties), default=0.0)
    widths = [_width(tie.points, most) for tie in ties]
    paths = []
    for at, width in enumerate(widths):
        outer = 100 * (at + 0.5) / rows
        inner = 50 + (at - (len(ties) - 1) / 2) * 3.2
        a, b = (outer, inner) if inward else (inner, outer)
        curve = f"M0 {place(a)}C50 {place(a)} 50 {place(b)} 100 {place(b)}"
        paths.append(f'<path d="{curve}" stroke-width="{place(width)}"/>')
    kind = "rib in" if inward else "rib"
    return (
        f'<svg class="{kind}" viewBox="0 0 100 100" preserveAspectRatio="none" height="{ROW * rows}" '
        f'aria-hidden="true">{"".join(paths)}</svg>'
    )


def _width(points: float, most: float) -> float:
    return THINNEST + (WIDEST - THINNEST) * sqrt(max(0.0, points) / most) if most > 0 else THINNEST
