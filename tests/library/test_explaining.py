"""An explanation adds up, and shows itself wherever it is looked at."""

import re
from html.parser import HTMLParser

import polars as pl
import pytest
from rich.console import Console
from tests.library.acts import ACTS

import openclout
from openclout.demo.world import random_world, small_world
from openclout.library import Explanation

STATED = pl.DataFrame({"account": ["ada"], "kind": ["follower"], "count": [900]})


class Balanced(HTMLParser):
    """Markup whose tags close in order; `outside` are addresses that it would load."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.outside: list[str] = []
        self.feed(markup)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.outside += [found or "" for name, found in attrs if name in ("src", "href")]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def adds_up(why: Explanation[pl.DataFrame]) -> None:
    assert why.rows["points"].sum() == pytest.approx(why.raw, abs=1e-9)
    assert sum(part.points for part in why.parts) == pytest.approx(why.raw, abs=1e-9)
    assert (why.rows["points"] > 0).all()


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("method", ["2026.0", "2026.1"])
def test_rows_and_parts_add_up_to_raw(seed: int, method: str) -> None:
    acts = random_world(seed, 30, 2500).interactions
    scores = openclout.score(acts, method=method)
    for name, raw in scores.select("person", "raw").sample(4, seed=seed).iter_rows():
        why = openclout.explain(acts, name, method=method)
        assert why.raw == raw
        adds_up(why)


def test_a_whole_world_adds_up() -> None:
    acts = small_world(5).interactions
    scores = openclout.score(acts)
    for name in (*scores["person"].head(2), *scores["person"].tail(2)):
        adds_up(openclout.explain(acts, name))


def test_an_explanation_says_what_counted_only_in_part_and_what_fakes_could_add() -> None:
    acts = small_world(7).interactions
    why = openclout.explain(acts, "maxreach.example")
    assert 0 <= why.fake_bound < why.tricked_bound
    assert why.fake_bound <= why.ring_bound <= why.tricked_bound
    assert "Counted only in part" in shown(why)
    assert all(0 < found.accounts <= found.interactions for found in why.discounts)
    assert openclout.explain(ACTS, "ada").discounts == ()


def test_a_person_who_is_a_number_is_found_by_it() -> None:
    numbered = ACTS.with_columns(target=pl.lit(88))
    assert openclout.explain(numbered, 88).name == openclout.explain(numbered, "88").name == "88"


def test_a_count_is_a_row_and_a_part() -> None:
    why = openclout.explain(ACTS, "ada", counts=STATED)
    adds_up(why)
    assert why.rows.filter(pl.col("actor").is_null())["act"].to_list() == ["follower count"]
    assert "followers stated" in [part.label for part in why.parts]


def test_the_rows_say_who_did_what_when() -> None:
    rows = openclout.explain(ACTS, "@ADA").rows
    assert rows.columns == ["actor", "act", "at", "network", "post", "points"]
    assert rows["points"].is_sorted(descending=True)
    assert rows.select("actor", "act").rows()[:2] == [("ben", "like"), ("cleo", "announce")]


def test_a_notebook_shows_the_dial_and_the_waterfall() -> None:
    markup = openclout.explain(ACTS, "ada")._repr_html_()
    assert Balanced(markup).outside == []
    assert 'class="dial"' in markup
    assert 'class="fall"' in markup
    assert "<script" not in markup
    assert not re.search(r"url\((?!#)|@import|https?://(?!www\.w3\.org)", markup)


def test_a_notebook_shows_why_there_is_no_number() -> None:
    why = openclout.explain(ACTS, "cleo")
    assert (why.score, why.low, why.high) == (None, None, None)
    markup = why._repr_html_()
    assert Balanced(markup).outside == []
    assert "1 of 3 people so far" in markup
    assert 'class="fall"' not in markup
    adds_up(why)


def test_names_are_harmless_in_a_notebook() -> None:
    acts = ACTS.with_columns(target=pl.lit("<script>alert(1)</script>"), actor=pl.col("actor") + "<b>")
    assert "<script" not in openclout.explain(acts, "<script>alert(1)</script>")._repr_html_()


def test_the_silent_are_told_from_the_new() -> None:
    assert openclout.explain(ACTS, "ada", as_of="2027-06-01").reason == "silent for more than 90 days"
    assert openclout.explain(ACTS, "cleo").reason == "1 of 3 people so far"
    assert openclout.explain(ACTS, "ada").reason == ""


def shown(why: Explanation[pl.DataFrame]) -> str:
    console = Console(width=80, color_system=None)
    with console.capture() as said:
        console.print(why)
    return said.get()


def test_a_terminal_shows_parts_that_add_up() -> None:
    why = openclout.explain(ACTS, "ada", counts=STATED)
    points = re.findall(r"\+(\d+\.\d\d)$", shown(why), re.MULTILINE)
    assert len(points) == len(why.parts)
    assert why.score is not None
    assert sum(round(100 * float(part)) for part in points) == round(100 * (why.score - 10))


def test_a_terminal_shows_no_points_without_a_number() -> None:
    text = shown(openclout.explain(ACTS, "cleo"))
    assert "cleo: no number yet, 1 of 3 people so far" in text
    assert "points" not in text


def test_an_explanation_without_rows_shows_itself_too() -> None:
    why = openclout.explain(ACTS, "ada", as_of="2031-01-01")
    assert (why.raw, why.parts, len(why.rows)) == (0.0, (), 0)
    Balanced(why._repr_html_())
    assert "no number yet" in shown(why)


def test_an_explanation_tells_what_stands_beside_the_score() -> None:
    scores = openclout.score(ACTS)
    ada = scores.filter(pl.col("person") == "ada").row(0, named=True)
    why = openclout.explain(ACTS, "ada")
    assert (why.momentum, why.measured_low, why.measured_high) == tuple(
        ada[name] for name in ("momentum", "measured_low", "measured_high")
    )
    assert ada["measured_low"] < ada["score"] < ada["measured_high"]
    assert why.trend in {"rising", "steady", "falling"}
    assert (why.generosity.acts, why.generosity.people) == (ada["given"], ada["helped"]) == (1, 1)
