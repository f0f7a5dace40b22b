"""The same lake, ledger, day and method give the same bytes, however they are worked out."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest
from tests.pipeline.homes import LAST, copied, crowd, digest, link, methods, opened, run, scores, take, take_world

from openclout.demo.world import World, random_world, small_world
from openclout.engines.threads import Result, Task, in_order
from openclout.pipeline import Home

CHANGE = LAST - timedelta(days=2)


@pytest.fixture(scope="module")
def expected(filled: Home, tmp_path_factory: pytest.TempPathFactory) -> str:
    home = copied(filled, tmp_path_factory.mktemp("expected"))
    run(replace(home, workers=1), history_days=4, methods=methods(CHANGE))
    return digest(home)


@pytest.mark.parametrize(("megabytes", "workers"), [(2048, 2), (1, 1), (1, 2), (2, 2)])
def test_memory_and_workers_change_nothing(world_home: Home, expected: str, megabytes: int, workers: int) -> None:
    home = replace(world_home, memory_limit_mb=megabytes, workers=workers)
    run(home, history_days=4, methods=methods(CHANGE))
    assert digest(home) == expected


def test_a_bucket_for_each_account_changes_nothing(tmp_path: Path) -> None:
    home = take_world(opened(tmp_path / "many"), random_world(5, 20, 500))
    few = copied(home, tmp_path / "few")
    run(few)
    run(replace(home, memory_limit_mb=0, workers=2))
    assert digest(few) == digest(home)


def test_who_is_larger_than_memory_is_measured_alone(home: Home, tmp_path: Path) -> None:
    take(home, many=crowd("ann", 90, fans=90, per_day=90), few=crowd("bob", 90), more=crowd("cara", 90))
    whole = copied(home, tmp_path / "whole")
    asked = list[tuple[int, int]]()

    def spy(function: Callable[[Task], Result], tasks: Iterable[Task], *, workers: int) -> Iterator[Result]:
        parts = list(tasks)
        asked.append((workers, len(parts)))
        return in_order(function, parts, workers=workers)

    run(replace(home, memory_limit_mb=1, workers=2, over=spy), history_days=0)
    assert [many for workers, many in asked if workers == 1] == [1]
    assert max(many for workers, many in asked if workers == 2) > 1
    run(whole, history_days=0)
    assert digest(home) == digest(whole)


def test_a_day_published_again_is_the_same(world_home: Home) -> None:
    run(world_home, history_days=4, methods=methods(CHANGE))
    first = digest(world_home)
    run(world_home, history_days=4, methods=methods(CHANGE))
    assert digest(world_home) == first


def test_the_day_of_a_new_link_published_again_is_the_same(home: Home) -> None:
    take(home, interactions=crowd("ann", 40), more=crowd("annika", 40, per_day=3, network="blog"))
    link(home, "ann", "forum:ann")
    link(home, "ann", "blog:annika", since=LAST)
    take(home, again=crowd("bob", 5, network="blog"))
    run(home)
    first = digest(home)
    run(home)
    assert digest(home) == first


def test_one_day_at_a_time_gives_the_same_past(world_home: Home, tmp_path: Path) -> None:
    at_once = copied(world_home, tmp_path / "at-once")
    run(at_once, history_days=3)
    for back in (3, 2, 1, 0):
        run(world_home, LAST - timedelta(days=back), history_days=0)
    with at_once.shelf.open() as one, world_home.shelf.open() as other:
        for kept in ("SELECT person, history FROM person", "SELECT * FROM change"):
            assert [tuple(row) for row in one.all(kept)] == [tuple(row) for row in other.all(kept)]


def test_the_order_of_rows_and_files_changes_no_score(tmp_path: Path) -> None:
    made = small_world(3)
    home = take_world(opened(tmp_path / "sorted"), made)
    mixed = opened(tmp_path / "mixed")
    for name, frame in reversed(list(shuffled(made).items())):
        take(mixed, **{f"{name}{part}": piece for part, piece in enumerate(halves(frame))})
    run(home)
    run(mixed)
    one, other = scores(home), scores(mixed)
    assert one.keys() == other.keys()
    for name, numbers in one.items():
        assert numbers[1:] == other[name][1:], name
        assert numbers[0] == pytest.approx(other[name][0], rel=1e-12)


def shuffled(made: World) -> Mapping[str, pl.DataFrame]:
    names = ("accounts", "links", "posts", "counts", "interactions")
    return {name: getattr(made, name).sample(fraction=1, shuffle=True, seed=1) for name in names}


def halves(frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    return frame[: len(frame) // 2], frame[len(frame) // 2 :]
