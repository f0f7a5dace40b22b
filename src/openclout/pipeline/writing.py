"""A measured day as the tables of a scoreboard.

Comes in: a day's scene, everybody's measures, the record. Goes out: rows in a draft, and the facts of the run.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Self

import numpy as np
import polars as pl

from openclout.engines.aside import PIECE_ROWS, Aside, Kept, Table, in_order
from openclout.engines.days import Scene
from openclout.engines.giving import Giving
from openclout.engines.moves import Past
from openclout.engines.population import Population
from openclout.engines.sources import Sources
from openclout.engines.window import end_of
from openclout.lake import Lake
from openclout.people.naming import named
from openclout.people.pieces import beside
from openclout.pipeline.consenting import Consent
from openclout.pipeline.record import Record
from openclout.scoreboard import Draft
from openclout.scoreboard.calling import once, texts
from openclout.scoreboard.layout import SOURCE, SOURCES
from openclout.scoreboard.packing import packed_by
from openclout.scoreboard.writing import Fact
from openclout.scoring.edges import Edges
from openclout.scoring.formula import impacts, numbers, percentiles
from openclout.scoring.rows import Bool, Float64, Int32, Int64, distinct_keys

PERSON = (
    *("person", "name", "title", "claimed", "raw", "score", "low", "high", "quiet", "percentile", "fans"),
    *("interactions", "recent", "reach", "amplification", "impact", "last"),
    *("chance_day", "chance_week", "chance_month", "fake_bound", "tricked_bound", "ring_bound"),
    *("measured_low", "measured_high", "momentum", "chance_now"),
    "flags",
)
"""The columns of a person in the scoreboard that are not packed."""

PASTS_AT_ONCE = 1 << 14
"""So many people's pasts are in memory; each may be hundreds of days."""

NUMBERED = ("score", "low", "high", "measured_low", "measured_high", "momentum")
"""The columns that are null where there is too little data for a number."""


@dataclass(frozen=True)
class Names:
    """What everybody is called and asked for (person, name, title, claimed, flags), a row for each person.

    A person's row stands at the `place` of the person's key.
    """

    kept: Kept
    place: Int32

    @classmethod
    def of(cls, people: Population, asked: Consent, aside: Aside) -> Self:
        """The names of everybody."""
        place = np.full(len(people.accounts.person), -1, dtype=np.int32)

        def words() -> Iterator[pl.DataFrame]:
            many = 0
            for piece in named(people.known.pieces, people.persons):
                place[piece["person"].to_numpy()] = np.arange(many, many + len(piece), dtype=np.int32)
                many += len(piece)
                told = beside(piece, asked.asked, "person")
                yield told.with_columns(pl.col("flags").fill_null(0))

        return cls(Kept(words(), aside), place)

    def of_persons(self, persons: Int32) -> pl.DataFrame:
        """Those of some people (sorted keys)."""
        return self.kept.taken(self.place[persons])


@dataclass(frozen=True)
class Day:
    """The day that is published: its scene, who is shown, what everybody is called, how many rows it rests on.

    `edges` gives who acted on whom, `pieces` the measures of all people, a frame for each bucket. `scores` has person,
    score, enough and fake_bound of those who are shown.
    """

    scene: Scene
    edges: Callable[[], Edges]
    pieces: Sequence[Table]
    scores: pl.DataFrame
    names: Names
    rows: int
    asked: Consent

    def shown(self) -> Bool:
        """Which persons are shown with their measures, by key."""
        shown = np.zeros(len(self.scene.people.accounts.person), dtype=np.bool_)
        shown[self.scores["person"].to_numpy()] = True
        return shown


@dataclass(frozen=True)
class Others:
    """What a person's row needs to know of all others, by person key: impact, posts written, and all scores, sorted."""

    impact: Float64
    written: Float64
    numbered: Float64


def write_people(draft: Draft, lake: Lake, day: Day, record: Record, sources: Sources) -> None:
    """Write everybody who is shown, bucket by bucket, with the past and with those who move them."""
    others, histories = _others(lake, day), record.histories(day.scene.day)
    for measures in day.pieces:
        people = day.asked.of_shown(measures(), "person")
        persons = people["person"].to_numpy()
        best = sources.best(persons, SOURCE, top=SOURCES).reshape(-1)
        table = _unrepeated(completed(people, others, day.names), "title", "name").to_arrow()
        table = table.append_column("sources", packed_by(best, np.repeat(persons, SOURCES), persons))
        for first in range(0, len(persons), PASTS_AT_ONCE):
            few = histories.of(persons[first : first + PASTS_AT_ONCE])
            draft.add("person", table.slice(first, len(few)).append_column("history", few))


def write_called(draft: Draft, day: Day, aside: Aside) -> None:
    """Write what everybody who is shown answers to; also who has a name of their own and on whom nobody acted yet."""
    named = day.scene.people.persons.names["person"].to_numpy()
    persons = np.union1d(day.scores["person"].to_numpy(), named[day.asked.shown(named)])
    pieces = np.split(persons, np.arange(PIECE_ROWS, len(persons), PIECE_ROWS))
    found = texts(map(day.names.of_persons, pieces), _held_accounts(day, persons))
    for stretch in in_order(found, ("text", "rank", "person"), aside):
        draft.add("called", once(stretch))


def _held_accounts(day: Day, answering: Int32) -> Iterator[pl.DataFrame]:
    """The accounts that are shown, each with the `name` of its person; null for who is not among those."""
    people = day.scene.people
    there = np.zeros(len(people.accounts.person), dtype=np.bool_)
    there[answering] = True
    for piece in people.known.pieces():
        shown = _shown_accounts(piece, people, day.asked)
        persons = distinct_keys(shown["person"].to_numpy())
        holders = day.names.of_persons(persons[there[persons]]).select("person", "name")
        yield shown.join(holders, on="person", how="left", maintain_order="left")


def write_accounts(draft: Draft, counts: pl.DataFrame, people: Population, asked: Consent) -> None:
    """Write every account that is shown, with its person and its followers (of counts: account, kind, count; sorted).

    That needs no trust and no score, so it is written while these are worked out.
    """
    followers = counts.filter(pl.col("kind") == "follower").select(key="account", followers="count")

    def rows(piece: pl.DataFrame) -> pl.DataFrame:
        shown = beside(_shown_accounts(piece, people, asked), followers, "key")
        told = shown.select("key", "network", "native_id", "handle", "title", "person", "followers")
        return _unrepeated(told, "handle", "native_id", "title", "handle")

    draft.add_all("account", map(rows, people.known.pieces()))


def _unrepeated(frame: pl.DataFrame, *pairs: str) -> pl.DataFrame:
    """The frame with null in the first column of each pair where the second says the same."""
    return frame.with_columns(
        pl.when(pl.col(name).ne_missing(pl.col(other))).then(name).alias(name)
        for name, other in zip(pairs[::2], pairs[1::2], strict=True)
    )


def _others(lake: Lake, day: Day) -> Others:
    today = day.scene
    by_key = np.full(len(today.people.accounts.person), np.nan)
    numbered = day.scores.filter("enough")
    by_key[numbered["person"].to_numpy()] = numbered["score"].to_numpy()
    impact = impacts(day.edges(), today.people.accounts.person, by_key)
    return Others(impact, _written(lake, today), numbers(day.scores))


def completed(people: pl.DataFrame, others: Others, names: Names) -> pl.DataFrame:
    """People with all columns of the scoreboard but the packed ones."""
    keys = people["person"].to_numpy()
    posts = pl.Series(np.maximum(people["posts"].to_numpy(), others.written[keys]))
    return (
        people.with_columns(
            percentile=pl.Series(percentiles(people, others.numbered)).fill_nan(None),
            impact=pl.Series(others.impact[keys]).fill_nan(None),
            amplification=pl.when(posts > 0).then(pl.col("recent") / posts),
            last=pl.col("last").dt.strftime("%Y-%m-%dT%H:%M:%SZ"),
        )
        .with_columns(pl.when("enough").then(name).alias(name) for name in NUMBERED)
        .hstack(names.of_persons(keys).drop("person"))
        .select(*PERSON)
    )


def _written(lake: Lake, today: Scene) -> Float64:
    """How many posts each person wrote in the last quiet period."""
    person, at = today.people.accounts.person, end_of(today.day)
    made = lake.posts_made(at - timedelta(days=today.weights.quiet_days), at)
    written = np.zeros(len(person))
    np.add.at(written, person[made["author"].to_numpy()], made["posts"].to_numpy())
    return written


def _shown_accounts(accounts: pl.DataFrame, people: Population, asked: Consent) -> pl.DataFrame:
    """Those of some accounts that are shown, each with its person."""
    shown = asked.of_shown(accounts, "key")
    return shown.with_columns(person=pl.Series(people.accounts.person[shown["key"].to_numpy()], dtype=pl.Int32))


def relinked_rows(today: Scene, past: Past) -> pl.DataFrame:
    """The accounts of people who are joined otherwise than before: whose they were, whose past is carried on."""
    was, now = past.before.people.accounts.person, today.people.accounts.person
    keys = today.people.keys
    keys = keys[past.touched[now[keys]]]
    kinds = {"account": pl.Int32, "was": pl.Int32, "past": pl.Int32}
    return pl.DataFrame({"account": keys, "was": was[keys], "past": past.heir[now[keys]]}, schema=kinds)


def giving_rows(giving: Giving) -> pl.DataFrame:
    """Everybody who did something for others."""
    gave = np.flatnonzero(giving.acts).astype(np.int32)
    return pl.DataFrame({"person": gave, "acts": giving.acts[gave], "people": giving.people[gave]})


def post_rows(lake: Lake, posts: Int64, asked: Consent) -> pl.DataFrame:
    """The posts that anybody's parts speak of, but for those by hidden people."""
    found = lake.posts(posts.tolist())
    return asked.of_shown(found, "author").select("post", "network", "native_id", "url", "text")


def facts(lake: Lake, day: Day, methods: list[str]) -> dict[str, Fact]:
    """What is known of the run as a whole."""
    numbered = day.scores.filter("enough")
    scores = numbered["score"].to_numpy()
    today = day.scene
    weakly = today.standing.weakly_hardened
    return {
        "day": today.day.isoformat(),
        "method": today.weights.version,
        "methods": methods,
        "lake": lake.version(),
        "accounts": int(day.asked.shown(today.people.keys).sum()),
        "people": len(day.scores),
        "numbered": len(scores),
        "interactions": day.rows,
        "mean": float(scores.mean()) if len(scores) else 0.0,
        "p95": float(np.quantile(scores, 0.95)) if len(scores) else 0.0,
        "histogram": np.bincount(np.minimum(scores.astype(np.int64), 99), minlength=100).tolist(),
        "networks": list(today.people.networks),
        "weakly_hardened": [name for name, weak in zip(today.people.networks, weakly, strict=True) if weak],
        "fake_bound": float(np.median(numbered["fake_bound"].to_numpy())) if len(scores) else 0.0,
        "stand_ins": today.standing.stand_ins,
    }
