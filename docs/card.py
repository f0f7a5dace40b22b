"""The validity card that is shipped, as tables and numbers for the documents.

Comes in: `src/openclout/validity/card.json`. Goes out: tables (a head, then rows) and numbers by name.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from openclout.vocabulary.cards import MEASURES, OURS, TUNED, Card, SetCard, Spread, mean, read_card

FILE = Path(__file__).parent.parent / "src" / "openclout" / "validity" / "card.json"
BESIDE = (OURS, "decayed, 90 days", TUNED, "distinct people, last window")
SHOWN = ("ndcg", "concordance", "active_spearman")
MET = {True: "met", False: "**not met**", None: "not shown"}
Table = list[tuple[str, ...]]


@cache
def card() -> Card:
    """The card."""
    return read_card(FILE.read_text(encoding="utf-8"))


def sets() -> Iterator[Table]:
    """What was judged, and what was not."""
    rows = [
        (one.name, f"{one.rows:,}", f"{one.people:,}", f"{one.first}", f"{one.last}", _cuts_of(one))
        for one in card().sets
    ]
    yield [("set", "interactions", "people", "from", "to", "cuts"), *rows]
    yield [("not judged", "why"), *((one.name, one.why) for one in card().skipped)]


def _cuts_of(one: SetCard) -> str:
    return ", ".join(f"{cut.share:g}" for cut in one.cuts)


def cuts() -> Iterator[Table]:
    """The method beside what matters most, by set."""
    yield [
        ("set", "mean over cuts", *BESIDE, "better trees"),
        *(_means(one, measure) for one in card().sets for measure in SHOWN),
    ]


def _means(one: SetCard, measure: str) -> tuple[str, ...]:
    trees = {found.name for cut in one.cuts for found in cut.contestants if found.kind == "trees"}
    grown = [found for name in trees if (found := mean(one.cuts, name, measure)) is not None]
    known = (mean(one.cuts, name, measure) for name in BESIDE)
    return one.name, MEASURES[measure], *map(_three, known), _three(max(grown, default=None))


def _three(found: float | None) -> str:
    return "" if found is None else f"{found:.3f}"


def ranges() -> Iterator[Table]:
    """How often ranges hold, and how scores are spread."""
    head = ("set", "likely range", "range of measurement", "people with a number", "mean", "95th", "at the start")
    yield [head, *((one.name, _three(one.covered), _three(one.measured), *_spread(one.spread)) for one in card().sets)]


def _spread(spread: Spread | None) -> tuple[str, ...]:
    if spread is None:
        return "", "", "", ""
    return f"{spread.people:,}", f"{spread.mean:.1f}", f"{spread.p95:.1f}", f"{spread.idle:.0%}"


def votes() -> Iterator[Table]:
    """What foresees votes on pairs."""
    pairs = card().pairs
    rows = [
        (
            one.title,
            _three(one.auc.value),
            f"{one.auc.low} to {one.auc.high}",
            _three(one.apart.value),
            f"{one.right:.1%}",
        )
        for one in (pairs.models if pairs is not None else ())
    ]
    yield [("what it looks at", "AUC", "nine of ten draws", "both persons unseen", "right"), *rows]


def bars() -> Iterator[Table]:
    """What is demanded, and what came out."""
    rows = [(MET[bar.met], bar.title, bar.demanded, bar.found, bar.why) for bar in card().bars]
    yield [("", "bar", "demanded", "came out", "why"), *rows]


def numbers() -> dict[str, str]:
    """Numbers of the card that stand in sentences."""
    cuts = [cut for one in card().sets for cut in one.cuts]
    likely = [one.covered for one in card().sets if one.covered is not None]
    wins = sum((cut.figure(OURS, "ndcg") or 0.0) > (cut.figure(TUNED, "ndcg") or 0.0) for cut in cuts)
    pairs = card().pairs
    votes = {one.name: one.auc.value for one in pairs.models} if pairs is not None else {}
    return {
        "card.sets": f"{len(card().sets)}",
        "card.cuts": f"{len(cuts)}",
        "card.wins": f"{wins}",
        "card.likely_least": f"{min(likely, default=0.0):.0%}",
        "card.likely_most": f"{max(likely, default=0.0):.0%}",
        "card.votes_received": _three(votes.get("received")),
    }
