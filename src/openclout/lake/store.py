"""One table of the lake as a Delta table: opened, appended to, looked through.

Comes in: frames with the columns of the vocabulary. Goes out: file names, frames, what was committed last.

We write the Parquet files and let `deltalake` commit them: that is twice as fast as its own writer, and compaction
and forgetting can replace files in one commit. Every commit carries numbers that move with it, as "application
transactions" (Delta protocol, section Transaction Identifiers), so they survive checkpoints. Nothing but row counts
and hashed readers gets into the log, so no name has to be forgotten there.
"""

import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl
from deltalake import CommitProperties, DeltaTable, Schema, Transaction
from deltalake.exceptions import TableNotFoundError
from deltalake.transaction import AddAction, RemoveAction

from openclout.lake import bodies
from openclout.vocabulary.tables import ANY, NO_ACT, NO_NAME, RAW_PAGES, Table

CHAIN = "lake/chain"
SEEN = "lake/seen"
"""How many rows were ever appended to a table in which their order matters."""
FOLLOWING = "lake/following"
"""The next key that an account gets."""
SORTED, APPENDED = "sorted", "part"
"""How the names of files begin: written by compaction, or by an append."""
ORDERED = ("accounts", "posts", "withdrawn")
"""Tables in which the order of rows matters: they carry a running number `seen`."""
TRACED = ("accounts", "posts", "counts", "rejects", "interactions", "withdrawn")
"""Tables whose rows carry their `origin`: the batch of raw pages that they were read from, NO_ORIGIN for all others."""
NO_ORIGIN = 0
USUAL = {"own": NO_NAME, "origin": NO_ORIGIN, "scope": ANY, "stands": NO_ACT}
"""What stands in columns that a file may lack; a file of an earlier version has null in all others that it lacks."""
ROW_GROUP = 1 << 17
CHECKPOINT = {"delta.checkpointInterval": "10"}
"""After so many commits the log is summed up. Each commit reads what came after, so a hundred would be slower."""
REMEMBERED = 1000
"""So many numbers are remembered: deltalake goes through the log for each."""


def columns(table: Table) -> dict[str, pl.DataType]:
    """The columns as they are stored."""
    seen = {"seen": pl.Int64()} if table.name in ORDERED else {}
    return table.columns | seen | ({"origin": pl.Int64()} if table.name in TRACED else {})


def parts(rows: pl.DataFrame, column: str) -> list[tuple[str, pl.DataFrame]]:
    """The rows by what stands in a column, sorted, without it; where all are of one part nothing is copied."""
    if rows[column].n_unique() == 1:
        return [(str(rows[column][0]), rows.drop(column))]
    found = rows.partition_by(column, as_dict=True, include_key=False)
    return sorted((str(value), part) for (value,), part in found.items())


@dataclass
class Store:
    """One Delta table in a folder; it is made at the first append."""

    folder: Path
    table: Table
    _delta: DeltaTable | None = None
    _numbers: dict[str, int | None] = field(default_factory=dict)

    @property
    def path(self) -> Path:
        """The folder of this table."""
        return self.folder / self.table.name

    @property
    def delta(self) -> DeltaTable | None:
        """The table as this store last saw it; None while nothing was ever written."""
        if self._delta is None:
            try:
                self._delta = DeltaTable(self.path.absolute().as_uri())
            except TableNotFoundError:
                return None
        return self._delta

    def number(self, name: str) -> int | None:
        """A number that moves with the commits of this table; None if it was never set."""
        if self.delta is None:
            return None
        if name not in self._numbers:
            if len(self._numbers) >= REMEMBERED:
                self._numbers.clear()
            self._numbers[name] = self.delta.transaction_version(name)
        return self._numbers[name]

    def files(self, months: Iterable[str] | None = None) -> list[str]:
        """The files that hold the table now, or those of some months."""
        if self.delta is None:
            return []
        folders = None if months is None else {f"{self.table.partition}={month}" for month in months}
        # The addresses are percent-encoded; below the folder of the table the names are our own, and plain.
        deep = 1 if self.table.partition is None else 2
        names = [file.split("/")[-deep:] for file in self.delta.file_uris()]
        return sorted(
            str(self.path.absolute().joinpath(*name)) for name in names if folders is None or name[0] in folders
        )

    def months(self) -> list[str]:
        """The names of the partitions, sorted."""
        return sorted({Path(file).parent.name.rpartition("=")[2] for file in self.files()})

    def scan(self) -> pl.LazyFrame:
        """All rows, lazily; the partition column is left out."""
        return self.rows(self.files())

    def rows(self, files: list[str]) -> pl.LazyFrame:
        """The rows of some files, lazily; the partition column is left out."""
        kept = {name: kind for name, kind in columns(self.table).items() if name != self.table.partition}
        if not files:
            return pl.LazyFrame(schema=kept)
        rows = pl.scan_parquet(files, hive_partitioning=False, glob=False, schema=kept, missing_columns="insert")
        return rows.with_columns(pl.col(name).fill_null(USUAL[name]) for name in kept if name in USUAL)

    def append(self, rows: pl.DataFrame, numbers: Mapping[str, int]) -> None:
        """Commit the rows and the numbers together; columns that would only hold what is USUAL may be left out."""
        names = [name for name in columns(self.table) if name in rows.columns or name not in USUAL]
        rows = rows[names] if names != rows.columns else rows  # to choose all would copy the bodies of raw pages
        if self.table.partition is None or rows.is_empty():
            added = [self.written(rows, None)] if rows.height else []
        else:
            added = [self.written(part, month) for month, part in parts(rows, self.table.partition)]
        self.commit(added, [], numbers)

    def written(self, rows: pl.DataFrame, month: str | None, *, prefix: str = APPENDED) -> AddAction:
        """A new file with these rows, to be committed."""
        folder = f"{self.table.partition}={month}/" if month is not None else ""
        path = self.path / f"{folder}{prefix}-{uuid.uuid4().hex}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        if self.table.name == RAW_PAGES.name:
            bodies.write(rows, path, ROW_GROUP)
        else:
            sorted_ = prefix == SORTED  # by statistics of what is not, no reader leaves anything out
            rows.write_parquet(
                path, compression="zstd", compression_level=1, row_group_size=ROW_GROUP, statistics=sorted_
            )
        return self._addition(path, month, rows.height)

    def taken_over(self, file: str) -> AddAction:
        """A file of the same table in another folder, which is shared from now on, to be committed."""
        there = Path(file)
        month = there.parent.name.rpartition("=")[2] if self.table.partition is not None else None
        path = self.path / (there.parent.name if month is not None else "") / there.name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():  # a process that was killed may have come so far
            path.hardlink_to(there)
        return self._addition(path, month, int(pl.scan_parquet(there, glob=False).select(pl.len()).collect().item()))

    def _addition(self, path: Path, month: str | None, rows: int) -> AddAction:
        file = path.stat()
        return AddAction(
            path=str(path.relative_to(self.path)),
            size=file.st_size,
            partition_values={str(self.table.partition): month} if month is not None else {},
            modification_time=file.st_mtime_ns // 1_000_000,
            data_change=True,
            stats=json.dumps({"numRecords": rows}),
        )

    def commit(
        self,
        added: list[AddAction],
        removed: Iterable[str],
        numbers: Mapping[str, int],
        *,
        told: Mapping[str, int] | None = None,
    ) -> None:
        """Add and remove files and move numbers, all in one commit. Those `told` leave the content as it is read."""
        delta = self._made()
        before = delta.version()
        moved = (self._chained(numbers) if numbers else {}) | dict(told or {})
        gone = [self._removal(Path(file)) for file in removed]
        delta.create_write_transaction(
            [*added, *gone],
            mode="append",
            schema=delta.schema(),
            partition_by=[self.table.partition] if self.table.partition else None,
            commit_properties=CommitProperties(
                app_transactions=[Transaction(name, number) for name, number in moved.items()]
            ),
        )
        delta.update_incremental()
        if delta.version() != before + 1:  # somebody else committed too
            self._numbers.clear()
        self._numbers |= moved

    def _removal(self, file: Path) -> RemoveAction:
        now = self.path.joinpath("_delta_log").stat().st_mtime_ns // 1_000_000
        return RemoveAction(str(file.relative_to(self.path.absolute())), data_change=True, deletion_timestamp=now)

    def _chained(self, numbers: Mapping[str, int]) -> dict[str, int]:
        """The numbers, and a link that tells one history of numbers from every other."""
        story = repr((self.number(CHAIN), sorted(numbers.items()))).encode()
        return {**numbers, CHAIN: int.from_bytes(hashlib.blake2b(story, digest_size=7).digest())}

    def _made(self) -> DeltaTable:
        """The table with all its columns and CHECKPOINT, made if it is not there yet."""
        wanted = pl.DataFrame(schema=columns(self.table)).to_arrow().schema
        if self.delta is not None:
            known = {field.name for field in self.delta.schema().fields}
            missing = [field for field in Schema.from_arrow(wanted).fields if field.name not in known]
            if missing:
                self.delta.alter.add_columns(missing)
            if not CHECKPOINT.items() <= self.delta.metadata().configuration.items():
                self.delta.alter.set_table_properties(CHECKPOINT)
            return self.delta
        self._delta = DeltaTable.create(
            self.path.absolute().as_uri(),
            wanted,
            mode="ignore",
            partition_by=[self.table.partition] if self.table.partition else None,
            configuration=CHECKPOINT,
        )
        return self._delta
