"""What a run is given: where it reads and writes, and what it is told to do.

Comes in: opened stores, and orders. Goes out: the same as frozen records, for every stage of a run.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from openclout.consent import DISCOVERABLE, Visibility
from openclout.engines.threads import Over, in_order
from openclout.lake import Lake
from openclout.ledger import Ledger
from openclout.scoreboard import Shelf
from openclout.scoring.weights import CURRENT
from openclout.vocabulary.errors import BadInput

EMPTY = "The lake holds no interactions yet. Bring some in with `openclout import FILE`."

Progress = Callable[[str, int, int], None]
"""Told the stage, how much of it is done, and how much there is."""


@dataclass(frozen=True)
class Home:
    """Where a run reads and writes, and what it may use.

    `over` runs the heavy steps of a lake that does not fit into memory: threads of this machine, or a cluster.
    """

    lake: Lake
    ledger: Ledger
    shelf: Shelf
    memory_limit_mb: int = 2048
    workers: int = 2
    keep_runs: int = 7
    visibility: Visibility = DISCOVERABLE
    over: Over = in_order


@dataclass(frozen=True)
class Orders:
    """What to run: the day, the method from each day on, and how many days before to work out if none is published.

    `history_rows` is the size from which on a lake is too large for working out days before, `method_rows` the most
    rows within memory for which people are placed under every method; `force` publishes what the guard would refuse.
    `shadow` are versions under which the day is worked out beside its own.
    """

    day: date
    methods: tuple[tuple[date, str], ...] = ((date.min, CURRENT),)
    history_days: int = 90
    history_rows: int = 3_000_000
    method_rows: int = 1_000_000
    force: bool = False
    shadow: tuple[str, ...] = ()

    def method(self, day: date) -> str:
        """The method version of a day."""
        return [version for since, version in self.methods if since <= day][-1]


def newest_day(home: Home) -> date:
    """The day of the newest interaction in the lake. Raises BadInput if there is none."""
    span = home.lake.span()
    if span is None:
        raise BadInput(EMPTY)
    return span[1].date()
