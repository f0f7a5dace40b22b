"""A day under another version of the method: who would move, by how much, and which numbers move them.

Comes in: the scene of a day, where its rows are, the numbers of the other version. Goes out: moves, bucket by bucket.
Nothing of the day itself changes: same people, same rows, same instant.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import polars as pl

from openclout.engines.days import Part, Scene, Source, counted_in, filled_bucket, parts, scene, scored_by
from openclout.engines.window import Bucket
from openclout.scoring.counts import count_parts
from openclout.scoring.points import pace, raw_of
from openclout.scoring.rows import Bool, Float64, Int32, ordered
from openclout.scoring.shadow import GROUPS, differs, hundredths, reasons, stages
from openclout.scoring.weights import Weights

MOVES = {"person": pl.Int32, "before": pl.Int32, "after": pl.Int32, **dict.fromkeys(GROUPS, pl.Int32)}
"""Grain: a person with a number under either version. Scores and what each group of numbers does to them, in
hundredths; null without a number, and for all groups unless there are both."""


def shadowed(today: Scene, source: Source, other: Weights) -> Iterator[pl.DataFrame]:
    """The moves of each bucket's people from the scene's version to the other one."""
    between = [stage.bare() for stage in _scenes(today, source, other)]
    today = between[0]

    def found(part: Part) -> pl.DataFrame:
        counted = [counted_in(stage, part) for stage in between]
        owners = np.unique(np.concatenate([one["owner"] for one in counted])).astype(np.int32)
        filled = filled_bucket(source, today.people, part, owners)
        first = scored_by(today, today.weights, filled, counted[0]).people
        last = scored_by(between[-1], other, filled, counted[-1]).people
        points = [_points(filled, one["owner"], one["points"]) for one in counted]
        raws = _raws(filled, between, points)
        raws[0], raws[-1] = first["raw"].to_numpy(), last["raw"].to_numpy()
        why = reasons(raws, [stage.weights for stage in between])
        return _moves(filled, (first, last), why)

    yield from source.over(found, parts(source, today.people), workers=source.workers)


def _scenes(today: Scene, source: Source, other: Weights) -> list[Scene]:
    """The day at each stage between two versions; what a group does not touch is not worked out again."""
    found = [today]
    for weights in stages(today.weights, other)[1:]:
        before = found[-1]
        changed = differs(before.weights, weights)
        if "belief" in changed or weights.memory_days != before.weights.memory_days:
            found.append(scene(today.day, source, today.people, weights))
        elif "counts" in changed:
            counted = count_parts(source.counts(today.day), today.people.accounts.person, weights)
            found.append(replace(before, weights=weights, counted=counted))
        else:
            found.append(replace(before, weights=weights))
    return found


def _points(filled: Bucket, owner: Int32, points: Float64) -> Float64:
    """The points by count of a bucket's people."""
    found = np.bincount(np.searchsorted(filled.persons, owner), points, minlength=len(filled.persons))
    return found.astype(np.float64)


def _raws(filled: Bucket, between: Sequence[Scene], counted: Sequence[Float64]) -> list[Float64]:
    """Everybody's raw at each stage, with counts."""
    order = ordered(filled.rows, len(filled.persons))
    rows: list[Float64] = []
    for at, stage in enumerate(between):
        same = at > 0 and set(differs(between[at - 1].weights, stage.weights)) <= {"counts", "calibration"}
        trust = stage.standing.trust
        rows.append(rows[-1] if same else raw_of(filled.rows, order, stage.as_of, pace(stage.weights), trust))
    return [raw + more for raw, more in zip(rows, counted, strict=True)]


def _moves(filled: Bucket, ends: tuple[pl.DataFrame, pl.DataFrame], why: Int32) -> pl.DataFrame:
    first, last = ends
    enough = [end["enough"].to_numpy() for end in ends]
    either, both = enough[0] | enough[1], enough[0] & enough[1]
    columns = {
        "person": pl.Series(filled.persons),
        "before": _known(hundredths(first["score"].to_numpy()), enough[0]),
        "after": _known(hundredths(last["score"].to_numpy()), enough[1]),
        **{group: _known(why[:, at], both) for at, group in enumerate(GROUPS)},
    }
    return pl.DataFrame(columns, schema=MOVES).filter(pl.Series(either))


def _known(hundredths: Int32, known: Bool) -> pl.Series:
    """Numbers where they are known, null elsewhere."""
    return pl.select(pl.when(pl.Series(known)).then(pl.Series(hundredths))).to_series()
