"""Reading anew changes nothing when nothing changed, and mends what was read wrongly."""

import fcntl
import json
import random
import shutil
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.collector.homes import collected, means_at
from tests.fakes import tiny
from tests.fakes.web import serving
from tests.lake.lakes import START, Row, batch, content
from tests.servers.atproto import eventually

from openclout.collector.crawling import collect
from openclout.collector.rereading import Reading, kept, pieces, reread
from openclout.collector.streaming import Stream
from openclout.lake import Batch, Lake, origin, renewing
from openclout.lake.clearing import without
from openclout.lake.renewing import FOLDER, READY
from openclout.lake.store import TRACED, Store
from openclout.lake.writer import LOCK
from openclout.vocabulary.acts import Act
from openclout.vocabulary.networks import (
    Account,
    Connector,
    Count,
    Interaction,
    Message,
    Page,
    Post,
    Record,
    Seen,
    Streaming,
    Unreadable,
    Withdrawn,
)
from openclout.vocabulary.tables import LAKE, RAW_PAGES

Worlds = tuple[Path, Lake, Lake]
SWITCHED = [table for table in LAKE if table.name in TRACED]


def test_reading_anew_changes_nothing_when_nothing_changed(tmp_path: Path) -> None:
    with serving(tiny.replied) as web:
        accounts = [Account("tiny", web.address, name) for name in ("ada", "ben")]
        collected(tmp_path, accounts)
        before, asked = content(Lake(tmp_path / "lake")), len(web.asked)
        with means_at(tmp_path) as means:
            found = reread(means)
            again = reread(means, network="tiny")
            assert reread(means, network="other").pages == 0
        assert len(web.asked) == asked
    after = content(Lake(tmp_path / "lake"))
    assert found.pages == again.pages == asked
    for name in ("accounts", "interactions", "posts", "counts"):
        assert before[name].equals(after[name]), name


def altered(seed: int) -> Connector:
    """A connector that reads some records otherwise, leaves some out, cannot read some, and thinks some taken back."""

    def read(page: Page) -> Iterator[Record]:
        for record in tiny.read(page):
            yield from otherwise(record, zlib.crc32(f"{seed} {record}".encode()) % 12 if seed else 11)

    def listen(message: bytes) -> Message:
        said = tiny.listen(message)
        fate = zlib.crc32(f"{seed} {message!r}".encode()) % 12 if seed else 11
        return replace(said, records=tuple(new for record in said.records for new in otherwise(record, fate)))

    parts = {name: getattr(tiny, name) for name in ("NETWORK", "recognise", "crawl", "stream")}
    return cast("Connector", SimpleNamespace(**parts, read=read, listen=listen))


def silent() -> Connector:
    """A connector that reads nothing at all."""

    def read(_: Page) -> Iterator[Record]:
        return iter(())

    def listen(message: bytes) -> Message:
        return replace(tiny.listen(message), records=())

    parts = {name: getattr(tiny, name) for name in ("NETWORK", "recognise", "crawl", "stream")}
    return cast("Connector", SimpleNamespace(**parts, read=read, listen=listen))


def otherwise(record: Record, fate: int) -> Iterator[Record]:
    if fate == 0:
        return
    if fate == 1:
        yield Unreadable("Not so.", str(record))
    elif fate == 2 and isinstance(record, Interaction):
        yield replace(record, act=Act.ANNOUNCE, actor=f"{record.actor}'s twin")
    elif fate == 3 and isinstance(record, Interaction) and record.act_id is not None:
        yield from (record, Withdrawn("act", record.act_id))
    elif fate == 4 and isinstance(record, Post):
        yield from (replace(record, text="Other words."), replace(record, native_id=f"{record.native_id}-2"))
    elif fate in {2, 3, 4} and isinstance(record, Seen):
        yield replace(record, title="Somebody else", flags=frozenset({"hidden"}))
    elif fate in {2, 3, 4} and isinstance(record, Count):
        yield replace(record, count=record.count + fate)
    else:
        yield record


def named(lake: Lake) -> dict[str, pl.DataFrame]:
    """Everything in a lake by name, since keys are given in the order of first sight; without unused accounts."""
    found = content(lake)
    names = found["accounts"].select("key", name=pl.concat_str("network", pl.lit(":"), "native_id"))
    keys = {"interactions": ("actor", "target"), "posts": ("author",), "counts": ("account",)}
    for table, columns in keys.items():
        for column in columns:
            joined = found[table].join(names, left_on=column, right_on="key", how="left")
            found[table] = joined.with_columns(pl.col("name").alias(column)).drop("name")
        found[table] = found[table].sort(found[table].columns)
    told = pl.any_horizontal(pl.col("flags").is_not_null(), pl.col("handle") != pl.col("native_id"))
    found["accounts"] = found["accounts"].filter(told).drop("key").sort("native_id")
    return found


def gathered(home: Path, server: str, connector: Connector) -> dict[str, pl.DataFrame]:
    """What stands in a lake after a file, two crawls and a stream; then the connector is that of `home` no more."""
    rows: list[Row] = [{"network": "tiny", "actor": "fan-3", "target": "ada", "act_id": "of a file", "at": START}]
    with means_at(home, networks=[connector], together=7) as means:
        means.lake.append(batch("file", interactions=rows))
        for name in ("ada", "ben"):
            collect([Account("tiny", server, name)], means)
        stream = Stream(means, cast("Streaming", connector), "ws://127.0.0.1")
        at = "2026-11-20T10:00:00Z"
        for number in range(0, 40, 10):
            told = [
                {"seq": each, "at": at, "who": f"fan-{each % 9}", "post": "x"} for each in range(number, number + 10)
            ]
            stream.take([json.dumps(each).encode() for each in told])
    return named(Lake(home / "lake"))


def alike(one: dict[str, pl.DataFrame], other: dict[str, pl.DataFrame]) -> dict[str, bool]:
    """Which tables hold the same."""
    return {name: one[name].equals(other[name]) for name in one}


@pytest.mark.slow
@settings(max_examples=4)
@given(before=st.integers(0, 10**6), after=st.integers(0, 10**6))
def test_reading_anew_is_as_if_today_s_connector_had_collected(before: int, after: int) -> None:
    with serving(tiny.replied) as web, tempfile.TemporaryDirectory() as folder:
        old, new = Path(folder) / "old", Path(folder) / "new"
        gathered(old, web.address, altered(before))
        expected = gathered(new, web.address, altered(after))
        for _ in range(2):
            with means_at(old, networks=[altered(after)]) as means:
                reread(means)
            assert all(alike(named(Lake(old / "lake")), expected).values())
        assert not (old / "lake" / "anew").exists()


def test_what_earlier_versions_kept_is_only_added_to(tmp_path: Path) -> None:
    """Their pages do not say how many a batch had."""
    with serving(tiny.replied) as web:
        before = gathered(tmp_path, web.address, altered(0))
    store = Store(tmp_path / "lake", RAW_PAGES)
    rows = store.scan().with_columns(pl.col("cursor").str.replace("/.*", "")).collect()
    store.commit([store.written(rows, None)], store.files(), {})
    with means_at(tmp_path, networks=[silent()]) as means:
        reread(means)
    assert alike(named(Lake(tmp_path / "lake")), before)["posts"]


def test_what_pages_brought_that_are_gone_by_now_stays(tmp_path: Path) -> None:
    with serving(tiny.replied) as web:
        whole = gathered(tmp_path, web.address, altered(0))
    with means_at(tmp_path, networks=[silent()]) as means:
        page = means.lake.raw_places().filter(pl.col("reader").str.contains("ada@")).sort("page").row(15, named=True)
        asked = next(means.lake.raw_held(pl.DataFrame([page])).iter_rows(named=True))["url"]
        without(Store(tmp_path / "lake", RAW_PAGES), pl.col("url") == asked, {})
        reread(means)
        left = named(means.lake)["interactions"]
    # Batches have seven pages, the first of them the profile and the lists of posts; the third batch is broken.
    assert 0 < left.filter(pl.col("target") == "tiny:ada").height < whole["interactions"].height
    assert left.filter(pl.col("target") == "tiny:ben").is_empty()
    assert left.filter(pl.col("at") == START).height == 1


pytestmark = pytest.mark.xdist_group("rereading")
"""One process makes what these share."""


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Worlds:
    """A home that was gathered by one connector, its lake, and the lake that another one gathers."""
    homes = tmp_path_factory.mktemp("worlds")
    with serving(tiny.replied) as web:
        before = gathered(homes / "old", web.address, altered(1))
        after = gathered(homes / "new", web.address, altered(3))
    assert not any(alike(before, after).values())
    return homes / "old", Lake(homes / "old" / "lake"), Lake(homes / "new" / "lake")


@pytest.fixture(scope="module")
def read_anew(worlds: Worlds, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake beside which all that was read anew is ready."""
    home = shutil.copytree(worlds[0], tmp_path_factory.mktemp("ready") / "home")
    folder = home / "lake"
    with means_at(home, networks=[altered(3)]) as means:
        batches = kept(means, None)
        for table in SWITCHED:
            whole = [origin(*batch) for batch in batches.select("reader", "number").iter_rows()]
            renewing.without(Store(folder, table), Store(folder / FOLDER, table), whole)
        with Lake(folder / FOLDER) as lake:
            reading = Reading(means, lake)
            for piece in pieces(batches):
                reading.take(piece)
    (folder / FOLDER / READY).touch()
    return folder


@pytest.mark.parametrize("tables", range(len(SWITCHED) + 1))
def test_a_reading_anew_that_was_killed_when_some_tables_were_in_their_place_is_finished_by_who_reads(
    worlds: Worlds, read_anew: Path, tmp_path: Path, tables: int
) -> None:
    folder = shutil.copytree(read_anew, tmp_path / "lake")
    for table in SWITCHED[:tables]:
        renewing.replaced(Store(folder, table), Store(folder / FOLDER, table))
    for table in SWITCHED[tables : tables + 1]:  # the files of the next are there, but not committed
        here, there = Store(folder, table), Store(folder / FOLDER, table)
        names = {Path(file).name for file in here.files()}
        assert [here.taken_over(file) for file in there.files() if Path(file).name not in names]
    assert all(alike(named(Lake(folder)), named(worlds[2])).values())
    assert not (folder / FOLDER).exists()


@pytest.mark.parametrize("use", [Lake.compact, lambda lake: lake.append(Batch("file", 1))], ids=["compact", "append"])
def test_a_reading_anew_that_was_killed_is_finished_before_anything_else_is_written(
    worlds: Worlds, read_anew: Path, tmp_path: Path, use: Callable[[Lake], object]
) -> None:
    with Lake(shutil.copytree(read_anew, tmp_path / "lake")) as lake:
        use(lake)
        assert not (lake.folder / FOLDER).exists()
        assert all(alike(named(lake), named(worlds[2])).values())


def test_who_reads_waits_until_all_tables_are_in_their_place(worlds: Worlds, read_anew: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(read_anew, tmp_path / "lake")
    lock = (folder / LOCK).open("w")
    fcntl.flock(lock, fcntl.LOCK_EX)
    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(lambda: named(Lake(folder)))
        renewing.settle(folder)
        lock.close()
        assert all(alike(reading.result(), named(worlds[2])).values())


@pytest.mark.slow
def test_a_reading_anew_that_is_killed_changed_nothing_or_everything(worlds: Worlds, tmp_path: Path) -> None:
    chance = random.Random(7)
    old, before, after = worlds
    home = shutil.copytree(old, tmp_path / "home")
    was, comes = named(before), named(after)
    words = [sys.executable, "-m", "tests.collector.reread_once", f"{home}"]
    for turn in range(20):
        with subprocess.Popen(words, cwd=Path(__file__).parents[2], stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            if turn % 2:
                eventually(lambda: renewing.ready(home / "lake") or process.poll() is not None)
            with suppress(subprocess.TimeoutExpired):
                process.wait(chance.uniform(0, 0.1 if turn % 2 else 1.5))
            process.kill()
        now = named(Lake(home / "lake"))
        assert all(alike(now, was).values()) or all(alike(now, comes).values())
    subprocess.run(words, cwd=Path(__file__).parents[2], check=True, stdout=subprocess.DEVNULL)
    assert all(alike(named(Lake(home / "lake")), comes).values())


def test_a_connector_that_was_mended_reads_what_it_missed(tmp_path: Path) -> None:
    def half(page: Page) -> Iterator[Record]:
        return (record for record in tiny.read(page) if not isinstance(record, Interaction))

    parts = {"NETWORK": tiny.NETWORK, "recognise": tiny.recognise, "crawl": tiny.crawl, "read": half}
    broken = cast("Connector", SimpleNamespace(**parts))
    with serving(tiny.replied) as web:
        ada = Account("tiny", web.address, "ada")
        with means_at(tmp_path, networks=[broken]) as means:
            collect([ada], means)
        assert Lake(tmp_path / "lake").interactions().num_rows == 0
        with means_at(tmp_path) as means:
            reread(means)
        collected(tmp_path / "whole", [ada])
    here, there = content(Lake(tmp_path / "lake")), content(Lake(tmp_path / "whole" / "lake"))
    assert here["interactions"].height == there["interactions"].height > 0
