"""OpenClout as a library: your interactions in, scores out, in the kind of table you came with.

Comes in: pandas, polars (lazy too), pyarrow tables, DuckDB relations. Goes out: the same kind. No network, no files,
no global state, no clock; the same rows give the same scores in any order.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar, cast

import narwhals as nw
import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
from narwhals.typing import IntoFrame

from openclout.engines.days import Scene, Source, measured, scene
from openclout.engines.population import linked, population
from openclout.engines.window import Bucket
from openclout.figures import dial, standalone, waterfall
from openclout.importer.columns import layout
from openclout.importer.reading import Way, acts_named, read
from openclout.people.naming import named
from openclout.scoring.causes import View, points_of
from openclout.scoring.formula import Scored, percentiles
from openclout.scoring.rows import Rows
from openclout.scoring.measures import BY_ACT, BY_COUNT
from openclout.scoring.weights import CURRENT, load
from openclout.vocabulary.acts import PHRASES, Act
from openclout.vocabulary.errors import BadInput, NotFound, WrongTable
from openclout.vocabulary.records import Link, Part
from openclout.vocabulary.tables import NO_POST, NOBODY

Frame = TypeVar("Frame", bound=IntoFrame)
RESULT = ("person", "network", "score", "low", "high", "raw", "percentile", "fans", "interactions", "last", "enough")
NETWORK = "here"
"""The network of rows that name none."""


@dataclass(frozen=True)
class Options:
    """How interactions are scored.

    `as_of`: the day whose end is "now"; by default the day of the newest interaction. `network`: for rows that name
    none. `acts`: more names of acts, mapped to ours. `links`: accounts (`network:name`) of one person, mapped to the
    person. `method`: a method version.
    """

    as_of: date | None = None
    network: str | None = None
    acts: Mapping[str, str] | None = None
    links: Mapping[str, str] | None = None
    method: str = CURRENT


def score(interactions: Frame, **options: "str | date | Mapping[str, str] | None") -> Frame:
    """Everybody's score, best first, in the same kind of table.

    `interactions` has actor, target, act, at and optionally network, post, weight (or other common names of these);
    options are the fields of `Options`. The result has a row per person on whom anybody acted: person, network,
    score and its likely range low to high (1 to 100; null where there is too little data), raw (points), percentile
    (0 to 1), fans, interactions, last (the newest interaction), enough. Raises WrongTable for missing columns and
    BadInput for a row that cannot be read.
    """
    frame = nw.from_native(interactions)
    study = _study(_eager(frame), _options(options))
    return cast("Frame", _like(study.table(), frame))


def explain(interactions: IntoFrame, name: str, **options: "str | date | Mapping[str, str] | None") -> "Explanation":
    """Why a person has their score: every row that earned points, and the shares by act.

    Options are the fields of `Options`. Raises NotFound for a name on whom nobody acted.
    """
    study = _study(_eager(nw.from_native(interactions)), _options(options))
    found = study.table().filter(pl.col("person").str.to_lowercase() == name.removeprefix("@").lower())
    if not len(found):
        raise NotFound(f"Nobody acted on {name!r} in these interactions. Look at the column person of score().")
    return study.explanation(found)


@dataclass(frozen=True)
class Explanation:
    """A score and all that it is made of.

    `rows` has a row per interaction that earned points: actor, act, at, network, post, points. The points of `rows`
    add up to `raw`, and so do those of `parts`.
    """

    name: str
    score: float | None
    low: float | None
    high: float | None
    raw: float
    parts: tuple[Part, ...]
    rows: pl.DataFrame

    def __str__(self) -> str:
        if self.score is None:
            return f"{self.name}: too little data for a number yet (raw {self.raw:.2f})"
        return f"{self.name}: {self.score:.2f}, likely {self.low:.2f} to {self.high:.2f} (raw {self.raw:.2f})"

    def _repr_html_(self) -> str:
        """The dial and the waterfall of the profile page."""
        return standalone(dial(self.score, self.low, self.high, ()) + waterfall(self.parts, self.score))


@dataclass(frozen=True)
class Study:
    """One set of interactions, scored."""

    scene: Scene
    pieces: tuple[tuple[Bucket, Scored], ...]
    posts: pl.DataFrame

    def table(self) -> pl.DataFrame:
        """The result of `score` as polars."""
        people = pl.concat([found.people for _, found in self.pieces]).sort("person")
        people = people.with_columns(percentile=pl.Series(percentiles(people)).fill_nan(None))
        numbered = [pl.when("enough").then(name).alias(name) for name in ("score", "low", "high")]
        names = named(self.scene.people.frame, self.scene.people.persons)
        network = self.scene.people.frame.select(person="key", network="network")
        return (
            people.with_columns(*numbered)
            .join(names.rename({"name": "called"}), on="person", maintain_order="left")
            .join(network, on="person", maintain_order="left")
            .sort(pl.col("score").fill_null(-1.0), "raw", descending=True, maintain_order=True)
            .with_columns(person="called")
            .select(*RESULT)
        )

    def explanation(self, found: pl.DataFrame) -> Explanation:
        """One person's row of `table`, explained."""
        names = named(self.scene.people.frame, self.scene.people.persons)
        person = names.filter(pl.col("name") == found["person"][0])["person"][0]
        bucket, measures = next(piece for piece in self.pieces if person in piece[0].persons)
        mine = bucket.rows.owner == np.searchsorted(bucket.persons, person)
        rows = Rows(*(column[mine] for column in bucket.rows))
        rows = rows._replace(owner=np.zeros(len(rows.actor), dtype=np.int32))
        view = View(rows, self.scene.as_of, 0.0, self.scene.standing.trust, self.scene.weights)
        score, low, high, raw = found.select("score", "low", "high", "raw").row(0)
        return Explanation(found["person"][0], score, low, high, raw, _parts(measures, person), self._rows(view))

    def _rows(self, view: View) -> pl.DataFrame:
        rows, points = points_of(view)
        titles = self.scene.people.frame.select(actor="key", name="native_id")
        earned = pl.DataFrame(
            {
                "actor": rows.actor,
                "act": [Act(int(act)).word for act in rows.act],
                "at": pl.Series(rows.at).cast(pl.Datetime("us", "UTC")),
                "network": [self.scene.people.networks[network] for network in rows.network],
                "post": rows.post,
                "points": points,
            }
        )
        return (
            earned.filter(pl.col("points") > 0)
            .join(titles, on="actor", how="left", maintain_order="left")
            .join(self.posts.rename({"post": "post_name", "key": "post"}), on="post", how="left", maintain_order="left")
            .select(actor="name", act="act", at="at", network="network", post="post_name", points="points")
        )


def _options(options: "Mapping[str, str | date | Mapping[str, str] | None]") -> Options:
    unknown = sorted(set(options) - set(Options.__dataclass_fields__))
    if unknown:
        raise BadInput(f"Options are {', '.join(Options.__dataclass_fields__)}; got {', '.join(unknown)}.")
    return Options(**options)  # type: ignore[arg-type]


def _eager(frame: "nw.DataFrame[IntoFrame] | nw.LazyFrame[IntoFrame]") -> pl.DataFrame:
    collected = frame.collect() if isinstance(frame, nw.LazyFrame) else frame
    return collected.to_polars()


def _like(table: pl.DataFrame, frame: "nw.DataFrame[IntoFrame] | nw.LazyFrame[IntoFrame]") -> IntoFrame:
    """The table as the kind of frame that came in."""
    kind = frame.implementation
    if kind.is_polars():
        return table.lazy() if isinstance(frame, nw.LazyFrame) else table
    if kind.is_duckdb():
        return nw.get_native_namespace(frame).from_arrow(table.to_arrow())
    return nw.from_native(table.to_arrow(), eager_only=True).to_pandas() if kind.is_pandas() else table.to_arrow()


def _study(frame: pl.DataFrame, options: Options) -> Study:
    rows = _read(frame, options)
    if not len(rows):
        raise BadInput("Expected at least one interaction between two accounts; the table has none.")
    day = options.as_of or rows["at"].max().date()
    accounts = _accounts(rows)
    everybody = population(accounts, len(accounts))
    people = linked(everybody, _links(options, accounts))
    posts = (
        pl.DataFrame({"post": rows["post"].drop_nulls().unique().sort()})
        .with_row_index("key")
        .with_columns(pl.col("key").cast(pl.Int64))
    )
    table = _coded(rows, accounts, posts)
    source = _source(table)
    today = scene(day, source, people, load(options.method))
    return Study(today, tuple(measured(today, source)), posts)


def _parts(found: Scored, person: int) -> tuple[Part, ...]:
    """A person's shares by act, and by count."""
    parts = found.parts[(found.parts["owner"] == person) & np.isin(found.parts["by"], (BY_ACT, BY_COUNT))]
    return tuple(
        Part(
            PHRASES[Act(int(part["label"]))][1] if part["by"] == BY_ACT else "stated counts",
            float(part["points"]),
            int(part["interactions"]),
        )
        for part in parts[np.argsort(-parts["points"], kind="stable")]
    )


def _read(frame: pl.DataFrame, options: Options) -> pl.DataFrame:
    """The interactions with our column names. Raises WrongTable or BadInput, naming column and row."""
    found = layout(frame.columns, "The table")
    if found.kind != "interactions":
        raise WrongTable(f"Expected interactions (actor, target, act, at); the table holds {found.kind}.")
    chunk = frame.select(pl.col(theirs).alias(ours) for ours, theirs in found.wanted.items())
    lines = pl.int_range(len(chunk), dtype=pl.Int64, eager=True)
    way = Way(
        datetime.max.replace(tzinfo=UTC) - timedelta(days=2), options.network or NETWORK, acts_named(options.acts)
    )
    rows = read(chunk.with_columns(line=lines), found, way).rows
    if len(rows["rejects"]):
        line, column, reason = rows["rejects"].sort("line").select("line", "column", "reason").row(0)
        raise BadInput(f"Row {line}, column {column}: {reason} ({len(rows['rejects'])} rows cannot be read in all.)")
    return rows["interactions"]


def _accounts(rows: pl.DataFrame) -> pl.DataFrame:
    """Everybody in the rows, with keys in the order of their names."""
    sides = [rows.select("network", native_id=side).drop_nulls("native_id") for side in ("actor", "target")]
    names = pl.concat(sides).unique().sort("network", "native_id")
    return names.with_columns(
        key=pl.int_range(len(names), dtype=pl.Int32, eager=True), handle="native_id", title="native_id"
    )


def _links(options: Options, accounts: pl.DataFrame) -> list[Link]:
    """The links of the options. An account without a network is looked for on every network."""
    found = []
    for account, person in sorted((options.links or {}).items()):
        full = pl.col("network") + ":" + pl.col("native_id")
        known = accounts.filter((full == account) | (pl.col("native_id") == account))
        if not len(known):
            raise BadInput(f"The link of {account!r} to {person!r} names an account that is in no row.")
        for network, native_id in known.select("network", "native_id").iter_rows():
            found.append(Link(person, person, network, native_id, "given", date.min))
    return found


def _coded(rows: pl.DataFrame, accounts: pl.DataFrame, posts: pl.DataFrame) -> pa.Table:
    """The rows with keys instead of names."""
    keys = accounts.select("network", "native_id", "key")
    coded = (
        rows.join(
            keys.rename({"key": "from"}), left_on=["network", "actor"], right_on=["network", "native_id"], how="left"
        )
        .join(keys.rename({"key": "to"}), left_on=["network", "target"], right_on=["network", "native_id"])
        .join(posts, on="post", how="left")
    )
    return coded.select(
        actor=pl.col("from").fill_null(NOBODY),
        target="to",
        act="act",
        at="at",
        post=pl.col("key").fill_null(NO_POST),
        weight="weight",
    ).to_arrow()


def _source(table: pa.Table) -> Source:
    nothing = pl.DataFrame(schema={"account": pl.Int32, "kind": pl.String, "count": pl.Int64})
    keys = max(pc.max(table["target"]).as_py(), pc.max(table["actor"]).as_py()) + 1
    return Source(
        read=lambda _part, _columns: table,
        read_linked=lambda targets, _columns: table.filter(pc.is_in(table["target"], pa.array(targets))),
        counts=lambda _day: nothing,
        ranges=((0, keys),),
        workers=1,
        rows=len(table),
    )
