"""What is handed to a draft is in the file, for each person their own, or the draft fails and leaves nothing."""

import errno
import os
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.scoreboard.boards import FACTS

from openclout.scoreboard import writing
from openclout.scoreboard.layout import DONE, SHARE
from openclout.scoreboard.packing import packed_parts
from openclout.scoreboard.writing import Draft
from openclout.scoring.measures import BY_POST, BY_POST_ACT, PART


def test_a_table_that_cannot_be_written_fails_the_draft_and_leaves_no_file(tmp_path: Path) -> None:
    path = tmp_path / "2026-11-21.draft"
    twice = pl.DataFrame({"person": [1, 1], "acts": [1, 1], "people": [1, 1]})
    with pytest.raises(Exception, match="UNIQUE"), Draft(path) as draft:  # noqa: PT012 - the writer may be slower
        draft.add("giving", twice)
        draft.finish(FACTS)
    assert not path.exists()


def test_an_error_of_the_disk_that_is_told_once_fails_the_draft_here_by_a_feigned_fsync(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, told = tmp_path / "2026-11-21.draft", list[int]()

    def failing_once(file: int) -> None:
        told.append(file)
        if len(told) == 1:
            raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(writing, "MUCH", 1)
    monkeypatch.setattr(os, "fsync", failing_once)
    rows = pl.DataFrame({"person": range(100_000), "acts": 1, "people": 1})
    with pytest.raises(OSError, match="Input/output"), Draft(path) as draft:  # noqa: PT012 - by the next step or the last
        draft.add("giving", rows)
        draft.add("giving", rows.with_columns(pl.col("person") + 100_000))
        draft.add("giving", rows.with_columns(pl.col("person") + 200_000))
        draft.finish(FACTS)
    assert told
    assert not path.exists()


def test_a_draft_that_is_given_up_asks_for_no_more_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, given_up = list[int](), Event()

    def pieces() -> Iterator[pl.DataFrame]:
        for key in range(3):
            asked.append(key)
            yield pl.DataFrame({"person": [key], "acts": [1], "people": [1]})
            given_up.wait()

    def give_up() -> None:
        with Draft(tmp_path / "made.draft") as draft:
            draft.add_all("giving", pieces())
            shutdown = draft._writer.shutdown

            def shut(*, cancel_futures: bool) -> None:
                given_up.set()
                shutdown(cancel_futures=cancel_futures)

            monkeypatch.setattr(draft._writer, "shutdown", shut)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        give_up()
    assert len(asked) < 3
    assert not list(tmp_path.iterdir())


@given(st.permutations([1, 1, 1, 5, 5, 7, 9, 9]), st.lists(st.booleans(), min_size=8, max_size=8))
def test_parts_of_a_person_stay_together_in_their_order(owners: list[int], acts: list[bool]) -> None:
    parts = np.zeros(len(owners), dtype=PART)
    parts["owner"], parts["last"] = owners, 5_000_000
    parts["by"] = [BY_POST_ACT if act else BY_POST for act in acts]
    parts["interactions"] = np.arange(len(owners))
    persons = np.array([1, 2, 5, 7, 9], dtype=np.int32)
    shares, done = (column.to_pylist() for column in packed_parts(parts, persons))
    for place, person in enumerate(persons):
        mine = [(act, i) for i, (owner, act) in enumerate(zip(owners, acts, strict=True)) if owner == person]
        told = np.frombuffer(shares[place], dtype=SHARE)
        assert told["interactions"].tolist() == [i for act, i in mine if not act]
        assert set(told["last"].tolist()) <= {5}
        counted = np.frombuffer(done[place], dtype=DONE)["interactions"].tolist()
        assert counted == [i for act, i in mine if act]
