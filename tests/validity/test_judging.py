"""A set is judged by what came after, from what came before, and by nothing else."""

import re
from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl
import pytest
from tests.validity.conftest import made_world
from tests.validity.made import place

from openclout.library.kinds import taken
from openclout.library.reading import Options, interactions_of
from openclout.scoring.methods import METHODS
from openclout.scoring.points import DAY
from openclout.scoring.rows import chosen
from openclout.scoring.weights import load
from openclout.validity.bars import bars
from openclout.validity.baselines import baselines, tuned
from openclout.validity.card import Found, put_together
from openclout.validity.cuts import cut, earlier
from openclout.validity.judging import PLAIN
from openclout.validity.ours import own
from openclout.validity.protocol import protocol
from openclout.validity.sets import CannotJudge, judged_set, usable
from openclout.validity.trees import trees
from openclout.validity.world import World, world
from openclout.vocabulary.cards import MEASURES, OURS, SetCard, read_card, read_set, written
from openclout.vocabulary.errors import BadInput

RULES = (protocol(), load())


def until(made: World, instant: int) -> World:
    """The world as it was at an instant."""
    return replace(made, rows=chosen(made.rows, made.rows.at < instant))


def test_no_contestant_sees_what_came_after_the_cut(made: World) -> None:
    now = cut(made, 0.6, protocol())
    blind = until(made, now.as_of).before(now.as_of)
    mine, theirs = own(made, now.seen, load()), own(until(made, now.as_of), blind, load())
    assert np.array_equal(mine.plain, theirs.plain)
    assert np.array_equal(mine.momentum, theirs.momentum)
    for name, found in baselines(now.seen, now.window, protocol()).items():
        assert np.array_equal(found, baselines(blind, now.window, protocol())[name]), name


def test_trees_and_the_tuned_half_life_learn_before_the_cut(made: World) -> None:
    now = cut(made, 0.6, protocol())
    assert all(past.as_of + past.window <= now.as_of for past in earlier(made, now, protocol()))
    past = until(made, now.as_of)
    blind = replace(now, seen=past.before(now.as_of))
    assert tuned(made, now, protocol()) == tuned(past, blind, protocol())
    common = np.bincount(made.rows.act).argsort().tolist() == np.bincount(past.rows.act).argsort().tolist()
    assert not common or all(
        np.array_equal(found, trees(past, blind, protocol())[name])
        for name, found in trees(made, now, protocol()).items()
    )


def test_the_truth_counts_different_named_people(made: World) -> None:
    now = cut(made, 0.5, protocol())
    rows = made.between(now.as_of, now.as_of + now.window)
    for person, reached in zip(now.population.tolist()[:20], now.truth.tolist(), strict=False):
        actors = rows.actor[rows.owner == person]
        assert reached == len(set(actors[actors >= 0].tolist()))


def test_the_window_is_a_quarter_or_a_fifth(made: World) -> None:
    assert cut(made, 0.5, protocol()).window == pytest.approx(0.2 * made.span, abs=1)
    longer = made_world(place(2, days=900, rows=600))
    assert cut(longer, 0.5, protocol()).window == 90 * DAY


def test_everybody_is_on_the_card(judged: SetCard) -> None:
    names = {one.name for one in judged.cuts[0].contestants}
    assert {OURS, "momentum", "received", "own activity", "decayed, 90 days", "PageRank", "HITS authority"} <= names
    assert {known.name for known in METHODS if known.name not in PLAIN} <= names
    assert {one.kind for one in judged.cuts[0].contestants} == {"ours", "now", "baseline", "rival", "trees"}
    assert all(set(one.figures) == set(MEASURES) for cut in judged.cuts for one in cut.contestants)


def test_figures_lie_in_their_intervals_mostly_and_differences_are_paired(judged: SetCard) -> None:
    mine = judged.cuts[0].contestants[0]
    for other in judged.cuts[0].contestants[1:]:
        for name, ahead in other.behind.items():
            one, two = mine.figures[name].value, other.figures[name].value
            if one is not None and two is not None and ahead.value is not None:
                assert ahead.value == pytest.approx(one - two, abs=2e-4)
        assert other.behind["ndcg"].low is not None
    same = judged.cuts[0].contestant("2026.1 published")
    assert same is not None


def test_followers_are_a_count_where_they_are_known() -> None:
    rows = place()
    at = rows["at"].min()
    counts = pl.DataFrame(
        {"network": ["here"] * 3, "account": ["who1", "who2", "who3"], "kind": ["follower"] * 3, "count": [5, 50, 500]}
    ).with_columns(at=pl.lit(at))
    plain = made_world(rows)

    known = world("made", interactions_of(taken(rows), Options()), counts)
    now = cut(known, 0.5, protocol())
    assert "followers" in baselines(now.seen, now.window, protocol())
    assert "followers" not in baselines(cut(plain, 0.5, protocol()).seen, now.window, protocol())


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        (place(rows=100), "rows by which"),
        (place(days=2), "spans"),
        (place().with_columns(actor=pl.lit(None, pl.String)), "At no cut"),
    ],
    ids=["few", "short", "nobody named"],
)
def test_a_set_that_cannot_be_judged_says_why(rows: pl.DataFrame, why: str) -> None:
    with pytest.raises(CannotJudge, match=why):
        usable(made_world(rows), (0.3, 0.5, 0.7), protocol())


def test_ranges_and_spreads_are_about_people_with_a_number(judged: SetCard) -> None:
    for found in judged.coverage:
        assert found.numbered <= found.recent <= found.seen
        assert sum(group.people for group in found.groups) == found.whole.people == found.numbered
        assert found.whole.likely is None or 0.0 <= found.whole.likely <= 1.0
    assert judged.spread is not None
    assert sum(judged.spread.histogram) == judged.spread.people
    assert judged.spread.p5 <= judged.spread.median <= judged.spread.p95 <= judged.spread.p99


def test_a_card_comes_back_from_json_as_it_was(judged: SetCard) -> None:

    card = put_together(Found([judged]), protocol(), version="0", made=date(2026, 1, 1))
    assert read_card(written(card)) == card
    assert read_set(written(judged)) == judged
    with pytest.raises(BadInput, match="Make it again"):
        read_card('{"method": 1}')


def test_no_card_names_a_person(judged: SetCard) -> None:
    text = written(judged)
    assert not re.search(r"who\d", text)


def test_judging_twice_gives_the_same_card(made: World, judged: SetCard) -> None:
    again = judged_set(made, (0.5, 0.7), RULES, with_trees=False)
    plain = [one for one in judged.cuts[0].contestants if one.kind != "trees"]
    assert list(again.cuts[0].contestants) == plain


def test_bars_say_what_is_not_shown_and_why(judged: SetCard) -> None:
    found = bars([judged], None, None)
    assert all(bar.why for bar in found if bar.met is None)
    assert {bar.name for bar in found if bar.met is not None} >= {"ndcg", "concordance", "active", "published"}
    assert len({bar.name for bar in found}) == len(found)
    assert all(bar.met is None for bar in bars([], None, None))
