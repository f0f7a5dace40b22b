"""The roles of the made-up world, and how each behaves.

Comes in: nothing. Goes out: `ROLES`, one `Traits` per role; `headcount`, how many people play each.
"""

from dataclasses import dataclass
from datetime import date, timedelta

NETWORKS = ("bluesky", "mastodon", "github", "youtube", "blog")
BOT_DAYS = 40
"""Every account of the bot farm is at most this old."""
HOLIDAY_DAYS = 14
SILENT_DAYS = (160, 95)
"""Days before the end between which the silent one was last active."""
METHOD_DAYS = 30


@dataclass(frozen=True)
class Size:
    """How large the world is. Times inside the world are days since `start`, as floats; `days` is the end."""

    people: int
    days: int
    last_day: date

    @property
    def start(self) -> date:
        """The first day."""
        return self.last_day - timedelta(days=self.days - 1)


@dataclass(frozen=True)
class Traits:
    """How a role behaves.

    `rate` and `spread`: median of new fans a day, and sigma of its logarithm; `repeats`: further acts per fan;
    `loyalty`: 1 spreads them evenly over the fans, more concentrates them on the oldest; `inward`: share of fans from
    the own community; `lean`: 1 finds fans evenly over time, more finds them earlier, less later; `pace`: posts a day;
    `activity`: weight as an actor; `accounts`: most and fewest accounts; `order`: expected place (None: no claim).
    """

    rate: float
    spread: float
    repeats: float
    loyalty: float
    inward: float
    lean: float
    pace: float
    activity: float
    accounts: tuple[int, int]
    order: int | None


ROLES = {
    "main": Traits(0.27, 0, 44, 2.4, 0.55, 1.3, 0.55, 5, (5, 5), 2),
    "celebrity": Traits(7.5, 0.25, 16, 1.1, 0.1, 1.3, 1.1, 0.5, (2, 3), 3),
    "expert": Traits(0.28, 0.3, 46, 2.2, 0.85, 1.3, 0.6, 5, (2, 4), 2),
    "ordinary": Traits(0.019, 1.35, 18, 4.5, 0.8, 1.6, 0.06, 1, (1, 3), 1),
    "lurker": Traits(0, 0, 0, 1, 0, 1, 0, 0.2, (1, 1), 0),
    "holiday": Traits(0.26, 0, 20, 1.8, 0.8, 1.1, 0.6, 4, (2, 2), None),
    "returned": Traits(0.22, 0, 16, 1.8, 0.8, 1.1, 0.6, 4, (2, 2), None),
    "second_link": Traits(0.2, 0, 14, 1.8, 0.7, 1.1, 0.5, 4, (2, 2), None),
    "newcomer": Traits(0.55, 0, 6, 1.3, 0.6, 0.55, 0.9, 3, (1, 1), None),
    "one_hit": Traits(0.02, 0, 2, 1.5, 0.8, 1, 0.1, 0.5, (1, 1), None),
    "silent": Traits(0.6, 0, 6, 1.5, 0.8, 1, 0.5, 1, (1, 1), None),
    "buyer": Traits(0.03, 0, 3, 1.5, 0.5, 1, 0.9, 0.3, (1, 1), None),
    "bot": Traits(0, 0, 0, 1, 0, 1, 0.08, 0, (1, 1), None),
    "ring": Traits(0.004, 0, 2, 1.5, 0.5, 1, 1.6, 0, (1, 1), None),
}


def headcount(people: int) -> dict[str, int]:
    """How many people play each role; at least 120 people are needed. The rest are ordinary."""
    if people < 120:  # noqa: PLR2004 - the smallest crowd in which every role finds somebody to act with
        raise ValueError(f"A world needs at least 120 people, {people} were asked for.")
    large = people >= 1000  # noqa: PLR2004 - from here on there is room for the full cast
    counts = {role: 1 for role in ROLES if role not in ("ordinary", "lurker")}
    counts |= {"celebrity": 4, "expert": 20 if large else 8, "ring": 12 if large else 6}
    counts |= {"bot": people // 20, "lurker": people // 8}
    return {"ordinary": people - sum(counts.values())} | counts
