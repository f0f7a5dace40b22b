"""What fakes can add is bounded by what the page prints, whatever they try within what the bound assumes."""

import dataclasses

import numpy as np
import pytest
from bench.worlds import both
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.scoring.worlds import NOW, WEIGHTS, World, rows_of, world

from openclout.scoring.belief import standing
from openclout.scoring.bounds import fakes_bound, fans_for, one_fan, passed_on, ring_bound, tricked_bound
from openclout.scoring.calibration import score
from openclout.scoring.edges import Accounts, edges
from openclout.scoring.rows import Rows

pytestmark = pytest.mark.slow


SEEDS = st.integers(0, 2**32 - 1)
EXACT = 1e-9
REAL, FAKES, TARGET = 40, 30, 0


def community(seed: int) -> World:
    """Forty accounts of which twenty-five have proven who they are, on two networks."""
    made = world(seed, people=REAL, rows=200)
    proven = np.arange(REAL) % 8 > 2
    return with_trust(dataclasses.replace(made, accounts=dataclasses.replace(made.accounts, proven=proven)), None)


def with_trust(made: World, before: World | None) -> World:
    """The world with the trust of the day; its networks stay as hardened as they were."""
    known = edges(made.rows.owner, made.rows.actor, made.rows.network, made.accounts)
    trust = standing(known, made.accounts, made.networks, WEIGHTS).trust
    if before is not None:
        trust = trust._replace(room=before.trust.room, kappa=before.trust.kappa)
    return dataclasses.replace(made, trust=trust)


def grown(made: World, fakes: int) -> Accounts:
    """The accounts of a world and so many fakes on the network of the target."""
    return Accounts(
        np.arange(REAL + fakes, dtype=np.int32),
        np.concatenate([made.accounts.network, np.full(fakes, made.accounts.network[TARGET])]),
        np.concatenate([made.accounts.lot, np.zeros(fakes)]),
        np.concatenate([made.accounts.proven, np.zeros(fakes, dtype=np.bool_)]),
    )


def attacked(made: World, chance: np.random.Generator, tricked: int) -> World:
    """The same with fakes who act on the target, on each other and on real accounts, and real acts on fakes."""
    fakes = np.arange(REAL, REAL + FAKES)
    everybody = grown(made, FAKES)
    each, among, real, few = (int(chance.integers(1, most)) for most in (5, 200, 60, FAKES))
    acts = [
        (np.repeat(fakes, each), np.full(FAKES * each, TARGET)),
        (chance.choice(fakes, among), chance.choice(fakes, among)),
        (chance.choice(fakes, real), chance.integers(1, REAL, real)),
        (chance.integers(chance.integers(0, 2), REAL, tricked), chance.choice(fakes[:few], tricked)),
    ]
    actor, owner = (np.concatenate([pair[side] for pair in acts]) for side in (0, 1))
    return dataclasses.replace(made, accounts=everybody, rows=both(made.rows, _rows(owner, actor, everybody)))


def _rows(owner: np.ndarray, actor: np.ndarray, accounts: Accounts) -> Rows:
    kept = owner != actor
    at = np.full(kept.sum(), NOW - 1)
    return rows_of(owner=owner[kept], actor=actor[kept], at=at, network=accounts.network[owner[kept]])


@settings(max_examples=300)
@given(SEEDS, st.sampled_from([0, 20]))
def test_an_attack_within_the_assumption_never_gains_more_than_the_bound(seed: int, tricked: int) -> None:
    before = community(seed)
    assert tricked <= WEIGHTS.bound_tricked
    after = with_trust(attacked(before, np.random.default_rng(seed), tricked), before)
    gained = score(after.raw()[:1], WEIGHTS)[0] - score(before.raw()[:1], WEIGHTS)[0]
    person = before.scored().people.row(TARGET, named=True)
    if person["interactions"]:
        assert gained <= person["tricked_bound" if tricked else "fake_bound"] + EXACT


def test_help_of_real_accounts_widens_the_bound_and_a_purse_never_closes_it() -> None:
    people = community(5).scored().people
    heard = people.filter(people["interactions"] > 0)
    assert (heard["tricked_bound"] > heard["fake_bound"]).all()
    assert (heard["fake_bound"] >= 0).all()


def test_an_act_of_a_real_account_on_a_fake_is_worth_two_thirds_of_a_fan() -> None:
    assert passed_on(WEIGHTS) == pytest.approx(0.85 / 20 * (1 + 0.85 + 0.85**2 + 0.85**3))
    assert fans_for(1, WEIGHTS) == pytest.approx(0.677, abs=1e-3)
    assert one_fan(WEIGHTS) == pytest.approx(np.pi**2 / 6, abs=1e-6)


def ringed(made: World, members: int) -> World:
    """The same with fakes who act on each other and on the target, who acts on each of them."""
    fakes = np.arange(REAL, REAL + members)
    everybody = np.append(fakes, TARGET)
    owner, actor = (side.ravel() for side in np.meshgrid(everybody, everybody))
    accounts = grown(made, members)
    return dataclasses.replace(made, accounts=accounts, rows=both(made.rows, _rows(owner, actor, accounts)))


@settings(max_examples=200)
@given(SEEDS, st.integers(1, 200))
def test_a_ring_gives_the_one_who_joins_it_no_more_than_its_bound(seed: int, members: int) -> None:
    before = community(seed)
    after = with_trust(ringed(before, members), before)
    gained = score(after.raw()[:1], WEIGHTS)[0] - score(before.raw()[:1], WEIGHTS)[0]
    person = before.scored().people.row(TARGET, named=True)
    if person["interactions"]:
        assert gained <= person["ring_bound"] + EXACT


def test_a_ring_gives_strangers_what_the_purse_holds_and_the_proven_as_much_as_tricked_accounts() -> None:
    raw, kappa = np.ones(2), np.ones(2)
    room = np.full(2, WEIGHTS.belief.hardened.room)
    stranger, proven = ring_bound(raw, room, kappa, np.array([0.0, 1.0]), WEIGHTS)
    assert stranger == fakes_bound(raw, room, WEIGHTS)[0]
    assert proven == tricked_bound(raw, room, kappa, WEIGHTS)[1]
