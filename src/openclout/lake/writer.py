"""The one who writes to the lake: exactly once, whatever happens in between.

Comes in: batches. Goes out: committed rows with keys for names.

A batch touches several Delta tables, and no commit spans two tables. It is still kept together:

1. Only one process writes at a time; a lock on a file sees to it.
2. What was withdrawn is committed first, then rows that are pointed at before rows that point: accounts, raw pages,
   posts, counts, rejects, and interactions at the very end, even if the batch has none.
3. Each commit carries the reader and the number of the batch. A table that already has that number is left alone.
   So after a crash the batch is handed in again, and just the commits that are missing are made.
4. A batch is a pure function of its source and its number, and keys are given in order of first sight from what the
   accounts table holds. After a crash an account of that batch either has its key already, or gets it now.
5. The batch's own ids are in the lake only if the interactions were committed; then the batch is complete and is
   skipped as a whole. So what counts as a duplicate is the same in every attempt.

6. A row that was withdrawn, in this batch or ever before, is not kept, and counts as a duplicate: it says nothing that
   still holds. So does an act without a name that is known already (see `once`), and one that is not of the latest
   version of what it was told under (see `changing`).

Hence `position(reader)`, the number in the interactions table, is the last batch that is in the lake completely.
The tally of a reader is carried by the same commit, so it is never ahead of the rows nor behind them.
"""

import fcntl
import hashlib
import time
from dataclasses import replace
from pathlib import Path
from typing import Self, TextIO

import numpy as np
import polars as pl

from openclout.lake.batch import Batch, Tally, origin
from openclout.lake.changing import NOTED, Changes, changes
from openclout.lake.keyed import Acts, keyed, withdrawals
from openclout.lake.memory import AccountKeys, Flags, Known, Ordinals
from openclout.lake.once import Once
from openclout.lake.remaining import Compared
from openclout.lake.renewing import ready, settle
from openclout.lake.store import FOLLOWING, NO_ORIGIN, ORDERED, SEEN, TRACED, Store
from openclout.lake.withdrawing import Gone
from openclout.vocabulary.errors import Busy
from openclout.vocabulary.tables import LAKE

LAST = "last"
SIZE = "size"
FATES = ("read", "kept", "self_interactions", "duplicates", "rejected")
LOCK = "writing.lock"
PATIENCE, PAUSE_SECONDS = 600, 0.1
"""How often it is looked whether the tables are in their place, and how long is waited in between."""

IDS_KEPT, IDLE_BATCHES = 1 << 26, 100
"""So many ids of months that no batch touched for so long may stay in memory, at 11 to 21 bytes each."""


def locked(folder: Path) -> TextIO:
    """Take the lock of the lake; raises Busy if another process has it. Closing the file gives it back.

    What a process left half done that was killed is brought to its end.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lock = (folder / LOCK).open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        raise Busy(
            f"Only one process may write to {folder}, and another one is writing now. Wait until it has ended."
        ) from None
    try:
        settle(folder)
    except BaseException:
        lock.close()
        raise
    return lock


def whole(folder: Path) -> None:
    """See to it that all tables are of before or of after a reading anew. Raises Busy if that takes too long."""
    for attempt in range(PATIENCE):
        if not ready(folder):
            return
        try:
            locked(folder).close()
        except Busy:
            if attempt == PATIENCE - 1:
                raise
            time.sleep(PAUSE_SECONDS)


def mark(reader: str) -> str:
    """A reader as it stands in the log: hashed, since its name may hold the name of an account."""
    return hashlib.blake2b(reader.encode(), digest_size=16).hexdigest()


def tally(interactions: Store, reader: str) -> Tally:
    """What became of all rows of a reader so far."""
    if interactions.number(mark(reader)) is None:
        return Tally()
    return Tally(**{fate: interactions.number(f"{mark(reader)}/{fate}") or 0 for fate in FATES})


def traced(name: str, rows: pl.DataFrame, batch: Batch) -> pl.DataFrame:
    """The rows with their origin, if they were read from raw pages."""
    if not batch.of_pages or name not in TRACED:
        return rows
    found = pl.lit(origin(batch.reader, batch.number), pl.Int64)
    if name == "accounts":  # a row that only gives a key stays: rows from elsewhere may use it by now
        told = pl.any_horizontal(pl.col("handle", "title", "flags").is_not_null())
        found = pl.when(told).then(found).otherwise(NO_ORIGIN)
    return rows.with_columns(origin=found)


class Writer:
    """Holds the lock, the keys and the known ids for as long as it is open."""

    def __init__(self, folder: Path) -> None:
        self._lock = locked(folder)
        self.stores = {table.name: Store(folder, table) for table in LAKE}
        self._keys = AccountKeys()
        self._known = Known()
        self._gone = Gone()
        self._changes = Changes()
        self._once = Once(self.stores["interactions"], self._keys)
        self._months: dict[str, int] = {}
        self._touched: dict[str, int] = {}
        self._batches = 0
        self._ordinals: dict[str, Ordinals] = {}
        self._restore()

    def close(self) -> None:
        """Let others write."""
        self._lock.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def append(self, batch: Batch) -> Tally:
        """Keep a batch, once; the tally of the reader so far.

        Batches of one reader are handed in from the first on, also those that are in the lake already: acts of
        nobody are told apart by how often the source named them before.
        """
        acts = self._apart(batch, Acts.of(batch, self._keys))
        if self._has("interactions", batch):
            return tally(self.stores["interactions"], batch.reader)
        withdrawn = self._taken_back(batch, acts)
        self._remember(withdrawn)
        self._load(acts.months)
        new = self._new(acts)
        if acts.things.any():
            new, settled = self._once.settled(acts, new, self._gone, batch.once)
            self._remember(settled)
            withdrawn = pl.concat([withdrawn, settled], how="diagonal")
        self._commit("withdrawn", withdrawn, batch)
        rows = keyed(batch, acts.only(new), self._keys, self._gone)
        interactions = rows.pop("interactions")
        for name, frame in rows.items():
            self._commit(name, frame, batch)
        return self._finish(batch, interactions, duplicates=batch.duplicates + len(new) - interactions.height)

    def _taken_back(self, batch: Batch, acts: Acts) -> pl.DataFrame:
        """What a batch says was withdrawn, changed, or is missing; that is looked for once and then committed."""
        found = [withdrawals(batch.table("withdrawn"), self._keys)]
        if (changed := batch.table("changed")).height:
            versioned = acts.changeable(acts.rows["version"].is_not_null().to_numpy(), self._keys)
            found.append(self._changes.news(changes(changed, versioned, self._keys)))
        if (remaining := batch.table("remaining")).height and not self._has("withdrawn", batch):
            left = Compared.of(remaining, self.stores, self._keys)
            named = acts.changeable(acts.own != 0, self._keys)
            found += [left.missing(self._gone), left.changed(named, self._changes)]
        return pl.concat(found, how="diagonal")

    def _remember(self, withdrawn: pl.DataFrame) -> None:
        """From now on the lake is without what was taken back."""
        self._gone.note(withdrawn)
        self._once.note(withdrawn)
        self._changes.note(withdrawn)

    def _new(self, acts: Acts) -> Flags:
        """Which acts are neither known nor gone; from now on they are known."""
        refused = self._gone.acts(acts.own, acts.actors[0], acts.targets[0])
        if (changed := self._changes.concern(acts.own)).any():
            found = acts.changeable(changed, self._keys)
            refused[changed] |= found["id"].is_in(self._changes.outdated(found).implode()).to_numpy()
        new = ~refused
        new[new] = self._known.note(acts.ids[new] if refused.any() else acts.ids)
        return new

    def _apart(self, batch: Batch, acts: Acts) -> Acts:
        if batch.number == 0:
            self._ordinals.pop(batch.reader, None)
        if not acts.unnamed.any():
            return acts
        ordinals = self._ordinals.setdefault(batch.reader, Ordinals())
        return replace(acts, ids=ordinals.apart(acts.ids, acts.unnamed))

    def _load(self, months: pl.Series) -> None:
        """Remember the ids that the lake has for the months of a batch; idle months are forgotten when they are most.

        Ids are of their month alone, and a source that goes on in time never comes back to those before.
        """
        self._batches += 1
        wanted = dict(months.value_counts().sort("month").iter_rows())
        self._touched |= dict.fromkeys(wanted, self._batches)
        recent = self._batches - IDLE_BATCHES
        idle = sum(many for month, many in self._months.items() if self._touched[month] < recent)
        if idle > max(IDS_KEPT, sum(self._months.values()) // 2):
            self._known, self._months = Known(), {}
        for month, many in wanted.items():
            if month not in self._months:
                self._months[month] = 0
                for file in self.stores["interactions"].files([month]):
                    ids = pl.read_parquet(file, columns=["id"])["id"].to_numpy().view(np.uint64)
                    self._known.note(ids)
                    self._months[month] += len(ids)
            self._months[month] += many

    def _restore(self) -> None:
        accounts = self.stores["accounts"]
        rows = accounts.scan().select("key", "network", "native_id").unique("key", keep="any").collect()
        self._keys.restore(rows, accounts.number(FOLLOWING) or 0)
        self._remember(self.stores["withdrawn"].scan().select("kind", *NOTED).collect())

    def _has(self, name: str, batch: Batch) -> bool:
        number = self.stores[name].number(mark(batch.reader))
        return number is not None and number >= batch.number

    def _commit(self, name: str, rows: pl.DataFrame, batch: Batch) -> None:
        if rows.is_empty() or self._has(name, batch):
            return
        numbers = {mark(batch.reader): batch.number}
        rows = traced(name, rows, batch)
        if name == "accounts":
            numbers[FOLLOWING] = self._keys.following
        if name in ORDERED:
            first = self.stores[name].number(SEEN) or 0
            rows = rows.with_columns(seen=pl.int_range(first, first + rows.height))
            numbers[SEEN] = first + rows.height
        self.stores[name].append(rows, numbers)

    def _finish(self, batch: Batch, interactions: pl.DataFrame, *, duplicates: int) -> Tally:
        rejected = batch.table("rejects")["line"].n_unique()
        kept = batch.read - batch.self_interactions - rejected - duplicates
        store = self.stores["interactions"]
        now = tally(store, batch.reader) + Tally(batch.read, kept, batch.self_interactions, duplicates, rejected)
        reader = mark(batch.reader)
        numbers = {reader: batch.number, f"{reader}/{SIZE}": batch.size}
        numbers |= {f"{reader}/{fate}": getattr(now, fate) for fate in FATES}
        rows = traced("interactions", interactions, batch)
        store.append(rows, numbers | ({f"{reader}/{LAST}": batch.number} if batch.last else {}))
        return now
