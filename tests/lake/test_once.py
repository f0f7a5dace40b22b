"""What can be done only once is one act, however often, in whatever order and in how many ways it is told."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.lake.lakes import Row, batch, killed

from openclout.lake import Batch, Lake
from openclout.vocabulary.tables import LAKE

START = datetime(2026, 1, 1, tzinfo=UTC)
ONCE = frozenset({1, 2})
UNNAMED: Row = {"post": "p1"}
NAMED: Row = {"post": "p1", "act_id": "7", "at": START + timedelta(days=40)}
GONE: Row = {"kind": "act", "native_id": "7"}


def told(reader: str, *rows: Row, number: int = 0, withdrawn: tuple[Row, ...] = ()) -> Batch:
    return replace(batch(reader, number, interactions=rows, withdrawn=withdrawn), once=ONCE)


def kept(lake: Lake) -> list[datetime]:
    return sorted(lake.interactions(columns=("at",))["at"].to_pylist())


@pytest.mark.parametrize("between", [lambda _: None, Lake.compact, Lake.close])
@pytest.mark.parametrize("rows", [(UNNAMED, NAMED), (NAMED, UNNAMED), (UNNAMED, NAMED, UNNAMED, NAMED)])
def test_the_act_with_its_name_is_left_in_whatever_order_they_come(
    lake: Lake, rows: tuple[Row, ...], between: Callable[[Lake], None]
) -> None:
    for number, row in enumerate(rows):
        lake.append(told(f"reader {number}", row))
        between(lake)
    assert kept(lake) == [NAMED["at"]]


@pytest.mark.parametrize("rows", [(UNNAMED, NAMED), (NAMED, UNNAMED)])
def test_both_in_one_batch_are_one(lake: Lake, rows: tuple[Row, ...]) -> None:
    tally = lake.append(told("reader", *rows))
    assert (tally.kept, tally.duplicates) == (1, 1)
    assert kept(lake) == [NAMED["at"]]


def test_without_a_name_it_is_one_at_whatever_instants_it_is_told(lake: Lake) -> None:
    for day in range(3):
        lake.append(told(f"reader {day}", UNNAMED | {"at": START + timedelta(days=day)}))
        lake.close()
    assert kept(lake) == [START]


@pytest.mark.parametrize("between", [lambda _: None, Lake.compact, Lake.close])
@pytest.mark.parametrize("first", [(), (UNNAMED,)])
def test_who_takes_back_the_act_with_its_name_has_not_done_it(
    lake: Lake, first: tuple[Row, ...], between: Callable[[Lake], None]
) -> None:
    late = UNNAMED | {"at": START + timedelta(days=1)}
    steps = (told("app", *first), told("repo", NAMED), told("stream", withdrawn=(GONE,)), told("app 2", late))
    for step in steps:
        lake.append(step)
        between(lake)
    assert kept(lake) == []


def test_what_was_taken_back_before_it_was_told_does_not_come_back_without_its_name(lake: Lake) -> None:
    for step in (told("stream", withdrawn=(GONE,)), told("repo", NAMED), told("app", UNNAMED | {"at": START})):
        lake.append(step)
    assert kept(lake) == []


def test_other_acts_things_and_people_are_acts_of_their_own(lake: Lake) -> None:
    others = ({"act": 2}, {"post": "p2"}, {"actor": "cy"}, {"target": "di"}, {"actor": None}, {"post": None})
    lake.append(told("reader", NAMED, *(UNNAMED | other for other in others)))
    assert lake.interactions().num_rows == 1 + len(others)


def test_where_it_can_be_done_twice_it_is_two(lake: Lake) -> None:
    lake.append(batch("file", interactions=[UNNAMED, NAMED, UNNAMED | {"at": START + timedelta(days=1)}]))
    assert lake.interactions().num_rows == 3


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["named", "unnamed", "undo", "again", "compact", "close"]),
        st.integers(0, 1),
        st.integers(0, 2),
        st.none() | st.integers(0, len(LAKE) - 1),
    ),
    max_size=12,
)


def step_of(what: str, which: int, times: int) -> Batch:
    name = f"{what}{which}{times}"
    if what == "undo":
        return told(name, withdrawn=({"kind": "act", "native_id": f"{which}{times}"},))
    row: Row = {"actor": f"a{which}", "post": "p1", "at": instant(what, times)}
    return told(name, row if what == "unnamed" else row | {"act_id": f"{which}{times}"})


def instant(what: str, times: int) -> datetime:
    return START + timedelta(days=40 * times + (what == "named"))


@pytest.mark.slow
@settings(max_examples=60, deadline=None, derandomize=True)
@given(STEPS)
def test_any_order_repetition_and_death_leave_each_act_once(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int, int, int | None]]
) -> None:
    done: set[tuple[str, int, int]] = set()
    with Lake(tmp_path_factory.mktemp("steps") / "lake") as lake:
        for place, (what, which, times, spared) in enumerate(steps):
            if what in {"compact", "close"}:
                getattr(lake, what)()
                continue
            if what == "again":
                said = sorted(done)
            else:
                said = [(what, which, times)]
                done.update(said)
            for each in said:
                step = replace(step_of(*each), reader=f"{place}")
                step = replace(step, number=said.index(each))
                if spared is not None:
                    killed(lake, step, spared)
                lake.append(step)
            check(lake, done)
        lake.compact()
        check(lake, done)


def check(lake: Lake, done: set[tuple[str, int, int]]) -> None:
    """Whether the lake holds what was done, once."""
    names = dict(lake.accounts().select("native_id", "key").iter_rows())
    rows = pl.DataFrame(lake.interactions(columns=("actor", "at")))
    for which in range(2):
        mine = rows.filter(pl.col("actor") == names.get(f"a{which}", -2))["at"].sort().to_list()
        named = {times for what, who, times in done if (what, who) == ("named", which)}
        if named:
            left = named - {times for what, who, times in done if (what, who) == ("undo", which)}
            assert mine == [instant("named", times) for times in sorted(left)]
        else:
            told_at = [instant("unnamed", times) for what, who, times in done if (what, who) == ("unnamed", which)]
            assert len(mine) == min(len(told_at), 1)
            assert set(mine) <= set(told_at)
