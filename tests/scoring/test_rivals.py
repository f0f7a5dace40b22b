"""Each rival's formula, worked out by hand on a few rows."""

import math

import numpy as np
import pytest
from tests.scoring.worlds import NOW, rows_of

from openclout.scoring.methods import Ranked, Seen, method
from openclout.scoring.methods.numbers import numbers
from openclout.scoring.methods.openrank import openrank_from, seeds
from openclout.scoring.points import DAY
from openclout.vocabulary.acts import Act

A, B, C, D, E = range(5)


def seen(*rows: tuple[int, int, Act], days: float = 1.0, people: int = 5, **counts: list[float]) -> Seen:
    """Rows of actor, owner, act, all as many days ago, no posts."""
    actor, owner, act = zip(*rows, strict=True) if rows else ((), (), ())
    at = np.full(len(rows), NOW - int(days * DAY))
    stated = {kind: np.array(counted, dtype=np.float64) for kind, counted in counts.items()}
    return Seen(rows_of(owner=list(owner), actor=list(actor), at=at, act=list(act)), people, NOW, stated)


def ranked(name: str, found: Seen) -> Ranked:
    return method(name).ranked(found)


def test_kred_gives_ten_points_for_a_reply_a_share_and_a_mention_and_somebody_has_a_thousand() -> None:
    found = ranked("kred", seen((B, A, Act.REPLY), (C, A, Act.ANNOUNCE), (D, A, Act.MENTION), (A, B, Act.LIKE)))
    assert found.figures["points received"].tolist() == [30, 1, 0, 0, 0]
    assert found.figures["points given"].tolist() == [1, 10, 10, 10, 0]
    assert found.score[A] == 1000
    assert found.score[B] == pytest.approx(1 + 999 * math.log(2) / math.log(31))
    assert found.score[C] == 1


def test_kred_gives_more_when_many_follow_whoever_acts() -> None:
    followed = [0.0, 10_001.0, 10_000.0, math.nan, 0.0]
    found = ranked("kred", seen((B, A, Act.REPLY), (C, D, Act.REPLY), follower=followed))
    assert found.figures["points received"].tolist() == [50, 0, 0, 10, 0]


@pytest.mark.parametrize(("replies", "level"), [(9, 0), (10, 1), (26, 1), (27, 2), (55, 2), (56, 3), (8_309, 12)])
def test_kred_outreach_has_its_first_two_levels_at_100_and_270_points(replies: int, level: int) -> None:
    found = ranked("kred", seen(*[(A, B, Act.REPLY)] * replies))
    assert found.figures["outreach"][A] == level


def test_kred_influence_forgets_after_a_thousand_days_and_outreach_never() -> None:
    found = ranked("kred", seen(*[(A, B, Act.REPLY)] * 10, days=1_001))
    assert found.score.tolist() == [1] * 5
    assert found.figures["outreach"][A] == 1


def test_peerindex_is_the_weighted_mean_of_three_percentiles_over_120_days() -> None:
    found = ranked("peerindex", seen((B, A, Act.LIKE), (C, A, Act.LIKE), (C, B, Act.LIKE), days=100))
    # A is approved of by B and C, B by C, nobody else by anybody: three below A, two of them also below B.
    assert found.figures["authority"].tolist() == [80, 60, 0, 0, 0]
    assert found.figures["audience"].tolist() == [80, 60, 0, 0, 0]
    assert found.figures["activity"].tolist() == [0, 60, 60, 0, 0]
    assert found.score.tolist() == pytest.approx([0.6 * 80 + 0.2 * 80, 60, 0.2 * 60, 0, 0])
    assert set(ranked("peerindex", seen((B, A, Act.LIKE), days=121)).score) == {0}


def test_peerindex_is_not_moved_by_a_few_days_of_frenzy() -> None:
    calm = ranked("peerindex", seen((B, A, Act.LIKE), (C, D, Act.LIKE), (C, E, Act.LIKE)))
    frenzy = ranked("peerindex", seen((B, A, Act.LIKE), *[(C, D, Act.LIKE)] * 500, (C, E, Act.LIKE)))
    np.testing.assert_array_equal(calm.figures["authority"], frenzy.figures["authority"])


def test_peerindex_realness_starts_at_half_and_rises_with_each_sign_of_a_human() -> None:
    rows = [(B, A, Act.LIKE), (C, A, Act.LIKE), (D, A, Act.LIKE), (A, B, Act.LIKE), (A, B, Act.REPLY)]
    found = ranked("peerindex", seen(*rows))
    # A: B acts back, three act, two kinds of act. B: A acts back. C, D, E: no sign.
    assert found.figures["realness"].tolist() == [87.5, 62.5, 50, 50, 50]


def test_twitter_grader_is_the_share_of_people_with_fewer_points() -> None:
    found = ranked("twitter-grader", seen((B, A, Act.REPLY), (C, A, Act.REPLY), (A, C, Act.REPLY), people=4))
    assert found.figures["followers"].tolist() == [2, 0, 1, 0]
    assert found.figures["power"].tolist() == [0.5, 0, 2, 0]
    assert found.figures["updates"].tolist() == [1, 1, 1, 0]
    assert found.figures["recency"].tolist() == [0.5, 0.5, 0.5, 0]
    assert found.figures["ratio"].tolist() == [2, 0, 1, 0]
    assert found.figures["engagement"].tolist() == [2, 0, 1, 0]
    # Percentiles of the five, then the ratio's, weighed by what the five leave.
    #   A: 3/4 1/2 1/4 1/4 3/4 = 2.50, and 1/2 x 3/4: 2.875    C: 1/2 3/4 1/4 1/4 1/2 = 2.25, and 0.55 x 1/2: 2.525
    #   B: 0 0 1/4 1/4 0 = 0.50, and no ratio: 0.500           D: nothing
    assert found.score.tolist() == [75, 25, 50, 0]


def test_blog_grader_is_the_share_of_people_with_fewer_points() -> None:
    rows = seen((B, A, Act.LINK), (C, A, Act.ANNOUNCE), (C, B, Act.REPLY), people=4, subscriber=[5, 1, math.nan, 0])
    posts = np.array([7, 8, 9])
    found = ranked("blog-grader", rows._replace(rows=rows.rows._replace(post=posts)))
    assert found.figures["subscribers"].tolist() == [5, 1, 0, 0]
    assert found.figures["links"].tolist() == [2, 0, 0, 0]
    assert found.figures["comments"].tolist() == [0, 1, 0, 0]
    assert found.figures["posts"].tolist() == [2, 1, 0, 0]
    # A: 3/4 + 3/4 + 0 + 3/4, B: 1/2 + 0 + 3/4 + 1/2, nobody else has anything.
    assert found.score.tolist() == [75, 50, 0, 0]


def test_followerwonk_counts_newer_shares_more_per_post() -> None:
    fans = [B, C, D, B]
    rows = rows_of(
        owner=[A] * 4,
        actor=fans,
        at=[NOW - 30 * DAY, NOW - 60 * DAY, NOW - 30 * DAY, NOW - 30 * DAY],
        act=[Act.ANNOUNCE, Act.ANNOUNCE, Act.LIKE, Act.ANNOUNCE],
        post=[1, 1, 2, 3],
    )
    found = ranked("followerwonk", Seen(rows, 5, NOW, {}))
    assert found.figures["shares per post"][A] == pytest.approx((1 / 2 + 1 / 4 + 1 / 2) / 3)
    assert found.score[A] == 100


def test_followerwonk_forgets_all_but_the_last_posts() -> None:
    posts = np.arange(201)
    rows = rows_of(
        owner=np.zeros(201),
        actor=np.ones(201),
        at=NOW - 30 * DAY - (200 - posts),
        act=np.where(posts == 0, Act.ANNOUNCE, Act.LIKE),
        post=posts,
    )
    assert ranked("followerwonk", Seen(rows, 2, NOW, {})).figures["shares per post"][0] == 0
    later = rows._replace(post=np.where(posts == 1, 0, posts))
    rate = ranked("followerwonk", Seen(later, 2, NOW, {})).figures["shares per post"][0]
    assert rate == pytest.approx(1 / 2 / 200)


def test_followerwonk_guesses_where_no_post_is_known_to_be_shared() -> None:
    rows = [(fan, owner, Act.ANNOUNCE) for owner in range(4) for fan in range(5, 5 + 2 * (owner + 1))]
    found = ranked("followerwonk", seen(*rows, people=20, follower=[2, 4, 6, 8, 8, *[0.0] * 15]))
    assert found.figures["shares per post"][4] == 0
    assert found.score[4] > found.score[0]
    assert found.score[19] < found.score[4]


def test_twitalyzer_counts_people_and_not_repeats() -> None:
    busy = ranked("twitalyzer", seen(*[(fan, A, Act.ANNOUNCE) for fan in (B, C, D) for _ in range(100)]))
    calm = ranked("twitalyzer", seen(*[(fan, A, Act.ANNOUNCE) for fan in (B, C, D)]))
    assert busy.score[A] == calm.score[A]
    # Reach, authority and clout are the largest there are; A shares nothing and did nothing.
    assert calm.score[A] == pytest.approx(60)
    assert calm.score[B] == pytest.approx(40)


def test_twitalyzer_looks_at_seven_days_but_for_followers() -> None:
    found = ranked("twitalyzer", seen((B, A, Act.ANNOUNCE), days=8))
    assert found.score.tolist() == [20, 0, 0, 0, 0]


def test_tweepcred_is_130_and_5_21_times_the_logarithm_of_the_rank() -> None:
    found = ranked("tweepcred", seen((B, A, Act.LIKE), days=60, people=2))
    # B has the prior alone and gets half of what is lost at A; A gets the prior, half of that, and all of B.
    rank = [0.5, 0.5]
    for _ in range(20):
        following = [0.05 + 0.9 * (rank[1] + rank[0] / 2), 0.05 + 0.9 * rank[0] / 2]
        done = abs(following[0] - rank[0]) + abs(following[1] - rank[1]) <= 0.001
        rank = following
        if done:
            break
    np.testing.assert_allclose(found.figures["pagerank"], rank)
    assert found.score.tolist() == [100, 100]
    many = ranked("tweepcred", seen((B, A, Act.LIKE), days=60, people=100_000))
    np.testing.assert_allclose(many.score, 130 + 5.21 * np.log(many.figures["pagerank"]))


def test_tweepcred_trusts_new_accounts_less_and_those_who_follow_very_many() -> None:
    new = seen((B, A, Act.LIKE), days=2, people=2)
    rows = new.rows._replace(at=np.array([NOW - 60 * DAY]))
    assert numbers("tweepcred")["device"] == 0.05
    old = ranked("tweepcred", new._replace(rows=rows, people=3)).figures["pagerank"]
    fresh = ranked("tweepcred", new._replace(people=3)).figures["pagerank"]
    # The third person was never seen: its prior is the least there is, a fifth of that of one who has grown up.
    assert old[C] < fresh[C]
    people = np.arange(1, 3_001)
    eager = Seen(rows_of(owner=people, actor=np.zeros(3_000), at=np.full(3_000, NOW - 60 * DAY)), 3_001, NOW, {})
    plain = eager._replace(rows=eager.rows._replace(owner=people.astype(np.int32) % 2_000 + 1))
    assert ranked("tweepcred", eager).score[0] < ranked("tweepcred", plain).score[0]


def test_klout_true_reach_is_people_each_counting_by_how_many_they_act_on() -> None:
    crowd = [(B, other, Act.LIKE) for other in range(2, 202)]
    found = ranked("klout-2011", seen((B, A, Act.LIKE), (C, A, Act.LIKE), (C, A, Act.REPLY), *crowd, people=202))
    assert found.figures["true reach"][A] == pytest.approx(1 + 100 / 201)


def test_klout_true_reach_is_at_least_a_tenth_of_the_followers() -> None:
    found = ranked("klout-2011", seen((B, A, Act.LIKE), follower=[500, 5, math.nan, 0, 0]))
    assert found.figures["true reach"].tolist() == [50, 0.5, 0, 0, 0]


def test_klout_amplification_is_people_per_message_and_fresh() -> None:
    rows = rows_of(
        owner=[A, A, A, A],
        actor=[B, C, D, D],
        at=np.full(4, NOW - 45 * DAY),
        act=[Act.LIKE] * 4,
        post=[1, 1, 2, 2],
    )
    found = ranked("klout-2011", Seen(rows, 5, NOW, {}))
    likely = 3 / 2 * (90 - 44) / 90
    assert found.figures["amplification"][A] == pytest.approx(1 + 99 * likely / (1 + likely))


def test_klout_network_weighs_those_more_who_act_rarely() -> None:
    # D acts on A and nobody else, E on A and many times on B; C's fans make D stand above E.
    rows = [(C, D, Act.LIKE), (B, D, Act.LIKE), (D, A, Act.LIKE), (E, A, Act.LIKE), *[(E, B, Act.LIKE)] * 3]
    found = ranked("klout-2011", seen(*rows))
    shares = ranked("klout-2011", seen(*rows, (E, A, Act.LIKE)))
    assert found.figures["network impact"][A] > shares.figures["network impact"][A] > 1


def test_klout_has_a_mean_near_20_and_one_in_twenty_above_50() -> None:
    people = 2_000
    fans = [(fan, owner) for owner in range(people) for fan in range(owner // 40 + 1) if fan != owner]
    actor, owner = np.array([fan for fan, _ in fans]), np.array([owner for _, owner in fans])
    posts = np.arange(len(fans))
    rows = rows_of(owner=owner, actor=actor, at=NOW - DAY - posts * 60_000_000, post=posts)
    score = ranked("klout-2011", Seen(rows, people, NOW, {})).score
    assert score.mean() == pytest.approx(20, abs=2)
    assert (score > 50).mean() == pytest.approx(0.05, abs=0.011)
    assert score.max() < 100


def test_klout_styles_put_sharers_left_creators_right_listeners_down_and_the_heard_up() -> None:
    crowd = range(10, 40)
    loud = [(fan, A, Act.ANNOUNCE) for fan in crowd] + [(A, fan, Act.REPLY) for fan in crowd]
    passing_on = [(B, fan, Act.ANNOUNCE) for fan in crowd] + [(fan, B, Act.LIKE) for fan in (10, 11)]
    found = ranked("klout-2011", seen(*loud, *passing_on, (C, A, Act.ANNOUNCE), people=40))
    assert found.styles[A] == "Celebrity"
    assert found.styles[B] == "Curator"
    assert found.styles[C] == "Observer"
    assert found.styles[E] == ""


def test_openrank_is_half_the_seeds_and_half_what_trusted_people_say() -> None:
    rows = seen((A, B, Act.REPLY), (A, C, Act.LIKE), people=3)
    found = openrank_from(np.array([True, False, False]), rows).score
    # t(A) = 1/2 + 1/2 (t(B) + t(C)), for they say nothing; t(B) = 1/2 x 6/7 t(A), t(C) = 1/2 x 1/7 t(A).
    assert found.tolist() == pytest.approx([2 / 3, 2 / 7, 1 / 21])


@pytest.mark.parametrize(
    ("act", "weight"), [(Act.FOLLOW, 1), (Act.LIKE, 1), (Act.REPLY, 6), (Act.ANNOUNCE, 3), (Act.MENTION, 12)]
)
def test_openrank_weighs_acts_as_it_was_published(act: Act, weight: int) -> None:
    found = openrank_from(np.array([True, False, False]), seen((A, B, act), (A, C, Act.LIKE), people=3)).score
    assert found[B] / found[C] == pytest.approx(weight)


def test_openrank_trusts_nobody_whom_no_seed_leads_to() -> None:
    rows = seen((A, B, Act.LIKE), (D, C, Act.LIKE), (C, D, Act.LIKE))
    found = openrank_from(np.array([True, False, False, False, False]), rows).score
    assert found[C] == found[D] == 0
    assert found.sum() == pytest.approx(1)


def test_openrank_seeds_are_those_on_whom_most_different_people_acted_and_who_act_themselves() -> None:
    rows = seen((B, A, Act.LIKE), (C, A, Act.LIKE), (A, B, Act.LIKE), *[(fan, E, Act.LIKE) for fan in (A, B, C, D)])
    assert np.flatnonzero(seeds(rows)).tolist() == [A]


def test_the_h_index_is_how_many_people_acted_at_least_as_often() -> None:
    often = [(B, A, Act.LIKE)] * 5 + [(C, A, Act.LIKE)] * 3 + [(D, A, Act.LIKE)] * 3 + [(E, A, Act.LIKE)] * 3
    assert ranked("h-index", seen(*often, *[(C, B, Act.LIKE)] * 9)).score.tolist() == [3, 1, 0, 0, 0]


def test_pagerank_counts_at_most_five_acts_of_one_person_on_another() -> None:
    rows = [(A, B, Act.LIKE)] * 5 + [(A, C, Act.LIKE)]
    many = [(A, B, Act.LIKE)] * 50 + [(A, C, Act.LIKE)]
    found = ranked("pagerank", seen(*rows, people=3)).score
    np.testing.assert_array_equal(found, ranked("pagerank", seen(*many, people=3)).score)
    # a = 0.05 + 0.85 (b + c) / 3, b = a + 0.85 x 5/6 a, c = a + 0.85 x 1/6 a, and all three are 1.
    a = 1 / (3 + 0.85)
    assert found.tolist() == pytest.approx([a, a * (1 + 0.85 * 5 / 6), a * (1 + 0.85 / 6)])
