"""What changing promises: of the acts under a name those of its latest version stand, whatever comes in between."""

import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.lake.lakes import START, Row, batch, killed

from openclout.lake import Batch, Lake
from openclout.vocabulary.tables import LAKE

DAY = timedelta(days=1)
LIKE, MENTION = 1, 2


def version(number: int) -> datetime:
    return START + number * DAY


def acts(*targets: str, told: int | None = None, name: str = "7") -> list[Row]:
    """What stands under a name: somebody does something to each of these."""
    return [{"target": each, "act_id": name, "version": None if told is None else version(told)} for each in targets]


def edited(number: int, *targets: str, name: str = "7", **scope: object) -> Batch:
    """What has a version, and whom it acts on since then."""
    reader = f"version {number} {targets} {scope}"
    changed: Row = {"native_id": name, "version": version(number), **scope}
    return batch(reader, changed=[changed], interactions=acts(*targets, told=number, name=name))


def targets(lake: Lake) -> list[str]:
    """Whom the acts of the lake are done to."""
    names = dict(lake.accounts().select("key", "native_id").iter_rows())
    return sorted(names[key] for key in pl.DataFrame(lake.interactions(columns=("target",)))["target"])


def test_the_acts_of_the_last_version_stand_and_no_others(lake: Lake) -> None:
    lake.append(batch(interactions=[*acts("bob", "cy"), *acts("di", name="8")]))
    lake.append(edited(1, "bob", "ed"))
    for _ in range(2):
        assert targets(lake) == ["bob", "di", "ed"]
        assert sum(piece.num_rows for piece in lake.interaction_batches()) == 3
        lake.compact()


def test_a_version_in_which_nothing_is_left_leaves_nothing(lake: Lake) -> None:
    lake.append(batch(interactions=acts("bob", "cy")))
    lake.append(edited(1))
    assert targets(lake) == []


@pytest.mark.parametrize("between", [lambda _: None, Lake.compact, Lake.close])
def test_what_stood_before_may_stand_again(lake: Lake, between: Callable[[Lake], None]) -> None:
    lake.append(batch(interactions=acts("bob", "cy")))
    for number, left in enumerate((["cy"], ["bob", "cy"], [], ["bob"]), 1):
        lake.append(edited(number, *left))
        between(lake)
        assert targets(lake) == left


def test_a_compaction_forgets_no_version(lake: Lake) -> None:
    lake.append(batch(interactions=acts("bob", "cy")))
    for number, left in enumerate((["bob"], [], ["bob"]), 1):
        lake.append(edited(number, *left))
    lake.compact()
    lake.append(edited(1, target="cy"))
    assert targets(lake) == ["bob"]


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_the_order_in_which_versions_are_told_does_not_matter(lake: Lake, order: tuple[int, ...]) -> None:
    first = batch("first", interactions=acts("bob", "cy"))
    told = (first, edited(1, "cy"), edited(2, "bob", "di"))
    for place in order:
        lake.append(replace(told[place], reader=f"{place} at last"))
        lake.append(replace(told[place], reader=f"{place} again"))
    lake.append(replace(first, reader="first, once more"))
    assert targets(lake) == ["bob", "di"]


def test_versions_of_one_batch_are_told_apart(lake: Lake) -> None:
    changed: list[Row] = [{"native_id": "7", "version": version(number)} for number in (1, 2)]
    rows = [*acts("bob"), *acts("cy", told=1), *acts("di", told=2)]
    lake.append(batch(changed=changed, interactions=rows))
    assert targets(lake) == ["di"]


def test_what_is_said_of_one_account_leaves_the_others_alone(lake: Lake) -> None:
    lake.append(batch(interactions=acts("bob", "cy")))
    lake.append(edited(1, target="bob"))
    assert targets(lake) == ["cy"]
    lake.append(edited(2, "bob", target="bob"))
    assert targets(lake) == ["bob", "cy"]


def test_what_is_said_of_one_kind_of_act_leaves_the_others_alone(lake: Lake) -> None:
    both = [row | {"act": act} for act in (LIKE, MENTION) for row in acts("bob")]
    lake.append(batch(interactions=both))
    lake.append(edited(1, act=MENTION))
    assert pl.DataFrame(lake.interactions(columns=("act",)))["act"].to_list() == [LIKE]


def test_of_what_is_said_in_parts_the_latest_counts(lake: Lake) -> None:
    lake.append(batch(interactions=acts("bob", "cy")))
    lake.append(edited(2, "bob"))
    lake.append(edited(1, target="bob"))
    assert targets(lake) == ["bob"]
    lake.append(edited(3, target="bob"))
    assert targets(lake) == []


def test_parts_of_one_version_stand_together(lake: Lake) -> None:
    lake.append(batch(interactions=acts("bob", "cy")))
    lake.append(edited(1, "bob"))
    lake.append(edited(1, "cy"))
    assert targets(lake) == ["bob", "cy"]


def test_what_is_taken_back_does_not_come_with_another_version(lake: Lake) -> None:
    lake.append(batch(interactions=acts("bob"), withdrawn=[{"native_id": "7"}]))
    lake.append(edited(1, "bob", "cy"))
    assert targets(lake) == []


def test_the_same_version_again_adds_nothing(lake: Lake) -> None:
    lake.append(edited(1, "bob"))
    size = sum(file.stat().st_size for file in (lake.folder / "withdrawn").glob("*.parquet"))
    lake.append(replace(edited(1, "bob"), reader="again"))
    assert sum(file.stat().st_size for file in (lake.folder / "withdrawn").glob("*.parquet")) == size


def test_what_is_outdated_leaves_the_disk_with_the_next_compaction(lake: Lake) -> None:
    lake.append(batch(interactions=acts("bob", "cy")))
    lake.append(edited(1))
    lake.compact()
    files = sorted((lake.folder / "interactions").rglob("*.parquet"))
    assert sum(pl.read_parquet(file, hive_partitioning=False).height for file in files) == 0


WHOM = ("bob", "cy", "di")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["say", "say", "say", "compact", "close"]),
        st.integers(0, 1),
        st.integers(0, 4),
        st.none() | st.integers(0, len(LAKE) - 1),
    ),
    max_size=14,
)


@pytest.mark.slow
@settings(max_examples=60, deadline=None, derandomize=True)
@given(STEPS, st.lists(st.sets(st.sampled_from(WHOM)), min_size=10, max_size=10))
def test_any_order_repetition_and_death_leave_what_stands_last(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int, int, int | None]], said: list[set[str]]
) -> None:
    """Two things with five versions each, the first of which nobody calls a version."""
    known: dict[str, int] = {}
    with Lake(tmp_path_factory.mktemp("steps") / "lake") as lake:
        for place, (what, which, number, spared) in enumerate(steps):
            if what != "say":
                getattr(lake, what)()
                continue
            name, left = f"p{which}", sorted(said[5 * which + number])
            told = edited(number, *left, name=name) if number else batch(interactions=acts(*left, name=name))
            step = replace(told, reader=f"{place}")
            if spared is not None:
                killed(lake, step, spared)
            lake.append(step)
            known[name] = max(known.get(name, 0), number)
            assert targets(lake) == standing(known, said)
        lake.compact()
        assert targets(lake) == standing(known, said)


def standing(known: dict[str, int], said: list[set[str]]) -> list[str]:
    """Whom the last versions that are known act on."""
    return sorted(each for name, number in known.items() for each in said[5 * int(name[1]) + number])
