"""Who is believed: what trust promises, and that it is what the formula says."""

import dataclasses

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.scoring.worlds import NOW, WEIGHTS, World, rows_of, world

from openclout.scoring.belief import lots, seeds, standing
from openclout.scoring.edges import Accounts, Edges, Marks, Piece, edges, joined, piece, ripeness
from openclout.scoring.points import DAY
from openclout.scoring.rows import Rows, chosen
from openclout.scoring.weights import load
from openclout.vocabulary.acts import Act

SEEDS = st.integers(0, 2**32 - 1)
BELIEF = load().belief


def edges_of(made: World) -> Edges:
    return joined([piece_of(made.rows)], made.accounts)


def piece_of(rows: Rows) -> Piece:
    marks = Marks(rows.act == Act.LIKE, ripeness(rows.at, NOW, BELIEF))
    return piece(rows.owner, rows.actor, rows.network, marks)


def dense_trust(made: World) -> np.ndarray:
    """Four rounds over a dense float64 matrix."""
    people = len(made.accounts.person)
    acted = np.zeros((people, people))
    named = made.rows.actor >= 0
    acted[made.rows.owner[named], made.rows.actor[named]] = 1.0
    enough_proven = made.accounts.proven.sum() >= BELIEF.seed_minimum
    sources = (made.accounts.proven | (drawn(made, acted) & ~enough_proven)).astype(np.float64)
    passes = 0.85 / np.maximum(20, acted.sum(axis=0))
    trusted = sources
    for _ in range(4):
        trusted = sources + acted @ (np.minimum(1.0, trusted) * passes)
    return np.asarray(np.minimum(1.0, trusted / 0.2))


def drawn(made: World, acted: np.ndarray) -> np.ndarray:
    """Who would stand in, network by network."""
    rows, lucky = made.rows, made.accounts.lot < BELIEF.seed_share
    early = np.zeros_like(acted)
    old = (rows.actor >= 0) & (rows.at < NOW - 90 * DAY)
    early[rows.owner[old], rows.actor[old]] = 1.0
    found = np.zeros_like(lucky)
    for network in range(made.networks):
        here = lucky & (made.accounts.network == network)
        grown, any_fans = (here & (fans.sum(axis=1) >= 3) for fans in (early, acted))
        young = not (rows.network[rows.at < NOW - 180 * DAY] == network).any()
        found |= any_fans if young or not grown.any() else grown
    return found


@given(SEEDS)
def test_trust_equals_a_dense_reference(seed: int) -> None:
    made = world(seed, people=30, rows=300)
    found = standing(edges_of(made), made.accounts, 2, WEIGHTS)
    np.testing.assert_allclose(found.trust.vouched, dense_trust(made), rtol=1e-9, atol=1e-9)


@given(SEEDS, st.integers(2, 40))
def test_trust_is_the_same_for_every_number_of_threads(seed: int, workers: int) -> None:
    made = world(seed, people=30, rows=300)
    alone, shared = (standing(edges_of(made), made.accounts, 2, WEIGHTS, workers=many) for many in (1, workers))
    np.testing.assert_array_equal(alone.trust.vouched, shared.trust.vouched)


@given(SEEDS)
def test_vouching_lies_between_0_and_1_and_the_proven_are_believed(seed: int) -> None:
    made = world(seed)
    vouched = standing(edges_of(made), made.accounts, 2, WEIGHTS).trust.vouched
    assert ((vouched >= 0) & (vouched <= 1)).all()
    assert (vouched[made.accounts.proven] == 1).all()


@given(SEEDS, st.integers(0, 11), st.integers(0, 11))
def test_being_acted_on_never_lowers_how_far_one_is_vouched_for(seed: int, owner: int, actor: int) -> None:
    made = world(seed, trust="full")
    more = made.plus(owner=[owner], actor=[(actor + (actor == owner)) % 12], at=[made.rows.at.max()])
    before, after = (standing(edges_of(one), made.accounts, 2, WEIGHTS).trust.vouched for one in (made, more))
    assert after[owner] >= before[owner] - 1e-9


def test_fakes_that_nobody_honest_acted_on_are_not_vouched_for_however_many_they_are() -> None:
    people = 400
    chance = np.random.default_rng(1)
    ring = np.arange(200, people)
    owner = np.concatenate([chance.integers(0, 200, 2000), np.repeat(ring, 10)])
    actor = np.concatenate([chance.integers(0, 200, 2000), chance.choice(ring, 2000)])
    accounts = Accounts(
        np.arange(people, dtype=np.int32), np.zeros(people, np.int16), chance.random(people), np.arange(people) < 30
    )
    different = owner != actor
    found = edges(
        owner[different].astype(np.int32), actor[different].astype(np.int32),
        np.zeros(different.sum(), np.int16), accounts,
    )  # fmt: skip
    vouched = standing(found, accounts, 1, WEIGHTS).trust.vouched
    assert (vouched[200:] == 0).all()
    assert vouched[:200].mean() > 0.5


def test_a_network_of_strangers_is_weakly_hardened_and_a_community_is_not() -> None:
    strangers = world(1, people=200, rows=150)
    owner = strangers.rows.owner % 5
    crowd = strangers.with_rows(strangers.rows._replace(owner=owner, actor=np.arange(150, dtype=np.int32) + 5))
    weak = standing(edges_of(crowd), crowd.accounts, 2, WEIGHTS)
    assert weak.weakly_hardened.any()
    assert set(weak.trust.room) == {BELIEF.weakly_hardened.room}
    community = world(2, people=10, rows=400)
    named = community.with_rows(community.rows._replace(actor=np.maximum(community.rows.actor, 0)))
    assert not standing(edges_of(named), community.accounts, 2, WEIGHTS).weakly_hardened.any()


def plainly(made: World, vouched: np.ndarray, network: int) -> tuple[bool, float]:
    """The vote of a network and what strangers may add there, counted with Python's own numbers."""
    fans: dict[int, set[int]] = {}
    old: dict[int, set[int]] = {}
    targets: dict[int, set[int]] = {}
    for i, (owner, actor) in enumerate(zip(made.rows.owner.tolist(), made.rows.actor.tolist(), strict=True)):
        targets.setdefault(actor, set()).add(owner)
        where = made.accounts.network[actor] if actor >= 0 else made.rows.network[i]
        if where == network:
            fans.setdefault(owner, set()).add(actor if actor >= 0 else -1 - i)
            if made.rows.at[i] < NOW - 90 * DAY:
                old.setdefault(owner, set()).add(actor if actor >= 0 else -1 - i)
    heard = bool(fans)
    enough = sum(float(vouched[owner]) for owner in old) >= 20
    fans = old if enough else fans
    counted = (made.rows.actor >= 0) & ((made.rows.at < NOW - 90 * DAY) | (not enough))
    acted_on = set(made.rows.owner[counted].tolist())
    person = made.accounts.person
    known = {owner: sum(fan >= 0 and person[fan] in acted_on for fan in theirs) for owner, theirs in fans.items()}
    strange = {
        owner: sum(1 / len(targets[fan]) if fan >= 0 else 1 for fan in theirs if fan < 0 or person[fan] not in acted_on)
        for owner, theirs in fans.items()
    }
    share = {owner: known[owner] / (known[owner] + strange[owner]) for owner in fans}
    voters = sum(float(vouched[owner]) for owner in share)
    votes = sum(float(vouched[owner]) * of for owner, of in share.items())
    weak = heard and (voters == 0 or votes < BELIEF.hardened_share * voters)
    reached = {
        owner: [float(vouched[fan]) for fan in theirs if fan >= 0 and vouched[fan] > 0]
        for owner, theirs in fans.items()
    }
    asked = sum(float(vouched[owner]) for owner in fans if reached[owner])
    believed = sum(float(vouched[owner]) * sum(of) / len(of) for owner, of in reached.items() if of)
    spare = 1.5 * (asked - believed) / believed if believed else 1.0
    return weak, BELIEF.weakly_hardened.kappa if weak else min(max(spare, 0.25), 1.0)


@given(SEEDS, st.integers(10, 60))
def test_each_person_has_one_vote_on_how_hardened_a_network_is(seed: int, rows: int) -> None:
    made = linked(world(seed, people=80, rows=4 * rows))
    found = standing(edges_of(made), made.accounts, 3, WEIGHTS)
    weak, kappa = zip(*(plainly(made, found.trust.vouched, network) for network in range(3)), strict=True)
    assert found.weakly_hardened.tolist() == list(weak)
    assert found.trust.kappa.tolist() == pytest.approx(kappa, rel=1e-4)


def test_the_more_are_vouched_for_the_less_room_strangers_have_and_fakes_cannot_widen_it() -> None:
    kappas = []
    for proven in (22, 25, 30, 36, 60):
        calm = community(400, proven=proven, days=300)
        today = farmed(calm, 1000, each=1, among=50)
        at = np.where(np.arange(len(today.rows.at)) < len(calm.rows.at), today.rows.at, NOW - 200 * DAY)
        patient = today.with_rows(today.rows._replace(at=at))
        found = {standing(edges_of(made), made.accounts, 1, WEIGHTS).trust.kappa[0] for made in (calm, today, patient)}
        kappas.append(found.pop())
        assert not found
    assert kappas[0] == BELIEF.hardened.kappa
    assert kappas[-1] == BELIEF.kappa_least
    assert sorted(set(kappas), reverse=True) == kappas


def linked(made: World) -> World:
    """The same world where every third account is of the person of the account before it."""
    keys = np.arange(len(made.accounts.person), dtype=np.int32)
    person = np.where(keys % 3 == 2, keys - 1, keys).astype(np.int32)
    rows = made.rows._replace(owner=person[made.rows.owner])
    others = (rows.actor < 0) | (person[rows.actor] != rows.owner)
    return dataclasses.replace(
        made, rows=chosen(rows, others), accounts=dataclasses.replace(made.accounts, person=person)
    )


def community(people: int, proven: int, days: float) -> World:
    """People of one network who acted on each other for so many days; some have proven who they are."""
    chance = np.random.default_rng(people)
    owner, actor = chance.integers(0, people, (2, 20 * people))
    at = NOW - 1 - (DAY * days * chance.random(len(owner))).astype(np.int64)
    different = owner != actor
    rows = rows_of(owner=owner[different], actor=actor[different], at=at[different])
    return with_accounts(world(1, networks=1).with_rows(rows), np.arange(people) < proven)


def with_accounts(made: World, proven: np.ndarray) -> World:
    """The same rows among so many accounts of one network, everybody with luck in the lot."""
    people = len(proven)
    keys = np.arange(people, dtype=np.int32)
    return dataclasses.replace(made, accounts=Accounts(keys, np.zeros(people, np.int16), np.zeros(people), proven))


def farmed(made: World, fakes: int, *, each: int, among: int) -> World:
    """The same with fakes who act on account 0 and among themselves today."""
    first = len(made.accounts.person)
    actor = np.repeat(np.arange(first, first + fakes), each + among)
    owner = np.where(np.arange(len(actor)) % (each + among) < each, 0, first + (actor - first + 1) % fakes)
    grown = made.plus(owner=owner.tolist(), actor=actor.tolist(), at=[NOW - 1] * len(actor))
    return with_accounts(grown, np.concatenate([made.accounts.proven, np.zeros(fakes, dtype=np.bool_)]))


def test_a_flood_of_strangers_on_one_person_does_not_widen_the_purse() -> None:
    calm = community(100, proven=30, days=300)
    flooded = farmed(calm, 1000, each=50, among=0)
    for made in (calm, flooded):
        assert not standing(edges_of(made), made.accounts, 1, WEIGHTS).weakly_hardened.any()


def test_strangers_of_today_who_act_on_everybody_do_not_widen_the_purse() -> None:
    calm = community(100, proven=30, days=300)
    crowd = np.arange(100, 4100)
    for at, weak in ((NOW - 1, False), (NOW - 100 * DAY, True)):
        flooded = calm.plus(owner=(crowd % 100).tolist(), actor=crowd.tolist(), at=[at] * len(crowd))
        flooded = with_accounts(flooded, np.arange(4100) < 30)
        assert standing(edges_of(flooded), flooded.accounts, 1, WEIGHTS).weakly_hardened.all() == weak


def test_strangers_who_have_long_acted_on_everybody_are_no_more_than_they_are() -> None:
    calm = community(100, proven=30, days=300)
    crowd = np.arange(100, 400)
    for on in (1, 100):
        owner = (crowd[:, None] + np.arange(on)) % 100
        actor = np.repeat(crowd, on)
        flooded = calm.plus(owner=owner.ravel().tolist(), actor=actor.tolist(), at=[NOW - 100 * DAY] * len(actor))
        flooded = with_accounts(flooded, np.arange(400) < 30)
        assert not standing(edges_of(flooded), flooded.accounts, 1, WEIGHTS).weakly_hardened.any()


def test_acts_of_today_on_listeners_do_not_tighten_the_purse() -> None:
    weak = community(100, proven=30, days=300)
    crowd = np.arange(100, 4100)  # on whom nobody acts until today
    weak = weak.plus(owner=(crowd % 100).tolist(), actor=crowd.tolist(), at=[NOW - 100 * DAY] * len(crowd))
    for at, weakly in ((NOW - 1, True), (NOW - 100 * DAY, False)):
        heard = weak.plus(owner=crowd.tolist(), actor=[0] * len(crowd), at=[at] * len(crowd))
        heard = with_accounts(heard, np.arange(4100) < 30)
        assert standing(edges_of(heard), heard.accounts, 1, WEIGHTS).weakly_hardened.all() == weakly


def test_a_farm_has_no_vote_on_whether_a_network_is_hardened() -> None:
    weak = community(100, proven=30, days=300)
    crowd = np.arange(100, 4100)  # on whom nobody acts
    weak = weak.plus(owner=(crowd % 100).tolist(), actor=crowd.tolist(), at=[NOW - 100 * DAY] * len(crowd))
    weak = with_accounts(weak, np.arange(4100) < 30)
    for made in (weak, farmed(weak, 1000, each=1, among=50)):
        assert standing(edges_of(made), made.accounts, 1, WEIGHTS).weakly_hardened.all()


def test_a_network_where_nobody_is_vouched_for_is_weakly_hardened_and_a_silent_one_is_not() -> None:
    made = community(30, proven=0, days=300)
    unlucky = dataclasses.replace(made.accounts, lot=np.ones(30))
    assert standing(edges_of(made), unlucky, 2, WEIGHTS).weakly_hardened.tolist() == [True, False]


def test_a_farm_made_today_has_nobody_who_stands_in() -> None:
    made = farmed(community(100, proven=0, days=300), 50, each=1, among=10)
    drawn_by_lot = seeds(edges_of(made), made.accounts, BELIEF)
    assert drawn_by_lot[:100].sum() > 90
    assert not drawn_by_lot[100:].any()


def test_on_a_young_network_any_fans_will_do_to_stand_in() -> None:
    for days in (30, 120):
        made = community(100, proven=0, days=days)
        assert seeds(edges_of(made), made.accounts, BELIEF).sum() > 90


def test_one_stray_old_act_does_not_leave_a_young_network_without_stand_ins() -> None:
    made = community(100, proven=0, days=30).plus(owner=[0], actor=[1], at=[NOW - 400 * DAY])
    assert seeds(edges_of(made), made.accounts, BELIEF).sum() > 90


@given(SEEDS)
def test_fans_of_long_ago_are_counted_once_each(seed: int) -> None:
    made = world(seed, rows=200)
    old = made.rows.at < NOW - int(BELIEF.seed_age_days) * DAY
    pairs = {pair for pair in zip(made.rows.owner[old], made.rows.actor[old], strict=True) if pair[1] >= 0}
    plain = np.bincount(np.array([owner for owner, _ in pairs], dtype=int), minlength=12)
    np.testing.assert_array_equal(edges_of(made).early, plain)


@given(SEEDS, st.integers(1, 11))
def test_edges_found_bucket_by_bucket_are_the_edges(seed: int, cut: int) -> None:
    made = world(seed, rows=200)
    whole = edges_of(made)
    pieces = [piece_of(chosen(made.rows, side)) for side in (made.rows.owner >= cut, made.rows.owner < cut)]
    again = joined(pieces, made.accounts)
    for name in ("actor", "start", "acted", "early", "settled", "liked"):
        np.testing.assert_array_equal(getattr(again, name), getattr(whole, name))
    np.testing.assert_array_equal(again.nameless, whole.nameless)


@given(SEEDS)
def test_edges_are_the_pairs_that_one_counts_by_hand(seed: int) -> None:
    made = world(seed, rows=200)
    found, rows = edges_of(made), made.rows
    acts = list(zip(rows.owner.tolist(), rows.actor.tolist(), rows.act.tolist(), strict=True))
    for owner in range(len(made.accounts.person)):
        actors = found.actor[found.start[owner] : found.start[owner + 1]].tolist()
        assert sorted(actors) == sorted({actor for whose, actor, _ in acts if whose == owner and actor >= 0})
    for account in range(len(made.accounts.person)):
        assert found.acted[account] == sum(actor == account for _, actor, _ in acts)
        assert found.liked[account] == sum(actor == account and act == Act.LIKE for _, actor, act in acts)


def test_no_rows_at_all_have_no_edges() -> None:
    nobody = joined([], world(1, rows=9).accounts)
    assert len(nobody.actor) == len(nobody.nameless.whose) == nobody.acted.sum() == nobody.start[-1] == 0


def test_a_lot_is_drawn_from_the_name_alone_and_evenly() -> None:
    names = pl.Series([f"mastodon:{i}" for i in range(20_000)])
    drawn = lots(names)
    np.testing.assert_array_equal(drawn[:3], lots(names[:3]))
    assert abs((drawn < 0.1).mean() - 0.1) < 0.01
    mixed = ["ö:ü", "", "a"]
    assert lots(pl.Series(mixed)).tolist() == [lots(pl.Series([name]))[0] for name in mixed]


@given(SEEDS)
def test_stand_ins_step_back_once_enough_identities_are_proven(seed: int) -> None:
    made = world(seed, people=60, rows=900)
    lucky = dataclasses.replace(made.accounts, lot=np.zeros(60), proven=np.arange(60) < BELIEF.seed_minimum)
    few = dataclasses.replace(lucky, proven=np.arange(60) < BELIEF.seed_minimum - 1)
    found = edges_of(made)
    with_stand_ins = standing(found, few, 2, WEIGHTS).trust.vouched
    without = standing(found, lucky, 2, WEIGHTS).trust.vouched
    assert with_stand_ins.sum() >= without.sum()
