"""The guard lets a sound run pass, and nothing else."""

import numpy as np
import polars as pl
import pytest
from tests.scoring.worlds import WEIGHTS, world

from openclout.scoring import guard
from openclout.vocabulary.errors import RefusedRun


def test_a_sound_run_passes() -> None:
    found = world(1, rows=200).scored()
    guard.check(found.people, found.parts)
    guard.check_rows(10, 8, 2)


def test_parts_that_do_not_add_up_are_refused() -> None:
    found = world(1, rows=200).scored()
    parts = found.parts.copy()
    parts["points"][np.argmax(parts["points"])] *= 1.001
    with pytest.raises(RefusedRun, match="add up to raw"):
        guard.check(found.people, parts)


@pytest.mark.parametrize("score", [0.5, 100.5, float("nan")])
def test_a_score_out_of_bounds_is_refused(score: float) -> None:
    found = world(1, rows=200).scored()
    with pytest.raises(RefusedRun, match="from 1 to 100"):
        guard.check(found.people.with_columns(score=pl.lit(score)), found.parts)


def test_a_row_that_is_not_accounted_for_is_refused() -> None:
    with pytest.raises(RefusedRun, match="every row accounted for"):
        guard.check_rows(10, 8, 1)


def test_many_people_moving_far_are_refused_and_a_few_are_not() -> None:
    people = pl.DataFrame({"person": range(100), "score": [50.0] * 100, "enough": [True] * 100})
    people = people.with_columns(pl.col("person").cast(pl.Int32))
    few = people.with_columns(score=pl.when(pl.col("person") < 5).then(40.0).otherwise(50.0))
    many = people.with_columns(score=pl.when(pl.col("person") < 6).then(40.0).otherwise(50.0))
    guard.check_moves(people, few, WEIGHTS)
    with pytest.raises(RefusedRun, match="6 of 100 did"):
        guard.check_moves(people, many, WEIGHTS)
