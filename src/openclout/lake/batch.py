"""What is handed to the lake in one piece, and what became of it.

Comes in: rows as a reader found them, whose accounts and posts still have the names their network gave them.
Goes out: `Batch`, checked; `Tally`, the rows counted by their fate, which always add up.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from openclout.vocabulary.errors import WrongTable
from openclout.vocabulary.tables import INSTANT, RAW_PAGES, REJECTS

NAMED: dict[str, dict[str, pl.DataType]] = {
    "accounts": {
        "network": pl.String(),
        "native_id": pl.String(),
        "handle": pl.String(),
        "title": pl.String(),
        "flags": pl.Int16(),
    },
    "interactions": {
        "network": pl.String(),
        "actor": pl.String(),
        "target": pl.String(),
        "act": pl.Int8(),
        "at": INSTANT,
        "post": pl.String(),
        "act_id": pl.String(),
        "weight": pl.Float32(),
    },
    "counts": {
        "network": pl.String(),
        "account": pl.String(),
        "kind": pl.String(),
        "at": INSTANT,
        "count": pl.Int64(),
    },
    "posts": {
        "network": pl.String(),
        "native_id": pl.String(),
        "author": pl.String(),
        "at": INSTANT,
        "url": pl.String(),
        "text": pl.String(),
    },
    "withdrawn": {
        "network": pl.String(),
        "kind": pl.String(),
        "native_id": pl.String(),
        "at": INSTANT,
    },
    "changed": {
        "network": pl.String(),
        "native_id": pl.String(),
        "version": INSTANT,
        "target": pl.String(),
        "act": pl.Int8(),
    },
    "remaining": {
        "network": pl.String(),
        "account": pl.String(),
        "native_id": pl.String(),
        "at": INSTANT,
        "told": pl.Boolean(),
    },
    "rejects": REJECTS.columns,
    "raw_pages": RAW_PAGES.columns,
}
"""The columns of each table before names become keys. A null `actor` is nobody; `post` and `act_id` may be null.
`flags` is null where nothing was told of them. What is `withdrawn` is an act by its `act_id`, or a post or an account
by its `native_id`; it is gone from then on, also when it comes again. What is `changed` has another `version`: of the
acts told under its name, those on a `target` and of a kind of `act` (null: all of them) stand only if they are of the
latest version. Whose `remaining` acts and posts are named, of that account nothing else is left that is not younger
than `at`; a null `native_id` names none. Of what is `told`, the batch holds all acts that stand under its name."""
OPTIONAL: dict[str, dict[str, pl.DataType]] = {"interactions": {"version": INSTANT}}
"""Columns that may be left out: the `version` of what an act was told under, null if nobody changed it."""


def origin(reader: str, number: int) -> int:
    """What rows are marked with that a batch brought which was read from raw pages; never 0."""
    return 1 + int.from_bytes(hashlib.blake2b(f"{reader}#{number}".encode(), digest_size=7).digest())


@dataclass(frozen=True)
class Tally:
    """Rows of a source by their fate: `read` = all the others together."""

    read: int = 0
    kept: int = 0
    self_interactions: int = 0
    duplicates: int = 0
    rejected: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.read + other.read,
            self.kept + other.kept,
            self.self_interactions + other.self_interactions,
            self.duplicates + other.duplicates,
            self.rejected + other.rejected,
        )


@dataclass(frozen=True)
class Batch:
    """Rows that are kept together or not at all: batch `number` (0, 1, 2, ...) of one reader.

    The same reader and number must always bring the same rows, so that a batch can be handed in again after a crash.
    `rows` maps table names to frames with the columns of `NAMED`. `read` counts the rows looked at for this batch,
    `self_interactions` those left out because an account acted on itself, `duplicates`
    those left out by the reader because they say nothing new. `last` says that the source has no more.
    `of_pages` says that the rows were read from raw pages, and may be read from them anew.
    `size` is how the reader cuts its source; it is kept, so that a reader that goes on later cuts the same way.
    `once` are the acts of the batch's network that an account can do to one thing only once at a time.
    """

    reader: str
    number: int
    rows: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    read: int = 0
    self_interactions: int = 0
    duplicates: int = 0
    last: bool = False
    size: int = 0
    once: frozenset[int] = frozenset()
    of_pages: bool = False

    def __post_init__(self) -> None:
        unknown = sorted(set(self.rows) - set(NAMED))
        if unknown:
            raise WrongTable(f"A batch holds {', '.join(NAMED)}; this one also holds {', '.join(unknown)}.")

    def table(self, name: str) -> pl.DataFrame:
        """The rows for one table with the columns of `NAMED` and those of `OPTIONAL`; none when the batch has none."""
        optional = OPTIONAL.get(name, {})
        columns = NAMED[name] | optional
        frame = self.rows.get(name)
        if frame is None:
            return pl.DataFrame(schema=columns)
        left_out = [pl.lit(None, kind).alias(column) for column, kind in optional.items() if column not in frame]
        frame = frame.with_columns(left_out) if left_out else frame
        if list(frame.schema.items()) == list(columns.items()):  # a cast would copy the bodies of raw pages
            return frame
        missing = [column for column in columns if column not in frame.columns]
        if missing:
            raise WrongTable(
                f"The {name} of a batch need the columns {', '.join(columns)}; "
                f"{', '.join(missing)} missing. Add what is missing, as nulls where nothing is known."
            )
        return frame.select(pl.col(column).cast(kind) for column, kind in columns.items())
