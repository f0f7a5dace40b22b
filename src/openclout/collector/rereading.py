"""Reading anew: the interactions once more from the raw pages, without the network.

Comes in: the lake. Goes out: what a connector of today reads where one of yesterday did not. Rows have the same names
as before, so the lake finds those that it knows; what was taken back stays so.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from openclout.collector.crawling import Means, Progress, batch_of
from openclout.collector.pages import PAGES, Stored, stored
from openclout.collector.rows import Rows
from openclout.collector.streaming import STREAM, bulk, unframed
from openclout.lake import Tally
from openclout.vocabulary.networks import Connector, Streaming


@dataclass(frozen=True)
class Reread:
    """What reading anew brought: how many pages there are, and what became of their records."""

    pages: int
    tally: Tally


def reread(means: Means, *, network: str | None = None, progress: Progress | None = None) -> Reread:
    """Read all raw pages anew, of one network or of all. Broken off, it goes on where it was."""
    told = progress or (lambda _stage, _done, _total: None)
    generation = means.state.generation(network)
    readers = [reader.removesuffix(PAGES) for reader in means.lake.raw_readers() if reader.endswith(PAGES)]
    chosen = [
        reader for reader in readers if (name := network_of(reader)) in means.networks and network in {None, name}
    ]
    pages, tally = 0, Tally()
    for place, reader in enumerate(chosen):
        told(network_of(reader), place, len(chosen))
        count, found = anew(means, reader, generation)
        pages, tally = pages + count, tally + found
    means.state.reread(generation)
    return Reread(pages, tally)


def network_of(reader: str) -> str:
    """The network of a crawl or a stream."""
    return reader.split(":")[1] if reader.count(":") else ""


def anew(means: Means, reader: str, generation: int) -> tuple[int, Tally]:
    """Read the pages of a crawl or a stream anew; how many there are."""
    connector = means.networks[network_of(reader)]
    following = f"{reader}#{generation}"
    pages, lines = 0, 0
    for number, (_, batch) in enumerate(groupby(stored(means.lake, reader), key=lambda each: each.cursor)):
        found = Rows(connector.NETWORK, means.never, lines)
        for each in batch:
            pages += 1
            again(connector, each, found)
        means.append(batch_of(following, number, found))
        lines = found.lines
    return pages, means.lake.tally(following)


def again(connector: Connector, each: Stored, found: Rows) -> None:
    """What a page says: an answer, or a piece of a stream."""
    page = each.page
    if page.kind == STREAM and hasattr(connector, "listen"):
        listened(connector, unframed(page.body), found, page.url)  # type: ignore[arg-type]
    else:
        found.add(connector.read(page), page.url, page.at)


def listened(connector: Streaming, messages: Iterable[bytes], found: Rows, source: str) -> None:
    """What the messages of a piece of a stream say."""
    if (together := bulk(connector)) is not None:
        found.add_all(together.listen_all(list(messages)), source)
        return
    for message in messages:
        said = connector.listen(message)
        found.add(said.records, source, said.at)
