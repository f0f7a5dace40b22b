"""Who there is on a day: accounts, persons, networks, as the kernels want them.

Comes in: the lake's accounts and the ledger's links. Goes out: `Population`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from openclout.people.persons import Persons, persons
from openclout.scoring.belief import Accounts, lots
from openclout.vocabulary.records import Link


@dataclass(frozen=True)
class Population:
    """All accounts by key, joined to persons by the links of one day; `networks` by index."""

    frame: pl.DataFrame
    accounts: Accounts
    persons: Persons
    networks: tuple[str, ...]


def population(frame: pl.DataFrame, keys: int) -> Population:
    """Everybody, without links. `frame` has key, network, native_id, handle, title; keys run from 0 to below `keys`."""
    networks = tuple(frame["network"].unique().sort())
    at = frame["key"].to_numpy()
    network = np.zeros(keys, dtype=np.int16)
    network[at] = frame["network"].replace_strict({name: i for i, name in enumerate(networks)}, return_dtype=pl.Int16)
    lot = np.ones(keys)
    lot[at] = lots((frame["network"] + ":" + frame["native_id"]).to_list())
    alone = persons(frame, (), keys)
    return Population(frame, Accounts(alone.person, network, lot, alone.proven), alone, networks)


def linked(everybody: Population, links: Sequence[Link]) -> Population:
    """The same accounts, joined by these links."""
    joined = persons(everybody.frame, links, len(everybody.accounts.lot))
    accounts = Accounts(joined.person, everybody.accounts.network, everybody.accounts.lot, joined.proven)
    return Population(everybody.frame, accounts, joined, everybody.networks)
