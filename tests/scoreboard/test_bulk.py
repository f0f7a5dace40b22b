"""Many people of a run are read at once as they are one by one."""

from collections.abc import Iterator
from contextlib import closing

import numpy as np
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.scoreboard.boards import draft

from openclout.scoreboard import bulk
from openclout.scoreboard.bulk import Bulk

KEYS = [*range(40), *range(1000, 1500, 50)]
"""Some people stand close together, some far apart."""


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bulk]:
    people = pl.DataFrame(
        {"person": KEYS, "name": [f"n{key}" for key in KEYS], "title": "t", "score": [key / 7 for key in KEYS]},
        schema_overrides={"person": pl.Int32},
    )
    accounts = people.select(key="person", native_id="name", handle="name", title="title", person="person")
    path = tmp_path_factory.mktemp("bulk") / "made.draft"
    with draft(path, people, accounts), closing(Bulk(path)) as found:
        yield found


def pairs(table: pa.Table) -> list[tuple[int, str]]:
    return list(zip(table["person"].to_pylist(), table["name"].to_pylist(), strict=True))


@given(persons=st.sets(st.sampled_from([*KEYS, 41, 999, 1501])))
def test_whoever_is_asked_for_is_read(opened: Bulk, persons: set[int]) -> None:
    wanted = np.array(sorted(persons), dtype=np.int32)
    expected = [(key, f"n{key}") for key in sorted(persons & set(KEYS))]
    assert pairs(opened.of(wanted, "person", "name")) == expected


def test_everybody_is_read_in_pieces(opened: Bulk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "PIECE_KEYS", 7)
    pieces = list(opened.everybody(1460, "person", "name"))
    assert max(map(len, pieces)) == 7
    assert [pair for piece in pieces for pair in pairs(piece)] == [(key, f"n{key}") for key in KEYS if key < 1460]
