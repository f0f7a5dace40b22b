"""A published run, read.

Comes in: a scoreboard file. Goes out: the records of the vocabulary. A look-up takes a few reads by primary key.
"""

from collections.abc import Sequence

import numpy as np

from openclout.consent import NOT_SEARCHED
from openclout.scoreboard import history
from openclout.scoreboard.calling import comparable, writable
from openclout.scoreboard.file import File
from openclout.scoreboard.layout import BY_NAME, HELD, HOLDS
from openclout.scoreboard.placings import everybody
from openclout.scoreboard.profiles import profile
from openclout.scoreboard.summaries import SUMMARY, summaries, summary
from openclout.scoring.methods.placing import Placings
from openclout.scoring.rows import Int32
from openclout.vocabulary.errors import Ambiguous, NotFound
from openclout.vocabulary.records import Cause, Change, Day, Profile, Summary

SHADOWED = (
    "SELECT s.person, CAST(round(100 * p.score) AS INTEGER), s.after, s.acts, s.decay, s.novelty, s.belief, s.counts, "
    "s.calibration FROM shadow s JOIN person p ON p.person = s.person WHERE s.version = ? ORDER BY s.person"
)
MANY, SHOWN, FEW = 50, 5, 3
"""How many people are looked at when a name is shared, how many are told, and how many when a name is nobody's."""


class Scoreboard(File):
    """One published run."""

    def find(self, text: str) -> Summary:
        """The person of a name, title, handle, native id or `network:native_id`, in any case, with or without @.

        A name goes before all else, and one written exactly so before others. Raises NotFound, or Ambiguous where
        several people answer to it.
        """
        wanted = writable(text.strip().removeprefix("@"))
        found = self._named(wanted) or self._holders(wanted)
        if not found:
            raise NotFound(f"Nobody called {text!r} is known here. {self._advice(wanted)}")
        if len(found) > 1:
            names = ", ".join(summary.name for summary in found[:SHOWN])
            many = str(len(found)) if len(found) < MANY else f"{MANY} or more"
            raise Ambiguous(f"{many} people answer to {text!r}: {names}. Use one of these names.")
        return found[0]

    def _advice(self, wanted: str) -> str:
        """What to do about a name that nobody has: names that begin so, if there are any."""
        begin = ", ".join(summary.name for summary in self.search(wanted, limit=FEW)) if wanted else ""
        if begin:
            return f"There are names that begin so: {begin}."
        return "Look for the beginning of a name with `openclout lookup --search TEXT`."

    def search(self, text: str, *, limit: int = 20) -> tuple[Summary, ...]:
        """People whose name, title or handle begins with the text, highest score first; some asked not to be."""
        wanted = comparable(text.strip().removeprefix("@"))
        rows = self.all(
            f"SELECT {SUMMARY} FROM person WHERE person IN (SELECT person FROM called WHERE text BETWEEN ? AND ?) "
            f"AND flags & {NOT_SEARCHED} = 0 ORDER BY score IS NULL, score DESC, person LIMIT ?",
            (wanted, wanted + "\U0010ffff", limit),
        )
        return tuple(summary(row) for row in rows)

    def top(self, *, limit: int = 20, network: str | None = None) -> tuple[Summary, ...]:
        """The highest scores, all or of people with an account on a network."""
        where, names = "score IS NOT NULL", [limit]
        if network is not None:
            where += f" AND EXISTS (SELECT 1 FROM account a WHERE a.network = ? AND {HOLDS.format('person')})"
        rows = self.all(
            f"SELECT {SUMMARY} FROM person WHERE {where} ORDER BY score DESC, person LIMIT ?",
            names if network is None else [network, *names],
        )
        return tuple(summary(row) for row in rows)

    def summaries(self, persons: Sequence[int]) -> dict[int, Summary]:
        """The people with these keys."""
        return summaries(self, persons)

    def accounts(self, person: int) -> list[tuple[str, str]]:
        """The accounts of a person: network and native id."""
        rows = self.all(HELD, (person,))
        return [(row["network"], row["native_id"]) for row in rows]

    def keys(self) -> Int32:
        """The keys of all accounts."""
        return np.array([row["key"] for row in self.all("SELECT key FROM account")], dtype=np.int32)

    def persons(self, keys: int) -> Int32:
        """The person of each account, for keys from 0 to below `keys`; an account that came later is its own."""
        person = np.arange(keys, dtype=np.int32)
        found = [tuple(row) for row in self.all("SELECT key, person FROM account WHERE person <> key")]
        rows = np.array(found, dtype=np.int32).reshape(-1, 2)
        person[rows[:, 0]] = rows[:, 1]
        return person

    def relinked(self) -> tuple[Int32, Int32, Int32]:
        """The accounts of people who were joined otherwise in the run before: their keys, persons then, pasts."""
        found = [tuple(row) for row in self.all("SELECT account, was, past FROM relinked ORDER BY account")]
        rows = np.array(found, dtype=np.int32).reshape(-1, 3)
        return rows[:, 0], rows[:, 1], rows[:, 2]

    def shadow_rows(self, version: str) -> list[tuple[int | None, ...]]:
        """Everybody with a number under this version or the day's own: person, before, after, what each group does.

        In hundredths of a point. Raises NotFound for a version that was not worked out beside.
        """
        if version not in self.shadows():
            raise NotFound(f"This run was not worked out under {version!r}; beside its own: {self.shadows()}.")
        rows = self.all(SHADOWED, (self.shadows().index(version),))
        return [tuple(row) for row in rows]

    def networks(self) -> list[tuple[int, str]]:
        """Who is on which network: person and network."""
        return [tuple(row) for row in self.all("SELECT DISTINCT person, network FROM account ORDER BY 1, 2")]

    def history(self, person: int) -> tuple[Day, ...]:
        """The published values of a person, oldest first."""
        return history.history(self, person)

    def changes(self, person: int) -> tuple[Change, ...]:
        """The changes of a person that were more than chance, with their causes, oldest first."""
        return history.changes(self, person)

    def spelt(self, causes: Sequence[Cause]) -> tuple[Cause, ...]:
        """Causes with people's titles in the place of their accounts' keys."""
        return history.spelt(self, causes)

    def everybody_placed(self) -> tuple[list[int], Placings]:
        """The keys of all who are placed under every method, and their numbers."""
        return everybody(self)

    def profile(self, key: int) -> Profile:
        """All that is known of a person. Raises NotFound for a key that there is not."""
        return profile(self, key)

    def _named(self, wanted: str) -> list[Summary]:
        """The people of this name, or the one whose name is written exactly so."""
        rows = self.all(
            "SELECT person FROM called WHERE text = ? AND rank = ? ORDER BY person LIMIT ?",
            (comparable(wanted), BY_NAME, MANY),
        )
        found = list(self.summaries([row["person"] for row in rows]).values())
        return [one for one in found if one.name == wanted] or found

    def _holders(self, wanted: str) -> list[Summary]:
        """The people of this title, handle or native id."""
        network, _, native_id = wanted.partition(":")
        names: dict[str, str | int] = {
            "whole": comparable(wanted),
            "own": comparable(native_id),
            "network": network,
            "many": MANY,
        }
        rows = self.all(
            "SELECT person FROM called WHERE text = :whole UNION "
            f"SELECT a.person FROM called c JOIN account a ON {HOLDS.format('c')} "
            "WHERE c.text = :own AND a.network = :network COLLATE NOCASE ORDER BY 1 LIMIT :many",
            names,
        )
        return list(self.summaries([row["person"] for row in rows]).values())
