"""What is not known, or is no act, changes nothing: endorsements, and networks that nobody linked."""

import polars as pl
import pytest
from tests.library.acts import ACTS

import openclout
from openclout.scoring.counts import KINDS
from openclout.vocabulary.acts import ALIASES
from openclout.vocabulary.errors import BadInput

ENDORSEMENTS = ("endorse", "endorsement", "+k", "plus_k")


def test_an_endorsement_is_neither_an_act_nor_a_count() -> None:
    assert not {*ALIASES, *KINDS} & set(ENDORSEMENTS)
    for word in ENDORSEMENTS:
        given = ACTS.head(1).with_columns(act=pl.lit(word))
        with pytest.raises(BadInput, match="act"):
            openclout.score(pl.concat([ACTS, given]))


@pytest.mark.parametrize("word", ENDORSEMENTS)
def test_an_endorsement_as_a_count_changes_nobody(word: str) -> None:
    stated = pl.DataFrame({"account": ["ada", "ben"], "kind": [word, word], "count": [500, 900]})
    plain, again = openclout.score(ACTS), openclout.score(ACTS, counts=stated)
    assert again.select("person", "raw", "score").rows() == plain.select("person", "raw", "score").rows()


def test_a_network_that_is_not_linked_does_not_count() -> None:
    here = ACTS.with_columns(network=pl.lit("here"))
    there = ACTS.with_columns(network=pl.lit("there"))
    alone = openclout.score(here).filter(pl.col("person").str.contains("ada"))
    beside = openclout.score(pl.concat([here, there]))
    unlinked = beside.filter(pl.col("person").str.contains("ada") & (pl.col("network") == "here"))
    assert unlinked.select("raw", "score", "fans").rows() == alone.select("raw", "score", "fans").rows()
    linked = openclout.score(pl.concat([here, there]), links={"here:ada": "ada", "there:ada": "ada"})
    joined = linked.filter(pl.col("person") == "ada")
    assert joined["raw"][0] > alone["raw"][0]
