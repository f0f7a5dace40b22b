"""What the pages read: a published scoreboard, and the numbers of its method.

Comes in: nothing. Goes out: the shapes that `openclout.scoreboard` and `openclout.scoring.weights` fill.
"""

from collections.abc import Callable
from typing import Protocol

from openclout.vocabulary.records import Profile, Run, Summary


class Scores(Protocol):
    """One published run, read-only; safe to use from several threads."""

    def run(self) -> Run:
        """The run as a whole."""
        ...

    def find(self, text: str, /) -> Summary:
        """The one person of that name or account; raises NotFound, or Ambiguous when there are several."""
        ...

    def profile(self, key: int, /) -> Profile:
        """All that is known of a person."""
        ...

    def search(self, text: str, /, *, limit: int) -> tuple[Summary, ...]:
        """People whose name or title holds the text."""
        ...

    def top(self, *, limit: int, network: str | None = None) -> tuple[Summary, ...]:
        """The most heard."""
        ...


OpenScores = Callable[[], Scores]
"""Gives the newest published scoreboard; called once per request."""


class MethodRow(Protocol):
    """A method, ours or a rival's, as it presents itself."""

    @property
    def name(self) -> str:
        """Its name in commands."""
        ...

    @property
    def title(self) -> str:
        """What it is called."""
        ...

    @property
    def years(self) -> str:
        """When it ran."""
        ...

    @property
    def scale(self) -> str:
        """From where to where its numbers go."""
        ...

    @property
    def looks_at(self) -> str:
        """What it looks at, in a sentence."""
        ...

    @property
    def source(self) -> str:
        """Where its formula was published."""
        ...

    @property
    def ours(self) -> str:
        """What never was published."""
        ...


class WeightRow(Protocol):
    """One number of the method."""

    @property
    def name(self) -> str:
        """Its dotted name in `weights.toml`."""
        ...

    @property
    def value(self) -> float:
        """The number."""
        ...

    @property
    def unit(self) -> str:
        """What it is measured in."""
        ...

    @property
    def reason(self) -> str:
        """Why it is this number."""
        ...

    @property
    def source(self) -> str:
        """Where that is shown."""
        ...
