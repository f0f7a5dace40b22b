"""What the page of the validity card says of attacks and of steadiness, in words for one person.

Comes in: what the benches found (`vocabulary.trials`). Goes out: sentences and tables for the template; every number
in them is a figure of the bench.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from openclout.figures.words import one, percent
from openclout.vocabulary.trials import LOT, PROVEN, Attack, Attacks, Limit, Stability, SteadyPeople

FARM, TRICKED = "1,000 fakes", "1,000 fakes, 20 tricked"
WHERE = (
    (PROVEN, True, "A tenth have proved who they are", "Hardened networks: most fans are known to somebody."),
    (LOT, True, "Nobody has proved who they are", "Hardened networks; others, drawn by lot, stand in."),
    (PROVEN, False, "Weakly hardened networks", "Most fans are strangers to everybody, and the purse is wide."),
)


@dataclass(frozen=True)
class Tried:
    """The attacks on one kind of network."""

    title: str
    words: str
    rows: tuple[Attack, ...]


def tried(found: Attacks) -> Iterator[Tried]:
    """Every attack, by the kind of network."""
    for seeds, hardened, title, words in WHERE:
        rows = tuple(one for one in found.attacks if one.seeds == seeds and one.hardened == hardened)
        if rows:
            yield Tried(title, words, rows)


def defence(found: Attacks) -> Iterator[str]:
    """What attacks gained somebody in the middle, what the defence costs, how often its flag is wrong."""
    for seeds, hardened, place in (
        (PROVEN, True, "where people have proved who they are"),
        (LOT, True, "where nobody has"),
        (PROVEN, False, "on networks where most fans are strangers to everybody"),
    ):
        rows = {row.attack: row for row in found.attacks if row.seeds == seeds and row.hardened == hardened}
        if {FARM, TRICKED} <= set(rows):
            yield _gained(rows[FARM], rows[TRICKED], place)
    broken = [row for row in found.attacks if row.hardened and row.held is not None and row.held < 1.0]
    if broken:
        worst = max(broken, key=lambda row: row.gain)
        yield (
            f"Not stopped: {'; '.join(dict.fromkeys(row.attack for row in broken))}. The worst of these gains "
            f"{one(worst.gain)} points. They need months, and act on everybody or vouch for themselves."
        )
    costs = [cost.lost_p95 for cost in found.costs if cost.hardened]
    if costs:
        lost = max(costs)
        yield f"The defence itself takes {one(lost)} points or less from 19 of 20 honest people on hardened networks."
    yield from _flags(found)


def _gained(farm: Attack, tricked: Attack, place: str) -> str:
    return (
        f"Somebody with a score of about {farm.score:.0f}, {place}: a thousand new fakes add {one(farm.gain)} points "
        f"on the mean and {one(farm.most)} at most; with 20 real people tricked into helping, {one(tricked.gain)} and "
        f"{one(tricked.most)}."
    )


def _flags(found: Attacks) -> Iterator[str]:
    """How often an account is set aside wrongly."""
    for star in found.stars:
        if star.used:
            bought = 1000 / (1000 + star.honest)
            yield (
                f"Set aside for bought stars, on GitHub alone: {percent(star.caught)} of bought accounts are caught "
                f"and {one(100 * star.hit)} of 100 honest ones hit; where {percent(bought)} of accounts are bought, "
                f"{percent(1 - star.right)} of flags are wrong. (A made-up world, after measured rates.)"
            )


def steadiness(found: Stability) -> Iterator[str]:
    """How much a steady person moves, and what a week away costs."""
    limit = {row.name: row for row in found.limits}
    usual = next((row for row in found.steady if row.fans_a_day == 1.0 and row.burst == 1), None)
    if usual is not None:
        yield _moves(usual)
    if {"week_90", "week_730", "steady_1"} <= set(limit):
        yield (
            f"A week away costs at most {_two(limit['week_730'])} points after two steady years, at any score, and "
            f"{_two(limit['week_90'])} after ninety days; less than a point from {limit['steady_1'].value:.0f} steady "
            "days on."
        )
    if {"doubled_90", "doubled_730"} <= set(limit):
        young, old = (int(limit[name].value) for name in ("doubled_90", "doubled_730"))
        yield (
            f"Twice the audience for thirty days adds a point and a half or more up to a score of {young} after ninety "
            f"steady days, and up to {old} after two steady years; less above, where the scale is harder to climb."
        )


def _moves(usual: SteadyPeople) -> str:
    return (
        f"Somebody steady with a new fan a day: 99 of 100 days move the score less than {usual.p99:.2f} points, and "
        f"{percent(usual.false_day)} of daily changes are called real although nothing changed."
    )


def _two(limit: Limit) -> str:
    return f"{limit.value:.2f}"
