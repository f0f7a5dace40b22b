"""What consent promises: bits are what they were, and each flag does what it says and nothing else."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openclout.consent import BOT, DISCOVERABLE, HIDES, NOT_SEARCHED, hides, latest, obeyed, words
from openclout.vocabulary.networks import FLAGS, UNTOLD, bits


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.frozensets(st.sampled_from(FLAGS)))
def test_bits_stand_for_the_same_words_again(flags: frozenset[str]) -> None:
    assert words(bits(flags)) == flags
    assert 0 <= bits(flags) < 2 ** len(FLAGS)


def test_kept_bits_never_change() -> None:
    assert {flag: bits([flag]) for flag in FLAGS} == {
        "hidden": 1,
        "not_indexed": 2,
        "not_without_account": 4,
        "protected": 8,
        "bot": 16,
        "away": 32,
    }
    assert (HIDES, NOT_SEARCHED, BOT) == (45, 2, 16)


def test_an_unknown_flag_is_refused() -> None:
    with pytest.raises(ValueError):
        bits(["shy"])


@pytest.mark.parametrize(
    ("flags", "hidden"),
    [(None, False), ((), False), (("bot", "not_indexed"), False), (("hidden",), True), (("protected",), True)],
)
def test_who_told_nothing_is_shown_and_who_asked_is_not(flags: tuple[str, ...] | None, *, hidden: bool) -> None:
    told = pl.DataFrame({"flags": [None if flags is None else bits(flags)]}, schema={"flags": pl.Int16})
    assert told.select(hides(pl.col("flags")))["flags"].to_list() == [hidden]
    assert told.select(hides(obeyed(pl.col("flags"), DISCOVERABLE)))["flags"].to_list() == [hidden]
    assert told.select(hides(obeyed(pl.col("flags"), "everyone")))["flags"].to_list() == [False]


TOLD = st.none() | st.tuples(*[st.frozensets(st.sampled_from(FLAGS))] * 2).map(
    lambda pair: (pair[0] & pair[1], pair[1])
)
"""What was told at one time: flags, and of which flags; or nothing."""


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(TOLD, min_size=1, max_size=6))
def test_each_flag_counts_as_it_was_last_told_of(told: list[tuple[frozenset[str], frozenset[str]] | None]) -> None:
    expected = dict.fromkeys(FLAGS, False)
    for each in told:
        expected |= {flag: flag in each[0] for flag in each[1]} if each is not None else {}
    kept = [None if each is None else bits(*each) for each in told]
    found = pl.DataFrame({"flags": kept}, schema={"flags": pl.Int16}).select(latest(pl.col("flags"))).item()
    if any(each is not None for each in told):
        assert words(found) == {flag for flag, asked in expected.items() if asked}
        assert found < 1 << UNTOLD
    else:
        assert found is None


def test_who_was_told_of_all_flags_is_told_of_all() -> None:
    assert bits(["hidden"], FLAGS) == bits(["hidden"])
