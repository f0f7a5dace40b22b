"""The names of Nostr mean what the examples of NIP-19 say, and nothing else means anything."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openclout.dialects.nostr_names import Named, meaning, word

KEY = "7e7e9c42a91bfef19fa929e5fda1b72e0ebc1a4c1141673e2794234d86addf4e"
NAME = "npub10elfcs4fr0l0r8af98jlmgdh9c8tcxjvz9qkw038js35mp4dma8qzvjptg"
LONGER = (
    "nprofile1qqsrhuxx8l9ex335q7he0f09aej04zpazpl0ne2cgukyawd24mayt8gpp4mhxue69uhhytnc9e3k7mgpz4mhxue69uhkg6nzv9ejuumpv34"
    "kytnrdaksjlyr9p"
)


def test_the_examples_of_the_document_are_understood() -> None:
    assert word("npub", KEY) == NAME
    assert meaning(NAME) == Named(KEY)
    found = meaning(LONGER)
    assert found is not None
    assert found.key == "3bf0c63fcb93463407af97a5e5ee64fa883d107ef9e558472c4eb9aaaefa459d"
    assert found.relays == ("wss://r.x.com", "wss://djbas.sadkb.com")


@given(st.binary(min_size=32, max_size=32))
def test_a_name_means_the_key_that_it_was_made_of(key: bytes) -> None:
    assert meaning(word("npub", key.hex())) == Named(key.hex())


@given(st.integers(0, len(NAME) - 1), st.sampled_from("qpzry9x8gf2tvdw0s3jn54khce6mua7l1bio-"))
def test_one_wrong_letter_is_noticed(place: int, letter: str) -> None:
    wrong = NAME[:place] + letter + NAME[place + 1 :]
    assert wrong == NAME or meaning(wrong) is None


@pytest.mark.parametrize(
    "text", ["", "npub1", "npub", NAME[:-1], NAME + "q", NAME.title(), word("nsec", KEY), "1" * 60]
)
def test_what_is_no_name_means_nothing(text: str) -> None:
    assert meaning(text) is None
