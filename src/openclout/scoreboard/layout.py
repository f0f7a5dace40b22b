"""What a scoreboard file holds.

One SQLite file per run. Numbers of a person are columns; the lists of a person (parts, past days, those who move it)
are packed records in one blob each, so that a page is three look-ups by primary key and a run of millions is written
at the speed of the disk. `called` holds all names in lower case, for look-ups and searches; `relinked` holds the
accounts of people who are joined otherwise than in the run before: whose they were, and whose past is carried on (-1:
nobody's), so that the same day can be published again.

Comes in: nothing. Goes out: the tables' SQL and the records' types.
"""

import numpy as np

LAYOUT_VERSION = 1

TABLES = """
CREATE TABLE run (layout INTEGER NOT NULL, facts TEXT NOT NULL);
CREATE TABLE account (
    key INTEGER PRIMARY KEY, network TEXT NOT NULL, native_id TEXT NOT NULL, handle TEXT NOT NULL,
    title TEXT NOT NULL, person INTEGER NOT NULL, followers INTEGER);
CREATE TABLE called (
    text TEXT NOT NULL, rank INTEGER NOT NULL, person INTEGER NOT NULL, PRIMARY KEY (text, rank, person)) WITHOUT ROWID;
CREATE TABLE detail (person INTEGER PRIMARY KEY, parts BLOB NOT NULL);
CREATE TABLE person (
    person INTEGER PRIMARY KEY, name TEXT NOT NULL, title TEXT NOT NULL, claimed INTEGER NOT NULL,
    raw REAL NOT NULL, score REAL, low REAL, high REAL, quiet INTEGER NOT NULL, percentile REAL,
    fans INTEGER NOT NULL, interactions INTEGER NOT NULL, recent INTEGER NOT NULL, reach INTEGER NOT NULL,
    amplification REAL, impact REAL, last TEXT, chance_day REAL NOT NULL, chance_week REAL NOT NULL,
    chance_month REAL NOT NULL, fake_bound REAL NOT NULL,
    sources BLOB NOT NULL, history BLOB NOT NULL);
CREATE TABLE post (
    post INTEGER PRIMARY KEY, network TEXT NOT NULL, native_id TEXT NOT NULL, url TEXT, text TEXT);
CREATE TABLE change (
    person INTEGER NOT NULL, until TEXT NOT NULL, since TEXT NOT NULL, points REAL NOT NULL, real INTEGER,
    causes TEXT NOT NULL, PRIMARY KEY (person, until)) WITHOUT ROWID;
CREATE TABLE relinked (account INTEGER PRIMARY KEY, was INTEGER NOT NULL, past INTEGER NOT NULL);
"""

INDEXES = """
CREATE INDEX person_by_score ON person (score DESC, person) WHERE score IS NOT NULL;
CREATE INDEX account_by_native_id ON account (native_id COLLATE NOCASE);
CREATE INDEX account_by_person ON account (person);
"""

BY_NAME, BY_TITLE = 0, 1
"""The rank of a text in `called`: the name of a person, or what else the person is called (titles, handles)."""

HISTORY = np.dtype([("day", "<i4"), ("score", "<u2"), ("low", "<u2"), ("high", "<u2"), ("method", "<u2")])
"""Grain: one published day of one person. Days since 1970; hundredths of a point, NO_SCORE for none; the place of the
method version among the run's `methods`."""

NO_SCORE = 65_535

SOURCE = np.dtype([("owner", "<i4"), ("interactions", "<i4"), ("points", "<f4")])
"""Grain: one person who moves this one, most first; `owner` -1 where the list ends."""

SOURCES = 5
"""How many of those who move a person are kept."""


ACCOUNT_MARK = "\x1f"
"""Stands around the key of an account in the words of a cause. Post texts cannot hold it: it counts as white space,
which is squeezed."""


def account_named(key: int) -> str:
    """An account in the words of a cause."""
    return f"{ACCOUNT_MARK}{key}{ACCOUNT_MARK}"
