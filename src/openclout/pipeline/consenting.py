"""Who of a day's people is not shown, and what the others asked for.

Comes in: the population with its flags, the setting `visibility`. Goes out: `Consent`. A person is hidden if any of the
accounts is: what one account earned would tell of the other. What hidden people did to others counts all the same.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from openclout.consent import Visibility, hides, obeyed
from openclout.engines.population import Population
from openclout.scoring.rows import Bool, Int32


@dataclass(frozen=True)
class Consent:
    """What people asked for: `asked` by person, as bits; `hidden` says of each account whether its person is.

    Who asked for nothing is not in `asked`.
    """

    asked: pl.DataFrame
    hidden: Bool

    def shown(self, keys: Int32) -> Bool:
        """Which accounts or persons of these keys are shown; -1 is nobody, and is."""
        return ~self.hidden[keys] | (keys < 0)

    def left(self, records: NDArray[np.void], column: str) -> NDArray[np.void]:
        """The records whose owner is shown."""
        return records[self.shown(records[column])] if self.hidden.any() else records

    def of_shown(self, rows: pl.DataFrame, column: str) -> pl.DataFrame:
        """The rows in whose column stands an account that is shown, or nobody."""
        if not self.hidden.any():
            return rows
        return rows.filter(pl.Series(self.shown(rows[column].to_numpy()), dtype=pl.Boolean))


def consent(people: Population, visibility: Visibility) -> Consent:
    """What the people of a day asked for."""
    person = people.accounts.person
    flags = obeyed(pl.col("flags"), visibility)
    asking = pl.concat(piece.select("key", flags=flags).filter(pl.col("flags") != 0) for piece in people.known.pieces())
    frame = asking.with_columns(person=pl.Series(person[asking["key"].to_numpy()], dtype=pl.Int32))
    asked = frame.group_by("person").agg(pl.col("flags").bitwise_or()).sort("person")
    hidden = np.zeros(len(person), dtype=np.bool_)
    hidden[asked.filter(hides(pl.col("flags")))["person"].to_numpy()] = True
    return Consent(asked, hidden[person])
