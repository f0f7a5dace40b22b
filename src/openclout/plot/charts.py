"""The figures: each with its units on the axis, its ranges, and a sentence on how to read it.

Comes in: results of the library. Goes out: Altair charts, which hold the small tables of `tables` and nothing else, and
can be put beside or above each other. Colours are those of the pages; nothing is told by colour alone.
"""

import re
from collections.abc import Mapping, Sequence
from typing import TypeVar

import altair as alt
import polars as pl

from openclout.figures import sheet
from openclout.library import Explanation
from openclout.plot.tables import DAILY, RANGED, SCALE, daily, falling, placed, ranged, spread
from openclout.vocabulary.errors import BadInput

Frame = TypeVar("Frame")
COLOUR = dict(re.findall(r"--([\w-]+): light-dark\((#[0-9a-f]{6}),", sheet()))
"""The colours of the pages by day; their contrasts are tested there."""
MARK, BAND, MORE, QUIET, INK = (COLOUR[name] for name in ("accent-mark", "band", "up-mark", "line-strong", "ink-2"))
SEVERAL = [COLOUR[f"n{number}"] for number in range(1, 7)]
"""Colours that can be told apart in normal, deuteran and protan sight."""
SCORE = "score (points, 1 to 100)"
LIKELY = "its likely range in a quarter"
ROW = 24
"""The height of a row, in pixels."""


def distribution(scores: object, *, width: int = 2) -> alt.LayerChart:
    """How many people have which score, in bins of `width` points, and the score that half of them are below."""
    found = spread(scores, width)
    across = alt.X("since:Q", title=SCORE, scale=alt.Scale(domain=[0, SCALE]), bin="binned")
    tips = [alt.Tooltip("since:Q", title="from"), alt.Tooltip("until:Q", title="to below"), "people:Q"]
    columns = alt.Chart(found.bins).mark_bar(color=MARK, stroke="white")
    columns = columns.encode(across, alt.X2("until:Q"), alt.Y("people:Q", title="people (number)"), tooltip=tips)
    middle = alt.Chart(pl.DataFrame({"median": [found.median], "words": [f"median {found.median:.1f}"]}))
    line = middle.mark_rule(color=INK, strokeDash=[4, 3]).encode(alt.X("median:Q"))
    words = middle.mark_text(color=INK, align="left", baseline="top", dx=5).encode(
        alt.X("median:Q"), y=alt.value(0), text="words:N"
    )
    said = f"{found.numbered:,} with a number, {found.without:,} with too little data for one"
    return _titled([columns, line, words], "How scores are spread", said, height=220)


def people(scores: object, *names: str, top: int = 20) -> alt.LayerChart:
    """People with their likely and their measurement range, best first: those named, or the `top` ones."""
    found = ranged(scores, names, top)
    rows = alt.Chart(found).encode(_rows("person", found), tooltip=_tips(RANGED))
    scale = alt.Scale(zero=False)
    likely = rows.mark_bar(color=BAND, height=14).encode(alt.X("low:Q", title=SCORE, scale=scale), alt.X2("high:Q"))
    again = rows.mark_bar(color=QUIET, height=4).encode(alt.X("measured_low:Q"), alt.X2("measured_high:Q"))
    dots = rows.mark_point(color=MARK, stroke="white", filled=True, opacity=1, size=90).encode(alt.X("score:Q"))
    said = f"Dot: score. Pale bar: {LIKELY}. Grey bar: what counting the same fans again would give."
    return _titled([likely, again, dots], "Scores, and how sure they are", said, height=ROW * len(found))


def waterfall(why: Explanation[Frame]) -> alt.LayerChart:
    """What a score is made of: parts in points, which add up to it, and its likely range."""
    colours = {"everybody": QUIET, "part": MORE, "score": MARK}
    # Colours as they are, without a scale: figures that are put together share their scales.
    found = falling(why).with_columns(colour=pl.col("kind").replace_strict(colours))
    rows = alt.Chart(found).encode(_rows("title", found), tooltip=_tips(("title", "points", "low", "high")))
    bars = rows.mark_bar(height=14).encode(
        alt.X("start:Q", title=SCORE), alt.X2("end:Q"), alt.Color("colour:N", scale=None)
    )
    likely = rows.mark_rule(color=INK, strokeWidth=2).encode(alt.X("low:Q"), alt.X2("high:Q"))
    numbers = rows.mark_text(color=INK, align="left", dx=5).encode(alt.X("edge:Q"), text="words:N")
    said = f"Each bar adds to the one above. Line: {LIKELY}."
    return _titled([bars, likely, numbers], f"What the score of {why.name} is made of", said, height=ROW * len(found))


def history(scores: object, *names: str) -> alt.LayerChart:
    """Scores by `day` with their likely range, of those named or of all; where there was no number is a gap."""
    found = daily(scores, names)
    domain, colours = _told_apart(found["person"].unique(maintain_order=True).to_list())
    days = alt.Chart(found).encode(alt.X("day:T", title="day (UTC)"), tooltip=_tips(DAILY))
    up = alt.Y("low:Q", title=SCORE, scale=alt.Scale(zero=False))
    strong = alt.Legend(symbolOpacity=1, symbolType="stroke", symbolStrokeWidth=3)
    colour = alt.Color("person:N", title="person", scale=alt.Scale(domain=domain, range=colours), legend=strong)
    dashes = alt.StrokeDash("person:N", title="person", scale=alt.Scale(domain=domain))
    likely = days.mark_area(opacity=0.2).encode(up, alt.Y2("high:Q"), colour)
    lines = days.mark_line(strokeWidth=2.5, point=True).encode(alt.Y("score:Q"), colour, dashes)
    return _titled([likely, lines], "Scores by day", f"Line: score. Band: {LIKELY}.", height=260)


def methods(results: Mapping[str, object], *names: str, top: int = 15) -> alt.LayerChart:
    """The same people under several methods, from results by the name of their method.

    Each method has a scale of its own, so what is shown is how many people stand lower. Those named, or the `top` ones
    of the first method.
    """
    found = placed(results, names, top)
    domain, colours = _told_apart(list(results))
    dots = (
        alt.Chart(found)
        .mark_point(filled=True, opacity=0.9, size=90)
        .encode(
            alt.X("percentile:Q", title="people who stand lower (%)", axis=alt.Axis(format="%")),
            _rows("person", found),
            alt.Color("method:N", title="method", scale=alt.Scale(domain=domain, range=colours)),
            alt.Shape("method:N", title="method", scale=alt.Scale(domain=domain)),
            tooltip=_tips(("person", "method", "percentile")),
        )
    )
    said = "Each method has a scale of its own, so places are shown."
    return _titled([dots], "The same people under several methods", said, height=ROW * found["person"].n_unique())


def _rows(name: str, found: pl.DataFrame) -> alt.Y:
    """A row for each name, in the order of the table."""
    order = found[name].unique(maintain_order=True).to_list()
    return alt.Y(f"{name}:N", title=None, sort=order, axis=alt.Axis(grid=True, labelLimit=220))


def _tips(names: Sequence[str]) -> list[alt.Tooltip]:
    """What is told where somebody points, with two decimals."""
    words = {"day": "T"} | dict.fromkeys(("person", "title", "method"), "N")
    numbers = {name: alt.Tooltip(f"{name}:Q", format=".2f") for name in names if name not in words}
    return [numbers.get(name) or alt.Tooltip(f"{name}:{words[name]}") for name in names]


def _told_apart(names: list[str]) -> tuple[list[str], list[str]]:
    """Names, and a colour for each. Raises BadInput."""
    if len(names) > len(SEVERAL):
        raise BadInput(f"Expected at most {len(SEVERAL)} that can be told apart; got {len(names)}. Name fewer.")
    return names, SEVERAL[: len(names)]


def _titled(layers: list[alt.Chart], title: str, said: str, *, height: int) -> alt.LayerChart:
    """The layers as one chart with its title, and words for those who cannot see it."""
    head = alt.TitleParams(title, subtitle=said, anchor="start", subtitleColor=INK)
    return alt.LayerChart(layer=layers, title=head, description=f"{title}. {said}", width=480, height=height)
