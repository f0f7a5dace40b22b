"""A table put aside is the table that it was."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from openclout.engines import aside
from openclout.engines.aside import Kept

MANY = 25


@pytest.fixture(scope="module", autouse=True)
def small_pieces() -> object:
    patched = pytest.MonkeyPatch()
    patched.setattr(aside, "PIECE_ROWS", 10)
    yield
    patched.undo()


def table(many: int = MANY) -> pl.DataFrame:
    numbers = range(many)
    return pl.DataFrame(
        {
            "key": numbers,
            "name": [f"name {i}" if i % 3 else None for i in numbers],
            "odd": [i % 2 == 1 for i in numbers],
        },
        schema={"key": pl.Int32, "name": pl.String, "odd": pl.Boolean},
    )


@pytest.fixture(scope="module", params=[False, True], ids=["in memory", "on disk"])
def kept(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Kept:
    found = Kept(table())
    if request.param:
        found.put_aside(tmp_path_factory.mktemp("aside"))
    return found


def test_it_is_whole(kept: Kept) -> None:
    assert_frame_equal(kept.whole(), table())
    assert_frame_equal(pl.concat(kept.pieces()), table())
    assert len(kept) == MANY


@given(first=st.integers(0, MANY), many=st.integers(0, MANY))
def test_any_run_of_rows_can_be_read(kept: Kept, first: int, many: int) -> None:
    last = min(first + many, MANY)
    assert_frame_equal(kept.rows(first, last), table()[first:last])


@given(numbers=st.sets(st.integers(0, MANY - 1)))
def test_any_rows_can_be_taken(kept: Kept, numbers: set[int]) -> None:
    wanted = np.array(sorted(numbers), dtype=np.int32)
    assert_frame_equal(kept.taken(wanted), table()[wanted])


def test_a_table_without_rows_keeps_its_columns(tmp_path: Path) -> None:
    empty = Kept(table(0))
    empty.put_aside(tmp_path)
    assert_frame_equal(empty.whole(), table(0))
    assert_frame_equal(empty.taken(np.zeros(0, dtype=np.int32)), table(0))


def test_nothing_is_left_in_the_folder(tmp_path: Path) -> None:
    found = Kept(table())
    found.put_aside(tmp_path)
    assert not list(tmp_path.iterdir())
    assert_frame_equal(found.whole(), table())
