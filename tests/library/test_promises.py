"""What the library promises: the same for the same rows, alone on the machine, and errors that name the place."""

import subprocess
import sys
from datetime import UTC, date, datetime

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from tests.library.acts import ACTS, KINDS

import openclout
from openclout.demo.world import random_world, small_world
from openclout.library import keying
from openclout.vocabulary.errors import Ambiguous, BadInput, NotFound, WrongTable
from openclout.vocabulary.tables import MOST_WEIGHT

ALONE = """
import sys
import openclout, polars as pl
def heard(event, _):
    if event.startswith("socket."):
        raise SystemExit(f"no network: {event}")
sys.addaudithook(heard)
acts = pl.DataFrame({"actor": ["b", "c", "d"], "target": ["a"] * 3, "act": ["like"] * 3, "at": ["2026-11-20"] * 3})
print(openclout.score(acts)["person"][0], openclout.explain(acts, "a").name)
"""


def test_no_network_is_touched() -> None:
    said = subprocess.run([sys.executable, "-c", ALONE], capture_output=True, text=True, check=False)
    assert said.stdout.split() == ["a", "a"], said.stderr


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = "import sys, openclout; print(*sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"numpy", "polars", "numba", "narwhals"} & set(said.stdout.split())


@given(st.lists(st.sampled_from([0.0, 1e-300, 1e-30, 1.0, MOST_WEIGHT]), min_size=3, max_size=12))
def test_the_lightest_and_the_heaviest_rows_give_numbers(weights: list[float]) -> None:
    fans = [f"fan{place}" for place in range(len(weights))]
    acts = pl.DataFrame({"actor": fans, "target": "ada", "act": "like", "at": "2026-11-20", "weight": weights})
    for trust in (None, {"ada": "ada", **dict.fromkeys(fans[:2], "ben")}):
        found = openclout.score(acts, links=trust)
        figures = found.select(pl.col(pl.Float64)).drop_nulls()
        assert figures.select(pl.all_horizontal(pl.all().is_finite().all())).item()
        assert found["score"].drop_nulls().is_between(10.0, 100.0).all()


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_rows_is_irrelevant(seed: int) -> None:
    acts = random_world(seed, 60, 2000).interactions
    shuffled = acts.sample(fraction=1.0, shuffle=True, seed=seed)
    assert_frame_equal(openclout.score(shuffled), openclout.score(acts), check_exact=True)


@pytest.mark.parametrize("cores", [1, 3])
def test_any_number_of_cores_gives_the_same(cores: int, monkeypatch: pytest.MonkeyPatch) -> None:
    acts = random_world(4, 60, 2000).interactions
    alone = openclout.score(acts)
    monkeypatch.setattr(keying, "ROWS_ALONE", 0)
    monkeypatch.setattr(keying, "cores", lambda: cores)
    assert_frame_equal(openclout.score(acts), alone, check_exact=True)


def test_calls_leave_nothing_behind() -> None:
    first = openclout.score(ACTS)
    openclout.score(ACTS, acts={"like": "dislike"}, links={"ada": "x", "ben": "x"}, method="2026.0", network="other")
    assert_frame_equal(openclout.score(ACTS), first, check_exact=True)


def test_scores_come_best_first_within_their_range() -> None:
    scores = openclout.score(small_world(3).interactions)
    numbered = scores.filter("enough")
    assert numbered["score"].is_sorted(descending=True)
    assert (numbered["low"] <= numbered["score"]).all()
    assert (numbered["score"] <= numbered["high"]).all()
    assert numbered["percentile"].is_between(0, 1, closed="left").all()
    unnumbered = scores.filter(~pl.col("enough"))
    assert unnumbered.select("score", "low", "high", "percentile").null_count().row(0) == (len(unnumbered),) * 4


def test_rows_beyond_memory_are_remembered_as_people_without_points() -> None:
    old = ACTS.with_columns(at=pl.col("at").str.replace("2026", "2016"))
    scores = openclout.score(pl.concat([old.filter(pl.col("target") == "ada"), ACTS.filter(pl.col("target") != "ada")]))
    ada = scores.filter(pl.col("person") == "ada").row(0, named=True)
    assert ada == {
        **dict.fromkeys(("score", "low", "high", "measured_low", "measured_high", "momentum", "percentile", "last")),
        "person": "ada",
        "network": "here",
        "raw": 0.0,
        "fans": 0,
        "interactions": 0,
        "enough": False,
        "given": 1,
        "helped": 1,
    }


def test_what_happens_after_the_day_is_not_known() -> None:
    until = openclout.score(ACTS, as_of="2026-11-13")
    assert_frame_equal(until, openclout.score(ACTS.filter(pl.col("at") <= "2026-11-13"), as_of=date(2026, 11, 13)))
    assert openclout.score(ACTS, as_of="2020-01-01").is_empty()


@pytest.mark.parametrize("as_of", [date(2026, 11, 21), "2026-11-21", datetime(2026, 11, 21, 23, tzinfo=UTC)])
def test_a_day_may_be_written_in_several_ways(as_of: date | str) -> None:
    assert_frame_equal(openclout.score(ACTS, as_of=as_of), openclout.score(ACTS, as_of=date(2026, 11, 21)))


def test_an_older_method_gives_its_own_numbers() -> None:
    new, old = openclout.score(ACTS), openclout.score(ACTS, method="2026.0")
    assert old["person"].to_list()[0] in new["person"].to_list()
    assert not old["raw"].equals(new["raw"])


def test_links_make_one_person_of_several_accounts() -> None:
    scores = openclout.score(ACTS, links={"ben": "duo", "here:cleo": "duo"})
    assert set(scores["person"]) == {"duo", "ada"}
    duo = scores.filter(pl.col("person") == "duo")
    assert duo["fans"].to_list() == [3]
    assert openclout.explain(ACTS, "ben", links={"ben": "duo", "here:cleo": "duo"}).name == "duo"


@pytest.mark.parametrize("kind", KINDS)
def test_counts_add_a_small_part(kind: str) -> None:
    stated = pl.DataFrame(
        {"account": ["ada", "ada", "zoe"], "kind": ["followers", "follower", "list"], "count": [1, 900, 5]}
    )
    scores = openclout.score(ACTS, counts=KINDS[kind](stated))
    before = openclout.score(ACTS)
    raw = {
        name: frame.filter(pl.col("person") == "ada")["raw"].item() for name, frame in (("with", scores), ("", before))
    }
    assert 0 < raw["with"] - raw[""] < raw[""]
    zoe = scores.filter(pl.col("person") == "zoe").row(0, named=True)
    assert zoe["score"] is None
    assert zoe["raw"] > 0


def test_only_counts_known_on_the_day_count() -> None:
    stated = pl.DataFrame({"account": ["ada"], "kind": ["follower"], "count": [900], "at": ["2026-11-25"]})
    assert_frame_equal(openclout.score(ACTS, counts=stated), openclout.score(ACTS))
    assert not openclout.score(ACTS, counts=stated, as_of="2026-11-25").equals(
        openclout.score(ACTS, as_of="2026-11-25")
    )


@pytest.mark.parametrize(
    ("column", "wrong", "reason"),
    [
        ("act", "clap", "acts="),
        ("at", "soon", "time cannot be read"),
        ("target", None, "target is missing"),
    ],
)
def test_a_row_that_cannot_be_read_is_named(column: str, wrong: str | None, reason: str) -> None:
    frame = ACTS.with_columns(
        pl.when(pl.int_range(pl.len()) == 4).then(pl.lit(wrong, pl.String)).otherwise(column).alias(column)
    )
    with pytest.raises(BadInput, match=f"Row 4 .*counted from 0.*, column {column}: .*{reason}"):
        openclout.score(frame)


@pytest.mark.parametrize("column", ACTS.columns)
def test_a_missing_column_is_named(column: str) -> None:
    with pytest.raises(WrongTable, match=f"There is no {column} "):
        openclout.score(ACTS.drop(column))


def test_wrong_options_say_what_is_right() -> None:
    with pytest.raises(BadInput, match=r"Methods are .*2026\.1.*got '1999'"):
        openclout.score(ACTS, method="1999")
    with pytest.raises(BadInput, match="as_of should be a day"):
        openclout.score(ACTS, as_of="tomorrow")
    with pytest.raises(BadInput, match="in no row"):
        openclout.score(ACTS, links={"nobody": "ada"})
    with pytest.raises(BadInput, match="should stand for one of"):
        openclout.score(ACTS, acts={"clap": "dance"})
    with pytest.raises(WrongTable, match="account, kind, count"):
        openclout.score(ACTS, counts=ACTS)
    with pytest.raises(TypeError, match="unexpected keyword"):
        openclout.score(ACTS, model="2026.1")  # type: ignore[call-arg]


def test_names_that_nobody_or_several_answer_to_are_refused() -> None:
    with pytest.raises(NotFound, match="Nobody acted on 'eve'"):
        openclout.explain(ACTS, "eve")
    twice = pl.concat([ACTS.with_columns(network=pl.lit(network)) for network in ("a", "b")])
    with pytest.raises(Ambiguous, match="a:ada, b:ada"):
        openclout.explain(twice, "ada")
    assert openclout.explain(twice, "B:Ada").name == "b:ada"
    with pytest.raises(NotFound, match="there are no interactions"):
        openclout.explain(ACTS.clear(), "ada")
