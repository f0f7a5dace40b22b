"""The history chart: scores day by day with their likely range and numbered causes.

Comes in: published days and the changes to number. Goes out: SVG that stretches to its frame, and `readings` for the
slider that reads it day by day. A day published under another method version than the newest is dashed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from math import ceil, floor

from openclout.figures.curves import Point, ribbon, smooth
from openclout.figures.words import escaped, one, place, short_day, two
from openclout.vocabulary.records import Change, Day

WINDOW_DAYS = 90
LEAST_DAYS = 14  # a younger history stands at the right edge, which is the newest day: nothing is drawn of the future
LEAST_SPAN = 8.0
JOINED_DAYS = 7  # days without a run up to here are bridged by the line
CLOSE = (7.5, 10.0)  # per cent: circles nearer than this would touch


@dataclass(frozen=True)
class Mark:
    """A day with a number, drawable."""

    day: date
    score: float
    low: float
    high: float
    method: str


@dataclass(frozen=True)
class Frame:
    """Where days and scores lie, in per cent of the picture."""

    first: date
    span_days: int
    bottom: float
    top: float

    def x(self, day: date) -> float:
        """Days from the left edge, as a part of 100."""
        return 100 * (day - self.first).days / self.span_days

    def y(self, score: float) -> float:
        """Scores from the top edge, as a part of 100."""
        return 100 * (self.top - score) / (self.top - self.bottom)


def history(days: Sequence[Day], changes: Sequence[Change] = (), *, window_days: int = WINDOW_DAYS) -> str:
    """The line of the last days, with band, gaps, older methods dashed, and one numbered circle per change."""
    marks = _marks(days, window_days)
    if not marks:
        return _empty("No number has been published yet.")
    frame = _frame(marks, max(day.day for day in days))
    parts = (_grid(frame), _dates(frame), _lines(marks, frame), _methods(marks, frame), _circles(changes, marks, frame))
    return f"{_open(_says(marks, changes))}{''.join(parts)}{_reader(marks[-1], frame)}</svg>"


def readings(days: Sequence[Day], *, window_days: int = WINDOW_DAYS) -> str:
    """For the slider, day by day: what it says, and where its dot stands: `21 Nov|72.31|70.9|73.6|100.00|12.30;...`."""
    marks = _marks(days, window_days)
    if not marks:
        return ""
    frame = _frame(marks, max(day.day for day in days))
    return ";".join(
        "|".join(
            (
                short_day(mark.day),
                two(mark.score),
                one(mark.low),
                one(mark.high),
                place(frame.x(mark.day)),
                place(frame.y(mark.score)),
            )
        )
        for mark in marks
    )


def _open(says: str) -> str:
    return f'<svg class="history" width="100%" height="250" role="img" aria-label="{escaped(says)}">'


def _empty(words: str) -> str:
    return f'{_open(words)}<text x="50%" y="50%" text-anchor="middle">{escaped(words)}</text></svg>'


def _marks(days: Sequence[Day], window_days: int) -> list[Mark]:
    if not days:
        return []
    start = max(day.day for day in days) - timedelta(days=window_days - 1)
    marks = [_mark(day, day.score) for day in days if day.score is not None and day.day >= start]
    return sorted(marks, key=lambda mark: mark.day)


def _mark(day: Day, score: float) -> Mark:
    low, high = score if day.low is None else day.low, score if day.high is None else day.high
    return Mark(day.day, score, low, high, day.method)


def _frame(marks: Sequence[Mark], last: date) -> Frame:
    low, high = min(mark.low for mark in marks), max(mark.high for mark in marks)
    slack = max(0.0, LEAST_SPAN - (high - low)) / 2 + 0.06 * (high - low)
    head = 0.14 * (high - low + 2 * slack)  # room for the circles
    span = max((last - marks[0].day).days, LEAST_DAYS)
    return Frame(last - timedelta(days=span), span, low - slack, high + slack + head)


def _rungs(frame: Frame) -> list[int]:
    span = frame.top - frame.bottom
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100) if span / step <= 6)  # noqa: PLR2004 -- at most six lines
    return list(range(step * max(0, ceil(frame.bottom / step)), min(100, floor(frame.top)) + 1, step))


def _grid(frame: Frame) -> str:
    return "".join(
        f'<line class="g-line" x1="0" x2="100%" y1="{place(frame.y(rung))}%" y2="{place(frame.y(rung))}%"/>'
        f'<text x="-8" y="{place(frame.y(rung))}%" dy="4" text-anchor="end">{rung}</text>'
        for rung in _rungs(frame)
    )


def _dates(frame: Frame) -> str:
    days = [frame.first + timedelta(days=at) for at in range(frame.span_days + 1)]
    chosen = [day for day in days if day.day in (1, 15)]
    if len(chosen) < 3:  # noqa: PLR2004 -- two labels do not make an axis
        chosen = days[:: -max(1, frame.span_days // 4)]
    return "".join(
        f'<text class="g-date" x="{place(x)}%" y="100%" dy="17" text-anchor="{_anchor(x)}">{short_day(day)}</text>'
        for day, x in ((day, frame.x(day)) for day in chosen)
    )


def _anchor(x: float) -> str:
    return "start" if x < 4 else "end" if x > 96 else "middle"  # noqa: PLR2004 -- labels stay inside the frame


def _stretches(marks: Sequence[Mark]) -> Iterator[list[Mark]]:
    """Days that one line joins: one method, no long gap."""
    stretch = [marks[0]]
    for before, after in pairwise(marks):
        if before.method != after.method or (after.day - before.day).days > JOINED_DAYS:
            yield stretch
            stretch = []
        stretch.append(after)
    yield stretch


def _lines(marks: Sequence[Mark], frame: Frame) -> str:
    newest = marks[-1].method
    paths = "".join(_stretch(stretch, frame, old=stretch[0].method != newest) for stretch in _stretches(marks))
    inner = '<svg viewBox="0 0 1000 1000" preserveAspectRatio="none" width="100%" height="100%">'
    return f"{inner}{paths}</svg>"


def _stretch(stretch: Sequence[Mark], frame: Frame, *, old: bool) -> str:
    def points(numbers: Sequence[float]) -> list[Point]:
        return [(10 * frame.x(mark.day), 10 * frame.y(number)) for mark, number in zip(stretch, numbers, strict=True)]

    upper, lower = points([mark.high for mark in stretch]), points([mark.low for mark in stretch])
    if len(stretch) == 1:  # one day: its range as a short upright band
        (x, high), (_, low) = upper[0], lower[0]
        upper, lower = [(x - 4, high), (x + 4, high)], [(x - 4, low), (x + 4, low)]
    line = smooth(points([mark.score for mark in stretch]))
    return (
        f'<path class="g-band" d="{ribbon(upper, lower)}"/><path class="{"g-old" if old else "g-score"}" d="{line}"/>'
    )


def _methods(marks: Sequence[Mark], frame: Frame) -> str:
    return "".join(
        f'<line class="g-model" x1="{place(frame.x(after.day))}%" x2="{place(frame.x(after.day))}%" y1="4%" y2="100%"/>'
        for before, after in pairwise(marks)
        if before.method != after.method
    )


def _circles(changes: Sequence[Change], marks: Sequence[Mark], frame: Frame) -> str:
    placed: list[Point] = []
    out = []
    for number, change in enumerate(changes, 1):
        mark = min(marks, key=lambda mark: abs((mark.day - change.until).days))
        x, line = frame.x(mark.day), frame.y(mark.score)
        y = _free(x, frame.y(mark.high) - 9, placed)
        placed.append((x, y))
        out.append(_circle(number, x, y, line))
    return "".join(out)


def _free(x: float, y: float, placed: Sequence[Point]) -> float:
    """The nearest height, upwards and then downwards, where no other circle is."""
    heights = [y - CLOSE[1] * step for step in range(8)] + [y + CLOSE[1] * step for step in range(1, 12)]
    inside = [max(5.0, height) for height in heights if height > 0] or [5.0]
    return next((height for height in inside if not _taken(x, height, placed)), inside[0])


def _taken(x: float, y: float, placed: Sequence[Point]) -> bool:
    return any(abs(x - a) < CLOSE[0] and abs(y - b) < CLOSE[1] for a, b in placed)


def _circle(number: int, x: float, y: float, line: float) -> str:
    across, height = place(x), place(y)
    return (
        f'<line class="g-stem" x1="{across}%" x2="{across}%" y1="{height}%" y2="{place(line)}%"/>'
        f'<circle class="g-ev" cx="{across}%" cy="{height}%" r="10"/>'
        f'<text class="g-evn" x="{across}%" y="{height}%" dy="4" text-anchor="middle">{number}</text>'
    )


def _reader(last: Mark, frame: Frame) -> str:
    return (
        '<line class="g-hair" x1="0" x2="0" y1="0" y2="100%"/>'
        f'<circle class="g-dot" cx="{place(frame.x(last.day))}%" cy="{place(frame.y(last.score))}%" r="6"/>'
    )


def _says(marks: Sequence[Mark], changes: Sequence[Change]) -> str:
    first, last = marks[0], marks[-1]
    if first == last:
        return f"One day so far: {two(last.score)} on {short_day(last.day)}."
    lowest, highest = min(mark.score for mark in marks), max(mark.score for mark in marks)
    listed = f" {len(changes)} numbered changes are listed below." if changes else ""
    return (
        f"Score from {two(first.score)} on {short_day(first.day)} to {two(last.score)} on {short_day(last.day)}, "
        f"lowest {two(lowest)}, highest {two(highest)}.{listed}"
    )
