"""What counts only in part is said and adds up; who is set aside, and that acting never makes an account count less."""

import dataclasses

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tests.scoring.worlds import NOW, WEIGHTS, World, rows_of, world

from openclout.scoring.discounts import SET_ASIDE, STRANGERS
from openclout.scoring.edges import Marks, edges
from openclout.scoring.measures import BY_ACT, BY_DISCOUNT
from openclout.scoring.points import Trust
from openclout.scoring.reasons import discounted
from openclout.scoring.rows import chosen
from openclout.scoring.set_aside import credit
from openclout.vocabulary.acts import Act

SEEDS = st.integers(0, 2**32 - 1)
NETWORKS = ("github", "mastodon")
RULE = WEIGHTS.set_aside["github"]
EXACT = 1e-9


def doubtful(seed: int) -> World:
    """A random world with a random trust in which some accounts are set aside."""
    made = world(seed, rows=200, trust="random")
    kept = np.random.default_rng(seed).choice([1.0, RULE.keeps], 12)
    return dataclasses.replace(made, trust=made.trust._replace(credit=kept))


@given(SEEDS)
def test_what_was_taken_off_and_what_counted_are_what_was_done(seed: int) -> None:
    made = doubtful(seed)
    full = dataclasses.replace(made, trust=Trust(np.ones(12), np.full(2, np.inf), np.zeros(2)))
    parts = made.scored().parts
    taken = parts[parts["by"] == BY_DISCOUNT]
    off = np.bincount(taken["owner"], weights=taken["points"], minlength=12)
    np.testing.assert_allclose(made.raw() + off, full.raw(), rtol=EXACT, atol=EXACT)
    assert (taken["people"] <= taken["interactions"]).all()
    kept = parts[parts["by"] == BY_ACT]
    assert kept["points"].sum() <= full.raw().sum() + EXACT


def starring(stars: int, replies: int, crowd: int = 20) -> tuple[World, np.ndarray]:
    """Account 0 gave some stars and replies on GitHub; the crowd beside it stars and replies."""
    others = np.arange(4, 4 + crowd)
    actor = np.concatenate([np.zeros(stars + replies, int), others, others])
    act = [int(Act.LIKE)] * stars + [int(Act.REPLY)] * replies + [int(Act.LIKE)] * crowd + [int(Act.REPLY)] * crowd
    made = world(1, people=4 + crowd, rows=1, networks=1)
    rows = rows_of(owner=1 + np.arange(len(actor)) % 3, actor=actor, at=[NOW - 1] * len(actor), act=act)
    return made.with_rows(rows), kept_by(made.with_rows(rows))


def kept_by(made: World, networks: tuple[str, ...] = NETWORKS[:1]) -> np.ndarray:
    """What each account's acts keep, everybody unproven."""
    unproven = dataclasses.replace(made.accounts, proven=np.zeros_like(made.accounts.proven))
    rows = made.rows
    found = edges(rows.owner, rows.actor, rows.network, unproven, Marks(rows.act == Act.LIKE))
    kept = credit(found, unproven, networks, WEIGHTS)
    return kept if len(kept) else np.ones(len(unproven.person))


def test_an_account_that_did_nothing_but_star_once_or_twice_counts_a_tenth() -> None:
    assert starring(1, 0)[1][0] == starring(2, 0)[1][0] == RULE.keeps == 0.1
    assert starring(3, 0)[1][0] == 1.0
    assert starring(1, 1)[1][0] == 1.0
    assert (starring(2, 0)[1][1:] == 1.0).all()


def test_nobody_is_set_aside_where_that_was_not_measured() -> None:
    made, _ = starring(1, 0)
    assert (kept_by(made, ("mastodon",)) == 1.0).all()


def test_nobody_is_set_aside_where_nearly_everybody_looks_like_that() -> None:
    made, _ = starring(1, 0)
    stars_alone = made.with_rows(made.rows._replace(act=np.full_like(made.rows.act, Act.LIKE)))
    once = stars_alone.with_rows(chosen(stars_alone.rows, np.arange(21)))
    assert (kept_by(once) == 1.0).all()


def test_the_proven_are_never_set_aside() -> None:
    made, _ = starring(1, 0)
    proven = dataclasses.replace(made.accounts, proven=np.ones_like(made.accounts.proven))
    rows = made.rows
    found = edges(rows.owner, rows.actor, rows.network, proven, Marks(rows.act == Act.LIKE))
    assert len(credit(found, proven, NETWORKS[:1], WEIGHTS)) == 0


@given(SEEDS, st.integers(0, 11), st.integers(1, 14))
def test_acting_once_more_never_makes_an_account_count_for_less(seed: int, actor: int, act: int) -> None:
    made = world(seed, rows=30, networks=1)
    owner = (actor + 1) % 12
    more = made.plus(owner=[owner], actor=[actor], at=[NOW - 1], act=[act])
    before, after = kept_by(made), kept_by(more)
    if (before < 1).any() == (after < 1).any():  # the share of such accounts stays one that was measured
        assert (after >= before)[made.rows.actor[made.rows.actor >= 0]].all()
        trusts = (made.trust._replace(credit=kept) for kept in (before, after))
        was, now = (
            dataclasses.replace(one, trust=trust).raw() for one, trust in zip((made, more), trusts, strict=True)
        )
        assert (now >= was - EXACT).all()


def test_the_words_name_nobody_and_say_how_often_they_are_wrong() -> None:
    parts = doubtful(3).scored().parts
    mine = parts[parts["by"] == BY_DISCOUNT]
    said = {found.reason: found for found in discounted(mine, NETWORKS, WEIGHTS)}
    assert set(mine["label"]) == {STRANGERS, SET_ASIDE}
    assert "56%" in said["set_aside"].words
    assert "1.3%" in said["set_aside"].words
    assert "about 2 are people" in said["set_aside"].words
    assert "about 18 " in said["set_aside"].words
    assert not any(word in found.words for found in said.values() for word in ("bot", "fake", "fraud"))
