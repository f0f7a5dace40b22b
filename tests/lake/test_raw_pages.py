"""What raw pages promise: read again in their order, a few at a time; let go when they are old and done with."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from tests.lake.lakes import Row, batch

from openclout.lake import Batch, Lake, bodies, raw

START = datetime(2026, 1, 1, tzinfo=UTC)


def keep(lake: Lake, reader: str, number: int, *rows: Row, last: bool = False) -> None:
    """Keep pages of a reader; `last` also ends the reader of their rows."""
    rows = tuple({"reader": reader, **row} for row in rows)
    lake.append(Batch(reader, number, batch(raw_pages=rows).rows, last=last))


def numbers(lake: Lake, reader: str | None = None, since: datetime | None = None) -> list[tuple[str, int]]:
    found = pl.concat([pl.DataFrame(schema={"reader": pl.String, "page": pl.Int64}), *lake_pages(lake, reader, since)])
    return found.rows()


def lake_pages(lake: Lake, reader: str | None, since: datetime | None) -> list[pl.DataFrame]:
    return [piece.select("reader", "page") for piece in lake.raw_pages(reader, since=since)]


def test_pages_come_in_the_order_of_readers_and_numbers(lake: Lake) -> None:
    keep(lake, "b", 0, {"page": 2}, {"page": 1})
    keep(lake, "a", 0, {"page": 3, "at": START + timedelta(days=1)})
    keep(lake, "b", 1, {"page": 0})
    assert numbers(lake) == [("a", 3), ("b", 0), ("b", 1), ("b", 2)]
    assert numbers(lake, "b") == [("b", 0), ("b", 1), ("b", 2)]
    assert numbers(lake, since=START + timedelta(days=1)) == [("a", 3)]
    assert lake.raw_readers() == ["a", "b"]


def test_a_page_comes_back_as_it_was_kept(lake: Lake) -> None:
    assert list(lake.raw_pages()) == []
    row: Row = {"status": 304, "headers": '{"etag": "x"}', "about": '{"post": "p"}', "account": "forum:ada"}
    keep(lake, "a", 0, {**row, "body": bytes(range(256))})
    (found,) = lake.raw_pages()
    assert found.select(*row).row(0, named=True) == row
    assert found["body"][0] == bytes(range(256))


@pytest.mark.parametrize("empty", [b"", None])
def test_bodies_of_any_size_come_back_from_one_file(lake: Lake, empty: bytes | None) -> None:
    kept = [b"x" * 5000, empty, b"x" * 12, b"y" * 13, b"short", b"z" * 100_000]
    pages: list[Row] = [{"page": page, "body": body} for page, body in enumerate(kept)]
    keep(lake, "a", 0, *pages)
    (found,) = lake.raw_pages()
    assert found["body"].to_list() == kept


def test_bodies_that_are_pointed_at_are_kept_as_they_are(lake: Lake) -> None:
    kept = [b"x" * 5000, b"", b"x" * 12, b"y" * 13, b"short", b"z" * 100_000]
    pages = [{"reader": "a", "page": page} for page in range(len(kept))]
    lake.append(
        Batch("a", 0, {"raw_pages": batch(raw_pages=pages).table("raw_pages").with_columns(bodies.column(kept))})
    )
    (found,) = lake.raw_pages()
    assert found["body"].to_list() == kept


def test_large_pages_come_a_few_at_a_time(lake: Lake) -> None:
    size = raw.PIECE_BYTES // 4
    for number in range(10):
        keep(lake, "a", number, {"page": number, "body": bytes([number]) * size})
    heights = [piece.height for piece in lake.raw_pages()]
    assert sum(heights) == 10
    assert max(heights) <= 4


def test_old_pages_of_finished_readers_go_and_no_others(lake: Lake) -> None:
    old: Row = {"page": 0, "body": b"zq-old-page"}
    new: Row = {"page": 1, "at": START + timedelta(days=9)}
    keep(lake, "done/pages", 0, old, new, last=True)
    keep(lake, "done", 0, last=True)
    keep(lake, "unread/pages", 0, old, new, last=True)
    keep(lake, "open/pages", 0, old, new)
    version = lake.version()
    assert lake.expire_raw(START + timedelta(days=1)) == 1
    assert ("done/pages", 0) not in numbers(lake)
    assert len(numbers(lake)) == 5
    assert lake.version() == version
    assert lake.expire_raw(START + timedelta(days=1)) == 0


def test_pages_that_went_are_not_on_the_disk(lake: Lake) -> None:
    keep(lake, "a", 0, {"body": b"zq-old-page"}, last=True)
    lake.expire_raw(START + timedelta(days=1))
    assert not any(path.suffix == ".parquet" for path in (lake.folder / "raw_pages").rglob("*"))


MENTIONS: dict[str, Row] = {
    "account": {"account": "forum:@Zoë.Ada"},
    "url": {"url": "https://forum.example/search?q=%40Zo%C3%AB.Ada&n=1"},
    "about": {"about": '{"of": "zo\\u00eb.ada"}'},
    "body": {"body": b"\xff\xfe garbage zo\xc3\xab.ada garbage"},
    "escaped": {"body": b'{"by": "Zo\\u00eb.Ada"}'},
    "address": {"body": b'{"by": "https:\\/\\/forum.example\\/u\\/7"}'},
}


@pytest.mark.parametrize("where", sorted(MENTIONS))
def test_a_page_that_names_a_forgotten_account_goes_wherever_it_does(lake: Lake, where: str) -> None:
    own = "https://forum.example/u/7"
    lake.append(batch(accounts=[{"native_id": own, "handle": "Zoë.Ada"}, {}]))
    keep(lake, "a", 0, {"page": 0, **MENTIONS[where]}, {"page": 1})
    lake.forget("forum", own)
    assert numbers(lake) == [("a", 1)]


def test_a_short_name_is_not_found_within_other_words(lake: Lake) -> None:
    lake.append(batch(accounts=[{"native_id": "7", "handle": "ada"}]))
    named = [b'{"id": 7}', b'{"id": 177}', b"by @ada!", b"adagio", b'"\\nada"']
    keep(lake, "a", 0, *({"page": page, "body": body} for page, body in enumerate(named)))
    lake.forget("forum", "7")
    assert numbers(lake) == [("a", 1), ("a", 3)]


def test_pages_of_an_account_that_is_not_known_yet_are_forgotten_too(tmp_path: Path) -> None:
    with Lake(tmp_path / "lake") as lake:
        keep(lake, "a", 0, {"account": "forum:stranger"}, {"page": 2})
        assert lake.forget("forum", "stranger") == 1
        assert numbers(lake) == [("a", 2)]
