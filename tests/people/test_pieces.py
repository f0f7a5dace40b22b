"""A piece gets what a long table says of its keys, and nothing else."""

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from openclout.people.pieces import among, beside

KEYS = st.sets(st.integers(0, 30)).map(sorted)
WORDS = st.lists(st.integers(0, 2**64 - 1).map(lambda number: number >> 58), max_size=20)


@given(KEYS, KEYS, st.integers(1, 8))
def test_pieces_are_joined_as_the_whole_is(keys: list[int], known: list[int], many: int) -> None:
    whole = pl.DataFrame({"key": keys}, schema={"key": pl.Int32})
    table = pl.DataFrame(
        {"key": known, "word": [f"w{key}" for key in known]}, schema={"key": pl.Int32, "word": pl.String}
    )
    pieces = [beside(piece, table, "key") for piece in (*whole.iter_slices(many), whole.clear())]
    assert_frame_equal(pl.concat(pieces), whole.join(table, on="key", how="left", maintain_order="left"))


@given(WORDS, WORDS)
def test_hashes_are_told_apart(hashes: list[int], wanted: list[int]) -> None:
    found = among(np.array(hashes, dtype=np.uint64), np.array(sorted(wanted), dtype=np.uint64))
    assert found.to_list() == [word in wanted for word in hashes]
