"""A validity card as tables for the terminal.

Comes in: a `Card`. Goes out: sheets: the cuts, one set's contestants if there is only one, ranges, votes, bars.
"""

from collections.abc import Iterator, Mapping

from openclout.cli.showing import Cell, Sheet, many
from openclout.vocabulary.cards import MEASURES, OURS, TUNED, Card, Contestant, CutCard, Figure, PairsCard, SetCard

DECAYED = "decayed, 90 days"
MARKS = {True: "met", False: "not met", None: "not shown"}
FEW = 1


def judged_sheets(card: Card) -> Iterator[Sheet | str]:
    """Everything a card says, best first."""
    if card.sets:
        yield _headline(card)
        yield _cuts(card)
    if len(card.sets) == FEW:
        yield from _contestants(card.sets[0])
    if card.sets:
        yield _ranges(card)
    if card.pairs is not None:
        yield _votes(card.pairs)
    if card.skipped:
        yield Sheet("Not judged", ("name", "cause"), [(one.name, one.why) for one in card.skipped])
    yield _bars(card)
    if card.missing:
        yield card.missing


def _headline(card: Card) -> str:
    cuts = [cut for one in card.sets for cut in one.cuts]
    plainly, tuned = _wins(cuts, "received"), _wins(cuts, TUNED)
    return (
        f"Method {card.method} on {many(len(card.sets), 'set', 'sets')}: better than plain counting on {plainly} of "
        f"{many(len(cuts), 'cut', 'cuts')}, than a count tuned to the place on {tuned}"
    )


def _wins(cuts: list[CutCard], other: str) -> int:
    """On how many cuts the best hundred stand in a better order."""
    return sum((cut.figure(OURS, "ndcg") or 0.0) > (cut.figure(other, "ndcg") or 0.0) for cut in cuts)


def _cuts(card: Card) -> Sheet:
    heads = ("set", ">cut", ">people", ">NDCG@100", ">tuned", ">90 days", ">trees", ">concordance", ">tuned", ">trees")
    return Sheet(
        "How well the order before a cut foresees what comes after it",
        heads,
        [(one.name, f"{cut.share:g}", cut.population, *_row(cut)) for one in card.sets for cut in one.cuts],
    )


def _row(cut: CutCard) -> tuple[Cell, ...]:
    trees = [one for one in cut.contestants if one.kind == "trees"]
    known = {one.name: one for one in cut.contestants}
    ndcg = (known[OURS], known[TUNED], known.get(DECAYED), _best(trees, "ndcg"))
    concordance = (known[OURS], known[TUNED], _best(trees, "concordance"))
    return (*(_told(one, "ndcg") for one in ndcg), *(_told(one, "concordance") for one in concordance))


def _best(some: list[Contestant], measure: str) -> Contestant | None:
    return max(some, key=lambda one: one.figures[measure].value or 0.0, default=None)


def _told(one: Contestant | None, measure: str) -> Cell:
    return None if one is None else _three(one.figures[measure].value)


def _three(found: float | None) -> str | None:
    return None if found is None else f"{found:.3f}"


def _interval(found: Figure) -> str | None:
    if found.value is None or found.low is None or found.high is None:
        return _three(found.value)
    return f"{found.value:.3f} ({found.low:.3f} to {found.high:.3f})"


def _contestants(one: SetCard) -> Iterator[Sheet]:
    """Each cut of a set with everybody in it, and how far the method is ahead of them."""
    for cut in one.cuts:
        rows = [
            (
                found.name,
                *(_three(found.figures[measure].value) for measure in MEASURES),
                _interval(found.behind["ndcg"]) if found.behind else None,
            )
            for found in cut.contestants
        ]
        title = f"Cut at {cut.share:g}, {cut.day}: {cut.population:,} people, {cut.futures:,} with a future"
        yield Sheet(title, ("name", *(f">{title}" for title in MEASURES.values()), ">2026.1 ahead, NDCG"), rows)


def _ranges(card: Card) -> Sheet:
    rows: list[tuple[Cell, ...]] = []
    for one in card.sets:
        seen, numbered = (sum(getattr(found, name) for found in one.coverage) for name in ("seen", "numbered"))
        recent = sum(found.recent for found in one.coverage)
        rows.append(
            (
                one.name,
                _three(one.covered),
                _three(one.measured),
                f"{1 - numbered / max(1, seen):.0%}",
                f"{1 - numbered / max(1, recent):.0%}",
                *((one.spread.mean, one.spread.p95) if one.spread is not None else (None, None)),
            )
        )
    heads = (
        "set",
        ">in the\nlikely range",
        ">in the range\nof measurement",
        ">too little data,\nof all",
        ">of recent",
        ">mean",
        ">95th",
    )
    return Sheet("How often ranges of 80 % hold, who gets no number, how scores are spread", heads, rows)


def _votes(pairs: PairsCard) -> Sheet:
    rows = [
        (one.title, _interval(one.auc), _interval(one.apart), f"{one.right:.1%}", _weights(one.weights))
        for one in pairs.models
    ]
    title = f"Votes on {pairs.pairs:,} pairs of {pairs.persons:,} persons"
    return Sheet(title, ("model", ">AUC", ">both unseen", ">right", "weights"), rows)


def _weights(weights: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {weight:.2f}" for name, weight in weights.items() if weight > 0)


def _bars(card: Card) -> Sheet:
    met = sum(bar.met is True for bar in card.bars)
    missed = sum(bar.met is False for bar in card.bars)
    rows = [(MARKS[bar.met], bar.title, bar.demanded or None, bar.found or None, bar.why) for bar in card.bars]
    title = f"Bars: {met} met, {missed} not met, {len(card.bars) - met - missed} not shown here"
    return Sheet(title, ("", "found", ">demanded", ">came out", "cause"), rows)
