import polars as pl
import pytest
from tests.validity.made import place

from openclout.library.kinds import taken
from openclout.library.reading import Options, interactions_of
from openclout.scoring.weights import load
from openclout.validity.protocol import protocol
from openclout.validity.sets import judged_set
from openclout.validity.world import World, world
from openclout.vocabulary.cards import SetCard


def made_world(rows: pl.DataFrame, name: str = "made") -> World:
    return world(name, interactions_of(taken(rows), Options()))


@pytest.fixture(scope="session")
def made() -> World:
    return made_world(place())


@pytest.fixture(scope="session")
def judged(made: World) -> SetCard:
    return judged_set(made, (0.5, 0.7), (protocol(), load()), with_trees=True)
