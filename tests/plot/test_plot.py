"""A figure draws the numbers that it was given, says their units, and refuses what it cannot draw.

Comes in: results of small worlds. Goes out: the tables behind the marks, and the pictures.
"""

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal
from tests.library.acts import ACTS, KINDS

import openclout
from openclout.demo.world import small_world
from openclout.figures import IDLE, sheet
from openclout.vocabulary.errors import BadInput, NotFound, WrongTable

pytest.importorskip("altair", reason="needs the extra plot")
vl_convert = pytest.importorskip("vl_convert", reason="needs the extra plot")

from openclout import plot  # noqa: E402 - only where it can be drawn

LAST = date(2026, 11, 21)
RANGES = ["low", "high", "measured_low", "measured_high"]


pytestmark = pytest.mark.xdist_group("plot")
"""One process makes what these share."""


@pytest.fixture(scope="module")
def acts() -> pl.DataFrame:
    return small_world(5).interactions


@pytest.fixture(scope="module")
def scores(acts: pl.DataFrame) -> pl.DataFrame:
    return openclout.score(acts)


@pytest.fixture(scope="module")
def by_day(acts: pl.DataFrame) -> pl.DataFrame:
    days = [LAST - timedelta(days=back) for back in (60, 30, 0)]
    return pl.concat(openclout.score(acts, as_of=day).with_columns(day=pl.lit(day)) for day in days)


class Layer:
    """One layer of a chart: its mark, where its columns go, and the rows that it draws."""

    def __init__(self, whole: dict[str, Any], layer: dict[str, Any]) -> None:
        self.mark = layer["mark"]["type"]
        self.encoding = layer["encoding"]
        name = layer.get("data", whole.get("data", {}))["name"]
        self.rows = pl.DataFrame(whole["datasets"][name])

    def drawn(self, *channels: str) -> pl.DataFrame:
        """The columns that these channels show."""
        return self.rows.select(self.encoding[channel]["field"] for channel in channels)

    def title(self, channel: str) -> str | None:
        found: str | None = self.encoding[channel].get("title")
        return found


def layers(chart: Any) -> list[Layer]:
    whole = chart.to_dict()
    return [Layer(whole, layer) for layer in whole["layer"]]


@pytest.mark.parametrize("width", [1, 2, 10])
def test_a_distribution_counts_everybody_with_a_number_once(scores: pl.DataFrame, width: int) -> None:
    bars, line, words = layers(plot.distribution(scores, width=width))
    numbered = scores["score"].drop_nulls()
    median = float(np.median(numbered.to_numpy()))
    assert bars.rows["people"].sum() == len(numbered)
    for since, until, people in bars.drawn("x", "x2", "y").iter_rows():
        assert people == ((numbered >= since) & (numbered < until)).sum() > 0
        assert until - since == width
    assert line.drawn("x").item() == median
    assert words.rows["words"].item() == f"median {median:.1f}"
    assert (bars.title("x"), bars.title("y")) == ("score (points, 1 to 100)", "people (number)")
    said = f"{len(numbered)} with a number, {scores['score'].null_count()} with too little data for one"
    assert plot.distribution(scores).to_dict()["title"]["subtitle"] == said


def test_the_highest_score_belongs_to_the_last_bin() -> None:
    (bars, *_) = layers(plot.distribution(pl.DataFrame({"score": [100.0, 99.5, 98.0, None]})))
    assert bars.drawn("x", "x2", "y").rows() == [(98.0, 100.0, 3)]


def test_people_are_drawn_with_both_ranges_best_first(scores: pl.DataFrame) -> None:
    likely, again, dots = layers(plot.people(scores, top=12))
    first = scores.head(12)
    for layer in (likely, again, dots):
        assert_frame_equal(layer.rows.select("person", "score", *RANGES), first.select("person", "score", *RANGES))
        assert layer.encoding["y"]["sort"] == first["person"].to_list()
    assert likely.drawn("x", "x2").columns == RANGES[:2]
    assert again.drawn("x", "x2").columns == RANGES[2:]
    assert dots.drawn("x").columns == ["score"]
    assert likely.title("x") == "score (points, 1 to 100)"


def test_the_people_who_are_named_are_the_ones_drawn(scores: pl.DataFrame) -> None:
    best, third = scores["person"][0], scores["person"][2]
    (likely, *_) = layers(plot.people(scores, third, best))
    assert likely.rows["person"].to_list() == [best, third]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_table_is_drawn_alike(kind: str) -> None:
    charts = [plot.people(openclout.score(KINDS[name](ACTS))).to_dict() for name in ("polars", kind)]
    assert charts[0] == charts[1]


def test_a_waterfall_adds_up_to_the_score_and_shows_its_range(acts: pl.DataFrame, scores: pl.DataFrame) -> None:
    why = openclout.explain(acts, scores["person"][3])
    bars, likely, words = layers(plot.waterfall(why))
    spans = bars.drawn("x", "x2").rows()
    assert spans[0] == (0.0, IDLE)
    assert all(before[1] == after[0] for before, after in pairwise(spans[:-1]))
    assert spans[-2][1] == spans[-1][1] == why.score
    parts = bars.rows.filter(pl.col("kind") == "part")
    assert sum(parts["points"], IDLE) == pytest.approx(why.score, abs=1e-9)
    assert len(parts) == len(why.parts)
    assert likely.drawn("x", "x2").drop_nulls().rows() == [(why.low, why.high)]
    assert words.rows["words"].to_list()[-1] == f"{why.score:.2f}"
    assert [float(text) for text in words.rows["words"]] == words.rows["points"].round(2).to_list()


def test_a_history_keeps_its_days_and_its_gaps(by_day: pl.DataFrame) -> None:
    began = by_day.filter(
        pl.col("score").is_null().any().over("person"), pl.col("score").is_not_null().any().over("person")
    )
    names = sorted({began["person"][0], by_day["person"][0]})
    likely, lines = layers(plot.history(by_day, *names))
    wanted = by_day.filter(pl.col("person").is_in(names)).sort("day", "person")
    drawn = lines.rows.select("day", "person", "score", "low", "high")
    assert_frame_equal(drawn.drop("day"), wanted.select(drawn.columns[1:]))
    assert drawn["score"].null_count() > 0
    # An instant without a zone is taken to be local; a day without an hour would be shown as the day before.
    assert drawn["day"].to_list() == [f"{day}T00:00:00" for day in wanted["day"]]
    assert likely.drawn("y", "y2").columns == ["low", "high"]
    assert (lines.title("x"), likely.title("y")) == ("day (UTC)", "score (points, 1 to 100)")


def test_methods_are_compared_by_the_places_that_they_give(acts: pl.DataFrame, scores: pl.DataFrame) -> None:
    results = {"2026.1": scores, "kred": openclout.score(acts, method="kred")}
    (dots,) = layers(plot.methods(results, top=5))
    first = scores["person"].head(5).to_list()
    assert dots.encoding["y"]["sort"] == first
    assert len(dots.rows) == 10
    for person, method, percentile in dots.rows.select("person", "method", "percentile").iter_rows():
        assert percentile == results[method].filter(pl.col("person") == person)["percentile"].item()
    assert dots.encoding["shape"]["field"] == dots.encoding["color"]["field"] == "method", "not by colour alone"


@pytest.fixture(scope="module")
def charts(acts: pl.DataFrame, scores: pl.DataFrame, by_day: pl.DataFrame) -> dict[str, Any]:
    """Every figure that there is."""
    best = scores["person"][0]
    made = {
        "distribution": plot.distribution(scores),
        "people": plot.people(scores),
        "waterfall": plot.waterfall(openclout.explain(acts, best)),
        "history": plot.history(by_day, best),
        "methods": plot.methods({"2026.1": scores}, best),
    }
    assert set(made) == set(plot.__all__)
    return made


@pytest.mark.parametrize("name", plot.__all__)
def test_a_figure_becomes_a_picture_that_says_what_it_shows(charts: dict[str, Any], name: str) -> None:
    whole = charts[name].to_dict()
    title, said = whole["title"]["text"], whole["title"]["subtitle"]
    picture = vl_convert.vegalite_to_svg(whole)
    assert {title, said} < set(re.findall(r"<text[^>]*>([^<]+)</text>", picture))
    assert whole["description"] == f"{title}. {said}"


@pytest.mark.parametrize("name", plot.__all__)
def test_a_figure_has_the_colours_of_the_pages(charts: dict[str, Any], name: str) -> None:
    used = set(re.findall(r"#[0-9a-f]{6}\b", str({**charts[name].to_dict(), "config": None})))
    assert used
    assert used <= set(re.findall(r"light-dark\((#[0-9a-f]{6}),", sheet()))


def test_figures_can_be_put_together(charts: dict[str, Any]) -> None:
    alone, beside = (
        Counter(re.findall(r'fill="(#[0-9a-f]{6})"', vl_convert.vegalite_to_svg(chart.to_dict())))
        for chart in (charts["waterfall"], charts["waterfall"] | charts["history"] | charts["people"])
    )
    assert len(alone) > 3
    assert alone <= beside, "a figure keeps its colours"


FEW = openclout.score(ACTS)
REFUSED: list[tuple[Callable[[], object], type[Exception], str]] = [
    (lambda: plot.distribution(FEW, width=3), BadInput, "divides 100 points; got 3"),
    (lambda: plot.distribution(FEW.filter(pl.col("score").is_null())), BadInput, "Nobody has a number"),
    (lambda: plot.people(FEW, "ada", "nobody"), NotFound, "Nobody is called nobody"),
    (lambda: plot.people(FEW, "ada", "cleo"), BadInput, "no number for cleo"),
    (lambda: plot.people(FEW.head(0)), BadInput, "no number for anybody"),
    (
        lambda: plot.people(openclout.score(ACTS, method="kred")),
        WrongTable,
        "low, high, measured_low, measured_high missing",
    ),
    (lambda: plot.waterfall(openclout.explain(ACTS, "cleo")), BadInput, "cleo has no number .* 1 of 3 people so far"),
    (lambda: plot.history(FEW, "ada"), WrongTable, "day missing"),
    (lambda: plot.methods({}), BadInput, "results by the name of their method"),
    (lambda: plot.methods({str(number): FEW for number in range(7)}), BadInput, "at most 6 .* got 7"),
]


@pytest.mark.parametrize(("draw", "error", "words"), REFUSED, ids=[words for _, _, words in REFUSED])
def test_what_cannot_be_drawn_is_refused(draw: Callable[[], object], error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        draw()


def test_without_the_extra_it_says_what_to_install() -> None:
    program = "import sys; sys.modules['altair'] = None; import openclout.plot"
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert "Figures need altair too. Run `pip install 'openclout[plot]'`." in ended.stderr
