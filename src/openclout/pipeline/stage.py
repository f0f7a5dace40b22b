"""What stays the same from day to day of a run, and what a single day is worked out from.

Comes in: a `Home` and `Orders`. Goes out: a `Stage`, which gives the people, the rows and the scene of any day.
"""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta

import polars as pl
import pyarrow as pa

from openclout.engines.aside import Aside
from openclout.engines.days import ALL, Range, Scene, Source, scene
from openclout.engines.population import Population, linked, population
from openclout.engines.threads import in_order
from openclout.engines.window import aimed, during, end_of, large, microseconds, ranges, rows_by_target
from openclout.lake import Lake
from openclout.pipeline.home import EMPTY, Home, Orders
from openclout.scoring.rows import Int32
from openclout.scoring.weights import load
from openclout.vocabulary.errors import BadInput, Busy
from openclout.vocabulary.records import Link

INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Stage:
    """The stores, everybody, every link, and how rows are read.

    `first_day` is that of the oldest row. `cuts` are ranges of targets whose rows fit in memory, but for the `large`
    ones of one target each; `rows` counts those within the memory of the ordered day. `held` are the rows of all days
    that may be asked for, if they fit one range; None: they are read again each time, and `aside` is on the disk.
    `memory` is the longest of all methods that may be asked for.
    """

    home: Home
    orders: Orders
    everybody: Population
    links: tuple[Link, ...]
    first_day: date
    cuts: tuple[Range, ...]
    large: frozenset[Range]
    rows: int
    held: pa.Table | None
    aside: Aside
    memory: timedelta
    _known: dict[tuple[int, ...], Population] = field(default_factory=dict)

    def people(self, day: date) -> Population:
        """Everybody, joined by the links that hold on a day."""
        places = tuple(
            place
            for place, link in enumerate(self.links)
            if link.since <= day and (link.until is None or day < link.until)
        )
        if places not in self._known:
            self._known[places] = linked(self.everybody, [self.links[place] for place in places])
        return self._known[places]

    def scene(self, day: date) -> tuple[Scene, Source]:
        """A day's trust, and where its rows are."""
        source = self.source(day)
        return scene(day, source, self.people(day), load(self.orders.method(day))), source

    def source(self, day: date) -> Source:
        """The rows and counts of a day: what happened before its end, as far as the longest memory goes."""
        end = end_of(day)
        window = (end - self.memory, end)
        lake, keys = self.home.lake, len(self.everybody.accounts.person)
        held = during(self.held, (microseconds(window[0]), microseconds(end))) if self.held is not None else None

        def read(part: Range, columns: tuple[str, ...]) -> pa.Table:
            return held if held is not None else lake.interactions(*window, columns=columns, targets=part)

        def read_linked(targets: Int32, columns: tuple[str, ...]) -> pa.Table:
            if held is not None:
                return aimed(held.select(columns), targets, keys)
            batches = lake.interaction_batches(*window, columns=columns)
            return pa.concat_tables(aimed(pa.Table.from_batches([batch]), targets, keys) for batch in batches)

        def counts(of: date) -> pl.DataFrame:
            return lake.counts(end_of(of) - INSTANT)

        over = self.home.over if held is None else in_order
        return Source(read, read_linked, counts, self.cuts, self.home.workers, self.rows, over, self.large)


def _sort_files(lake: Lake) -> None:
    """Let a range of targets be read without what lies beside it; while another process writes, go without."""
    with suppress(Busy):
        lake.compact()


def stage(home: Home, orders: Orders, earliest: date, memory_days: float = 0.0) -> Stage:
    """Look at the lake once. `earliest` is the first day that may be asked for. Raises BadInput without rows.

    `memory_days` is the memory of a method that is asked for beside those of the orders.
    """
    span = home.lake.span()
    if span is None:
        raise BadInput(EMPTY)
    keys = home.lake.account_count()
    versions = (*(version for _, version in orders.methods), *orders.shadow)
    memory = timedelta(days=max(memory_days, *(load(version).memory_days for version in versions)))
    until = end_of(orders.day)
    sizes = rows_by_target(home.lake.interaction_batches(until - memory, until, columns=("target",)), keys)
    if not sizes.sum():
        first, last = (instant.date().isoformat() for instant in span)
        raise BadInput(
            f"Expected interactions within {memory.days} days before the end of {orders.day}; those of the lake are "
            f"from {first} to {last}. Choose another day."
        )
    limits = {"memory_limit_mb": home.memory_limit_mb, "workers": home.workers}
    cuts = tuple(ranges(sizes, **limits))
    if len(cuts) > 1:
        _sort_files(home.lake)
    since = end_of(min(earliest, orders.day)) - memory
    held = home.lake.interactions(since, until, columns=ALL).combine_chunks() if len(cuts) == 1 else None
    aside = Aside(home.shelf.folder if held is None else None)
    everybody = population(home.lake.account_pieces(keys), keys, aside)
    links, first_day, alone = home.ledger.all_links(), span[0].date(), large(cuts, sizes, **limits)
    return Stage(home, orders, everybody, links, first_day, cuts, alone, int(sizes.sum()), held, aside, memory)
