"""One run, top to bottom: from the lake and the ledger to a published scoreboard.

Comes in: a `Home` and `Orders`. Goes out: a `Run`, and one more file on the shelf. This is the only module that knows
every stage. On a small lake the first run also works out the days before, so that the first page shows a history.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass, field
from datetime import date, datetime, timedelta

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from openclout.engines.days import ALL, Range, Scene, Source, measured, scene
from openclout.engines.moves import Move, Published, heirs, moves, views
from openclout.engines.past import EPOCH, inherited, no_past, packed, published, unpacked, with_day
from openclout.engines.population import Population, linked, population
from openclout.engines.sources import keep_best, no_sources
from openclout.engines.window import bucket, end_of, ranges, rows_by_target
from openclout.lake import Lake
from openclout.ledger import Ledger
from openclout.people.naming import named
from openclout.scoreboard import Draft, Shelf
from openclout.scoreboard.layout import NO_SCORE, SOURCE, SOURCES
from openclout.scoreboard.writing import packed_by
from openclout.scoring import guard
from openclout.scoring.causes import steps
from openclout.scoring.counts import count_parts
from openclout.scoring.formula import impacts, percentiles
from openclout.scoring.measures import BY_COUNT, BY_POST
from openclout.scoring.weights import CURRENT, load
from openclout.scoring.wording import Names, causes
from openclout.vocabulary.errors import Ambiguous, BadInput, NotFound
from openclout.vocabulary.records import Change, Link, Run

CHANGE = {
    "person": pl.Int32,
    "until": pl.String,
    "since": pl.String,
    "points": pl.Float64,
    "real": pl.Int64,
    "causes": pl.String,
}
PERSON = (
    *("person", "name", "title", "claimed", "raw", "score", "low", "high", "quiet", "percentile", "fans"),
    *("interactions", "recent", "reach", "amplification", "impact", "last"),
    *("chance_day", "chance_week", "chance_month", "fake_bound"),
)
"""The columns of a person in the scoreboard that are not packed."""

Progress = Callable[[str, int, int], None]
"""Told the stage, how much of it is done, and how much there is."""


@dataclass(frozen=True)
class Home:
    """Where a run reads and writes, and what it may use."""

    lake: Lake
    ledger: Ledger
    shelf: Shelf
    memory_limit_mb: int = 2048
    workers: int = 2
    keep_runs: int = 7


@dataclass(frozen=True)
class Orders:
    """What to run: the day, the method from each day on, and how many days before to work out if none is published.

    `history_rows` is the size from which on a lake is too large for working out days before; `silenced` are titles of
    forgotten people, which must not be spoken of in changes of others.
    """

    day: date
    methods: tuple[tuple[date, str], ...] = ((date.min, CURRENT),)
    history_days: int = 90
    history_rows: int = 3_000_000
    force: bool = False
    silenced: tuple[str, ...] = ()

    def method(self, day: date) -> str:
        """The method version of a day."""
        return [version for since, version in self.methods if since <= day][-1]


@dataclass
class Gathered:
    """What the buckets of a day gave: people, their count points, moves, posts to be named, and where rows went."""

    people: list[pl.DataFrame] = field(default_factory=list)
    counted: list[NDArray[np.void]] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    posts: list[NDArray[np.int64]] = field(default_factory=list)
    rows: int = 0
    own: int = 0

    @property
    def table(self) -> pl.DataFrame:
        """Everybody, by person."""
        return pl.concat(self.people).sort("person")


@dataclass
class Past:
    """The published past while it grows: values by person and day, changes, and the method versions they speak of."""

    values: pl.DataFrame
    changes: pl.DataFrame
    methods: list[str]


def publish(home: Home, orders: Orders, progress: Progress | None = None) -> Run:
    """Score a day and publish it. Raises BadInput without interactions, RefusedRun when the guard objects.

    Interrupted at any point, nothing is published and nothing is left behind.
    """
    told = progress or (lambda _stage, _done, _all: None)
    stage = _stage(home, orders)
    past, before = _past(home, orders), None
    days = _days(home, orders, past)
    if len(past.values):
        before = _as_published(stage, past)
    found: list[Move] = []
    for place, day in enumerate(days[:-1]):
        told("working out the days before", place, len(days) - 1)
        today = _scene(stage, day)
        gathered = _gather(today, stage.source, before, keep=None)
        found += gathered.moves
        _remember(past, today, gathered.table, before)
        before = _published(today, gathered)
    told("scoring", 0, 1)
    today = _scene(stage, orders.day)
    with home.shelf.draft(orders.day) as draft:
        best = no_sources(len(today.people.accounts.person), SOURCE, top=SOURCES)
        gathered = _gather(today, stage.source, before, keep=(draft, best))
        _check(stage, today, gathered, before)
        _remember(past, today, gathered.table, before)
        told("publishing", 0, 1)
        changed = pl.concat([past.changes, _changes(home, stage.everybody, [*found, *gathered.moves])])
        facts = _write(home, draft, today, gathered, (past, best))
        changed = changed.join(gathered.table.select("person"), on="person", how="semi")
        draft.add("change", changed.unique(["person", "until"], keep="last").sort("person", "until"))
        draft.finish(facts)
        home.shelf.publish(draft, orders.day, keep=home.keep_runs)
    return home.shelf.open(orders.day).run()


@dataclass(frozen=True)
class Stage:
    """What stays the same from day to day of a run."""

    home: Home
    orders: Orders
    everybody: Population
    links: tuple[Link, ...]
    source: Source

    def people(self, day: date) -> Population:
        """Everybody, joined by the links that hold on a day."""
        holding = [link for link in self.links if link.since <= day and (link.until is None or day < link.until)]
        return linked(self.everybody, holding)


def _stage(home: Home, orders: Orders) -> Stage:
    span = home.lake.span()
    if span is None:
        raise BadInput("The lake holds no interactions yet. Bring some in with `openclout import FILE`.")
    keys = home.lake.account_count()
    everybody = population(home.lake.accounts(), keys)
    until = end_of(orders.day)
    longest = timedelta(days=load(orders.method(orders.day)).memory_days + orders.history_days)
    sizes = rows_by_target(home.lake.interaction_batches(until - longest, until, columns=("target",)), keys)
    if not sizes.sum():
        first, last = (instant.date().isoformat() for instant in span)
        raise BadInput(f"The lake has interactions from {first} to {last}; none before the end of {orders.day}.")
    cuts = tuple(ranges(sizes, memory_limit_mb=home.memory_limit_mb, workers=home.workers))
    return Stage(
        home,
        orders,
        everybody,
        home.ledger.all_links(),
        _source(home, (until - longest, until), cuts, int(sizes.sum())),
    )


def _source(home: Home, window: tuple[datetime, datetime], cuts: tuple[Range, ...], rows: int) -> Source:
    """Where rows are read from: memory if all of them fit one bucket, else the lake."""
    held = home.lake.interactions(*window, columns=ALL) if len(cuts) == 1 else None

    def read(part: Range, columns: tuple[str, ...]) -> pa.Table:
        return held if held is not None else home.lake.interactions(*window, columns=columns, targets=part)

    def read_linked(targets: NDArray[np.int32], columns: tuple[str, ...]) -> pa.Table:
        wanted = pa.array(targets)
        if held is not None:
            return held.filter(pc.is_in(held["target"], wanted))
        batches = home.lake.interaction_batches(*window, columns=columns)
        return pa.Table.from_batches([batch.filter(pc.is_in(batch["target"], wanted)) for batch in batches])

    return Source(read, read_linked, lambda day: home.lake.counts(end_of(day)), cuts, home.workers, rows)


def _past(home: Home, orders: Orders) -> Past:
    """What was published before a day, from the newest run before or on it."""
    known = [found for found in home.shelf.days() if found <= orders.day]
    if not known:
        return Past(no_past(), pl.DataFrame(schema=CHANGE), [])
    board = home.shelf.open(known[-1])
    values = unpacked(*board.histories()).filter(pl.col("day") < (orders.day - EPOCH).days)
    changes = pl.DataFrame(board.change_rows(), schema=CHANGE, orient="row")
    for title in orders.silenced:
        spoken = pl.col("causes").str.replace_all(json.dumps(title)[1:-1], "somebody", literal=True)
        changes = changes.with_columns(spoken)
    return Past(values, changes.filter(pl.col("until") < orders.day.isoformat()), list(board.methods()))


def _days(home: Home, orders: Orders, past: Past) -> list[date]:
    """The days to work out, oldest first, the ordered one last."""
    first_row = home.lake.span()
    assert first_row is not None  # noqa: S101 - _stage has seen to it
    start = max(orders.day - timedelta(days=orders.history_days), first_row[0].date())
    if len(past.values):
        start = max(start, EPOCH + timedelta(days=int(past.values["day"].max()) + 1))
    small = len(home.lake.interactions(until=end_of(orders.day), columns=("act",))) <= orders.history_rows
    wanted = (orders.day - start).days if small else 0
    return [orders.day - timedelta(days=back) for back in range(max(0, wanted), -1, -1)]


def _scene(stage: Stage, day: date) -> Scene:
    return scene(day, stage.source, stage.people(day), load(stage.orders.method(day)))


def _gather(
    today: Scene, source: Source, before: Published | None, *, keep: tuple[Draft, NDArray[np.void]] | None
) -> Gathered:
    """Measure every bucket of a day; `keep` parts in a draft, and who moves whom among the best."""
    gathered = Gathered()
    heir = heirs(before, today.people) if before is not None else None
    for filled, found in measured(today, source):
        gathered.people.append(found.people)
        gathered.counted.append(found.parts[found.parts["by"] == BY_COUNT])
        gathered.rows += len(filled.rows.actor)
        gathered.own += filled.own
        if before is not None and heir is not None:
            gathered.moves += moves(filled, found, today, before, heir)
        if keep is not None:
            guard.check(found.people, found.parts)
            keep[0].add_parts(found.parts, filled.persons)
            keep_best(keep[1], found.ties, today.people.accounts.person)
            gathered.posts.append(np.unique(found.parts["label"][found.parts["by"] == BY_POST]))
    return gathered


def _published(today: Scene, gathered: Gathered) -> Published:
    people = gathered.table.filter("enough")
    scores = np.full(len(today.people.accounts.person), np.nan)
    scores[people["person"].to_numpy()] = people["score"].to_numpy()
    counted = np.zeros(len(scores))
    for parts in gathered.counted:
        np.add.at(counted, parts["owner"], parts["points"])
    return Published(today.day, today.as_of, today.people, today.standing.trust, today.weights, scores, counted)


def _as_published(stage: Stage, past: Past) -> Published:
    """The newest published day: its scores from the record, its trust worked out again."""
    newest = int(past.values["day"].max())
    day = EPOCH + timedelta(days=newest)
    values = past.values.filter((pl.col("day") == newest) & (pl.col("score") != NO_SCORE))
    people = stage.people(day)
    weights = load(past.methods[values["method"][0]] if len(values) else stage.orders.method(day))
    found = scene(day, stage.source, people, weights)
    scores = np.full(len(people.accounts.person), np.nan)
    scores[values["person"].to_numpy()] = values["score"].to_numpy() / 100
    counted = np.zeros(len(scores))
    parts = count_parts(stage.source.counts(day), people.accounts.person, weights)
    np.add.at(counted, parts["owner"], parts["points"])
    return Published(day, found.as_of, people, found.standing.trust, weights, scores, counted)


def _remember(past: Past, today: Scene, people: pl.DataFrame, before: Published | None) -> None:
    """Put a day's scores on record."""
    version = today.weights.version
    if version not in past.methods:
        past.methods.append(version)
    if before is not None:
        past.values = inherited(past.values, heirs(before, today.people))
    past.values = with_day(past.values, published(people, today.day, past.methods.index(version)))


def _check(stage: Stage, today: Scene, gathered: Gathered, before: Published | None) -> None:
    guard.check_rows(stage.source.rows, gathered.rows, gathered.own)
    if before is not None and before.weights.version == today.weights.version and not stage.orders.force:
        scores = pl.DataFrame({"person": np.arange(len(before.scores), dtype=np.int32), "score": before.scores})
        guard.check_moves(gathered.table, scores.fill_nan(None), today.weights)


def _changes(home: Home, everybody: Population, found: Sequence[Move]) -> pl.DataFrame:
    """Moves as rows of the scoreboard, in words."""
    names = _names(home, everybody, found)
    rows = [
        {
            "person": move.person,
            "until": move.until.isoformat(),
            "since": move.since.isoformat(),
            "points": round(move.published[1] - move.published[0], 2),
            "real": int(move.real),
            "causes": json.dumps([astuple(cause) for cause in causes(move.steps, names, move.published)]),
        }
        for move in found
    ]
    return pl.DataFrame(rows, schema=CHANGE)


def _names(home: Home, everybody: Population, found: Sequence[Move]) -> Names:
    """What the actors and posts of some moves are called."""
    actors = np.unique(np.concatenate([[0], *(move.steps.newcomers.actor for move in found)]))
    posts = np.unique(np.concatenate([[0], *(move.steps.newcomers.post for move in found)]).astype(np.int64))
    titles = everybody.frame.filter(pl.col("key").is_in(pl.Series(actors, dtype=pl.Int32).implode()))
    texts = home.lake.posts(posts.tolist()).filter(pl.col("text").fill_null("") != "")
    return Names(
        accounts=dict(titles.select("key", "title").iter_rows()),
        posts=dict(texts.select("post", "text").iter_rows()),
        method="The method changed; what people did is the same",
    )


def _write(
    home: Home, draft: Draft, today: Scene, gathered: Gathered, kept: tuple[Past, NDArray[np.void]]
) -> dict[str, str | int | float | list[str] | list[int]]:
    """Write accounts, people and posts; returns the facts of the run."""
    past, best = kept
    people = _completed(home, today, gathered.table)
    records, owner = packed(past.values)
    persons = people["person"].to_numpy()
    own = np.isin(owner, persons)
    table = people.to_arrow()
    table = table.append_column("history", packed_by(records[own], owner[own], persons))
    flat = best[persons].reshape(-1)
    table = table.append_column("sources", packed_by(flat, np.repeat(persons, SOURCES), persons))
    draft.add("account", _account_rows(home, today))
    draft.add("person", table)
    posts = np.unique(np.concatenate(gathered.posts)) if gathered.posts else np.zeros(0, dtype=np.int64)
    draft.add("post", home.lake.posts(posts.tolist()).select("post", "network", "native_id", "url", "text"))
    return _facts(home, today, gathered, people, past.methods)


def _completed(home: Home, today: Scene, people: pl.DataFrame) -> pl.DataFrame:
    """People with all columns of the scoreboard but the packed ones."""
    person = today.people.accounts.person
    scores = np.full(len(person), np.nan)
    numbered = people.filter("enough")
    scores[numbered["person"].to_numpy()] = numbered["score"].to_numpy()
    at = end_of(today.day)
    made = home.lake.posts_made(at - timedelta(days=today.weights.quiet_days), at)
    written = np.zeros(len(person))
    np.add.at(written, person[made["author"].to_numpy()], made["posts"].to_numpy())
    keys = people["person"].to_numpy()
    posts = np.maximum(people["posts"].to_numpy(), written[keys])
    shown = [pl.when("enough").then(name).alias(name) for name in ("score", "low", "high")]
    return (
        people.with_columns(
            percentile=pl.Series(percentiles(people)).fill_nan(None),
            impact=pl.Series(impacts(today.edges, person, scores)[keys]).fill_nan(None),
            amplification=pl.when(pl.Series(posts) > 0).then(pl.col("recent") / pl.Series(posts)),
            last=pl.col("last").dt.strftime("%Y-%m-%dT%H:%M:%SZ"),
        )
        .with_columns(*shown)
        .join(named(today.people.frame, today.people.persons), on="person", maintain_order="left")
        .select(*PERSON)
    )


def _account_rows(home: Home, today: Scene) -> pl.DataFrame:
    stated = home.lake.counts(end_of(today.day)).filter(pl.col("kind") == "follower")
    frame = today.people.frame
    return (
        frame.with_columns(person=pl.Series(today.people.accounts.person[frame["key"].to_numpy()], dtype=pl.Int32))
        .join(stated.select(key="account", followers="count"), on="key", how="left", maintain_order="left")
        .sort("key")
        .select("key", "network", "native_id", "handle", "title", "person", "followers")
    )


def _facts(
    home: Home, today: Scene, gathered: Gathered, people: pl.DataFrame, methods: list[str]
) -> dict[str, str | int | float | list[str] | list[int]]:
    scores = people["score"].drop_nulls().to_numpy()
    weakly = today.standing.weakly_hardened
    return {
        "day": today.day.isoformat(),
        "method": today.weights.version,
        "methods": methods,
        "lake": home.lake.version(),
        "people": len(people),
        "numbered": len(scores),
        "interactions": gathered.rows,
        "accounts": len(today.people.frame),
        "mean": float(scores.mean()) if len(scores) else 0.0,
        "p95": float(np.quantile(scores, 0.95)) if len(scores) else 0.0,
        "histogram": np.bincount(np.minimum(scores.astype(np.int64), 99), minlength=100).tolist(),
        "networks": list(today.people.networks),
        "weakly_hardened": [name for name, weak in zip(today.people.networks, weakly, strict=True) if weak],
        "fake_bound": float(people.filter(pl.col("score").is_not_null())["fake_bound"].median() or 0.0),
    }


def newest_day(home: Home) -> date:
    """The day of the newest interaction in the lake. Raises BadInput if there is none."""
    span = home.lake.span()
    if span is None:
        raise BadInput("The lake holds no interactions yet. Bring some in with `openclout import FILE`.")
    return span[1].date()


def why_since(home: Home, name: str, since: date) -> Change:
    """Why a person's score changed between a day and the newest run, cause by cause.

    Raises NotFound if either day has no number of that person.
    """
    board = home.shelf.open()
    run, summary = board.run(), board.find(name)
    stage = _stage(home, Orders(run.day, ((date.min, run.method),), max(0, (run.day - since).days)))
    values = unpacked(*board.histories()).filter(pl.col("day") == (since - EPOCH).days)
    today = _scene(stage, run.day)
    before = (
        _as_published(stage, Past(values, pl.DataFrame(schema=CHANGE), list(board.methods()))) if len(values) else None
    )
    was = next((day.score for day in board.history(summary.key) if day.day == since), None)
    if before is None or was is None or summary.score is None:
        raise NotFound(f"{name} has no number on both {since} and {run.day}. See `openclout history {name}`.")
    heir = int(heirs(before, today.people)[summary.key])
    held = np.flatnonzero(today.people.accounts.person == summary.key).astype(np.int32)
    filled = bucket(
        stage.source.read_linked(held, ALL), today.people, linked=bool(np.isin(held[0], today.people.persons.joined))
    )
    counted = count_parts(home.lake.counts(end_of(run.day)), today.people.accounts.person, today.weights)
    mine = float(counted["points"][counted["owner"] == summary.key].sum())
    move = Move(
        summary.key, since, run.day, (was, summary.score), real=False,
        steps=steps(*views(filled.rows, filled.target, (heir, mine), today, before)),
    )  # fmt: skip
    names = _names(home, stage.everybody, [move])
    return Change(since, run.day, round(summary.score - was, 2), None, causes(move.steps, names, move.published))


def forget_person(home: Home, name: str) -> tuple[str, ...]:
    """Remove all accounts of a person everywhere: lake, ledger, scoreboards. Returns the accounts.

    The newest run is published again without the person; runs that still know the person are deleted.
    Raises NotFound, or Ambiguous.
    """
    accounts, titles = _accounts_of(home, name)
    for network, native_id in accounts:
        home.lake.forget(network, native_id)
        home.ledger.forget(network, native_id)
    days = home.shelf.days()
    if days and home.lake.span() is not None:
        publish(home, Orders(days[-1], history_days=0, force=True, silenced=titles))
        home.shelf.keep_only(days[-1])
    else:
        home.shelf.keep_only(None)
    return tuple(f"{network}:{native_id}" for network, native_id in accounts)


def _accounts_of(home: Home, name: str) -> tuple[list[tuple[str, str]], tuple[str, ...]]:
    """The accounts of a person, from the newest run or, without one, from the lake; and what the person is called."""
    if home.shelf.days():
        board = home.shelf.open()
        person = board.find(name)
        return board.accounts(person.key), (person.title,)
    found = home.lake.find_accounts(name)
    if not len(found):
        raise NotFound(f"Nobody called {name!r} is known here.")
    if len(found) > 1:
        full = ", ".join(
            f"{network}:{native_id}" for network, native_id in found.select("network", "native_id").iter_rows()
        )
        raise Ambiguous(f"{len(found)} accounts answer to {name!r}: {full}. Use one of these names.")
    return found.select("network", "native_id").rows(), tuple(found["title"])
