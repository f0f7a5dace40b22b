"""What is put aside is what it was when it comes back."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from openclout.engines import aside, threads
from openclout.engines.aside import Aside, Kept, in_order
from openclout.scoring.measures import TIE

MANY = 25


@pytest.fixture(scope="module", autouse=True)
def small_pieces() -> object:
    patched = pytest.MonkeyPatch()
    patched.setattr(aside, "PIECE_ROWS", 10)
    patched.setattr(aside, "RUN_PIECES", 2)
    yield
    patched.undo()


@pytest.fixture(scope="module", params=[False, True], ids=["in memory", "on disk"])
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Aside:
    return Aside(tmp_path_factory.mktemp("aside") if request.param else None)


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


@pytest.mark.parametrize("many", [1, 3, 10, 25])
def test_a_long_table_is_whole_however_it_came(place: Aside, many: int) -> None:
    kept = Kept(table().iter_slices(many), place)
    assert_frame_equal(kept.whole(), table())
    assert [len(piece) for piece in kept.pieces()] == [10, 10, 5]


@given(numbers=st.sets(st.integers(0, MANY - 1)))
def test_any_rows_can_be_taken(place: Aside, numbers: set[int]) -> None:
    wanted = np.array(sorted(numbers), dtype=np.int32)
    assert_frame_equal(Kept([table()], place).taken(wanted), table()[wanted])


def test_a_table_without_rows_keeps_its_columns(place: Aside) -> None:
    empty = Kept([table(0), table(0)], place)
    assert_frame_equal(empty.whole(), table(0))
    assert_frame_equal(empty.taken(np.zeros(0, dtype=np.int32)), table(0))


@given(words=st.lists(st.text("aé\U0001f600", max_size=2)), many=st.integers(1, 40))
def test_rows_are_sorted_in_stretches_as_they_are_together(place: Aside, words: list[str], many: int) -> None:
    rows = pl.DataFrame({"text": words, "key": range(len(words), 0, -1)}, schema={"text": pl.String, "key": pl.Int32})
    pieces = rows.iter_slices(many) if len(rows) else [rows]
    stretches = list(in_order(pieces, ("text", "key"), place))
    assert_frame_equal(pl.concat(stretches), rows.sort("text", "key"))
    firsts = [set(stretch["text"]) for stretch in stretches]
    assert sum(map(len, firsts)) == len(set(words)), "a text is in one stretch only"


@pytest.mark.parametrize("many", [0, 1, 1000])
def test_an_array_of_records_comes_back(place: Aside, many: int) -> None:
    records = np.zeros(many, dtype=TIE)
    records["points"] = np.arange(many)
    found = place.array(records)()
    assert found.dtype == TIE
    assert np.array_equal(found, records)


def test_threads_share_the_place(place: Aside) -> None:
    def there_and_back(number: int) -> bool:
        values = np.full(5000 + number, number)
        stored, rows = place.array(values), place.table(table(number))
        return np.array_equal(stored(), values) and rows().equals(table(number))

    assert all(threads.in_order(there_and_back, range(40), workers=4))


def test_nothing_is_left_in_the_folder(tmp_path: Path) -> None:
    stored = Aside(tmp_path / "made").table(table())
    assert not list((tmp_path / "made").iterdir())
    assert_frame_equal(stored(), table())
