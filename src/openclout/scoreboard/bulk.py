"""Long columns of a published run, some people at a time.

Comes in: a scoreboard file. Goes out: Arrow tables. They come through ADBC: of millions of people no row is an object
of Python.
"""

from collections.abc import Iterator
from pathlib import Path

import adbc_driver_sqlite.dbapi as adbc
import numpy as np
import pyarrow as pa

from openclout.scoring.rows import Int32

PIECE_KEYS = 1 << 16
"""So many keys are looked for at once where everybody is read."""
SPARSE = 4
"""Of so many keys in a row one at least must be wanted if all are to be read."""


class Bulk:
    """A scoreboard file, open for reading by one thread at a time."""

    def __init__(self, path: Path) -> None:
        self._connection = adbc.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1")

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def of(self, persons: Int32, table: str, *columns: str) -> pa.Table:
        """Columns of some people (sorted keys): `person` and those asked for, by person, in the order of the table."""
        if not len(persons):
            return self._asked(table, columns, "0")
        low, high = int(persons[0]), int(persons[-1])
        if high - low >= SPARSE * len(persons):
            keys = f"[{','.join(map(str, persons.tolist()))}]"
            return self._asked(table, columns, "person IN (SELECT value FROM json_each(?))", keys)
        found = self._asked(table, columns, "person BETWEEN ? AND ?", low, high)
        person = found["person"].to_numpy()
        wanted = persons[np.searchsorted(persons, person)] == person
        return found if wanted.all() else found.filter(pa.array(wanted))

    def everybody(self, keys: int, table: str, *columns: str) -> Iterator[pa.Table]:
        """The same of all people with keys from 0 to below `keys`, piece by piece."""
        for low in range(0, keys, PIECE_KEYS):
            yield self._asked(table, columns, "person BETWEEN ? AND ?", low, low + PIECE_KEYS - 1)

    def _asked(self, table: str, columns: tuple[str, ...], where: str, *words: int | str) -> pa.Table:
        with self._connection.cursor() as cursor:
            cursor.execute(f"SELECT person, {', '.join(columns)} FROM {table} WHERE {where} ORDER BY person", words)
            return cursor.fetch_arrow_table()
