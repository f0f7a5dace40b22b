"""What the hashes and the writer's memory promise: they do what a set, a counter and a dictionary do."""

from collections import Counter
from datetime import UTC, datetime

import numpy as np
import polars as pl
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.lake.lakes import batch

from openclout.lake.hashing import hashes, network_hashes
from openclout.lake.keyed import Acts, months, post_keys
from openclout.lake.memory import AccountKeys, Known, Ordinals

quick = settings(max_examples=40, deadline=None, derandomize=True)
NUMBERS = st.lists(st.lists(st.integers(1, 60), max_size=3000), min_size=1, max_size=4)
NAMES = st.lists(st.lists(st.text(max_size=20), max_size=60), min_size=1, max_size=4)


def spread(numbers: list[int]) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    return np.array(numbers, np.uint64) * np.uint64(0x9E3779B97F4A7C15)


def test_stored_hashes_never_change() -> None:
    names = pl.Series(["", "a", "bob", "12345678", "did:plc:abcdefghijklmnopqrstuvwx", "Žofie"])
    assert hashes(names).tolist() == GOLDEN_NAMES
    acts = Acts.of(batch(interactions=[{}, {"actor": None, "post": "p", "act_id": "7"}]), AccountKeys())
    assert acts.ids.tolist() == GOLDEN_IDS
    assert post_keys(pl.Series(["forum"]), pl.Series(["p1"])).to_list() == GOLDEN_POSTS


GOLDEN_NAMES = [
    0,
    7746371849932909237,
    13406374930741839724,
    18383111237584990522,
    3512342963334268130,
    9859540376893495185,
]
GOLDEN_IDS = [53011358321982116, 1742325422761731511]
GOLDEN_POSTS = [-3450402788729818035]


@quick
@given(st.lists(st.text(max_size=40) | st.none(), max_size=50))
def test_equal_names_have_equal_hashes_and_different_names_different_ones(names: list[str | None]) -> None:
    found = hashes(pl.Series(names, dtype=pl.String)).tolist()
    assert [number == 0 for number in found] == [not name for name in names]
    pairs = set(zip(found, [name or "" for name in names], strict=True))
    assert len(pairs) == len(set(found)) == len({name or "" for name in names})


@quick
@given(st.lists(st.sampled_from(["a", "b"]), min_size=1, max_size=5))
def test_one_network_may_stand_for_all_rows(networks: list[str]) -> None:
    found = network_hashes(pl.Series(networks))
    assert len(found) == (1 if len(set(networks)) == 1 else len(networks))


@quick
@given(NUMBERS)
def test_ids_are_new_once(lists: list[list[int]]) -> None:
    known, seen = Known(), set()
    for numbers in lists:
        expected = []
        for number in numbers:
            expected.append(number not in seen)
            seen.add(number)
        assert known.note(spread(numbers)).tolist() == expected


def test_many_ids_fit() -> None:
    known = Known()
    numbers = spread(list(range(1, 100_001)))
    assert all(known.note(piece).all() for piece in np.array_split(numbers, 7))
    assert not known.note(numbers).any()


@quick
@given(NUMBERS)
def test_anonymous_acts_are_told_apart_and_always_in_the_same_way(lists: list[list[int]]) -> None:
    first, second = Ordinals(), Ordinals()
    found = [first.apart(spread(numbers), np.ones(len(numbers), np.bool_)).tolist() for numbers in lists]
    joined = spread([number for numbers in lists for number in numbers])
    assert [number for numbers in found for number in numbers] == second.apart(
        joined, np.ones(len(joined), np.bool_)
    ).tolist()
    assert max(Counter(number for numbers in found for number in numbers).values(), default=1) == 1
    assert named_ids_stay(joined)


def named_ids_stay(ids: np.ndarray[tuple[int], np.dtype[np.uint64]]) -> bool:
    return bool((Ordinals().apart(ids, np.zeros(len(ids), np.bool_)) == ids).all())


@quick
@given(NAMES)
def test_keys_are_given_as_a_dictionary_would_give_them(lists: list[list[str]]) -> None:
    keys, expected = AccountKeys(), dict[str, int]()
    for names in lists:
        column = pl.Series(names, dtype=pl.String)
        networks = pl.Series(["n"] * len(names), dtype=pl.String)
        both = keys.names(networks, column)
        (first, second), found = keys.assign(both, keys.names(networks, column.reverse()))
        sides = [name for pair in zip(names, reversed(names), strict=True) for name in pair]
        assert [sides[place] for place in found] == [
            name for name in dict.fromkeys(sides) if name and name not in expected
        ]
        for name in sides:
            if name:
                expected.setdefault(name, len(expected))
        assert first.tolist() == [expected.get(name, -1) for name in names]
        assert second.tolist() == [expected.get(name, -1) for name in reversed(names)]


@quick
@given(st.lists(st.datetimes(timezones=st.just(UTC)), max_size=30))
@example(
    [datetime(2024, 2, 29, tzinfo=UTC), datetime(2024, 3, 1, tzinfo=UTC), datetime(1969, 12, 31, 23, 59, tzinfo=UTC)]
)
def test_the_month_of_an_instant_is_its_month(instants: list[datetime]) -> None:
    column = pl.Series(instants, dtype=pl.Datetime("us", "UTC"))
    assert months(column).to_list() == [f"{at.year:04}-{at.month:02}" for at in instants]
