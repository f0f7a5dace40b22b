"""How scored people are spread from 1 to 100.

Comes in: a run's histogram. Goes out: columns; small with a mark at one score, or large with an axis.
"""

from collections.abc import Sequence

from openclout.figures.words import counted, escaped, one, place

SMALL = 25


def heights(histogram: Sequence[int], columns: int) -> list[float]:
    """The histogram in fewer columns, the fullest as 1."""
    width = max(1, len(histogram) // columns)
    sums = [max(0, sum(histogram[at * width : (at + 1) * width])) for at in range(columns)]
    fullest = max(sums, default=0) or 1
    return [count / fullest for count in sums]


def comb(histogram: Sequence[int], at: float | None) -> str:
    """The spread, small, with a mark at one score."""
    columns = "".join(
        f'<rect class="tooth" x="{place(4 * step)}" y="{place(96 - 88 * height)}" width="2.6" '
        f'height="{place(4 + 88 * height)}"/>'
        for step, height in enumerate(heights(histogram, SMALL))
    )
    mark = (
        "" if at is None else f'<rect class="mark" x="{place(min(97.0, max(0.0, at - 1)))}" width="2.4" height="100"/>'
    )
    return (
        f'<svg class="spark" viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">{columns}{mark}</svg>'
    )


def population(histogram: Sequence[int], mean: float, p95: float) -> str:
    """The spread, large, with an axis, the mean, and the score that 5 of 100 people exceed."""
    columns = "".join(
        f'<rect class="tooth" x="{place(at + 0.12)}%" y="{place(88 - 74 * height)}%" width="0.76%" '
        f'height="{place(74 * height)}%" rx="1"/>'
        for at, height in enumerate(heights(histogram, 100))
        if height > 0
    )
    axis = "".join(f'<text x="{rung}%" y="100%" text-anchor="middle">{rung}</text>' for rung in range(20, 100, 20))
    says = f"{counted(sum(histogram))} people by score: on average {one(mean)}, 5 of 100 above {one(p95)}."
    return (
        f'<svg class="crowd" width="100%" height="200" role="img" aria-label="{escaped(says)}">{columns}'
        f'<line class="g-line" x1="0" x2="100%" y1="88%" y2="88%"/>{axis}'
        f"{_flag(mean, 'mean', -6)}{_flag(p95, '95th', 6)}</svg>"
    )


def _flag(score: float, word: str, aside: int) -> str:
    across, anchor = place(score), "start" if aside > 0 else "end"
    return (
        f'<line class="g-model" x1="{across}%" x2="{across}%" y1="0" y2="88%"/>'
        f'<text class="flag" x="{across}%" y="12" dx="{aside}" text-anchor="{anchor}">{word} {one(score)}</text>'
    )
