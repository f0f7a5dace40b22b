"""What `score` is told, checked and read: options, interactions, counts.

Comes in: tables with columns under any of the names that imports understand. Goes out: interactions and counts with
our columns, accounts still under the names their network gave them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import polars as pl

from openclout.importer.columns import COUNTS, INTERACTIONS, Kind, Layout, listed, named, plain
from openclout.importer.reading import Read, Way, acts_named, read
from openclout.library.kinds import Table
from openclout.library.methods import Method
from openclout.scoring.weights import CURRENT
from openclout.vocabulary.errors import BadInput, WrongTable

NETWORK = "here"
"""The network of rows that name none."""
NEVER = datetime.max.replace(tzinfo=UTC) - timedelta(days=2)
"""No clock is looked at, so that no time is too late."""
SAID = {"--act NAME=ACT": "acts={'NAME': 'ACT'}", "--network NAME": "network='NAME'"}
"""How an option of the command is said in Python."""


@dataclass(frozen=True)
class Options:
    """How interactions are scored.

    - `as_of`: the day whose end is "now", as a date or as text (2026-11-21); later rows are left out. By default the
      day of the newest interaction.
    - `network`: the network of rows that name none.
    - `acts`: more names of acts, mapped to ours: `{"clap": "like"}`.
    - `links`: accounts mapped to the person who holds them: `{"mastodon:ada@social.example": "ada"}`; without
      `network:` the account is meant on every network.
    - `counts`: numbers that networks state, a table with the columns account, kind (follower, friend, subscriber,
      list), count and optionally network, at.
    - `method`: a method version, as 2026.1, a method file (the path of a .toml), or `Weights`; `score` also takes the
      name of a rival, as kred.
    """

    as_of: date | str | None = None
    network: str | None = None
    acts: Mapping[str, str] | None = None
    links: Mapping[str, str] | None = None
    counts: object = None
    method: Method = CURRENT

    @property
    def day(self) -> date | None:
        """`as_of` as a day, in UTC. Raises BadInput."""
        if isinstance(self.as_of, datetime):
            return (self.as_of.astimezone(UTC) if self.as_of.tzinfo else self.as_of).date()
        if not isinstance(self.as_of, str):
            return self.as_of
        try:
            return date.fromisoformat(self.as_of)
        except ValueError as error:
            raise BadInput(f"as_of should be a day, as 2026-11-21; it is {self.as_of!r}. Write it so.") from error

    @property
    def way(self) -> Way:
        """How rows are read."""
        return Way(NEVER, self.network or NETWORK, acts_named(self.acts))


def interactions_of(table: Table, options: Options) -> pl.DataFrame:
    """The interactions of a table. Raises WrongTable, or BadInput for the first row that cannot be read."""
    return _rows(table, INTERACTIONS, options)


def counts_of(table: Table, options: Options) -> pl.DataFrame:
    """The counts of a table; `at` is null where the table has no times. Raises WrongTable or BadInput."""
    return _rows(table, COUNTS, options).with_columns(at=pl.when(pl.col("at") < NEVER).then("at"))


def layout(columns: Sequence[str], kind: Kind, source: str) -> Layout:
    """Which of these columns is which of ours. Raises WrongTable, naming those that are missing."""
    found, used = {plain(name): name for name in reversed(columns)}, set[str]()
    needed = named(kind.needed, found, used)
    missing = [ours for ours in kind.needed if ours not in needed]
    if missing:
        others = "; no ".join(f"{ours} (or {', '.join(kind.needed[ours][1:])})" for ours in missing)
        raise WrongTable(
            f"{source} should have the columns {', '.join(kind.needed)}; it has {listed(columns) or 'none'}. "
            f"There is no {others}. Rename or add what is missing."
        )
    return Layout(kind.name, {**needed, **named(kind.optional, found, used)})


def _rows(table: Table, kind: Kind, options: Options) -> pl.DataFrame:
    found = layout(table.columns, kind, "The table")
    chunk = table.chosen(found.wanted).with_row_index("line").with_columns(pl.col("line").cast(pl.Int64))
    outcome = read(chunk, found, options.way)
    _refuse(outcome, kind)
    return outcome.rows[kind.name]


def _refuse(outcome: Read, kind: Kind) -> None:
    """Raise BadInput for the first row that cannot be read."""
    rejects = outcome.rows["rejects"].sort("line")
    if rejects.is_empty():
        return
    line, column, reason = rejects.select("line", "column", "reason").row(0)
    for command, python in SAID.items():
        reason = reason.replace(command, python)
    others = f" {len(rejects) - 1:,} more cannot be read." if len(rejects) > 1 else ""
    raise BadInput(f"Row {line} of the {kind.name} (counted from 0), column {column}: {reason}{others}")
