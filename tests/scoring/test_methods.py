"""What every method promises, ours and the rivals', in random worlds."""

import numpy as np
import polars as pl
import pytest
from bench.worlds import both
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.scoring.worlds import NOW, WEIGHTS, World, rows_of, world

from openclout.scoring.belief import lots, standing
from openclout.scoring.edges import Accounts, edges
from openclout.scoring.methods import METHODS, Method, Ranked, Seen, method
from openclout.scoring.methods.klout_styles import STYLES
from openclout.scoring.methods.numbers import OURS, entries
from openclout.scoring.methods.ours import ours
from openclout.scoring.points import DAY
from openclout.scoring.rows import Rows, chosen
from openclout.vocabulary.acts import Act
from openclout.vocabulary.errors import BadInput
from openclout.vocabulary.tables import NO_POST

SEEDS = st.integers(0, 2**32 - 1)
PEOPLE = 12
each_method = pytest.mark.parametrize("one", METHODS, ids=lambda one: one.name)
SCALES = {
    "2026.1": (1, 100),
    "kred": (1, 1000),
    "peerindex": (0, 100),
    "twitter-grader": (0, 100),
    "blog-grader": (0, 100),
    "followerwonk": (1, 100),
    "twitalyzer": (0, 100),
    "tweepcred": (0, 100),
    "klout-2011": (1, 100),
    "openrank": (0, 1),
    "h-index": (0, np.inf),
    "pagerank": (0, 1),
}


def seen(seed: int, *, people: int = PEOPLE, rows: int = 80) -> Seen:
    """A random world with some stated counts."""
    chance = np.random.default_rng(seed)
    counts = {
        kind: np.where(chance.random(people) < 0.5, np.nan, chance.integers(0, 20_000, people).astype(np.float64))
        for kind in ("follower", "friend", "subscriber", "list")
    }
    return Seen(world(seed, people=people, rows=rows).rows, people, NOW, counts)


def columns(found: Ranked) -> dict[str, np.ndarray]:
    return {"score": found.score, **found.figures}


@each_method
@settings(max_examples=12)
@given(SEEDS)
def test_a_number_is_on_the_scale(one: Method, seed: int) -> None:
    score = one.ranked(seen(seed)).score
    low, high = SCALES[one.name]
    assert score.shape == (PEOPLE,)
    assert np.all(np.isnan(score) | ((score >= low) & (score <= high + 1e-9)))


@each_method
@settings(max_examples=12)
@given(SEEDS)
def test_the_order_of_rows_is_irrelevant_to_the_last_bit(one: Method, seed: int) -> None:
    made = seen(seed)
    mixed = np.random.default_rng(seed).permutation(len(made.rows.owner))
    first, second = one.ranked(made), one.ranked(made._replace(rows=chosen(made.rows, mixed)))
    assert first.styles == second.styles
    for name, found in columns(first).items():
        np.testing.assert_array_equal(found, columns(second)[name], err_msg=name)


@each_method
@settings(max_examples=12)
@given(SEEDS)
def test_dislikes_and_what_people_do_to_themselves_change_nothing(one: Method, seed: int) -> None:
    made = seen(seed)
    kept = made.rows.act != Act.DISLIKE
    everybody = np.arange(PEOPLE)
    own = rows_of(owner=everybody, actor=everybody, at=np.full(PEOPLE, NOW - DAY))
    more = made._replace(rows=both(made.rows, own))
    without = made._replace(rows=chosen(made.rows, kept))
    for name, found in columns(one.ranked(more)).items():
        np.testing.assert_array_equal(found, columns(one.ranked(without))[name], err_msg=name)


@each_method
@pytest.mark.parametrize("people", [0, 1, 5])
def test_an_empty_world_has_nobody_above_anybody(one: Method, people: int) -> None:
    found = one.ranked(Seen(rows_of(owner=[], actor=[], at=[]), people, NOW, {}))
    assert found.score.shape == (people,)
    assert len(np.unique(found.score)) <= 1


@each_method
@settings(max_examples=12)
@given(SEEDS)
def test_a_world_of_nobody_named_is_measured(one: Method, seed: int) -> None:
    made = seen(seed)
    strangers = made._replace(rows=made.rows._replace(actor=np.full(len(made.rows.actor), -1, dtype=np.int32)))
    found = one.ranked(strangers)
    assert found.score.shape == (PEOPLE,)
    assert all(np.isfinite(figure).all() for figure in found.figures.values())


@each_method
@settings(max_examples=12)
@given(SEEDS)
def test_the_key_of_a_post_may_be_any_number_but_that_of_none(one: Method, seed: int) -> None:
    made = seen(seed)
    post = np.where(made.rows.post == NO_POST, NO_POST, -2 - made.rows.post)
    other = made._replace(rows=made.rows._replace(post=post))
    for name, found in columns(one.ranked(made)).items():
        np.testing.assert_allclose(found, columns(one.ranked(other))[name], rtol=1e-12, err_msg=name)


@each_method
@settings(max_examples=12)
@given(SEEDS)
def test_what_is_handed_in_stays_as_it_was(one: Method, seed: int) -> None:
    made, again = seen(seed), seen(seed)
    one.ranked(made)
    for was, now in zip(made.rows, again.rows, strict=True):
        np.testing.assert_array_equal(was, now)
    for kind, counted in again.counts.items():
        np.testing.assert_array_equal(made.counts[kind], counted)


@each_method
def test_every_figure_has_a_number_for_everybody(one: Method) -> None:
    found = one.ranked(seen(7, people=200, rows=2_000))
    assert all(figure.shape == (200,) and np.isfinite(figure).all() for figure in found.figures.values())
    assert len(found.styles) in {0, 200}


@each_method
def test_somebody_acted_on_by_many_stands_above_somebody_on_whom_nobody_acts(one: Method) -> None:
    fans = np.arange(2, 40)
    made = rows_of(
        owner=np.zeros(2 * len(fans)),
        actor=np.tile(fans, 2),
        at=NOW - DAY - np.arange(2 * len(fans)),
        act=np.repeat([Act.ANNOUNCE, Act.REPLY], len(fans)),
        post=np.tile([1, 2], len(fans)),
    )
    # Twitter Grader likes those who are active themselves, so both do something once.
    own = rows_of(owner=[2, 2], actor=[0, 1], at=[NOW - DAY, NOW - DAY], act=[Act.REPLY, Act.REPLY])
    score = one.ranked(Seen(both(made, own), 40, NOW, {})).score
    assert score[0] > (0.0 if np.isnan(score[1]) else score[1])


@given(SEEDS)
def test_our_own_number_is_the_formula_with_the_trust_of_the_day(seed: int) -> None:
    made = seen(seed, rows=200)._replace(counts={})
    network = np.zeros(PEOPLE, dtype=np.int16)
    names = pl.Series([str(person) for person in range(PEOPLE)])
    accounts = Accounts(np.arange(PEOPLE, dtype=np.int32), network, lots(names), network > 0)
    rows = chosen(made.rows, made.rows.act != Act.DISLIKE)._replace(network=np.zeros(200, dtype=np.int16))
    rows = _trimmed(rows)
    trust = standing(edges(rows.owner, rows.actor, rows.network, accounts), accounts, 1, WEIGHTS).trust
    people = World(rows, accounts, trust, 1).scored().people
    found = ours(made)
    np.testing.assert_allclose(found.figures["raw"], people["raw"].to_numpy(), rtol=1e-9)
    enough = people["enough"].to_numpy()
    np.testing.assert_array_equal(~np.isnan(found.score), enough)
    np.testing.assert_allclose(found.score[enough].round(2), people["score"].to_numpy()[enough], atol=0.011)


def _trimmed(rows: Rows) -> Rows:
    """The rows that are within memory, each column as long as the others."""
    count = len(rows.owner)
    rows = rows._replace(network=rows.network[:count])
    return chosen(rows, rows.at >= NOW - int(WEIGHTS.memory_days * DAY))


@given(SEEDS)
def test_styles_are_among_the_sixteen_and_for_those_only_who_did_or_got_something(seed: int) -> None:
    made = seen(seed, rows=30)
    found = method("klout-2011").ranked(made)
    recent = chosen(made.rows, (made.rows.at >= NOW - 90 * DAY) & (made.rows.act != Act.DISLIKE))
    known = set(recent.owner.tolist()) | set(recent.actor.tolist())
    names = {style for row in STYLES for style in row}
    assert len(names) == 16
    for person, style in enumerate(found.styles):
        assert (style in names) if person in known else style == ""


def test_methods_are_found_by_name_and_an_unknown_one_names_them_all() -> None:
    assert [method(one.name) for one in METHODS] == list(METHODS)
    with pytest.raises(BadInput, match=r"2026\.0, 2026\.1, kred, peerindex.*got 'klaut'"):
        method("klaut")


@each_method
def test_a_method_says_where_it_comes_from_and_what_is_ours(one: Method) -> None:
    assert all((one.title, one.years, one.scale, one.looks_at, one.source, one.ours))
    assert one.ours[-1] == "."
    assert one.looks_at[-1] == "."


def test_every_number_of_a_rival_has_a_unit_a_reason_and_a_source() -> None:
    found = [entry for one in METHODS for entry in entries(one.name)]
    assert len(found) > 50
    assert all(entry.unit and entry.reason[-1] == "." and entry.source for entry in found)
    assert any(entry.source == OURS for entry in found)
