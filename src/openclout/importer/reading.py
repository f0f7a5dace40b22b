"""Rows of a file become rows of the lake, and what cannot becomes a reject.

Comes in: a chunk under our column names. Goes out: `Read`: the good rows by table, the links, the rejects with line,
column and reason, and the number of self-interactions. Pure: the instant and the test for forgotten accounts are
handed in.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import polars as pl

from openclout.importer.columns import COUNT_KIND, Layout
from openclout.importer.instants import instants
from openclout.lake import NAMED
from openclout.vocabulary.acts import ALIASES, Act
from openclout.vocabulary.errors import BadInput
from openclout.vocabulary.records import Link
from openclout.vocabulary.tables import INSTANT, MOST_WEIGHT, REJECTS

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
LATEST = timedelta(days=1)
NAMELESS = ("", "anon", "anonymous")
NAME_COLUMNS = ("actor", "target", "post", "act_id", "account", "author", "person", "handle")
"""Our columns that hold names, which may be numbers."""
NEEDED = {"network": pl.String(), "text": pl.String()}
TIME_WORDS = "The time cannot be read, or lies before 1990 or more than a day ahead."


@dataclass(frozen=True)
class Way:
    """How files are to be read: the network of rows that name none, more names of acts, today's instant.

    `never` tells whether an account asked to be forgotten; None when none did.
    """

    now: datetime
    network: str | None = None
    acts: Mapping[str, Act] = field(default_factory=dict)
    never: Callable[[str, str], bool] | None = None


@dataclass(frozen=True)
class Read:
    """What a chunk turned into."""

    rows: dict[str, pl.DataFrame]
    self_interactions: int = 0
    links: tuple[tuple[int, Link], ...] = ()


@dataclass(frozen=True)
class Fault:
    """Rows that must not be kept: which, in which column, why."""

    column: str
    wrong: pl.Expr
    reason: pl.Expr

    @classmethod
    def of(cls, column: str, wrong: pl.Expr, reason: str) -> "Fault":
        """A fault with the same words for every row."""
        return cls(column, wrong.fill_null(value=False), pl.lit(reason))


def acts_named(acts: Mapping[str, str] | None) -> dict[str, Act]:
    """More names of acts, checked. Raises BadInput."""
    found: dict[str, Act] = {}
    for name, act in (acts or {}).items():
        if act.strip().lower() not in ALIASES:
            raise BadInput(f"{name} should stand for one of {known_acts()}; it came as {act!r}. Choose one of them.")
        found[name.strip().lower()] = ALIASES[act.strip().lower()]
    return found


def known_acts() -> str:
    """The words for acts."""
    return ", ".join(act.word for act in Act)


def read(chunk: pl.DataFrame, layout: Layout, way: Way) -> Read:
    """The rows of a chunk by table."""
    readers = {
        "interactions": interactions,
        "posts": posts,
        "counts": counts,
        "links": links,
        "accounts": accounts,
    }
    return readers[layout.kind](prepared(chunk, way), layout, way)


def prepared(chunk: pl.DataFrame, way: Way) -> pl.DataFrame:
    """The chunk with a network on every row, and with names that are texts."""
    decimals = [column for column in NAME_COLUMNS if column in chunk.columns and chunk.schema[column].is_float()]
    chunk = chunk.with_columns(without_point(column) for column in decimals)
    if "network" not in chunk.columns:
        chunk = chunk.with_columns(network=pl.lit(way.network, pl.String))
    network = pl.col("network").cast(pl.String)
    return chunk.with_columns(network=network.fill_null(way.network) if way.network is not None else network)


def without_point(column: str) -> pl.Expr:
    """Whole numbers as texts: a column of numbers of which one is missing has often become one of decimals."""
    number = pl.col(column).fill_nan(None)
    whole = pl.when(number == number.floor()).then(number.cast(pl.Int64, strict=False))
    return pl.coalesce(whole.cast(pl.String), number.cast(pl.String)).alias(column)


def name(column: str) -> pl.Expr:
    """A name as text; null when it is missing or empty."""
    text = pl.col(column).cast(pl.String)
    return pl.when(text != "").then(text)


def optional(chunk: pl.DataFrame, column: str) -> pl.Expr:
    """A text that a file may lack."""
    return name(column) if column in chunk.columns else pl.lit(None, pl.String)


def interactions(chunk: pl.DataFrame, layout: Layout, way: Way) -> Read:
    """Acts of one account on another."""
    actor = pl.col("actor").cast(pl.String)
    rows = chunk.select(
        "line",
        "network",
        instants(chunk["at"]),
        act_text=pl.col("act").cast(pl.String),
        actor=pl.when(~actor.is_in(NAMELESS)).then(actor),
        target=name("target"),
        post=optional(chunk, "post"),
        act_id=optional(chunk, "act_id"),
        weight=weight(chunk),
        rating=pl.col("rating").cast(pl.Float64, strict=False)
        if "rating" in chunk.columns
        else pl.lit(None, pl.Float64),
    )
    own = rows.select((pl.col("actor") == pl.col("target")).fill_null(value=False)).to_series()
    others = rows.filter(~own) if own.any() else rows  # a filter copies all rows
    others = others.with_columns(act=acts(others["act_text"], way))
    good, rejects = sorted_out(others, (*interaction_faults(way), *time_faults(way)), layout)
    good, forgotten_rows = without_forgotten(good, ("actor", "target"), way)
    down = (pl.col("act") == Act.RATE) & (pl.col("rating") < 0)
    good = good.with_columns(
        act=pl.when(down.fill_null(value=False)).then(pl.lit(int(Act.DISLIKE), pl.Int8)).otherwise("act"),
        weight=pl.coalesce("weight", 1.0).cast(pl.Float32),
    )
    return Read(
        {"interactions": good.select(*NAMED["interactions"]), "rejects": pl.concat([rejects, forgotten_rows])},
        rows.height - others.height,
    )


def weight(chunk: pl.DataFrame) -> pl.Expr:
    """The weight as a number; what is there and is no number becomes NaN."""
    if "weight" not in chunk.columns:
        return pl.lit(None, pl.Float64)
    number = pl.col("weight").cast(pl.Float64, strict=False)
    return pl.when(number.is_null() & pl.col("weight").is_not_null()).then(float("nan")).otherwise(number)


def acts(words: pl.Series, way: Way) -> pl.Series:
    """The number of each act; null for a word that nobody knows."""
    known = {**ALIASES, **way.acts}
    numbered = pl.Series([int(act) for act in known.values()], dtype=pl.Int8)
    as_spelt = numbered.gather(words.cast(pl.Enum(list(known)), strict=False).to_physical())
    if as_spelt.null_count() == words.null_count():  # nearly every file spells them as we do
        return as_spelt
    different = words.unique()
    numbers = {word: known.get(word.strip().lower()) for word in different if word is not None}
    found = {word: int(number) for word, number in numbers.items() if number is not None}
    return words.replace_strict(list(found), list(found.values()), default=None, return_dtype=pl.Int8)


def interaction_faults(way: Way) -> tuple[Fault, ...]:
    """What can be wrong with an interaction, besides its time."""
    unknown = pl.format(
        "The act {} is not known. Known: {} and their aliases. Say what it is: --act NAME=ACT.",
        pl.col("act_text").str.slice(0, 40).fill_null("(none)"),
        pl.lit(known_acts()),
    )
    return (
        network_fault(way),
        Fault.of("target", pl.col("target").is_null(), "The target is missing."),
        Fault("act", pl.col("act").is_null(), unknown),
        Fault.of(
            "weight",
            ~((pl.col("weight") >= 0) & (pl.col("weight") <= MOST_WEIGHT)),
            f"The weight should be a number from 0 to {MOST_WEIGHT:,.0f}.",
        ),
    )


def network_fault(way: Way) -> Fault:
    """A row whose network nobody names."""
    words = "The network is missing. Name it: --network NAME." if way.network is None else "The network is missing."
    return Fault.of("network", pl.col("network").is_null() | (pl.col("network") == ""), words)


def time_faults(way: Way, column: str = "at") -> tuple[Fault, ...]:
    """A time that cannot be read, or that cannot be."""
    at = pl.col(column)
    return (Fault.of(column, at.is_null() | (at < EARLIEST) | (at > way.now + LATEST), TIME_WORDS),)


def sorted_out(rows: pl.DataFrame, faults: tuple[Fault, ...], layout: Layout) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The good rows, and the first fault of each other row."""
    wrong = rows.select(pl.any_horizontal(fault.wrong for fault in faults)).to_series()
    if not wrong.any():
        return rows, pl.DataFrame(schema=REJECTS.columns)
    column, reason = pl.lit(None, pl.String), pl.lit(None, pl.String)
    for fault in reversed(faults):
        column = pl.when(fault.wrong).then(pl.lit(layout.wanted.get(fault.column, fault.column))).otherwise(column)
        reason = pl.when(fault.wrong).then(fault.reason).otherwise(reason)
    return rows.filter(~wrong), rejects(rows.filter(wrong), column, reason)


def rejects(rows: pl.DataFrame, column: pl.Expr, reason: pl.Expr) -> pl.DataFrame:
    """Rows as rejects; the source is filled in later."""
    return rows.select(source=pl.lit("", pl.String), line="line", column=column, reason=reason)


def without_forgotten(rows: pl.DataFrame, accounts: tuple[str, ...], way: Way) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows that name no forgotten account, and the others as rejects that name nobody."""
    never = way.never
    none = pl.DataFrame(schema=REJECTS.columns)
    if never is None or rows.is_empty():
        return rows, none
    wrong = pl.Series([False]).new_from_index(0, rows.height)
    for column in accounts:
        pairs = rows.select("network", column).drop_nulls().unique()
        marked = pairs.filter(pl.Series([never(*pair) for pair in pairs.iter_rows()], dtype=pl.Boolean))
        if marked.height:
            known = pl.struct("network", column)
            wrong |= rows.select(known.is_in(marked.select(known).to_series().implode())).to_series()
    return rows.filter(~wrong), rejects(rows.filter(wrong), pl.lit("account"), pl.lit("forgotten"))


def posts(chunk: pl.DataFrame, layout: Layout, way: Way) -> Read:
    """Posts and their authors."""
    rows = chunk.select(
        "line",
        "network",
        instants(chunk["at"]),
        native_id=name("post"),
        author=name("author"),
        url=optional(chunk, "url"),
        text=pl.coalesce(optional(chunk, "text"), optional(chunk, "title")),
    )
    faults = (
        network_fault(way),
        Fault.of("post", pl.col("native_id").is_null(), "The post is missing."),
        Fault.of("author", pl.col("author").is_null(), "The author is missing."),
        *time_faults(way),
    )
    good, rejects = sorted_out(rows, faults, layout)
    good, forgotten_rows = without_forgotten(good, ("author",), way)
    return Read({"posts": good.select(*NAMED["posts"]), "rejects": pl.concat([rejects, forgotten_rows])})


def counts(chunk: pl.DataFrame, layout: Layout, way: Way) -> Read:
    """Numbers that a network states, one on each row."""
    kind = pl.col("kind").cast(pl.String).str.strip_chars().str.to_lowercase()
    rows = chunk.select(
        "line",
        "network",
        at=stated(chunk, "at", way),
        account=name("account"),
        kind=kind.replace(COUNT_KIND),
        count=whole("count"),
    )
    faults = (
        network_fault(way),
        account_fault(),
        Fault.of("kind", pl.col("kind").is_null() | (pl.col("kind") == ""), "The kind of count is missing."),
        Fault.of("count", pl.col("count").is_null() | (pl.col("count") < 0), COUNT_WORDS),
        *time_faults(way),
    )
    good, rejects = sorted_out(rows, faults, layout)
    good, forgotten_rows = without_forgotten(good, ("account",), way)
    return Read({"counts": good.select(*NAMED["counts"]), "rejects": pl.concat([rejects, forgotten_rows])})


COUNT_WORDS = "The count should be a whole number that is not negative."


def account_fault() -> Fault:
    """A row that names no account."""
    return Fault.of("account", pl.col("account").is_null(), "The account is missing.")


def stated(chunk: pl.DataFrame, column: str, way: Way) -> pl.Expr:
    """When something was stated: now, where the file or a row does not say."""
    now = pl.lit(way.now, INSTANT)
    if column not in chunk.columns:
        return now
    told = chunk[column]
    empty = told.is_null() if told.dtype != pl.String else told.str.strip_chars().fill_null("") == ""
    return pl.when(empty).then(now).otherwise(instants(told))


def whole(column: str) -> pl.Expr:
    """A whole number; null where there is nothing, and -1 where there is something else."""
    number = pl.col(column).cast(pl.Float64, strict=False)
    found = pl.when(number == number.floor()).then(number).cast(pl.Int64, strict=False)
    nothing = pl.col(column).cast(pl.String).str.strip_chars().fill_null("") == ""
    return pl.when(~nothing).then(found.fill_null(-1))


def accounts(chunk: pl.DataFrame, layout: Layout, way: Way) -> Read:
    """How accounts are called, and the numbers beside their names."""
    numbers = [f"count:{kind}" for kind in layout.counts.values()]
    rows = chunk.select(
        "line",
        "network",
        at=stated(chunk, "at", way),
        account=name("account"),
        handle=optional(chunk, "handle"),
        title=optional(chunk, "title"),
        **{column: whole(column) for column in numbers},
    )
    negative = [Fault.of(column, pl.col(column) < 0, COUNT_WORDS) for column in numbers]
    good, rejects = sorted_out(rows, (network_fault(way), account_fault(), *time_faults(way), *negative), layout)
    good, forgotten_rows = without_forgotten(good, ("account",), way)
    long = good.unpivot(numbers, index=["network", "account", "at"], variable_name="kind", value_name="count")
    told = good.filter(pl.col("handle").is_not_null() | pl.col("title").is_not_null())
    return Read(
        {
            "accounts": told.rename({"account": "native_id"})
            .with_columns(flags=pl.lit(None, pl.Int16))
            .select(*NAMED["accounts"]),
            "counts": long.drop_nulls("count")
            .with_columns(pl.col("kind").cast(pl.String).str.strip_prefix("count:"))
            .select(*NAMED["counts"]),
            "rejects": pl.concat([rejects, forgotten_rows]),
        }
    )


def links(chunk: pl.DataFrame, layout: Layout, way: Way) -> Read:
    """Who holds which account."""
    person = pl.col("person").cast(pl.String).str.strip_chars()
    rows = chunk.select(
        "line",
        "network",
        person=person,
        account=name("account"),
        title=optional(chunk, "title").fill_null(person),
        proof=optional(chunk, "proof").fill_null("imported"),
        since=stated(chunk, "since", way),
    )
    faults = (
        network_fault(way),
        Fault.of("person", pl.col("person").is_null() | (pl.col("person") == ""), "The person is missing."),
        account_fault(),
        *time_faults(way, "since"),
    )
    good, rejects = sorted_out(rows, faults, layout)
    good, forgotten_rows = without_forgotten(good, ("account",), way)
    found = tuple(
        (line, Link(person, title, network, account, proof, since.date()))
        for line, network, person, account, title, proof, since in good.iter_rows()
    )
    return Read({"rejects": pl.concat([rejects, forgotten_rows])}, links=found)
