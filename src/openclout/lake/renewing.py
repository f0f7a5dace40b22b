"""Rows that were read from raw pages make room for what the same pages are read as today.

Comes in: the tables, and the origins whose rows are to go. Goes out: a folder of tables without them, to be written to
like any lake; at its end its files take the place of the others, table by table, each in one commit. Files without such
rows are shared and not copied. A process that is killed before the folder is marked as ready changed nothing. From then
on the other tables count: whoever takes the lock, and whoever is about to read, first brings them all into their place.
"""

import shutil
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from openclout.lake.store import FOLLOWING, SEEN, TRACED, Store
from openclout.lake.withdrawing import CLEARED
from openclout.vocabulary.tables import LAKE

RENEWED = "lake/renewed"
CARRIED = (CLEARED, FOLLOWING, RENEWED, SEEN)
"""Numbers that move with a table."""
FOLDER = "anew"
READY = "ready"
"""The file in the folder that says so."""


@contextmanager
def renewed(stores: Mapping[str, Store], origins: Sequence[int]) -> Generator[Path]:
    """A folder of the same tables without the rows of some origins; at the end of the block they take their place."""
    folder = stores[TRACED[0]].folder
    try:
        for name in TRACED:
            without(stores[name], Store(folder / FOLDER, stores[name].table), origins)
        yield folder / FOLDER
        (folder / FOLDER / READY).touch()
    finally:
        settle(folder)


def ready(folder: Path) -> bool:
    """Whether tables wait for taking the place of those of a lake."""
    return (folder / FOLDER / READY).exists()


def settle(folder: Path) -> None:
    """Bring tables that are ready into their place, and remove those that are not; for who holds the lock."""
    if ready(folder):
        for table in LAKE:
            if table.name in TRACED:
                replaced(Store(folder, table), Store(folder / FOLDER, table))
        (folder / FOLDER / READY).unlink()
    shutil.rmtree(folder / FOLDER, ignore_errors=True)


def without(store: Store, other: Store, origins: Sequence[int]) -> None:
    """Make another table of the same rows but those of some origins."""
    gone = pl.col("origin").is_in(pl.Series(origins, dtype=pl.Int64).implode())
    added = []
    for file in store.files():
        rows = store.rows([file])
        if rows.filter(gone).select(pl.len()).collect(engine="streaming").item():
            kept, path = rows.filter(~gone).collect(), Path(file)
            month = path.parent.name.rpartition("=")[2] if store.table.partition is not None else None
            added += [other.written(kept, month, prefix=path.name.partition("-")[0])] if kept.height else []
        else:
            added.append(other.taken_over(file))
    other.commit(added, [], carried(store) | {RENEWED: (store.number(RENEWED) or 0) + 1})


def replaced(store: Store, other: Store) -> None:
    """Commit the files of another table in the place of those that it does not have, if that was not done."""
    if store.number(RENEWED) == other.number(RENEWED):
        return
    here, there = ({Path(file).name: file for file in each.files()} for each in (store, other))
    added = [store.taken_over(there[name]) for name in sorted(there.keys() - here.keys())]
    store.commit(added, [here[name] for name in sorted(here.keys() - there.keys())], carried(other))


def carried(store: Store) -> dict[str, int]:
    """The numbers that move with a table."""
    return {name: number for name in CARRIED if (number := store.number(name)) is not None}
