"""Small promises of the machinery: order, memory, who is kept among the best."""

import threading
from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openclout.engines.aside import Aside
from openclout.engines.giving import gifts
from openclout.engines.sources import Sources
from openclout.engines.threads import in_order
from openclout.engines.window import aimed, column, during, large, ranges
from openclout.scoreboard.layout import SOURCE
from openclout.scoring.measures import TIE


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_results_come_in_the_order_of_the_tasks(workers: int) -> None:
    assert list(in_order(lambda task: task * task, range(40), workers=workers)) == [task**2 for task in range(40)]


@pytest.mark.parametrize("workers", [1, 3])
def test_the_first_error_ends_it(workers: int) -> None:
    def failing(task: int) -> int:
        if task == 3:
            raise KeyError(task)
        return task

    with pytest.raises(KeyError):
        list(in_order(failing, range(1000), workers=workers))


def test_no_more_results_wait_than_workers_run() -> None:
    taken, most, lock = 0, 0, threading.Lock()

    def tasks() -> Iterator[int]:
        nonlocal taken
        for task in range(50):
            taken += 1
            yield task

    for done, _ in enumerate(in_order(lambda task: task, tasks(), workers=2), start=1):
        with lock:
            most = max(most, taken - done)
    assert most <= 2


def room_of(megabytes: int, workers: int) -> int:
    return megabytes * 2**20 // (workers + 1)


@given(st.lists(st.integers(0, 50_000), min_size=1, max_size=60), st.integers(0, 20), st.integers(1, 4))
def test_ranges_cover_every_target_once(rows: list[int], megabytes: int, workers: int) -> None:
    cuts = ranges(np.array(rows, dtype=np.int64), memory_limit_mb=megabytes, workers=workers)
    assert [target for low, high in cuts for target in range(low, high)] == list(range(len(rows)))
    room = max(1, room_of(megabytes, workers) // 160)
    assert all(high - low == 1 or sum(rows[low:high]) <= room for low, high in cuts)
    alone = large(cuts, np.array(rows, dtype=np.int64), memory_limit_mb=megabytes, workers=workers)
    assert alone == {
        (low, high) for low, high in cuts if sum(rows[low:high]) * 160 > max(1, room_of(megabytes, workers))
    }


@pytest.mark.parametrize(("megabytes", "workers"), [(7, 1), (7, 2), (7, 3), (20, 2), (20, 5)])
def test_several_ranges_are_even_and_each_worker_has_as_many(megabytes: int, workers: int) -> None:
    cuts = ranges(np.full(50_000, 1, dtype=np.int64), memory_limit_mb=megabytes, workers=workers)
    targets = [high - low for low, high in cuts]
    assert len(cuts) > 1
    assert len(cuts) % workers == 0
    assert max(targets) - min(targets) <= 1


@given(st.data())
def test_the_best_are_kept_whatever_the_order_of_buckets(data: st.DataObject) -> None:
    """Two accounts (2p, 2p + 1) are one person; ties of one owner come together, as a bucket gives them."""
    owners = data.draw(st.permutations(range(9)))
    points = data.draw(st.lists(st.integers(0, 20), min_size=36, max_size=36))
    ties = np.zeros(36, dtype=TIE)
    for place, owner in enumerate(owners):
        for actor in range(4):
            ties[4 * place + actor] = (points[4 * owner + actor], owner, actor, 1)
    sources = Sources(data.draw(st.sampled_from([[(0, 2)], [(0, 1), (1, 2)]])), Aside())
    for part in np.array_split(ties, [8, 20]):
        sources.add(gifts(part, np.array([0, 0, 1, 1], dtype=np.int32)))
    best = sources.best(np.array([0, 1], dtype=np.int32), SOURCE, top=20)
    assert np.array_equal(sources.best(np.array([1], dtype=np.int32), SOURCE, top=20)[0], best[1])
    for person in (0, 1):
        sums = {owner: sum(points[4 * owner + 2 * person : 4 * owner + 2 * person + 2]) for owner in range(9)}
        expected = sorted(sums.items(), key=lambda one: (-one[1], one[0]))
        found = [(int(place["owner"]), float(place["points"])) for place in best[person] if place["owner"] >= 0]
        assert found == expected
        assert all(place["interactions"] == 2 for place in best[person][:9])


def test_columns_are_read_as_they_are() -> None:
    rows = pa.table(
        {
            "at": pa.array([1, 2, 3], pa.timestamp("us", tz="UTC")),
            "post": pa.array([7, None, 9], pa.int64()),
            "target": pa.array([4, 5, 4], pa.int32()),
        }
    )
    several = pa.concat_tables([rows, rows])
    assert column(rows, "at", np.int64).tolist() == [1, 2, 3]
    assert column(several, "post", np.int64).tolist() == [7, -1, 9] * 2
    assert during(rows, (0, 4)) is rows
    assert column(during(rows, (2, 3)), "at", np.int64).tolist() == [2]
    assert column(aimed(several, np.array([5], dtype=np.int32), 6), "at", np.int64).tolist() == [2, 2]
