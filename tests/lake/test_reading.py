"""What reading promises: the rows asked for, all of them, nothing else."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.lake.lakes import Row, batch, content

from openclout.lake import Lake
from openclout.lake import compaction as how
from openclout.lake.compaction import ranges
from openclout.vocabulary.errors import WrongTable
from openclout.vocabulary.networks import bits
from openclout.vocabulary.tables import NOBODY

START = datetime(2026, 1, 1, tzinfo=UTC)
COLUMNS = ("actor", "target", "act", "at")
ROWS: list[Row] = [
    {
        "actor": f"a{step % 17}",
        "target": f"t{step * step % 11}",
        "act": 1 + step % 3,
        "at": START + timedelta(hours=9 * step),
    }
    for step in range(400)
]
"""Interactions over five months, on a handful of targets."""
INSTANTS = st.none() | st.integers(-10, 410).map(lambda step: START + timedelta(hours=9 * step))


@pytest.fixture(scope="module")
def lakes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Lake, Lake]:
    """The same rows twice: as they were appended, and compacted."""
    found = []
    for name in ("appended", "compacted"):
        with Lake(tmp_path_factory.mktemp("lakes") / name) as lake:
            for number in range(4):
                lake.append(batch(number=number, interactions=ROWS[number * 100 : number * 100 + 100]))
        found.append(lake)
    found[1].compact()
    return found[0], found[1]


@settings(max_examples=30, deadline=None, derandomize=True)
@given(since=INSTANTS, until=INSTANTS, targets=st.none() | st.tuples(st.integers(-1, 30), st.integers(-1, 30)))
def test_a_window_holds_just_the_rows_between_its_bounds(
    lakes: tuple[Lake, Lake], since: datetime | None, until: datetime | None, targets: tuple[int, int] | None
) -> None:
    low, high = targets or (0, 0)
    for lake in lakes:
        whole = pl.DataFrame(lake.interactions(columns=COLUMNS)).sort(COLUMNS)
        expected = whole.filter(
            pl.lit(since is None) | (pl.col("at") >= (since or START)),
            pl.lit(until is None) | (pl.col("at") < (until or START)),
            pl.lit(targets is None) | pl.col("target").is_between(low, high - 1),
        )
        table = lake.interactions(since, until, columns=COLUMNS, targets=targets)
        pieces = lake.interaction_batches(since, until, columns=COLUMNS, targets=targets)
        assert pl.DataFrame(table).sort(COLUMNS).equals(expected)
        assert pl.DataFrame(pa.Table.from_batches(list(pieces), table.schema)).sort(COLUMNS).equals(expected)


def test_columns_come_in_the_order_asked_for_and_hold_no_text(lakes: tuple[Lake, Lake]) -> None:
    table = lakes[0].interactions(columns=("at", "target"))
    assert table.column_names == ["at", "target"]
    assert [str(kind) for kind in lakes[0].interactions().schema.types] == [
        "int32",
        "int32",
        "int8",
        "timestamp[us, tz=UTC]",
        "int64",
        "float",
    ]
    with pytest.raises(WrongTable, match="there is no text"):
        lakes[0].interactions(columns=("text",))


def test_the_span_runs_from_the_first_interaction_to_the_last(lakes: tuple[Lake, Lake]) -> None:
    assert lakes[0].span() == lakes[1].span() == (START, START + timedelta(hours=9 * 399))


def test_compaction_changes_no_row_and_sorts_each_month_into_one_file(lakes: tuple[Lake, Lake]) -> None:
    appended, compacted = lakes
    assert all(table.equals(content(appended)[name]) for name, table in content(compacted).items())
    assert appended.version() == compacted.version()
    files = live_files(compacted)
    assert len(files) == len({file.parent.name for file in files}) == 5
    for file in files:
        rows = pl.read_parquet(file, hive_partitioning=False)
        assert rows.equals(rows.sort("target", "at", "id"))


def live_files(lake: Lake) -> list[Path]:
    from openclout.lake.store import Store  # noqa: PLC0415
    from openclout.vocabulary.tables import INTERACTIONS  # noqa: PLC0415

    return [Path(file) for file in Store(lake.folder, INTERACTIONS).files()]


def test_compaction_leaves_alone_what_is_sorted_and_takes_in_what_is_new(lake: Lake) -> None:
    lake.append(batch(interactions=ROWS[:200]))
    lake.compact()
    before = live_files(lake)
    lake.compact()
    assert live_files(lake) == before
    lake.append(batch(number=1, interactions=ROWS[200:]))
    lake.compact()
    assert set(before[:2]) <= set(live_files(lake))
    assert lake.interactions().num_rows == 400
    assert lake.append(batch("again", interactions=ROWS)).duplicates == 400


def test_a_month_is_cut_between_targets_never_within_one() -> None:
    rows = pl.LazyFrame({"target": [3] * (how.PIECE // 2) + [5] * how.PIECE + [9]}, schema={"target": pl.Int32})
    found = ranges(rows)
    assert found[0][0] == 3
    assert found[-1][1] == 10
    assert all(one[1] == two[0] for one, two in pairwise(found))


def test_row_groups_are_small_enough_to_be_skipped(lakes: tuple[Lake, Lake]) -> None:
    statistics = pq.ParquetFile(live_files(lakes[1])[0]).metadata.row_group(0).column(2).statistics
    assert statistics.has_min_max


def test_the_latest_count_at_or_before_an_instant_counts(lake: Lake) -> None:
    days = [START + timedelta(days=day) for day in range(3)]
    lake.append(batch(counts=[{"at": at, "count": count} for at, count in zip(days, (5, 9, 7), strict=True)]))
    lake.append(batch(number=1, counts=[{"kind": "list", "at": days[1], "count": 1}]))
    assert lake.counts().select("kind", "count").rows() == [("follower", 7), ("list", 1)]
    assert lake.counts(days[1]).select("kind", "count").rows() == [("follower", 9), ("list", 1)]
    assert lake.counts(days[0]).select("kind", "count").rows() == [("follower", 5)]


def test_a_post_reads_as_it_was_last_imported(lake: Lake) -> None:
    lake.append(batch(posts=[{"text": "first"}, {"native_id": "p2"}, {"native_id": "p3", "author": None}]))
    lake.append(batch("later", posts=[{"text": "second"}], interactions=[{"post": "p1"}]))
    (key,) = lake.interactions(columns=("post",))["post"].to_pylist()
    for _ in range(2):
        assert lake.posts([key, 12345])["text"].to_list() == ["second"]
        assert lake.posts_made()["posts"].to_list() == [2]
        assert lake.posts_made(START + timedelta(days=1)).is_empty()
        lake.compact()


def test_an_interaction_about_no_post_has_no_post(lake: Lake) -> None:
    lake.append(batch(interactions=[{"post": None}]))
    assert lake.interactions(columns=("post", "weight")).to_pylist() == [{"post": NOBODY, "weight": 1.0}]


def test_what_was_told_last_of_an_account_counts_and_is_not_lost(lake: Lake) -> None:
    lake.append(batch(interactions=[{}]))
    lake.append(batch("one", accounts=[{"handle": "Bob", "title": "Robert"}]))
    lake.append(batch("two", accounts=[{"title": "Bobby"}, {"native_id": "new", "title": "New"}]))
    for _ in range(2):
        assert lake.accounts().select("native_id", "handle", "title").rows() == [
            ("ann", "ann", "ann"),
            ("bob", "Bob", "Bobby"),
            ("new", "new", "New"),
        ]
        lake.compact()


def test_flags_stay_as_they_were_last_told_when_nothing_more_is_told(lake: Lake) -> None:
    lake.append(batch("one", accounts=[{"flags": 1}, {"native_id": "ann", "flags": 4}, {"native_id": "cy"}]))
    lake.append(batch("two", accounts=[{"flags": 0}, {"native_id": "ann", "title": "Ann"}]))
    for _ in range(2):
        assert lake.accounts().select("native_id", "flags").rows() == [("bob", 0), ("ann", 4), ("cy", None)]
        lake.compact()


def test_who_is_hidden_by_others_is_not_shown_by_a_profile_that_cannot_tell(lake: Lake) -> None:
    own = ("not_without_account",)
    for number, flags in enumerate([bits(["hidden"]), bits(own, own), bits([], own)]):
        lake.append(batch("reader", number, accounts=[{"native_id": "ada", "flags": flags}]))
        assert len(lake.hidden_accounts()) == 1
    assert lake.accounts()["flags"].to_list() == [bits(["hidden"])]
    lake.append(batch("reader", 3, accounts=[{"native_id": "ada", "flags": bits([])}]))
    assert len(lake.hidden_accounts()) == 0
    lake.append(batch("alone", accounts=[{"native_id": "ben", "flags": bits(own, own)}]))
    assert lake.find_accounts("ben")["flags"].to_list() == [bits(own)]


@pytest.mark.parametrize("text", ["BOB", "@bob", "forum:bob", "robert", " Robert "])
def test_an_account_is_found_by_any_of_its_names(lake: Lake, text: str) -> None:
    lake.append(batch(interactions=[{}], accounts=[{"title": "Robert"}]))
    assert lake.find_accounts(text)["native_id"].to_list() == ["bob"]
    assert lake.find_accounts("nobody at all").is_empty()


def test_rejects_are_found_by_their_source(lake: Lake) -> None:
    lake.append(batch(rejects=[{"source": "b.csv"}, {"line": 9}, {"line": 3}]))
    assert lake.rejects()["line"].to_list() == [3, 9, 2]
    assert lake.rejects("b.csv").height == 1
