"""The waterfall: bars from idle up to the score, which add up to it.

Comes in: the parts of `raw` and the score shown. Goes out: a table whose middle column holds one bar per row, so it
reads without sight of the bars.
"""

from collections.abc import Sequence
from math import ceil

from openclout.figures.shares import IDLE, Step, steps
from openclout.figures.words import escaped, place, signed, two
from openclout.vocabulary.records import Part


def waterfall(parts: Sequence[Part], score: float, *, idle: float = IDLE, title: str = "The score") -> str:
    """How `raw` becomes the score: each part's share of it, in points, from `idle` up."""
    ladder = _ladder(max(score, idle))
    rows = "".join(_row(step, ladder) for step in steps(parts, score, idle))
    caption = f"How the score adds up, from {two(idle)} to {two(score)}"
    return (
        f'<table class="fall"><caption class="vh">{caption}</caption><tbody>'
        f"{_first(idle, ladder)}{rows}{_total(score, ladder, title)}</tbody></table>"
    )


def _ladder(top: float) -> tuple[int, ...]:
    """Round numbers from 0 to the first that is not below the top."""
    rung = 20 if top > 40 else 10 if top > 20 else 5  # noqa: PLR2004 -- four to six lines look right
    return tuple(range(0, rung * max(1, ceil(top / rung)) + 1, rung))


def _across(score: float, ladder: Sequence[int]) -> str:
    return place(100 * score / ladder[-1])


def _lines(ladder: Sequence[int], until: str) -> str:
    return "".join(
        f'<line class="grid-l" x1="{_across(rung, ladder)}%" x2="{_across(rung, ladder)}%" y1="0" y2="{until}"/>'
        for rung in ladder
    )


def _bar(kind: str, start: float, end: float, ladder: Sequence[int]) -> str:
    width = place(100 * abs(end - start) / ladder[-1])
    left = _across(min(start, end), ladder)
    return f'<rect class="{kind}" x="{left}%" width="{width}%" y="28%" height="44%" rx="3"/>'


def _link(score: float, ladder: Sequence[int]) -> str:
    return f'<line class="link" x1="{_across(score, ladder)}%" x2="{_across(score, ladder)}%" y1="72%" y2="128%"/>'


def _line(title: str, hint: str, picture: str, number: str) -> str:
    return (
        f'<tr><th scope="row"><bdi>{escaped(title)}</bdi><small>{escaped(hint)}</small></th>'
        f'<td><svg height="49" width="100%" aria-hidden="true">{picture}</svg></td><td class="v">{number}</td></tr>'
    )


def _first(idle: float, ladder: Sequence[int]) -> str:
    picture = _lines(ladder, "100%") + _bar("idle", 0, idle, ladder) + _link(idle, ladder)
    return _line("Everybody", "where one stands without reactions", picture, two(idle))


def _row(step: Step, ladder: Sequence[int]) -> str:
    kind = "plus" if step.points >= 0 else "minus"
    picture = _lines(ladder, "100%") + _bar(kind, step.start, step.end, ladder) + _link(step.end, ladder)
    return _line(step.title, step.hint, picture, signed(step.points))


def _total(score: float, ladder: Sequence[int], title: str) -> str:
    numbers = "".join(
        f'<text x="{_across(rung, ladder)}%" y="100%" text-anchor="{_anchor(rung, ladder)}">{rung}</text>'
        for rung in ladder
    )
    bar = f'<rect class="tot" x="0" width="{_across(score, ladder)}%" y="20%" height="42%" rx="3"/>'
    return (
        f'<tr class="total"><th scope="row"><bdi>{escaped(title)}</bdi></th>'
        f'<td><svg height="49" width="100%" aria-hidden="true">'
        f'{_lines(ladder, "72%")}{numbers}{bar}</svg></td><td class="v">{two(score)}</td></tr>'
    )


def _anchor(rung: int, ladder: Sequence[int]) -> str:
    return "start" if rung == ladder[0] else "end" if rung == ladder[-1] else "middle"
