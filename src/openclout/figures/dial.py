"""The dial: a score on its scale, with its likely range and the population around it.

Comes in: a score with its range, the population's histogram. Goes out: SVG, 300 by 236 units.
The pointer is a pill as long as the likely range, so an unsure score looks unsure before one reads.
"""

from collections.abc import Sequence
from math import cos, pi, radians, sin

from openclout.figures.population import heights
from openclout.figures.words import escaped, one, place, two

MIDDLE = (150.0, 148.0)
RADIUS = 104.0
FIRST, LAST = 150.0, 390.0  # degrees, clockwise from three o'clock
TEETH = 50


def dial(  # noqa: PLR0913 -- a record would be the same five under another name
    score: float | None,
    low: float | None,
    high: float | None,
    histogram: Sequence[int],
    *,
    quiet: bool = False,
    reason: str = "",
) -> str:
    """A score with its likely range; without a score "not measured yet" and the reason. `quiet` greys it."""
    if score is None or low is None or high is None:
        body, says = _unmeasured(reason), f"Not measured yet. {reason}".strip()
    else:
        body = _measured(score, max(1.0, low), min(100.0, high))
        says = (
            f"{'Last score' if quiet else 'Score'} {two(score)} out of 100, likely between {one(low)} and {one(high)}."
        )
    kind = "dial none" if score is None else "dial quiet" if quiet else "dial"
    ends = _end(1, "1") + _end(100, "100")
    return (
        f'<svg class="{kind}" viewBox="0 0 300 236" role="img" aria-label="{escaped(says)}">'
        f'{_teeth(histogram, score)}<path class="track" d="{_arc(1, 100)}"/>{body}{ends}</svg>'
    )


def _measured(score: float, low: float, high: float) -> str:
    whole, rest = f"{score:.2f}".split(".")
    x, y = _at(score, RADIUS)
    return (
        f'<path class="val" d="{_arc(1, score)}"/>'
        f'<path class="ci" d="{_arc(low, high)}"/><path class="ci in" d="{_arc(low, high)}"/>'
        f'<circle class="tip" cx="{place(x)}" cy="{place(y)}" r="3.6"/>'
        f'<text x="150" y="164" text-anchor="middle" class="big">{whole}'
        f'<tspan class="dec" dx="3">.{rest}</tspan></text>'
        f'<text x="150" y="191" text-anchor="middle" class="cap">likely {one(low)} to {one(high)}</text>'
    )


def _unmeasured(reason: str) -> str:
    return (
        '<text x="150" y="142" text-anchor="middle" class="unset">not measured</text>'
        '<text x="150" y="164" text-anchor="middle" class="unset">yet</text>'
        f'<text x="150" y="191" text-anchor="middle" class="cap">{escaped(reason)}</text>'
    )


def _angle(score: float) -> float:
    return radians(FIRST + (LAST - FIRST) * (min(100.0, max(1.0, score)) - 1) / 99)


def _at(score: float, radius: float) -> tuple[float, float]:
    return MIDDLE[0] + radius * cos(_angle(score)), MIDDLE[1] + radius * sin(_angle(score))


def _arc(start: float, end: float) -> str:
    (x0, y0), (x1, y1) = _at(start, RADIUS), _at(end, RADIUS)
    long_way = int(_angle(end) - _angle(start) > pi)
    return f"M{place(x0)} {place(y0)}A{RADIUS:.0f} {RADIUS:.0f} 0 {long_way} 1 {place(x1)} {place(y1)}"


def _end(score: int, text: str) -> str:
    x, y = _at(score, RADIUS + 2)
    return f'<text x="{place(x)}" y="{place(y + 24)}" text-anchor="middle" class="end">{text}</text>'


def _teeth(histogram: Sequence[int], score: float | None) -> str:
    """How all scored people are spread, as a comb round the dial."""
    tall = heights(histogram, TEETH)
    out = []
    for at, height in enumerate(tall):
        middle = 1 + 99 * (at + 0.5) / TEETH
        (x0, y0), (x1, y1) = _at(middle, RADIUS + 17), _at(middle, RADIUS + 20 + 17 * height)
        on = " on" if score is not None and middle <= score else ""
        out.append(f'<line class="tick{on}" x1="{place(x0)}" y1="{place(y0)}" x2="{place(x1)}" y2="{place(y1)}"/>')
    return "".join(out)
