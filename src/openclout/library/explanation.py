"""Why somebody has their score, as a value that shows itself.

Comes in: a person's score, its parts and rows. Goes out: text, HTML for a notebook (the figures of the pages), a table
for a terminal.
"""

from dataclasses import dataclass
from typing import Generic, TypeVar

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from openclout.figures import IDLE, dial, score_points, standalone, waterfall
from openclout.vocabulary.records import NOTHING_GIVEN, Discount, Generosity, Part

Frame = TypeVar("Frame")


@dataclass(frozen=True)
class Explanation(Generic[Frame]):
    """A score and all that it is made of.

    `score`, `low` and `high` (1 to 100) are None together, where there is too little data; `reason` then says why.
    `rows` has a row per interaction that earned points: actor, act, at, network, post, points; it is the kind of
    table that the interactions came in. The points of `rows` add up to `raw`, and so do those of `parts`, the shares
    by act. A stated count is a row and a part too, without an actor. `discounts` say what counted only in part, and
    why. A thousand fake accounts could add `fake_bound` score points at most; `tricked_bound`, if real accounts act on
    them twenty times; `ring_bound`, if the person acts on all of them.

    `measured_low` to `measured_high` is what counting the same fans again would give (80 %). `momentum` is the score
    that the last days would lead to if they went on for ever, and `trend` (rising, steady, falling) whether that is
    more than chance; `generosity` is what the person did for others. None of these is part of the score.
    """

    name: str
    score: float | None
    low: float | None
    high: float | None
    raw: float
    parts: tuple[Part, ...]
    rows: Frame
    reason: str = ""
    discounts: tuple[Discount, ...] = ()
    fake_bound: float = 0.0
    tricked_bound: float = 0.0
    ring_bound: float = 0.0
    measured_low: float | None = None
    measured_high: float | None = None
    momentum: float | None = None
    trend: str = ""
    generosity: Generosity = NOTHING_GIVEN

    def __str__(self) -> str:
        if self.score is None:
            return f"{self.name}: no number yet, {self.reason} (raw {self.raw:.2f})"
        return f"{self.name}: {self.score:.2f}, likely {self.low:.2f} to {self.high:.2f} (raw {self.raw:.2f})"

    def _repr_html_(self) -> str:
        """The dial and the waterfall of the profile page; without a number the dial says why."""
        picture = dial(self.score, self.low, self.high, (), reason=self.reason)
        return standalone(picture + (waterfall(self.parts, self.score) if self.score is not None else ""))

    def __rich__(self) -> RenderableType:
        """The sentence, and the shares below it."""
        table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
        table.add_column("part")
        numbers = ("raw", "share") if self.score is None else ("raw", "share", "points")
        for head in numbers:
            table.add_column(head, justify="right", no_wrap=True)
        for part, points in zip(self.parts, self._points(), strict=True):
            cells = (f"{part.points:,.2f}", f"{part.points / (self.raw or 1.0):.1%}", f"{points:+.2f}")
            table.add_row(Text(part.label), *cells[: len(numbers)])
        said = [Text(f"Counted only in part, {one.points:,.2f} of raw: {one.words}") for one in self.discounts]
        return Group(Text(str(self), style="bold"), "", table, *said) if self.parts else Text(str(self), style="bold")

    def _points(self) -> tuple[float, ...]:
        """Each part in points of the score, which add up to what lies above where everybody starts."""
        return score_points([part.points for part in self.parts], self.score if self.score is not None else IDLE)
