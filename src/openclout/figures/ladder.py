"""Where one person stands under several methods, one below the other.

Comes in: titles and percentiles. Goes out: SVG: a track from nobody to everybody for each, with a mark on it.
"""

from collections.abc import Sequence

from openclout.figures.words import escaped, place

STEP = 38
"""Height of a row: its words, and the track below them."""
NEAR = 0.99
"""From here on the decimal tells."""


def ladder(rungs: Sequence[tuple[str, float | None]]) -> str:
    """Each method's title with the share of people who stand lower (0 to 1), None where it gives no number."""
    says = ", ".join(f"{title} {_words(share)}" for title, share in rungs)
    rows = "".join(_rung(at * STEP, title, share, first=not at) for at, (title, share) in enumerate(rungs))
    label = escaped(f"Share of people who stand lower, by method: {says}")
    return f'<svg class="ladder" height="{len(rungs) * STEP}" role="img" aria-label="{label}">{rows}</svg>'


def _rung(top: int, title: str, share: float | None, *, first: bool) -> str:
    kind = "mark" if first else "mark other"
    mark = ""
    if share is not None:
        across = place(100 * min(1.0, max(0.0, share)))
        mark = (
            f'<rect class="{kind}" y="{top + 23}" width="{across}%" height="6" rx="3"/>'
            f'<circle class="{kind}" cx="{across}%" cy="{top + 26}" r="5"/>'
        )
    return (
        f'<text class="nm" y="{top + 14}">{escaped(title)}</text>'
        f'<text x="100%" y="{top + 14}" text-anchor="end">{escaped(_words(share))}</text>'
        f'<rect class="rest" y="{top + 23}" width="100%" height="6" rx="3"/>{mark}'
    )


def _words(share: float | None) -> str:
    """A share in words, never rounded up to everybody."""
    return "no number" if share is None else f"{int(1000 * share) / 10:g}%" if share > NEAR else f"{int(100 * share)}%"
