"""What consent promises: bits are what they were, and each flag does what it says and nothing else."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openclout.consent import BOT, DISCOVERABLE, HIDES, NOT_SEARCHED, bits, hides, obeyed, words
from openclout.vocabulary.networks import FLAGS


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
    }
    assert (HIDES, NOT_SEARCHED, BOT) == (13, 2, 16)


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
