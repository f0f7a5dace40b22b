"""Lines through points that never overshoot them.

Comes in: points in drawing units, left to right. Goes out: path commands, and a sparkline.
Source: Fritsch and Carlson, "Monotone Piecewise Cubic Interpolation", SIAM Journal on Numerical Analysis 17 (1980).
"""

from collections.abc import Sequence
from itertools import pairwise
from math import sqrt

from openclout.figures.words import place

Point = tuple[float, float]
STEEPEST = 9.0  # the squared radius inside which a cubic stays monotone (equation 3.7 in the paper)


def smooth(points: Sequence[Point]) -> str:
    """A path through all points (at least one), rising only where they rise."""
    slopes = _slopes(points)
    out = [f"M{place(points[0][0])} {place(points[0][1])}"]
    for at in range(len(points) - 1):
        (x0, y0), (x1, y1) = points[at], points[at + 1]
        third = (x1 - x0) / 3
        knots = (x0 + third, y0 + slopes[at] * third, x1 - third, y1 - slopes[at + 1] * third, x1, y1)
        out.append("C" + " ".join(place(knot) for knot in knots))
    return "".join(out)


def _slopes(points: Sequence[Point]) -> list[float]:
    rises = [(b[1] - a[1]) / (b[0] - a[0]) for a, b in pairwise(points)]
    if not rises:
        return [0.0]
    inner = [0.0 if a * b <= 0 else (a + b) / 2 for a, b in pairwise(rises)]
    slopes = [rises[0], *inner, rises[-1]]
    for at, rise in enumerate(rises):
        slopes[at], slopes[at + 1] = _tamed(rise, slopes[at], slopes[at + 1])
    return slopes


def _tamed(rise: float, left: float, right: float) -> tuple[float, float]:
    if rise == 0:
        return 0.0, 0.0
    a, b = left / rise, right / rise
    size = a * a + b * b
    if size <= STEEPEST:
        return left, right
    shrink = 3 / sqrt(size)
    return shrink * a * rise, shrink * b * rise


def ribbon(upper: Sequence[Point], lower: Sequence[Point]) -> str:
    """A closed path along the upper points and back along the lower ones."""
    ahead = "L".join(f"{place(x)} {place(y)}" for x, y in upper)
    back = "L".join(f"{place(x)} {place(y)}" for x, y in reversed(lower))
    return f"M{ahead}L{back}Z"


def sparkline(numbers: Sequence[float], least_span: float = 2.0) -> str:
    """A line without axes. A span below `least_span` never fills the frame, so noise stays small."""
    if not numbers:
        return '<svg class="spark" viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true"></svg>'
    path = smooth(_spread(numbers if len(numbers) > 1 else [*numbers, *numbers], least_span))
    return (
        '<svg class="spark" viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">'
        f'<path class="a" d="{path}L100 100L0 100Z"/><path class="l" d="{path}"/></svg>'
    )


def _spread(numbers: Sequence[float], least_span: float) -> list[Point]:
    low, high = min(numbers), max(numbers)
    if high - low < least_span:
        low, high = (low + high - least_span) / 2, (low + high + least_span) / 2
    return [
        (100 * at / (len(numbers) - 1), 92 - 84 * (number - low) / (high - low)) for at, number in enumerate(numbers)
    ]
