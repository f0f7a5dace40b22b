"""The formula reproduces the figures that were published for it, on the published sets."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from openclout.library.kinds import taken
from openclout.library.reading import Options, interactions_of
from openclout.scoring.metrics import figures, judged, ranking
from openclout.scoring.weights import load
from openclout.validity.cuts import cut
from openclout.validity.ours import own
from openclout.validity.protocol import protocol
from openclout.validity.world import world
from openclout.vocabulary.cards import MEASURES

SETS = Path(__file__).parents[3] / "shared" / "data" / "sets"
FIGURES = {
    ("higgs_twitter", 0.3): (0.384, 0.736, 0.686),
    ("higgs_twitter", 0.5): (0.398, 0.831, 0.724),
    ("higgs_twitter", 0.7): (0.289, 0.706, 0.787),
    ("discord_ethrnd", 0.3): (0.479, 0.835, 0.837),
    ("discord_ethrnd", 0.5): (0.433, 0.847, 0.926),
    ("discord_ethrnd", 0.7): (0.480, 0.862, 0.936),
    ("maillist_r", 0.3): (0.328, 0.764, 0.880),
    ("maillist_r", 0.5): (0.320, 0.773, 0.919),
    ("maillist_r", 0.7): (0.274, 0.773, 0.902),
}
"""Spearman, NDCG@100 and concordance of raw (everybody believed) with the distinct actors of the next window."""


def interactions(name: str) -> pl.DataFrame:
    """The rows of a set read plainly, without imports."""
    rows = pl.read_parquet(file_of(name), columns=["kind", "actor", "target", "ts"]).drop_nulls()
    rows = rows.filter((pl.col("actor") != pl.col("target")) & (pl.col("kind") != "downvote_received"))
    names = pl.concat([rows["actor"], rows["target"]]).unique().sort()
    codes = pl.DataFrame({"name": names}).with_row_index("code")
    return rows.with_columns(
        pl.col(side).replace_strict(codes["name"], codes["code"], return_dtype=pl.Int32) for side in ("actor", "target")
    )


@pytest.mark.parametrize(("name", "share"), FIGURES)
def test_the_published_figures_come_out(name: str, share: float) -> None:
    made = world(name, as_imported(name))
    now = cut(made, share, protocol())
    found = ranking(own(made, now.seen, load()).plain[now.population])
    once = np.ones(len(now.population), dtype=np.int64)
    got = dict(zip(MEASURES, figures(found, judged(now.truth, now.active), once, protocol().top), strict=True))
    spearman, ndcg, concordance = FIGURES[name, share]
    assert got["spearman"] == pytest.approx(spearman, abs=0.005)
    assert got["ndcg"] == pytest.approx(ndcg, abs=0.01)
    assert got["concordance"] == pytest.approx(concordance, abs=0.005)


def as_imported(name: str) -> pl.DataFrame:
    """The rows of a set as imports read them."""
    return interactions_of(taken(pl.read_parquet(file_of(name))), Options())


def file_of(name: str) -> Path:
    file = SETS / name / "interactions.parquet"
    if not file.exists():
        pytest.skip(f"the set {name} is not here")
    return file


def ndcg_at_100(found: np.ndarray, truth: np.ndarray) -> float:
    order = np.lexsort((np.random.default_rng(0).random(len(found)), -found))[:100]
    discount = np.log2(np.arange(2, 102))
    best = np.sort(truth)[::-1][:100]
    return float((np.log1p(truth[order]) / discount).sum() / (np.log1p(best) / discount).sum())


def concordant(found: np.ndarray, truth: np.ndarray) -> float:
    chance = np.random.default_rng(0)
    i = chance.choice(np.flatnonzero(truth > 0), 400_000)
    j = chance.integers(0, len(truth), 400_000)
    i, j = i[truth[i] != truth[j]], j[truth[i] != truth[j]]
    sign = np.sign(found[i] - found[j]) * np.sign(truth[i] - truth[j])
    return float(((sign > 0) + 0.5 * (sign == 0)).mean())
