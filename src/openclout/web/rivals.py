"""A person under every method, as cards.

Comes in: a `Profile` and how the methods present themselves. Goes out: what the page of methods shows.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from openclout.figures import words
from openclout.vocabulary.records import Placing, Profile
from openclout.web.reading import MethodRow
from openclout.web.views import standing

ADDRESS = re.compile(r"https://[^\s,;]+")


@dataclass(frozen=True)
class Card:
    """One method and what it says of the person; `score` is empty where it gives no number."""

    name: str
    title: str
    years: str
    scale: str
    looks_at: str
    source: str
    href: str
    ours: str
    score: str
    rank: str
    standing: str
    figures: tuple[tuple[str, str], ...]
    style: str


@dataclass(frozen=True)
class MethodsView:
    """The page of methods: a card and a rung of the ladder for each; none where the run places nobody."""

    cards: tuple[Card, ...]
    rungs: tuple[tuple[str, float | None], ...]


def methods_view(profile: Profile, methods: Sequence[MethodRow]) -> MethodsView:
    """Every method that the run knows and that presents itself."""
    known = {row.name: row for row in methods}
    if methods:
        known[profile.run.method] = methods[0]
    placed = [(placing, known[placing.method]) for placing in profile.placings if placing.method in known]
    return MethodsView(
        tuple(_card(placing, row) for placing, row in placed),
        tuple((row.title, placing.percentile) for placing, row in placed),
    )


def _card(placing: Placing, row: MethodRow) -> Card:
    known = placing.score is not None
    found = ADDRESS.search(row.source)
    return Card(
        name=placing.method,
        title=row.title,
        years=row.years,
        scale=row.scale,
        looks_at=row.looks_at,
        source=row.source,
        href=found[0] if found else "",
        ours=row.ours,
        score=words.digits(placing.score) if known else "",
        rank=f"{words.counted(placing.rank)} of {words.counted(placing.people)}" if placing.rank is not None else "",
        standing=standing(placing.percentile),
        figures=tuple((name, words.digits(figure)) for name, figure in placing.figures),
        style=placing.style,
    )
