"""Reading anew: what was collected once more from the raw pages, by today's connectors, without the network.

Comes in: the lake. Goes out: the lake as if today's connectors had collected: what they no longer say of these pages
goes, what they say otherwise is replaced, what did not come from raw pages stays. All of it takes the place of what was
there in the end; broken off before, nothing was changed. A batch of which a page is gone, because it was old or named
somebody who was forgotten, cannot be read as a whole: what it brought stays, and what is left of it only adds.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import polars as pl

from openclout.collector.crawling import Means, Progress, batch_of
from openclout.collector.pages import PAGES, Stored, page
from openclout.collector.rows import Rows
from openclout.collector.streaming import STREAM, bulk, unframed
from openclout.lake import Lake, Tally, origin
from openclout.vocabulary.networks import Connector, Message, Streaming, Unreadable
from openclout.vocabulary.tables import RAW_PAGES

PIECE_BYTES = 1 << 25
"""Bodies that are read together, if no batch has more."""
STREAMED = pl.col("kind") == STREAM
NUMBER = pl.when(STREAMED).then("page").otherwise(pl.col("cursor").str.extract(r"^(\d+)").cast(pl.Int64))
"""The batch that a page was kept in."""
WHOLE = STREAMED | (pl.col("cursor").str.extract(r"/(\d+)$").cast(pl.Int64) == pl.len())
"""Whether all pages of a batch are there; earlier versions did not say how many there were."""


@dataclass(frozen=True)
class Reread:
    """What reading anew brought: how many pages there are, and what became of their records."""

    pages: int
    tally: Tally


def reread(means: Means, *, network: str | None = None, progress: Progress | None = None) -> Reread:
    """Read all raw pages anew, of one network or of all. Raises Busy."""
    told = progress or (lambda _stage, _done, _total: None)
    batches = kept(means, network)
    if batches.is_empty():
        return Reread(0, Tally())
    whole = batches.filter("whole").select("reader", "number").iter_rows()
    with means.lake.anew([origin(*batch) for batch in whole]) as lake:
        reading = Reading(means, lake)
        for piece in pieces(batches):
            told(network_of(piece["reader"][0]), reading.pages, int(batches["pages"].sum()))
            reading.take(piece)
        readers = batches["reader"].unique().to_list()
        return Reread(reading.pages, sum((lake.tally(reader) for reader in readers), Tally()))


def kept(means: Means, network: str | None) -> pl.DataFrame:
    """Grain one batch of raw pages: reader, number, whether it is whole, its pages; in the order of their instants."""
    places = means.lake.raw_places().filter(pl.col("reader").str.ends_with(PAGES))
    places = places.with_columns(pl.col("reader").str.strip_suffix(PAGES), number=NUMBER)
    readers = places["reader"].unique().to_list()
    chosen = [name for name in readers if (own := network_of(name)) in means.networks and network in {None, own}]
    found = places.filter(pl.col("reader").is_in(chosen), pl.col("number").is_not_null()).sort("page")
    grouped = found.group_by("reader", "number", maintain_order=True).agg(
        "page",
        "file",
        streamed=STREAMED.first(),
        whole=WHOLE.first().fill_null(value=False),
        at=pl.max("at"),
        size=pl.sum("size"),
        pages=pl.len(),
    )
    ordered = grouped.sort("reader", "number")
    # Acts of nobody are told apart by how often a crawl named them before: no batch of it may be missing before.
    following = pl.int_range(pl.len()).over("reader") == pl.col("number")
    unbroken = (pl.col("whole") & following).cast(pl.Int8).cum_min().over("reader").cast(pl.Boolean)
    settled = ordered.with_columns(whole=pl.when("streamed").then("whole").otherwise(unbroken))
    return settled.sort("at", "reader", "number")


def pieces(batches: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The batches, some together."""
    for _, piece in batches.group_by(pl.col("size").cum_sum() // PIECE_BYTES, maintain_order=True):
        yield piece


def network_of(reader: str) -> str:
    """The network of a crawl or a stream."""
    return reader.split(":")[1] if reader.count(":") else ""


@dataclass
class Reading:
    """A reading anew on its way: how many pages were read, and how many records of each reader."""

    means: Means
    lake: Lake
    pages: int = 0
    lines: dict[str, int] = field(default_factory=dict)

    def take(self, piece: pl.DataFrame) -> None:
        """Read some batches."""
        wanted = piece.select(pl.col("reader") + PAGES, "page", "file").explode("page", "file")
        rows = self.means.lake.raw_held(wanted).select(*RAW_PAGES.columns).iter_rows()
        for reader, number, count, streamed in piece.select("reader", "number", "pages", "streamed").iter_rows():
            connector = self.means.networks[network_of(reader)]
            found = Rows(connector.NETWORK, self.means.never, self.lines.get(reader, 0))
            for _ in range(count):
                again(connector, page(next(rows)), found)
            self.lake.append(batch_of(reader, number, found))
            self.lines[reader] = 0 if streamed else found.lines  # each batch of a stream counts its own
            self.pages += count


def again(connector: Connector, each: Stored, found: Rows) -> None:
    """What a page says: an answer, or a piece of a stream."""
    page = each.page
    if page.kind == STREAM and hasattr(connector, "listen"):
        listened(connector, each, found)  # type: ignore[arg-type]
    else:
        found.add(connector.read(page), page.url, page.at)


def listened(connector: Streaming, each: Stored, found: Rows) -> None:
    """What the messages of a piece of a stream say."""
    messages = list(unframed(each.page.body))
    if (together := bulk(connector)) is not None:
        found.add_all(together.listen_all(messages), each.page.url)
        return
    for said in heard(connector, messages, each):
        found.add(said.records, each.page.url, said.at)


def heard(connector: Streaming, messages: Iterable[bytes], each: Stored) -> Iterator[Message]:
    """What messages say; one that cannot be read is a record that cannot be."""
    for message in messages:
        try:
            yield connector.listen(message)
        except (ValueError, KeyError, TypeError) as error:
            yield Message("", each.page.at, (Unreadable(type(error).__name__, ""),))
