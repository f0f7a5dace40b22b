"""Pictures of a score as markup: the same strings on pages and in notebooks.

Comes in: records of the vocabulary. Goes out: SVG (the waterfall: a table that holds SVG), escaped, without style
attributes, so that it runs under a strict Content-Security-Policy. `standalone` adds the styles for a notebook.
Sources: "Monotone Piecewise Cubic Interpolation", Fritsch and Carlson 1980 (the line); largest remainders, Hare 1857
(bars that add up).
"""

from openclout.figures.bars import bars, portion, stacked_bar
from openclout.figures.curves import sparkline
from openclout.figures.dial import dial
from openclout.figures.face import face
from openclout.figures.history import WINDOW_DAYS, history, readings
from openclout.figures.ladder import ladder
from openclout.figures.marks import Mark, line
from openclout.figures.population import comb, population
from openclout.figures.shares import IDLE, Step, apportion, hundredths, score_points, steps
from openclout.figures.style import sheet, standalone
from openclout.figures.ties import ribbons
from openclout.figures.waterfall import waterfall

__all__ = [
    "IDLE",
    "WINDOW_DAYS",
    "Mark",
    "Step",
    "apportion",
    "bars",
    "comb",
    "dial",
    "face",
    "history",
    "hundredths",
    "ladder",
    "line",
    "population",
    "portion",
    "readings",
    "ribbons",
    "score_points",
    "sheet",
    "sparkline",
    "stacked_bar",
    "standalone",
    "steps",
    "waterfall",
]
