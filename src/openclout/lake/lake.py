"""The lake as everybody else sees it.

Comes in: batches. Goes out: Arrow tables and polars frames, sorted or in the order of the files. Reading needs no
lock and sees what was committed when it began.
"""

import hashlib
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Self

import polars as pl
import pyarrow as pa

from openclout.consent import asked, hides, latest
from openclout.lake import raw
from openclout.lake.batch import Batch, Tally
from openclout.lake.compaction import compact
from openclout.lake.forgetting import forget
from openclout.lake.renewing import renewed
from openclout.lake.store import CHAIN, FOLLOWING, Store
from openclout.lake.window import Window, chosen, pieces, table, within
from openclout.lake.withdrawing import left
from openclout.lake.writer import LAST, SIZE, Writer, locked, mark, tally, whole
from openclout.scoring.rows import Int32
from openclout.vocabulary.errors import BadInput
from openclout.vocabulary.tables import ACCOUNTS, COUNTS, LAKE, NOBODY, POSTS, RAW_PAGES, REJECTS

SCORED = ("actor", "target", "act", "at", "post", "weight")
PIECE_KEYS = 1 << 20
"""So many accounts are read at once where they are wanted piece by piece."""


class Lake:
    """A folder of Delta tables."""

    def __init__(self, folder: Path) -> None:
        if "%" in str(folder.absolute()):
            # deltalake 1.6 decodes percent signs twice and then looks in another folder.
            raise BadInput(f"The path of the lake may not hold a percent sign; it is {folder}. Choose another folder.")
        self.folder = folder
        self._writer: Writer | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __getstate__(self) -> dict[str, object]:
        """What travels to another machine: where the lake is, not the right to write."""
        return {"folder": self.folder.absolute(), "_writer": None}

    def close(self) -> None:
        """Give the lock back, if this lake was written to."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def append(self, batch: Batch) -> Tally:
        """Keep a batch exactly once; the tally of its reader so far. Raises Busy while another process writes.

        The lock is held until `close`.
        """
        if self._writer is None:
            self._writer = Writer(self.folder)
        try:
            return self._writer.append(batch)
        except BaseException:
            # What the writer remembers may be ahead of what is committed: the next append begins afresh.
            self.close()
            raise

    def compact(self) -> None:
        """Rewrite small files as few sorted ones; what is read stays the same. Raises Busy while another one writes.

        What was withdrawn since the last time leaves the disk; then nobody may read the lake meanwhile.
        """
        with self._alone() as stores:
            compact(stores)

    def forget(self, network: str, native_id: str) -> int:
        """Remove an account from every table and from the history; the rows that went. Raises Busy.

        Nobody may read the lake meanwhile: the files of earlier versions are deleted.
        """
        with self._alone() as stores:
            return forget(stores, network, native_id)

    def position(self, reader: str) -> int | None:
        """The last batch of a reader that is in the lake completely; None before the first."""
        return self._store("interactions").number(mark(reader))

    def tally(self, reader: str) -> Tally:
        """What became of the rows of a reader so far."""
        return tally(self._store("interactions"), reader)

    def finished(self, reader: str) -> bool:
        """Whether the last batch of a reader is in the lake."""
        return self._store("interactions").number(f"{mark(reader)}/{LAST}") is not None

    def size(self, reader: str) -> int | None:
        """How a reader cuts its source into batches; None before the first."""
        return self._store("interactions").number(f"{mark(reader)}/{SIZE}")

    def accounts(self) -> pl.DataFrame:
        """Every account once, sorted by key, as it was last told of.

        What nobody told is the native id (handle, title) or null (flags).
        """
        return _accounts(self._scan("accounts"))

    def account_pieces(self, keys: int) -> Iterator[pl.DataFrame]:
        """The same of keys from 0 to below `keys`, in pieces of which one at least comes, as the lake is now."""
        rows = self._scan("accounts")
        for first in range(0, max(1, keys), PIECE_KEYS):
            yield _accounts(rows.filter(pl.col("key") >= first, pl.col("key") < min(first + PIECE_KEYS, keys)))

    def hidden_accounts(self) -> Int32:
        """The keys of the accounts that want to be neither scored nor shown, as last told, sorted."""
        rows = self._scan("accounts").filter(pl.col("flags").is_not_null()).select("key", "flags", "seen").collect()
        told = rows.sort("key", "seen").group_by("key", maintain_order=True)
        newest = told.agg(latest(pl.col("flags")).alias("flags"))
        return newest.filter(hides(pl.col("flags")))["key"].to_numpy()

    def account_count(self) -> int:
        """The number of keys ever given: keys run from 0 to below it, forgotten ones leave gaps."""
        return self._store("accounts").number(FOLLOWING) or 0

    def find_accounts(self, text: str) -> pl.DataFrame:
        """The accounts whose native id, handle or title is the text, or `network:native_id`, in any case."""
        wanted = text.strip().removeprefix("@").lower()
        full = pl.concat_str("network", pl.lit(":"), "native_id")
        names = [pl.col("native_id"), pl.col("handle"), pl.col("title"), full]
        return self.accounts().filter(pl.any_horizontal(name.str.to_lowercase() == wanted for name in names))

    def interactions(
        self,
        since: datetime | None = None,
        until: datetime | None = None,
        *,
        columns: Sequence[str] = SCORED,
        targets: tuple[int, int] | None = None,
    ) -> pa.Table:
        """The interactions from `since` to before `until`, of targets from low to before high."""
        return table(self._window(Window(since, until, targets), columns))

    def interaction_batches(
        self,
        since: datetime | None = None,
        until: datetime | None = None,
        *,
        columns: Sequence[str] = SCORED,
        targets: tuple[int, int] | None = None,
    ) -> Iterator[pa.RecordBatch]:
        """The same, piece by piece."""
        yield from pieces(self._window(Window(since, until, targets), columns))

    def counts(self, until: datetime | None = None) -> pl.DataFrame:
        """The latest count of each account and kind at or before `until`, sorted."""
        rows = self._scan("counts")
        if until is not None:
            rows = rows.filter(pl.col("at") <= until)
        latest = rows.sort("account", "kind", "at", "count").unique(["account", "kind"], keep="last")
        return latest.sort("account", "kind").select(*COUNTS.columns).collect()

    def posts(self, keys: Sequence[int]) -> pl.DataFrame:
        """The posts with these keys, as last imported, sorted by key."""
        wanted = pl.Series(keys, dtype=pl.Int64).unique()
        rows = self._scan("posts").filter(pl.col("post").is_in(wanted.implode()))
        return rows.sort("post", "seen").unique("post", keep="last").sort("post").select(*POSTS.columns).collect()

    def knows_posts(self) -> bool:
        """Whether any post was ever handed in."""
        return bool(self._store("posts").files())

    def post_keys(self) -> list[int]:
        """The keys of all posts, sorted."""
        return self._scan("posts").select(pl.col("post").unique().sort()).collect()["post"].to_list()

    def posts_made(self, since: datetime | None = None, until: datetime | None = None) -> pl.DataFrame:
        """How many posts each author made from `since` to before `until`: columns author, posts."""
        rows = self._scan("posts").select("post", "author", "at", "seen")
        rows = rows.sort("post", "seen").unique("post", keep="last").filter(pl.col("author") != NOBODY)
        return (
            rows.filter(*Window(since, until).during()).group_by("author").agg(posts=pl.len()).sort("author").collect()
        )

    def span(self) -> tuple[datetime, datetime] | None:
        """The instants of the first and the last interaction; None when there is none."""
        first, last = self._scan("interactions").select(pl.min("at"), pl.max("at").alias("last")).collect().row(0)
        return None if first is None else (first, last)

    def raw_readers(self) -> list[str]:
        """The readers that have raw pages, sorted."""
        return raw.readers(self._store("raw_pages"))

    def raw_pages(self, reader: str | None = None, *, since: datetime | None = None) -> Iterator[pl.DataFrame]:
        """The raw pages of a reader or of all, asked for from `since` on, sorted by reader and page.

        They come a few at a time, with bodies of about 32 MB together or one page.
        """
        return raw.pages(self._store("raw_pages"), reader, since)

    def raw_places(self) -> pl.DataFrame:
        """Grain one raw page, without its body: reader, page, cursor, kind, at, size (bytes), file."""
        return raw.places(self._store("raw_pages"))

    def raw_held(self, wanted: pl.DataFrame) -> pl.DataFrame:
        """Some of these pages, in the order in which they are wanted."""
        return raw.held(self._store("raw_pages"), wanted)

    @contextmanager
    def anew(self, origins: Sequence[int]) -> "Generator[Lake]":
        """A lake without the rows of these origins; whatever it holds at the end takes the place of what is here.

        Until then nobody sees anything of it, and an error leaves everything as it was. Raises Busy.
        """
        with self._alone() as stores, renewed(stores, origins) as folder, Lake(folder) as lake:
            yield lake

    def expire_raw(self, before: datetime) -> int:
        """Remove the raw pages from before an instant, also from the disk; how many they were. Raises Busy.

        Pages of readers that are not finished stay: whatever goes on with them needs them.
        """
        with self._alone() as stores:
            return raw.expire(stores["raw_pages"], before, self._complete)

    def _complete(self, reader: str) -> bool:
        """Whether neither a reader of pages nor the reader of their rows has anything left to do."""
        return self.finished(reader) and self.finished(reader.removesuffix(raw.PAGES))

    def rejects(self, source: str | None = None) -> pl.DataFrame:
        """Rows that could not be read, of one source or of all, sorted."""
        rows = self._store("rejects").scan()
        if source is not None:
            rows = rows.filter(pl.col("source") == source)
        return rows.sort("source", "line").select(*REJECTS.columns).collect()

    def raw_page(self, reader: str, number: int | None = None) -> pl.DataFrame:
        """One raw page of a reader: the one with this number, or the last; no row if there is none."""
        rows = self._store("raw_pages").scan().filter(pl.col("reader") == reader)
        wanted = pl.max("page") if number is None else pl.lit(number)
        return rows.filter(pl.col("page") == wanted).head(1).select(*RAW_PAGES.columns).collect()

    def version(self) -> str:
        """Names the content: equal when the same batches came in the same order and the same was forgotten."""
        chains = [(table.name, self._store(table.name).number(CHAIN)) for table in LAKE]
        return hashlib.blake2b(repr(chains).encode(), digest_size=8).hexdigest()

    def _window(self, window: Window, columns: Sequence[str]) -> pl.LazyFrame:
        store = self._store("interactions")
        return chosen(left(self._store("withdrawn"), store, within(store, window)), columns)

    def _scan(self, name: str) -> pl.LazyFrame:
        """The rows of a table without what was withdrawn."""
        store = self._store(name)
        return left(self._store("withdrawn"), store, store.scan())

    @contextmanager
    def _alone(self) -> Generator[dict[str, Store], None, None]:
        """Hold the lock; a writer that was open begins afresh afterwards."""
        self.close()
        with locked(self.folder):
            yield {table.name: Store(self.folder, table) for table in LAKE}

    def _store(self, name: str) -> Store:
        whole(self.folder)
        return Store(self.folder, next(table for table in LAKE if table.name == name))


def _accounts(rows: pl.LazyFrame) -> pl.DataFrame:
    """What was told of accounts, one row each."""
    told = rows.sort("key", "seen").collect()
    known = [pl.col(name).drop_nulls().last() for name in ("handle", "title")]
    if told["key"].n_unique() < told.height:
        newest = [pl.col("network", "native_id").first(), *known, latest(pl.col("flags")).alias("flags")]
        told = told.group_by("key", maintain_order=True).agg(newest)
    handle = pl.coalesce("handle", "native_id")
    told = told.with_columns(asked(pl.col("flags")))
    return told.with_columns(handle=handle, title=pl.coalesce("title", handle)).select(*ACCOUNTS.columns)
