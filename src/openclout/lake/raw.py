"""Raw pages, read again in their order, and let go when they are old.

Comes in: the table `raw_pages`. Goes out: its pages a few at a time. All bodies together may be larger than memory, so
the order is found without them, and then only the files that hold the next few pages are opened.
"""

from collections.abc import Callable, Iterator
from datetime import datetime

import polars as pl

from openclout.lake.clearing import emptied, without
from openclout.lake.store import Store

PIECE_BYTES = 1 << 25
"""Bodies are read together up to about so many bytes; a larger page comes alone."""
PAGES = "/pages"
"""How the reader of a crawl's pages ends; the reader of the rows that are read from them is named without it."""


def readers(store: Store) -> list[str]:
    """The readers that have pages, sorted."""
    return store.scan().select(pl.col("reader").unique().sort()).collect()["reader"].to_list()


def pages(store: Store, reader: str | None, since: datetime | None) -> Iterator[pl.DataFrame]:
    """The pages of a reader or of all, from an instant on, sorted by reader and page, some at a time."""
    chosen = pl.lit(value=True) if reader is None else pl.col("reader") == reader
    if since is not None:
        chosen &= pl.col("at") >= since
    files = store.files()
    order = _order(store, files, chosen)
    for (_,), piece in order.group_by("piece", maintain_order=True):
        found = store.rows([files[at] for at in piece["file"].unique().sort()])
        wanted = piece.select("reader", "page").lazy()
        yield found.filter(chosen).join(wanted, on=["reader", "page"], how="semi").sort("reader", "page").collect()


def places(store: Store) -> pl.DataFrame:
    """Grain one page, without its body: reader, page, cursor, kind, at, size of the body, the file that holds it."""
    columns = ("reader", "page", "cursor", "kind", "at")
    size = pl.col("body").bin.size().fill_null(0).cast(pl.Int64)
    found = [
        store.rows([file]).select(*columns, size=size, file=pl.lit(file)).collect(engine="streaming")
        for file in store.files()
    ]
    kinds = {name: store.table.columns[name] for name in columns} | {"size": pl.Int64(), "file": pl.String()}
    return pl.concat([pl.DataFrame(schema=kinds), *found])


def held(store: Store, wanted: pl.DataFrame) -> pl.DataFrame:
    """Some of these pages with their bodies, in the order in which they are wanted."""
    rows = store.rows(wanted["file"].unique().sort().to_list())
    order = wanted.select("reader", "page").with_row_index("place").lazy()
    return rows.join(order, on=["reader", "page"]).sort("place").drop("place").collect()


def _order(store: Store, files: list[str], chosen: pl.Expr) -> pl.DataFrame:
    """Grain one page, in order: reader, page, the place of its file, and the number of its piece."""
    found = [
        store.rows([file])
        .filter(chosen)
        .select("reader", "page", size=pl.col("body").bin.size().fill_null(0), file=pl.lit(at, pl.Int64))
        .collect(engine="streaming")
        for at, file in enumerate(files)
    ]
    kinds = {"reader": pl.String, "page": pl.Int64, "size": pl.UInt32, "file": pl.Int64}
    order = pl.concat([pl.DataFrame(schema=kinds), *found], how="vertical_relaxed").sort("reader", "page")
    return order.with_columns(piece=pl.col("size").cast(pl.Int64).cum_sum() // PIECE_BYTES)


def expire(store: Store, before: datetime, complete: Callable[[str], bool]) -> int:
    """Remove the pages from before an instant of readers that are complete, also from the disk; how many they were."""
    done = pl.Series([reader for reader in readers(store) if complete(reader)], dtype=pl.String)
    gone = without(store, (pl.col("at") < before) & pl.col("reader").is_in(done.implode()), {})
    emptied(store)
    return gone
