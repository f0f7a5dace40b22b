"""Accounts joined into persons by links.

Comes in: the accounts of the lake (integer keys) and the links valid on a day. Goes out: `Persons`.
A person is known by the smallest key among its accounts; an account without a link is a person of its own.
Joining happens at scoring time only, so ending a link undoes it without loss.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from openclout.vocabulary.records import Link

PROVEN_NETWORKS = 2
"""An identity counts as proven when so many networks are linked."""


@dataclass(frozen=True)
class Persons:
    """`person` is the person of each account, `proven` whether a person's identity is proven (both by key).

    `joined` are the keys of all accounts with a link, sorted; `names` grain one linked person: person, name, title.
    """

    person: NDArray[np.int32]
    proven: NDArray[np.bool_]
    joined: NDArray[np.int32]
    names: pl.DataFrame


def persons(accounts: Iterable[pl.DataFrame], links: Sequence[Link], keys: int) -> Persons:
    """The persons of `accounts` (pieces of key, network, native_id), keys from 0 to below `keys`, gaps allowed."""
    person = np.arange(keys, dtype=np.int32)
    proven = np.zeros(keys, dtype=np.bool_)
    linked = _linked(accounts, links) if links else {}
    names = []
    for name, found in sorted(linked.items()):
        held = sorted(key for key, _ in found)
        person[held] = held[0]
        networks = Counter(link.network for _, link in found)
        proven[held[0]] = len(networks) >= PROVEN_NETWORKS
        names.append({"person": held[0], "name": name, "title": found[0][1].title or name})
    joined = np.array(sorted(key for found in linked.values() for key, _ in found), dtype=np.int32)
    schema = {"person": pl.Int32, "name": pl.String, "title": pl.String}
    return Persons(person, proven, joined, pl.DataFrame(names, schema=schema))


def _linked(accounts: Iterable[pl.DataFrame], links: Sequence[Link]) -> dict[str, list[tuple[int, Link]]]:
    """The accounts of each linked person that the lake knows."""
    wanted = pl.DataFrame(
        {
            "network": [link.network for link in links],
            "native_id": [link.native_id for link in links],
            "place": range(len(links)),
        },
        schema={"network": pl.String, "native_id": pl.String, "place": pl.Int64},
    )
    found: dict[str, list[tuple[int, Link]]] = {}
    mine = [wanted.join(piece, on=["network", "native_id"]).select("key", "place") for piece in accounts]
    for key, place in pl.concat(mine).sort("key", "place").iter_rows():
        found.setdefault(links[place].person, []).append((key, links[place]))
    return found
