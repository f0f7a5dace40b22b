"""What lakes of an earlier version are owed: read with defaults, written on, and nothing of them lost."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
from deltalake import DeltaTable
from tests.lake.lakes import batch

from openclout.lake import Lake
from openclout.lake.store import Store, columns
from openclout.vocabulary.tables import ACCOUNTS, INTERACTIONS, NO_NAME, Table

START = datetime(2026, 1, 1, tzinfo=UTC)


def older(table: Table, *, without: str) -> Table:
    return replace(table, columns={name: kind for name, kind in table.columns.items() if name != without})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A lake as it was written before accounts had flags and acts had names."""
    accounts = Store(tmp_path, older(ACCOUNTS, without="flags"))
    rows = {"key": [0, 1], "network": "forum", "native_id": ["ann", "bob"], "handle": None, "title": None}
    kinds = columns(accounts.table)
    accounts.append(
        pl.DataFrame({**rows, "seen": [0, 1]}, schema_overrides=kinds), {"lake/following": 2, "lake/seen": 2}
    )
    interactions = Store(tmp_path, older(INTERACTIONS, without="own"))
    act = {"id": 5, "actor": 0, "target": 1, "act": 1, "at": START, "post": -1, "weight": 1.0, "month": "2026-01"}
    interactions.append(pl.DataFrame([act], schema=columns(interactions.table)), {})
    return tmp_path


def test_it_is_read_with_defaults(folder: Path) -> None:
    lake = Lake(folder)
    assert lake.accounts()["flags"].to_list() == [None, None]
    assert lake.interactions(columns=("own",))["own"].to_pylist() == [NO_NAME]


def test_it_is_written_on_and_tells_others_its_new_columns(folder: Path) -> None:
    with Lake(folder) as lake:
        lake.append(batch(interactions=[{"act_id": "7"}], accounts=[{"flags": 3}]))
        assert lake.interactions().num_rows == 2
        assert lake.accounts()["flags"].to_list() == [None, 3]
        lake.append(batch(number=1, withdrawn=[{"kind": "act", "native_id": "7"}]))
        assert lake.interactions().num_rows == 1
        lake.compact()
        assert lake.interactions(columns=("actor", "own")).to_pylist() == [{"actor": 0, "own": NO_NAME}]
    names = [field.name for field in DeltaTable(folder / "interactions").schema().fields]
    assert names[-1] == "own"


def test_it_is_forgotten_from(folder: Path) -> None:
    with Lake(folder) as lake:
        assert lake.forget("forum", "ann") == 2
        assert lake.accounts()["native_id"].to_list() == ["bob"]


def test_its_log_is_summed_up_from_now_on_and_tells_the_same(folder: Path) -> None:
    DeltaTable(folder / "interactions").alter.set_table_properties({"delta.checkpointInterval": "100"})
    with Lake(folder) as lake:
        for number in range(10):
            tally = lake.append(batch(number=number, interactions=[{"act_id": f"{number}"}]))
    assert list((folder / "interactions" / "_delta_log").glob("*.checkpoint.parquet"))
    again = Lake(folder)
    assert (again.position("reader"), again.tally("reader")) == (9, tally)
    assert again.interactions().num_rows == 11
