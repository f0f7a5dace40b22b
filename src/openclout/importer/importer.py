"""Files into the lake and the ledger.

Comes in: paths. Goes out: a balance for each file. A file is a reader of the lake, named after the hash of its
bytes and of the options that change what they mean; so a second import of the same file changes nothing, and an
import that was broken off goes on where it was.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import polars as pl

from openclout import clock
from openclout.importer.balance import Balance
from openclout.importer.columns import Layout, layout, listed
from openclout.importer.reading import Way, acts_named, read
from openclout.importer.sources import Chunk, Source, files_in, opened
from openclout.lake import Batch, Lake, Tally
from openclout.ledger import Ledger
from openclout.vocabulary.errors import BadInput, WrongTable
from openclout.vocabulary.records import Link
from openclout.vocabulary.tables import REJECTS

BATCH_ROWS = 1_000_000
Progress = Callable[[int, int], None]


def import_files(  # noqa: PLR0913 - the front door: each is an option of the command
    paths: Sequence[Path],
    *,
    lake: Lake,
    ledger: Ledger,
    network: str | None = None,
    acts: Mapping[str, str] | None = None,
    progress: Progress | None = None,
    batch_rows: int = BATCH_ROWS,
    now: datetime | None = None,
) -> tuple[Balance, ...]:
    """Read files into the lake and the ledger; one balance per file, in the order given. A folder is its files.

    `network` is for rows that name none, `acts` maps names in the files to our words. `progress` is told what is
    done of how much, in rows or bytes. Raises BadInput, WrongTable or Busy; batches kept by then stay.
    """
    way = Way(now or clock.now(), network, acts_named(acts), ledger.never_checker())
    plans = [plan(file, way) for path in paths for file in files_in(path)]
    with lake:
        return tuple(File(*each, way, lake, ledger).taken(progress, batch_rows) for each in plans)


def plan(path: Path, way: Way) -> tuple[Source, Layout]:
    """What a file is and holds. Raises BadInput or WrongTable before anything is written."""
    source = opened(path)
    found = layout(source.columns, str(path))
    if "network" not in found.names and way.network is None:
        raise WrongTable(
            f"{path} has no column network, only {listed(source.columns)}. Name the network: --network NAME."
        )
    return source, found


def fingerprint(path: Path, way: Way) -> str:
    """Names the bytes of a file and what they mean."""
    with path.open("rb") as stream:
        content = hashlib.file_digest(stream, lambda: hashlib.blake2b(digest_size=16)).hexdigest()
    meaning = repr((way.network, sorted((name, act.word) for name, act in way.acts.items())))
    return hashlib.blake2b(f"{content} {meaning}".encode(), digest_size=16).hexdigest()


@dataclass(frozen=True)
class File:
    """One file on its way into the lake."""

    source: Source
    layout: Layout
    way: Way
    lake: Lake
    ledger: Ledger

    def taken(self, progress: Progress | None, batch_rows: int) -> Balance:
        """Take in what the lake does not have yet."""
        reader = f"file:{fingerprint(self.source.path, self.way)}"
        if self.lake.finished(reader):
            tally = self.lake.tally(reader)
            if progress is not None:
                progress(self.source.total, self.source.total)
            return self._balance(replace(tally, kept=0, duplicates=tally.duplicates + tally.kept))
        size = self.lake.size(reader) or batch_rows
        tally = Tally()
        for number, (chunk, last) in enumerate(marked(self.source.chunks(self.layout.wanted, size))):
            tally = self.lake.append(self._batch(reader, number, chunk, last=last, size=size))
            if progress is not None:
                progress(chunk.done, self.source.total)
        return self._balance(tally)

    def _batch(self, reader: str, number: int, chunk: Chunk, *, last: bool, size: int) -> Batch:
        found = read(chunk.rows, self.layout, self.way)
        refused, known = self._link(found.links)
        broken = [(line, "", reason) for line, reason in chunk.unreadable]
        rejects = pl.concat([found.rows["rejects"], reject_rows([*broken, *refused])])
        source = pl.lit(str(self.source.path))
        return Batch(
            reader,
            number,
            {**found.rows, "rejects": rejects.with_columns(source=source).sort("line")},
            read=chunk.rows.height + len(broken),
            self_interactions=found.self_interactions,
            duplicates=known,
            last=last,
            size=size,
        )

    def _link(self, links: Sequence[tuple[int, Link]]) -> tuple[list[tuple[int, str, str]], int]:
        """Note the links in the ledger: those it refuses, and how many it knew."""
        outcomes = self.ledger.link_all([link for _, link in links])
        column = self.layout.names.get("account", "")
        faults = zip(links, outcomes, strict=True)
        refused = [(line, column, str(outcome)) for (line, _), outcome in faults if isinstance(outcome, BadInput)]
        return refused, sum(outcome is False for outcome in outcomes)

    def _balance(self, tally: Tally) -> Balance:
        return Balance(
            str(self.source.path),
            tally.read,
            tally.kept,
            tally.self_interactions,
            tally.duplicates,
            tally.rejected,
        )


def reject_rows(lines: Sequence[tuple[int, str, str]]) -> pl.DataFrame:
    """Lines with column and reason as rejects; the source is filled in later."""
    return pl.DataFrame([("", *line) for line in lines], schema=REJECTS.columns, orient="row")


def marked(chunks: Iterator[Chunk]) -> Iterator[tuple[Chunk, bool]]:
    """The chunks, each with whether it is the last."""
    before: Chunk | None = None
    for chunk in chunks:
        if before is not None:
            yield before, False
        before = chunk
    if before is not None:
        yield before, True
