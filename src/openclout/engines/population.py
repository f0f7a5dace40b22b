"""Who there is on a day: accounts, persons, networks, as the kernels want them.

Comes in: the lake's accounts and the ledger's links. Goes out: `Population`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from openclout.engines.aside import Aside, Kept
from openclout.people.persons import Persons, persons
from openclout.scoring.belief import lots
from openclout.scoring.edges import Accounts
from openclout.scoring.rows import Int32
from openclout.vocabulary.records import Link


@dataclass(frozen=True)
class Population:
    """All accounts by key, joined to persons by the links of one day; `networks` by index.

    `known` has a row for each of the `keys`: key, network, native_id, handle, title, flags. It is most of the memory.
    """

    known: Kept
    keys: Int32
    accounts: Accounts
    persons: Persons
    networks: tuple[str, ...]

    @property
    def frame(self) -> pl.DataFrame:
        """What is known of all accounts."""
        return self.known.whole()

    def bare(self) -> "Population":
        """The same people without their names, which are most of it: to be sent elsewhere."""
        nameless = replace(self.persons, names=self.persons.names.clear())
        return replace(self, known=Kept([self.known.none()], Aside()), persons=nameless)


def population(accounts: Iterable[pl.DataFrame], keys: int, aside: Aside | None = None) -> Population:
    """Everybody, without links. `accounts` come in pieces, one at least, sorted by key, and are kept aside.

    They have key, network, native_id, handle, title; keys run from 0 to below `keys`.
    """
    network, lot = np.zeros(keys, dtype=np.int16), np.ones(keys)
    found, met = list[Int32](), dict[str, int]()

    def seen(piece: pl.DataFrame) -> pl.DataFrame:
        at = piece["key"].to_numpy()
        for name in piece["network"].unique(maintain_order=True):
            met.setdefault(name, len(met))
        network[at] = piece["network"].replace_strict(met, return_dtype=pl.Int16)
        lot[at] = lots(piece["network"] + ":" + piece["native_id"])
        found.append(at)
        return piece

    known = Kept(map(seen, accounts), aside or Aside())
    at = np.concatenate(found)
    networks = tuple(sorted(met))
    network[at] = np.array([networks.index(name) for name in met], dtype=np.int16)[network[at]]
    alone = persons((), (), keys)
    return Population(known, at, Accounts(alone.person, network, lot, alone.proven), alone, networks)


def linked(everybody: Population, links: Sequence[Link]) -> Population:
    """The same accounts, joined by these links."""
    joined = persons(everybody.known.pieces(), links, len(everybody.accounts.lot))
    accounts = Accounts(joined.person, everybody.accounts.network, everybody.accounts.lot, joined.proven)
    return replace(everybody, accounts=accounts, persons=joined)


def regrouped(people: Population, person: Int32) -> Population:
    """The same people, with their accounts joined as they once were: `person` is the person of each account."""
    if np.array_equal(person, people.accounts.person):
        return people
    several = np.bincount(person, minlength=len(person)) > 1
    joined = np.union1d(people.persons.joined, np.flatnonzero(several[person])).astype(np.int32)
    then = Persons(person, people.accounts.proven, joined, people.persons.names)
    accounts = Accounts(person, people.accounts.network, people.accounts.lot, people.accounts.proven)
    return replace(people, accounts=accounts, persons=then)
