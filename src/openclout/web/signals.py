"""Every signal as rows that add up, and the ledger of changes.

Comes in: a `Profile`. Goes out: tables whose columns sum to `raw`, to 1, and to the score shown.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from openclout.figures import IDLE, hundredths, score_points, words
from openclout.vocabulary.records import Cause, Change, Discount, Part, Profile

LISTED = 100
OPEN = 12  # changes that are shown unfolded
SLIVER = 1e-9  # of raw: less than this is float dust, not a part
KINDS = {
    "new": "New interactions",
    "ageing": "Ageing",
    "standing": "Standing of those who acted",
    "links": "Accounts linked or removed",
    "counts": "Counts that networks state",
    "method": "Method version",
}

DISCOUNTS = {"strangers": "Strangers", "set_aside": "Set aside"}


@dataclass(frozen=True)
class Row:
    """One signal: points in `raw`, its share of it, and its score points (None: no number of today)."""

    title: str
    href: str | None
    interactions: int
    points: float
    share: float
    score_points: float | None


@dataclass(frozen=True)
class Signals:
    """One way to split `raw`. The rows add up to `total`."""

    name: str
    title: str
    words: str
    rows: tuple[Row, ...]
    total: Row


@dataclass(frozen=True)
class Entry:
    """One change with its causes; their points, as shown, sum to the change as shown."""

    change: Change
    points: float
    causes: tuple[tuple[str, Cause, float], ...]


@dataclass(frozen=True)
class WhyView:
    """The page of signals. The bounds are on `fakes` accounts, `tricked` acts on them, and the last `young` days."""

    idle: float
    tables: tuple[Signals, ...]
    newest: tuple[Entry, ...]
    earlier: tuple[Entry, ...]
    discounts: tuple[tuple[str, Discount], ...]
    fakes: int
    tricked: int
    young: int


def why_view(profile: Profile, number: Mapping[str, float]) -> WhyView:
    """All tables and the ledger, newest change first."""
    idle = number.get("calibration.idle", IDLE)
    score = profile.summary.score
    earned = None if score is None or profile.quiet else (score, idle)
    ways = (
        ("acts", "Acts and counts", "What was done, and what networks state.", words.part_title, _acts(profile)),
        ("networks", "Networks", "Where it was done.", words.network_title, profile.by_network),
        ("people", "People", "Who did it.", _as_is, profile.by_actor),
        ("posts", "Posts", "What it was done to.", _begun, profile.by_post),
    )
    tables = tuple(
        _signals((name, title, said), _rows(parts, entitle, profile.raw, earned))
        for name, title, said, entitle, parts in ways
    )
    newest = sorted(profile.changes, key=lambda change: (change.until, change.since), reverse=True)
    entries = tuple(_entry(change) for change in newest)
    taken = tuple((DISCOUNTS.get(one.reason, one.reason), one) for one in profile.discounts)
    told = (int(number.get(name, 0)) for name in ("bound.fakes", "bound.tricked", "belief.seed_age_days"))
    return WhyView(idle, tables, entries[:OPEN], entries[OPEN:], taken, *told)


def _acts(profile: Profile) -> tuple[Part, ...]:
    return (*profile.by_act, *profile.by_count)


def _as_is(label: str) -> str:
    return label.strip() or "No name"


def _begun(label: str) -> str:
    return words.beginning(label) or "No name"


def _rows(
    parts: Sequence[Part], entitle: Callable[[str], str], raw: float, earned: tuple[float, float] | None
) -> tuple[Row, ...]:
    """The parts, largest first, and what they leave of `raw` as a last row."""
    ordered = sorted(parts, key=lambda part: (-part.points, part.label))
    listed = [Part(entitle(part.label), part.points, part.interactions, part.href) for part in ordered[:LISTED]]
    folded = ordered[LISTED:]
    if folded:
        more = (sum(part.points for part in folded), sum(part.interactions for part in folded))
        listed.append(Part(f"{words.counted(len(folded))} smaller rows", *more))
    rest = raw - sum(part.points for part in parts)
    if rest > SLIVER * max(raw, 1):
        listed.append(Part("Counts, and what has no name here", rest, 0))
    scores = score_points([part.points for part in listed], *earned) if earned else [None] * len(listed)
    return tuple(_row(part, raw, points) for part, points in zip(listed, scores, strict=True))


def _row(part: Part, raw: float, points: float | None) -> Row:
    return Row(part.label, part.href, part.interactions, part.points, part.points / raw if raw > 0 else 0.0, points)


def _signals(heading: tuple[str, str, str], rows: tuple[Row, ...]) -> Signals:
    scores = [row.score_points for row in rows if row.score_points is not None]
    total = Row(
        "Sum",
        None,
        sum(row.interactions for row in rows),
        sum(row.points for row in rows),
        sum(row.share for row in rows),
        round(sum(scores), 2) if scores else None,
    )
    return Signals(*heading, rows, total)


def _entry(change: Change) -> Entry:
    shown = hundredths([cause.points for cause in change.causes])
    listed = [
        (KINDS.get(cause.kind, cause.kind.capitalize()), cause, points)
        for cause, points in zip(change.causes, shown, strict=True)
    ]
    return Entry(change, round(sum(shown), 2) if shown else change.points, tuple(listed))
