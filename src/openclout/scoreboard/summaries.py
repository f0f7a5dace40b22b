"""People on one line, by their key or by an account.

Comes in: an open scoreboard file and keys. Goes out: `Summary` records.
"""

import sqlite3
from collections.abc import Sequence

from openclout.scoreboard.file import File
from openclout.vocabulary.records import Summary

SOMEBODY = "somebody who does not want to be named"
"""Who did something, and is hidden, or has been forgotten since."""
TITLED = "SELECT key, network, native_id, coalesce(title, handle, native_id) AS title FROM account WHERE key IN"
SUMMARY = "person, name, coalesce(title, name) AS title, score, low, high"


def summary(row: sqlite3.Row) -> Summary:
    """A row of SUMMARY columns as a record."""
    return Summary(row["person"], row["name"], row["title"] or row["name"], row["score"], row["low"], row["high"])


def summaries(file: File, persons: Sequence[int]) -> dict[int, Summary]:
    """The people with these keys. Somebody whom nobody acted on is named by the account, with its network."""
    rows = file.among(f"SELECT {SUMMARY} FROM person WHERE person IN", persons)
    known = {row["person"]: summary(row) for row in rows}
    missing = [person for person in persons if person not in known]
    for row in file.among(TITLED, missing):
        name = f"{row['network']}:{row['native_id']}"
        known[row["key"]] = Summary(row["key"], name, row["title"], None, None, None)
    return {person: known[person] for person in persons if person in known}


def holders(file: File, accounts: Sequence[int]) -> dict[int, Summary]:
    """The people who hold these accounts, by the key of the account."""
    held = {row["key"]: row["person"] for row in file.among("SELECT key, person FROM account WHERE key IN", accounts)}
    people = summaries(file, list(held.values()))
    return {key: people[person] for key, person in held.items()}
