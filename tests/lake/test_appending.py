"""What appending promises: each row once, keys that stay, and nothing half done."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from tests.lake.lakes import Row, batch, content, same

from openclout.lake import Batch, Lake, Tally, writer
from openclout.vocabulary.errors import Busy, WrongTable
from openclout.vocabulary.tables import NOBODY

START = datetime(2026, 1, 1, tzinfo=UTC)
ORDER = ("withdrawn", "accounts", "raw_pages", "posts", "counts", "rejects", "interactions")


def full(number: int = 0) -> Batch:
    """A batch that touches every table."""
    return batch(
        number=number,
        interactions=[{"actor": f"fan{number}", "post": "p1"}, {"actor": f"other{number}", "act_id": "7"}],
        posts=[{"native_id": "p1", "text": f"Version {number}"}],
        counts=[{"count": number, "at": START + timedelta(days=number)}],
        accounts=[{"title": f"Bob {number}"}],
        rejects=[{"line": number}],
        raw_pages=[{"page": number}],
        withdrawn=[{"native_id": f"gone{number}"}],
    )


def test_an_empty_lake_has_no_rows_and_no_position(lake: Lake) -> None:
    assert lake.position("reader") is None
    assert lake.interactions().num_rows == 0
    assert list(lake.interaction_batches()) == []
    assert lake.span() is None
    assert lake.account_count() == 0
    assert all(table.is_empty() for table in content(lake).values())


def test_keys_are_dense_and_given_in_order_of_first_sight(lake: Lake) -> None:
    lake.append(batch(interactions=[{"actor": "zoe", "target": "bob"}, {"actor": "bob", "target": "ann"}]))
    lake.append(batch(number=1, interactions=[{"actor": "ann", "target": "new"}]))
    assert lake.accounts()["native_id"].to_list() == ["zoe", "bob", "ann", "new"]
    assert lake.accounts()["key"].to_list() == [0, 1, 2, 3]
    assert lake.account_count() == 4


def test_keys_stay_when_the_lake_is_opened_again(lake: Lake) -> None:
    lake.append(batch(interactions=[{"actor": "zoe"}]))
    lake.close()
    lake.append(batch("second", interactions=[{"actor": "new", "target": "zoe"}]))
    assert lake.accounts()["native_id"].to_list() == ["zoe", "bob", "new"]


def test_the_same_name_on_two_networks_is_two_accounts(lake: Lake) -> None:
    lake.append(batch(interactions=[{"network": "forum"}, {"network": "chat"}]))
    assert lake.account_count() == 4


def test_a_batch_handed_in_again_changes_nothing(lake: Lake) -> None:
    lake.append(full())
    before, version = content(lake), lake.version()
    lake.close()
    assert lake.append(full()) == Tally(read=3, kept=2, rejected=1)
    assert all(table.equals(before[name]) for name, table in content(lake).items())
    assert lake.version() == version


def test_an_interaction_that_another_reader_brought_is_a_duplicate(lake: Lake) -> None:
    lake.append(batch("first", interactions=[{"post": "p1"}, {"post": "p2"}]))
    tally = lake.append(batch("second", interactions=[{"post": "p2"}, {"post": "p3"}, {"post": "p3"}]))
    assert tally == Tally(read=3, kept=1, duplicates=2)
    assert lake.interactions().num_rows == 3


def test_duplicates_are_found_in_months_that_were_forgotten_meanwhile(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "IDS_KEPT", 0)
    monkeypatch.setattr(writer, "IDLE_BATCHES", 0)
    months: list[list[Row]] = [
        [{"at": START + timedelta(days=31 * month, seconds=i)} for i in range(5)] for month in range(4)
    ]
    for number, rows in enumerate(months):
        lake.append(batch("first", number=number, interactions=rows))
    again = [lake.append(batch(f"again {month}", interactions=rows)) for month, rows in enumerate(months)]
    assert again == [Tally(5, kept=0, duplicates=5)] * 4
    every: list[Row] = [row for rows in months for row in rows]
    assert lake.append(batch("all", interactions=[*every, {"post": "new"}])) == Tally(21, kept=1, duplicates=20)


def test_interactions_that_differ_in_anything_are_all_kept(lake: Lake) -> None:
    later: dict[str, object] = {"at": START + timedelta(microseconds=1)}
    changes: list[dict[str, object]] = [{"network": "chat"}, {"actor": "cy"}, {"target": "cy"}, {"act": 2}, later]
    rows: list[dict[str, object]] = [{}, *changes, {"post": "p"}, {"act_id": "p"}]
    assert lake.append(batch(interactions=rows)).kept == len(rows)


def test_weights_do_not_tell_interactions_apart(lake: Lake) -> None:
    assert lake.append(batch(interactions=[{"weight": 1.0}, {"weight": 2.0}])).duplicates == 1


def test_equal_votes_of_nobody_in_one_source_are_all_kept(lake: Lake) -> None:
    votes: list[dict[str, object]] = [{"actor": None}] * 3
    lake.append(batch(interactions=votes))
    lake.append(batch(number=1, interactions=votes))
    assert lake.interactions().num_rows == 6
    assert set(lake.interactions()["actor"].to_pylist()) == {NOBODY}


def test_equal_votes_of_nobody_in_another_source_are_duplicates(lake: Lake) -> None:
    votes: list[dict[str, object]] = [{"actor": None}] * 3
    lake.append(batch("first", interactions=votes))
    assert lake.append(batch("second", interactions=[*votes, {"actor": None}])) == Tally(4, kept=1, duplicates=3)


def test_votes_of_nobody_are_numbered_on_after_a_restart(lake: Lake) -> None:
    votes: list[dict[str, object]] = [{"actor": None}] * 2
    lake.append(batch(interactions=votes))
    lake.close()
    lake.append(batch(interactions=votes))
    lake.append(batch(number=1, interactions=votes))
    assert lake.interactions().num_rows == 4


def test_a_second_writer_is_turned_away(lake: Lake) -> None:
    lake.append(batch(interactions=[{}]))
    other = Lake(lake.folder)
    with pytest.raises(Busy, match="another one is writing"):
        other.append(batch("second", interactions=[{}]))
    lake.close()
    assert other.append(batch("second", interactions=[{}])).duplicates == 1
    other.close()


def test_a_batch_without_a_column_is_refused_and_nothing_is_kept(lake: Lake) -> None:
    broken = Batch("reader", 0, {"interactions": batch(interactions=[{}]).table("interactions").drop("at")})
    with pytest.raises(WrongTable, match="at missing"):
        lake.append(broken)
    assert lake.position("reader") is None
    with pytest.raises(WrongTable, match="strange"):
        Batch("reader", 0, {"strange": pl.DataFrame()})


def last_commit(folder: Path, table: str) -> Path:
    return max((folder / table / "_delta_log").glob("*.json"))


@pytest.mark.parametrize("made", range(len(ORDER)))
def test_a_crash_between_any_two_commits_is_made_good(tmp_path: Path, made: int) -> None:
    whole, broken = Lake(tmp_path / "whole"), Lake(tmp_path / "broken")
    for number in range(3):
        whole.append(full(number))
        broken.append(full(number))
    whole.close()
    broken.close()
    for table in ORDER[made:]:
        last_commit(broken.folder, table).unlink()
    assert broken.position("reader") == 1
    for number in range(3):
        tally = broken.append(full(number))
    assert tally == whole.tally("reader")
    assert same(whole, broken)
    assert whole.version() == broken.version()
    broken.close()


def test_the_version_tells_contents_apart(tmp_path: Path) -> None:
    lakes = [Lake(tmp_path / name) for name in "abc"]
    for lake in lakes[:2]:
        lake.append(batch("one", interactions=[{"actor": "ann"}]))
        lake.append(batch("two", interactions=[{"actor": "cy"}]))
    lakes[2].append(batch("two", interactions=[{"actor": "cy"}]))
    lakes[2].append(batch("one", interactions=[{"actor": "ann"}]))
    versions = [lake.version() for lake in lakes]
    assert versions[0] == versions[1] != versions[2]
    lakes[0].append(batch("three", counts=[{}]))
    assert lakes[0].version() != versions[0]
    assert Lake(shutil.copytree(lakes[1].folder, tmp_path / "copy")).version() == versions[1]
    for lake in lakes:
        lake.close()
