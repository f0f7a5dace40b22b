"""What momentum promises: beside the score, equal to it for the steady, quick, and no easier to buy."""

import dataclasses
from random import Random

import numpy as np
import pytest
from bench.worlds import both
from hypothesis import given
from hypothesis import strategies as st
from tests.scoring.plain_momentum import plain_paces
from tests.scoring.worlds import NOW, WEIGHTS, World, rows_of, world

from openclout.scoring.belief import full_trust
from openclout.scoring.calibration import score
from openclout.scoring.edges import Accounts
from openclout.scoring.formula import plan
from openclout.scoring.momentum import fast, momentum, tempo
from openclout.scoring.points import DAY, Trust
from openclout.scoring.rows import Rows, chosen, ordered
from openclout.scoring.standings import measure

SEEDS = st.integers(0, 2**32 - 1)
TRUSTS = st.sampled_from(["day", "full", "random"])
EXACT = 1e-9


def heard(rows: Rows) -> World:
    """A world in which everybody is believed; the first accounts are acted on."""
    people = 1 + int(max(rows.owner.max(), rows.actor.max()))
    accounts = Accounts(
        np.arange(people, dtype=np.int32), np.zeros(people, np.int16), np.zeros(people), np.zeros(people, bool)
    )
    return World(rows, accounts, full_trust(accounts, 1), 1)


def steady(per_day: float, fans: int | None, *, days: int = 729, first: int = 1) -> Rows:
    """Acts on account 0 at even times, by so many fans in turn, or each by a new one."""
    count = int(per_day * days)
    at = NOW - ((np.arange(count) + 0.5) * (DAY / per_day)).astype(np.int64)
    return rows_of(owner=[0] * count, actor=first + np.arange(count) % (fans or count), at=at)


def now_and_score(made: World) -> tuple[float, float]:
    found = made.scored().people.row(0, named=True)
    return found["momentum"], found["score"]


@given(SEEDS, TRUSTS)
def test_the_kernel_computes_the_paces_as_they_are_written(seed: int, trust: str) -> None:
    made = world(seed, trust=trust, rows=150)
    rows = made.rows._replace(at=np.where(made.rows.at % 3 == 0, made.rows.at, NOW - 1 - made.rows.at % (5 * DAY)))
    hurried = made.with_rows(rows)
    today = plan(NOW, WEIGHTS, networks=made.networks)
    found = measure(rows, ordered(rows, 12), today, made.trust).standings
    usual, lately = plain_paces(hurried)
    np.testing.assert_allclose(found["usual"], usual, rtol=1e-6)
    np.testing.assert_allclose(found["lately"], lately, rtol=1e-6)


@pytest.mark.parametrize("fans", [None, 1, 4, 30, 400])
@pytest.mark.parametrize("per_day", [1, 4, 24])
def test_whoever_is_steady_has_a_momentum_like_the_score(per_day: int, fans: int | None) -> None:
    now, slow = now_and_score(heard(steady(per_day, fans)))
    assert now == pytest.approx(slow, abs=0.75)


@given(SEEDS, TRUSTS)
def test_momentum_is_no_part_of_the_score(seed: int, trust: str) -> None:
    made = world(seed, trust=trust)
    hurry = dataclasses.replace(WEIGHTS.momentum, week_days=1.0, hours_share=0.5, still_points=1.0)
    people = made.scored().people
    other = made.scored(weights=dataclasses.replace(WEIGHTS, momentum=hurry)).people
    beside = ["momentum", "chance_now"]
    assert other.drop(beside).equals(people.drop(beside))
    assert not other["momentum"].equals(people["momentum"])


@given(SEEDS, TRUSTS)
def test_momentum_lies_between_1_and_100_and_is_finite(seed: int, trust: str) -> None:
    people = world(seed, trust=trust).scored().people
    assert people["momentum"].is_between(1.0, 100.0).all()
    assert people["chance_now"].is_finite().all()


@given(SEEDS, TRUSTS, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_move_momentum(seed: int, trust: str, shuffled: Random) -> None:
    made = world(seed, trust=trust)
    order = list(range(len(made.rows.owner)))
    shuffled.shuffle(order)
    again = made.with_rows(chosen(made.rows, np.array(order))).scored().people
    assert again["momentum"].equals(made.scored().people["momentum"])


@pytest.mark.parametrize("per_day", [0.2, 0.5, 1])
def test_doubling_ones_audience_for_a_month_raises_the_score_and_shows_at_once_in_momentum(per_day: float) -> None:
    usual = steady(per_day, None)
    _, before = now_and_score(heard(usual))
    new = 1 + int(usual.actor.max())
    for days in (5, 30):
        now, after = now_and_score(heard(both(usual, steady(per_day, None, days=days, first=new))))
        assert now - before > 1.5
    assert after - before >= 1.5


def test_silence_shows_in_momentum_before_it_shows_in_the_score() -> None:
    made = heard(steady(3, None))
    week = made.scored(NOW + 7 * DAY).people.row(0, named=True)
    assert made.scored().people["score"][0] - week["score"] < 1.0
    assert week["score"] - week["momentum"] > max(5.0, week["chance_now"])


def test_one_fan_who_acts_a_hundred_times_today_is_one_fan() -> None:
    usual = steady(3, None)
    new = 1 + int(usual.actor.max())
    at = NOW - 1 - np.arange(100) * (DAY // 200)
    once, often = (
        now_and_score(heard(both(usual, rows_of(owner=[0] * n, actor=[new] * n, at=at[:n]))))[0] for n in (1, 100)
    )
    assert often - once < 0.5


@given(SEEDS, st.integers(100, 2000), st.sampled_from([(0.25, 1.0), (10.0, 10.0)]))
def test_fakes_move_momentum_no_further_than_twice_the_purse(seed: int, fakes: int, purse: tuple[float, float]) -> None:
    fans = steady(1, None)
    count = 1 + int(fans.actor.max())
    at = NOW - 1 - np.random.default_rng(seed).integers(0, DAY, fakes)
    bought = both(fans, rows_of(owner=[0] * fakes, actor=count + np.arange(fakes), at=at))
    vouched = np.concatenate([np.ones(count), np.zeros(fakes)])
    room, kappa = purse
    made = dataclasses.replace(heard(bought), trust=Trust(vouched, np.array([room]), np.array([kappa])))
    raw = heard(fans).raw()[:1]
    assert now_and_score(made)[0] <= score(raw + 2.0 * (room + kappa * raw), WEIGHTS)[0]


def test_momentum_of_people_heard_by_strangers_alone_moves_too() -> None:
    for fans in (None, 5):
        usual = steady(4, fans)
        strangers = Trust(np.zeros(10_000), np.array([10.0]), np.array([10.0]))
        twice = both(usual, steady(8, fans, days=10, first=1 + int(usual.actor.max())))
        calm, hurried = (dataclasses.replace(heard(rows), trust=strangers) for rows in (usual, twice))
        assert now_and_score(calm)[0] == pytest.approx(now_and_score(calm)[1], abs=0.75)
        assert now_and_score(hurried)[0] > now_and_score(hurried)[1] + 3.0


def test_a_steady_account_is_called_rising_or_falling_in_one_case_of_twenty() -> None:
    chance = np.random.default_rng(7)
    for per_day, fans in ((0.3, 0), (1.0, 0), (3.0, 5), (3.0, 0), (10.0, 50)):
        owner = np.repeat(np.arange(200), chance.poisson(per_day * 730, 200))
        actor = 200 + (np.arange(len(owner)) if fans == 0 else owner * fans + chance.integers(0, fans, len(owner)))
        at = NOW - 1 - (chance.random(len(owner)) * 730 * DAY).astype(np.int64)
        people = heard(rows_of(owner=owner, actor=actor, at=at)).scored().people.head(200)
        away = people["momentum"].to_numpy() - people["score"].to_numpy()
        far = np.abs(away) > people["chance_now"].to_numpy()
        assert far.mean() <= 0.10, (per_day, fans)


def test_the_fast_decay_lasts_as_long_as_the_slow_one_all_in_all() -> None:
    ages = (np.arange(730 * 96) + 0.5) / 96
    now = tempo(WEIGHTS)
    slow = ((1 + ages / 7) ** -0.5 * (1 - ages / 730)).sum()
    assert sum(fast(float(age), now) for age in ages) == pytest.approx(slow, rel=2e-3)


def test_counts_neither_rise_nor_fall() -> None:
    nothing, counted = np.zeros(1), np.array([0.5])
    found = momentum(nothing, counted, nothing, nothing, WEIGHTS)
    assert found[0] == score(counted, WEIGHTS)[0]
