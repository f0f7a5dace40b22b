"""One run: days before the ordered one if they are missing, then the ordered day, checked, written and published.

Comes in: a `Home` and `Orders`. Goes out: a `Run`, and one more file on the shelf.
"""

from datetime import date, timedelta

from openclout.engines.aside import Aside
from openclout.engines.moves import Published
from openclout.pipeline.checking import check_moves
from openclout.pipeline.drafting import fill
from openclout.pipeline.home import Home, Orders, Progress
from openclout.pipeline.measuring import gather, past_of, worked_out
from openclout.pipeline.record import Record, as_published, recorded
from openclout.pipeline.stage import Stage, stage
from openclout.tracing import span, stages
from openclout.vocabulary.errors import RefusedRun
from openclout.vocabulary.records import Run

BEFORE = "working out the days before"


def publish(home: Home, orders: Orders, progress: Progress | None = None) -> Run:
    """Score a day and publish it. Raises BadInput without interactions, RefusedRun when the guard objects.

    Interrupted at any point, nothing is published, and the next run clears up. Raises Busy beside another run.
    """
    with (
        home.shelf.alone(),
        span("publish", {"openclout.day": orders.day.isoformat()}) as note,
        stages(progress or (lambda _stage, _done, _all: None)) as told,
    ):
        run = published(home, orders, told)
        note.facts({"openclout.people": run.people, "openclout.interactions": run.interactions})
        return run


def published(home: Home, orders: Orders, told: Progress) -> Run:
    """The same, for whoever has the shelf alone already."""
    _check_newest(home, orders)
    with recorded(home, orders.day) as record:
        place, before = _up_to(home, orders, record, told)
        with home.shelf.draft(orders.day) as draft:
            fill(draft, place, record, before, told)
            home.shelf.publish(draft, orders.day, keep=home.keep_runs)
    with home.shelf.open(orders.day) as board:
        return board.run()


def _up_to(home: Home, orders: Orders, record: Record, told: Progress) -> tuple[Stage, Published | None]:
    """Put the days on record that are missing before the ordered one; the stage, and the newest day on record."""
    newest = record.newest
    with span("read the lake"):
        place = stage(home, orders, newest.day if newest else orders.day - timedelta(days=orders.history_days))
    days = _days(place, newest.day if newest else None)
    before = as_published(place, record, newest) if newest else None
    if days:
        told(BEFORE, 0, len(days))
    for done, day in enumerate(worked_out(place, days), start=1):
        past = past_of(place, before, day.scene)
        gathered = gather(day, past, Aside())  # of a small lake
        check_moves(orders, record, day.scene, gathered.people, past)
        record.add(day.scene, gathered.people, gathered.moves, past)
        before = Published.of(day.scene, gathered.people.filter("enough"))
        told(BEFORE, done, len(days))
    return place, before


def _check_newest(home: Home, orders: Orders) -> None:
    """What is published stays: no run of a day before the newest one."""
    newer = [day for day in home.shelf.days() if day > orders.day]
    if newer and not orders.force:
        raise RefusedRun(
            f"Expected a day from {newer[-1]} on, since that is published already and scores once published do not "
            f"change; got {orders.day}. Nothing was published; publish all the same with --force."
        )


def _days(place: Stage, newest: date | None) -> list[date]:
    """The days to work out before the ordered one, oldest first: those of a small lake since the newest on record."""
    orders, first = place.orders, place.first_day
    if place.rows > orders.history_rows:
        return []
    start = max(orders.day - timedelta(days=orders.history_days), first)
    if newest is not None:
        start = max(start, newest + timedelta(days=1))
    return [start + timedelta(days=after) for after in range((orders.day - start).days)]
