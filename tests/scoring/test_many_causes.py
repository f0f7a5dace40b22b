"""Many changes split in one pass are what they are one by one."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.scoring.plain_causes import View, steps
from tests.scoring.worlds import NOW, WEIGHTS, world

from openclout.scoring.causes import Movers, Standpoint, splits
from openclout.scoring.points import DAY
from openclout.scoring.rows import chosen
from openclout.scoring.weights import load

SEEDS = st.integers(0, 2**32 - 1)
PARTS = ("before", "after", "method", "links", "counts", "ageing", "standing", "new")


@settings(max_examples=25)
@given(SEEDS, st.integers(1, 60), st.sampled_from(["2026.0", "2026.1"]))
def test_many_at_once_are_one_by_one(seed: int, days: int, version: str) -> None:
    made, later = world(seed, trust="random"), world(seed + 1, trust="random")
    rng, people = np.random.default_rng(seed), int(made.rows.owner.max()) + 1
    held, mine = rng.random(len(made.rows.at)) < 0.9, rng.random(len(made.rows.at)) < 0.9
    was, now = rng.random(people), rng.random(people)
    old, new = NOW - days * DAY, NOW
    before, today = Standpoint(old, made.trust, load(version)), Standpoint(new, later.trust, WEIGHTS)
    found = splits(Movers(made.rows, held, mine, was, now), before, today)
    assert len(found) == people
    for person, several in enumerate(found):
        theirs = made.rows.owner == person
        then = chosen(made.rows, theirs & held & (made.rows.at < old))
        known = chosen(made.rows, theirs & mine)
        views = [
            View(rows._replace(owner=np.zeros_like(rows.owner)), seen.as_of, counted, seen.trust, seen.weights)
            for rows, seen, counted in ((then, before, was[person]), (known, today, now[person]))
        ]
        single = steps(*views)
        for name in PARTS:
            assert getattr(several, name) == pytest.approx(getattr(single, name), abs=1e-9), name
        for field in dataclasses.fields(several.newcomers):
            one, other = getattr(several.newcomers, field.name), getattr(single.newcomers, field.name)
            assert np.allclose(one, other, atol=1e-9), field.name
