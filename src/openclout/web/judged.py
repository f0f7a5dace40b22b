"""What the page of the validity card says: sentences, rows of figures, chosen opponents.

Comes in: a `Card`. Goes out: frozen records for the templates; every sentence is made from figures of the card.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from openclout.figures import Mark
from openclout.figures.words import counted, percent
from openclout.vocabulary.cards import MEASURES, OURS, TUNED, Bar, Card, Covered, CutCard, Figure, SetCard, mean
from openclout.web.trials import Tried, defence, steadiness, tried

TREES = "trees"
BEHIND = 0.01
"""A loss smaller than this is none."""
SHORT = ("decayed, 1 hour", "decayed, 6 hours", "decayed, 1 day", "decayed, 7 days", "distinct people, 7 days")
LONG = (
    "decayed, 365 days",
    "decayed, 1460 days",
    "received",
    "distinct people",
    "PageRank",
    "HITS authority",
    "h-index",
)
REASONS = (
    (
        SHORT,
        "A fast place: the last days say more there than the months before, and the score is slow on purpose.",
    ),
    (LONG, "A slow place: people are acted on again after years, and points fade within two."),
    (
        ("distinct people, last window",),
        "Most people there have one or two fans; a count ties them, which pays where most have no future.",
    ),
)
OTHERWISE = "Another pace suits this place better; one pace serves all."
MARKED = {"ndcg": (0.3, 1.0), "concordance": (0.5, 1.0)}
"""The measures that are drawn, and the ends of their lines."""
WANTED = (0.72, 0.98)


@dataclass(frozen=True)
class Row:
    """One cut on a line: the marks of the method, of the best plain count, of the trees."""

    title: str
    hint: str
    marks: tuple[Mark, ...]
    best: str


@dataclass(frozen=True)
class Chart:
    """One measure over all cuts."""

    name: str
    title: str
    ends: tuple[float, float]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Loss:
    """A set where something else does better, by how much, and why."""

    name: str
    words: str
    why: str


@dataclass(frozen=True)
class Range:
    """How often ranges held on a set, and who gets no number."""

    name: str
    likely: float | None
    measured: float | None
    unsure: str
    unsure_recent: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Size:
    """How often ranges held for people with so many fans, all sets together."""

    title: str
    people: int
    likely: float | None
    measured: float | None
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Means:
    """Everybody's mean figures over the cuts of a set, in the order of MEASURES."""

    of: SetCard
    hint: str
    rows: tuple[tuple[str, tuple[float | None, ...]], ...]


@dataclass(frozen=True)
class CardView:
    """The page."""

    card: Card
    headline: str
    claims: tuple[str, ...]
    charts: tuple[Chart, ...]
    losses: tuple[Loss, ...]
    ranges: tuple[Range, ...]
    sizes: tuple[Size, ...]
    bars: tuple[tuple[str, str, tuple[Bar, ...]], ...]
    measures: tuple[str, ...]
    means: tuple[Means, ...]
    tried: tuple[Tried, ...]
    defence: tuple[str, ...]
    steadiness: tuple[str, ...]


def card_view(card: Card) -> CardView:
    """Everything that the page says."""
    cuts = [cut for one in card.sets for cut in one.cuts]
    return CardView(
        card=card,
        headline=_headline(cuts),
        claims=tuple(_claims(card, cuts)),
        charts=tuple(_chart(card, measure) for measure in MARKED) if cuts else (),
        losses=tuple(_losses(card)),
        ranges=tuple(_range(one) for one in card.sets),
        sizes=tuple(_sizes(card)),
        bars=tuple(_bars(card)),
        measures=tuple(MEASURES.values()),
        means=tuple(_means(one) for one in card.sets),
        tried=tuple(tried(card.attacks)) if card.attacks is not None else (),
        defence=tuple(defence(card.attacks)) if card.attacks is not None else (),
        steadiness=tuple(steadiness(card.stability)) if card.stability is not None else (),
    )


def plain(cuts: Sequence[CutCard]) -> tuple[str, ...]:
    """The plain counts."""
    return tuple(dict.fromkeys(one.name for cut in cuts for one in cut.contestants if one.kind == "baseline"))


def of_kind(cuts: Sequence[CutCard], kind: str) -> tuple[str, ...]:
    """The names of a kind of contestants."""
    return tuple(dict.fromkeys(one.name for cut in cuts for one in cut.contestants if one.kind == kind))


def _headline(cuts: Sequence[CutCard]) -> str:
    if not cuts:
        return "No set of interactions was judged."
    plainly, tuned = _wins(cuts, "received", "ndcg"), _wins(cuts, TUNED, "ndcg")
    return f"Better than plain counting on {plainly} of {len(cuts)} cuts, than a count tuned to the place on {tuned}"


def _wins(cuts: Sequence[CutCard], other: str, measure: str) -> int:
    return sum((cut.figure(OURS, measure) or 0.0) > (cut.figure(other, measure) or 0.0) for cut in cuts)


def _claims(card: Card, cuts: Sequence[CutCard]) -> Iterator[str]:
    """What the figures say in words, good and bad."""
    if not cuts:
        return
    yield (
        f"Who will be heard most? On {_wins(cuts, TUNED, 'ndcg')} of {len(cuts)} cuts of {len(card.sets)} sets the "
        "best hundred stand in a better order than by counting with a half-life that was tuned on each set's own past; "
        f"of two people, the right one stands higher more often on {_wins(cuts, TUNED, 'concordance')}."
    )
    for measure, what in (("ndcg", "order of the best hundred"), ("concordance", "order of any two")):
        gaps = [gap for name in plain(cuts) if (gap := _gap(cuts, name, measure)) is not None]
        beaten = sum(gap > 0.0 for gap in gaps)
        yield f"On the mean of all cuts it beats {beaten} of {len(gaps)} plain counts in the {what}."
    trees = of_kind(cuts, TREES)
    grown = [cut for cut in cuts if any(one.kind == TREES for one in cut.contestants)]
    if trees and grown:
        told = [_against(grown, trees, measure) for measure in ("ndcg", "concordance")]
        yield f"Against boosted trees that may use everything and learn on each set: {', '.join(told)}."
    yield _held_back(card)
    missed = sum(bar.met is False for bar in card.bars)
    met = sum(bar.met is True for bar in card.bars)
    yield f"Of the bars that these data can show, {met} are met and {missed} missed."


def _held_back(card: Card) -> str:
    """Who gets no number, all cuts together."""
    seen, recent, numbered = (
        sum(getattr(cut, name) for one in card.sets for cut in one.coverage) for name in ("seen", "recent", "numbered")
    )
    of_all, of_recent = percent(1 - numbered / max(1, seen)), percent(max(0.0, 1 - numbered / max(1, recent)))
    return (
        f"Of all people on whom anybody ever acted, {of_all} are held back, with too little data for a number; of "
        f"those acted on in the last quarter, {of_recent}."
    )


def _gap(cuts: Sequence[CutCard], other: str, measure: str) -> float | None:
    mine, theirs = mean(cuts, OURS, measure), mean(cuts, other, measure)
    return None if mine is None or theirs is None else mine - theirs


def _against(cuts: Sequence[CutCard], others: Sequence[str], measure: str) -> str:
    gaps = [gap for name in others if (gap := _gap(cuts, name, measure)) is not None]
    return f"{MEASURES[measure]} {min(gaps, default=0.0):+.3f}".replace("-", "\N{MINUS SIGN}")


def _chart(card: Card, measure: str) -> Chart:
    rows = [_row(one, cut, measure) for one in card.sets for cut in one.cuts]
    lows = [mark.low if mark.low is not None else mark.at for row in rows for mark in row.marks]
    floor = min([*lows, MARKED[measure][0]])
    return Chart(measure, MEASURES[measure], (floor, MARKED[measure][1]), tuple(rows))


def _row(one: SetCard, cut: CutCard, measure: str) -> Row:
    best = max(
        (found for found in cut.contestants if found.kind == "baseline"),
        key=lambda found: found.figures[measure].value or 0.0,
    )
    trees = max(
        (found for found in cut.contestants if found.kind == TREES),
        key=lambda found: found.figures[measure].value or 0.0,
        default=None,
    )
    mine = cut.contestant(OURS)
    marks = [_mark("2026.1", "ours", mine.figures[measure])] if mine is not None else []
    marks.append(_mark(f"best plain count ({best.name})", "plain", best.figures[measure]))
    if trees is not None:
        marks.append(_mark("trees", "trees", trees.figures[measure]))
    return Row(one.name, f"{cut.share:.0%}", tuple(mark for mark in marks if mark is not None), best.name)


def _mark(title: str, kind: str, found: Figure) -> Mark | None:
    return None if found.value is None else Mark(title, kind, found.value, found.low, found.high)


def _losses(card: Card) -> Iterator[Loss]:
    """Where a plain count, chosen afterwards, does better on the mean of a set's cuts."""
    for one in card.sets:
        for measure in MARKED:
            gaps = {name: gap for name in plain(one.cuts) if (gap := _gap(one.cuts, name, measure)) is not None}
            best = min(gaps, key=gaps.__getitem__, default=None)
            if best is not None and gaps[best] < -BEHIND:
                words = (
                    f"{MEASURES[measure]} is {-gaps[best]:.3f} behind “{best}”, the best of {len(gaps)} plain counts"
                )
                yield Loss(one.name, words, _why(one, best))


def _why(one: SetCard, best: str) -> str:
    futures = min(cut.futures for cut in one.cuts)
    few = f" It rests on few people: at one cut only {futures} had a future." if futures < 20 else ""  # noqa: PLR2004
    known = next(
        (why for names, why in REASONS if best in names), "Another pace suits this place better; one pace serves all."
    )
    return known + few


def _range(one: SetCard) -> Range:
    seen, recent, numbered = (
        sum(getattr(cut, name) for cut in one.coverage) for name in ("seen", "recent", "numbered")
    )
    return Range(
        name=one.name,
        likely=one.covered,
        measured=one.measured,
        unsure=percent(1 - numbered / max(1, seen)),
        unsure_recent=percent(max(0.0, 1 - numbered / max(1, recent))),
        marks=tuple(_covered_marks(one.covered, one.measured)),
    )


def _covered_marks(likely: float | None, measured: float | None) -> Iterator[Mark]:
    if likely is not None:
        yield Mark("in the likely range", "ours", likely)
    if measured is not None:
        yield Mark("in the range of measurement", "plain", measured)


def _sizes(card: Card) -> Iterator[Size]:
    """All sets and cuts together, each person once per cut."""
    groups = [group for one in card.sets for cut in one.coverage for group in cut.groups]
    for fans in sorted({group.fans for group in groups}):
        same = [group for group in groups if group.fans == fans]
        people = sum(group.people for group in same)
        likely, measured = (_weighed(same, name) for name in ("likely", "measured"))
        until = same[0].until
        title = f"{fans} and more fans" if until is None else f"{fans} to {until - 1} fans"
        yield Size(title, people, likely, measured, tuple(_covered_marks(likely, measured)))


def _weighed(groups: Sequence[Covered], name: str) -> float | None:
    known = [(share, one.people) for one in groups if (share := getattr(one, name)) is not None]
    people = sum(count for _, count in known)
    return sum(share * count for share, count in known) / people if people else None


def _means(one: SetCard) -> Means:
    names = dict.fromkeys(found.name for cut in one.cuts for found in cut.contestants)
    cuts = ", ".join(f"{cut.share:.0%} ({counted(cut.population)} people)" for cut in one.cuts)
    rows = ((name, tuple(mean(one.cuts, name, measure) for measure in MEASURES)) for name in names)
    return Means(one, cuts, tuple(rows))


def _bars(card: Card) -> Iterator[tuple[str, str, tuple[Bar, ...]]]:
    for met, title, kind in ((False, "Not met", "down"), (True, "Met", "up"), (None, "Not shown here", "calm")):
        some = tuple(bar for bar in card.bars if bar.met is met)
        if some:
            yield f"{title}: {counted(len(some))}", kind, some
