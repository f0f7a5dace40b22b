"""Bars that share one length: a person's networks, a part of a whole, counts side by side.

Comes in: holdings or counts. Goes out: SVG whose widths add up to the whole.
"""

from collections.abc import Mapping, Sequence

from openclout.figures.words import escaped, network_title, percent, place
from openclout.vocabulary.records import Holding

COLOURS = 6
FEWEST = 6  # one count alone does not fill the frame


def stacked_bar(holdings: Sequence[Holding], colours: Mapping[str, int] | None = None) -> str:
    """The share of each network, side by side. `colours` gives a network its place among the six colours, 0 is grey."""
    sizes = [max(0.0, holding.share) for holding in holdings]
    whole = sum(sizes)
    if whole <= 0:
        return '<svg class="stack" role="img" aria-label="No network adds points yet"></svg>'
    out, left = [], 0.0
    for at, (holding, size) in enumerate(zip(holdings, sizes, strict=True)):
        colour = (colours or {}).get(holding.network, at + 1 if at < COLOURS else 0)
        width = 100 * size / whole
        out.append(f'<rect class="f{colour}" x="{place(left)}%" width="{place(width)}%" height="16"/>')
        left += width
    says = ", ".join(
        f"{network_title(holding.network)} {percent(size / whole)}"
        for holding, size in zip(holdings, sizes, strict=True)
    )
    label = escaped(f"Share of the score by network: {says}")
    return f'<svg class="stack" role="img" aria-label="{label}">{"".join(out)}</svg>'


def portion(part: float, whole: float) -> str:
    """A part of a whole as one short bar."""
    share = 0.0 if whole <= 0 else min(1.0, max(0.0, part / whole))
    return (
        '<svg class="spark" aria-hidden="true"><rect class="rest" y="62%" width="100%" height="10" rx="5"/>'
        f'<rect class="mark" y="62%" width="{place(100 * share)}%" height="10" rx="5"/></svg>'
    )


def bars(counts: Sequence[int]) -> str:
    """Counts side by side as short columns, the largest as high as the frame."""
    tallest = max(counts, default=0) or 1
    step = 100 / max(FEWEST, len(counts))
    columns = "".join(
        f'<rect class="mark" x="{place(at * step)}" y="{place(100 - _height(count, tallest))}" '
        f'width="{place(step * 0.72)}" height="{place(_height(count, tallest))}"/>'
        for at, count in enumerate(counts)
    )
    return f'<svg class="spark" viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">{columns}</svg>'


def _height(count: int, tallest: int) -> float:
    return 4 + 92 * max(0, count) / tallest
