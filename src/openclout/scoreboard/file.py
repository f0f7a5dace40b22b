"""A scoreboard file, opened read-only, and how rows are asked for.

Comes in: a path. Goes out: rows, and the facts of the run. The file is immutable: no lock, no journal.
"""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Self

from openclout.scoreboard.layout import LAYOUT_VERSION
from openclout.vocabulary.errors import BadInput, NotFound
from openclout.vocabulary.records import Run


class File:
    """An open scoreboard file. Safe to use from several threads."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._connection.row_factory = sqlite3.Row
        self.path = path
        found = self.one("SELECT layout, facts FROM run")
        if found is None or found["layout"] != LAYOUT_VERSION:
            layout = found["layout"] if found else "none"
            raise BadInput(
                f"Expected scoreboards of layout {LAYOUT_VERSION}; {path.name} has {layout}, of another version of "
                f"OpenClout. Move {path.parent} away, as to {path.parent}-before: what was published stays readable by "
                "that version. Then run `openclout score`, which works the last days out anew."
            )
        facts: dict[str, Any] = json.loads(found["facts"])
        self._run, self._methods = _run(facts), tuple(str(method) for method in facts["methods"])
        self._shadows = tuple(str(version) for version in facts.get("shadows", ()))
        self._columns = tuple(_column(name) for name in facts["columns"])
        self._styles = tuple(str(style) for style in facts["styles"])
        methods = dict.fromkeys(method for method, _ in self._columns)
        self._placed = dict(zip(methods, map(int, facts["placed"]), strict=True))

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open a file read-only. Raises NotFound if there is none, BadInput if it is no scoreboard."""
        if not path.exists():
            raise NotFound(f"No scoreboard at {path}. Run `openclout score`.")
        uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        try:
            return cls(sqlite3.connect(uri, uri=True, check_same_thread=False), path)
        except sqlite3.DatabaseError as error:
            raise BadInput(
                f"{path} is not a scoreboard ({error}). Move it away, then run `openclout score`."
            ) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def run(self) -> Run:
        """What is known of the run as a whole."""
        return self._run

    def methods(self) -> tuple[str, ...]:
        """The method versions that the history speaks of, by the number they have in it."""
        return self._methods

    def shadows(self) -> tuple[str, ...]:
        """The versions under which the day was worked out beside its own, by the number they have."""
        return self._shadows

    def columns(self) -> tuple[tuple[str, str], ...]:
        """What the numbers of a placing are: a method, and what of it. None where the run places nobody."""
        return self._columns

    def placed(self) -> Mapping[str, int]:
        """To how many people each method gives a number."""
        return self._placed

    def styles(self) -> tuple[str, ...]:
        """The styles that a placing may name, by their number less 1."""
        return self._styles

    def one(self, select: str, names: Sequence[str | int] = ()) -> sqlite3.Row | None:
        """The first row, or None."""
        row: sqlite3.Row | None = self._connection.execute(select, names).fetchone()
        return row

    def all(self, select: str, names: Sequence[str | int] | Mapping[str, str | int] = ()) -> list[sqlite3.Row]:
        """Every row."""
        return self._connection.execute(select, names).fetchall()

    def among(self, select: str, keys: Sequence[int]) -> list[sqlite3.Row]:
        """The rows whose key (the select ends with its name and IN) is one of these."""
        return self.all(f"{select} ({','.join('?' * len(keys))})", keys) if keys else []


def _column(name: str) -> tuple[str, str]:
    method, _, what = name.partition("/")
    return method, what


def _run(facts: dict[str, Any]) -> Run:
    """The facts as they are stored, as a record."""
    known: dict[str, Any] = {name: facts[name] for name in Run.__dataclass_fields__}
    lists = {name: tuple(known[name]) for name in ("histogram", "networks", "weakly_hardened")}
    known.update(lists, day=date.fromisoformat(facts["day"]))
    return Run(**known)
