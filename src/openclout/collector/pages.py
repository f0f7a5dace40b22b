"""Pages as the lake keeps them.

Comes in: pages. Goes out: rows of `raw_pages`, and pages again, the same as they were. The column `cursor` holds the
number of the batch that a page was kept in and how many pages that has, as 3/50; for streams, whose batches have one
page each, the place in the stream after the page.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import msgspec
import polars as pl

from openclout.collector.state import Validator
from openclout.lake import Lake, bodies
from openclout.lake.raw import PAGES
from openclout.vocabulary.networks import Account, Page
from openclout.vocabulary.tables import RAW_PAGES

TEXTS = msgspec.json.Decoder(dict[str, str])
WHERE = msgspec.json.Decoder(tuple[str, str, str])


@dataclass(frozen=True)
class Stored:
    """A page in the lake: its number within its reader, and its cursor."""

    number: int
    cursor: str
    page: Page


__all__ = ["PAGES", "Stored", "last_stored", "remembered", "rows", "stored"]


def rows(reader: str, pages: Sequence[Stored]) -> pl.DataFrame:
    """Pages as rows of `raw_pages`."""
    columns = {
        "reader": [f"{reader}{PAGES}"] * len(pages),
        "page": [each.number for each in pages],
        "cursor": [each.cursor for each in pages],
        "url": [each.page.url for each in pages],
        "kind": [each.page.kind for each in pages],
        "status": [each.page.status for each in pages],
        "headers": [text(each.page.headers) for each in pages],
        "about": [text(each.page.about) for each in pages],
        "account": [where(each.page.account) for each in pages],
        "at": [each.page.at for each in pages],
    }
    kinds = {name: RAW_PAGES.columns[name] for name in columns}
    body = bodies.column([each.page.body for each in pages])
    return pl.DataFrame([*pl.DataFrame(columns, schema=kinds), body])


def text(names: object) -> str:
    """Texts by name, as JSON."""
    return msgspec.json.encode(names).decode()


def where(account: Account) -> str:
    """An account as JSON: network, server, name."""
    return text((account.network, account.server, account.name))


def page(row: tuple[object, ...]) -> Stored:
    """A row of `raw_pages` as it was handed in."""
    _, number, cursor, url, kind, status, headers, about, account, at, body = row
    found = Page(
        kind=str(kind),
        url=str(url),
        status=int(str(status)),
        headers=TEXTS.decode(str(headers)),
        body=body,  # type: ignore[arg-type]
        at=at,  # type: ignore[arg-type]
        account=Account(*WHERE.decode(str(account))),
        about=TEXTS.decode(str(about)),
    )
    return Stored(int(str(number)), str(cursor), found)


def stored(lake: Lake, reader: str) -> Iterator[Stored]:
    """The pages of a crawl or a stream, in their order, a few in memory at a time."""
    for frame in lake.raw_pages(f"{reader}{PAGES}"):
        for row in frame.select(*RAW_PAGES.columns).iter_rows():
            yield page(row)


def last_stored(lake: Lake, reader: str) -> Stored | None:
    """The last page of a crawl or a stream."""
    found = lake.raw_page(f"{reader}{PAGES}")
    return page(found.row(0)) if found.height else None


def remembered(lake: Lake, validator: Validator) -> Page | None:
    """The page that an answer is compared with; None if it has expired."""
    found = lake.raw_page(f"{validator.reader}{PAGES}", validator.page)
    return page(found.row(0)).page if found.height else None
