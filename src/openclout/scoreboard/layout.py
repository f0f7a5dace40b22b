"""What a scoreboard file holds.

One SQLite file per run. Numbers of a person are columns; the lists of a person (parts, past days, those who move it)
are packed records in one blob each, so that a page is three look-ups by primary key and a run of millions is written
at the speed of the disk. `called` holds all names in lower case, for look-ups and searches; `relinked` holds the
accounts of people who are joined otherwise than in the run before: whose they were, and whose past is carried on (-1:
nobody's), so that the same day can be published again. `shadow` holds what the day would be under other versions:
their place among the run's `shadows`, the score, and what each group of numbers does to it, in hundredths of a point.
`giving` holds what people do for others, also of those on whom nobody acted.
`placing` holds where a person stands under every method: as many 32-bit floats as the run has `columns`, each named
`method/what`; a style is its place among the run's `styles`, counted from 1.

Comes in: nothing. Goes out: the tables' SQL and the records' types.
"""

import numpy as np

LAYOUT_VERSION = 3

TABLES = """
CREATE TABLE run (layout INTEGER NOT NULL, facts TEXT NOT NULL);
CREATE TABLE account (
    key INTEGER PRIMARY KEY, network TEXT NOT NULL, native_id TEXT NOT NULL, handle TEXT, title TEXT,
    person INTEGER NOT NULL, followers INTEGER);
CREATE TABLE called (
    text TEXT NOT NULL, rank INTEGER NOT NULL, person INTEGER NOT NULL, PRIMARY KEY (text, rank, person)) WITHOUT ROWID;
CREATE TABLE detail (person INTEGER PRIMARY KEY, shares BLOB NOT NULL, acts BLOB NOT NULL);
CREATE TABLE person (
    person INTEGER PRIMARY KEY, name TEXT NOT NULL, title TEXT, claimed INTEGER NOT NULL,
    raw REAL NOT NULL, score REAL, low REAL, high REAL, quiet INTEGER NOT NULL, percentile REAL,
    fans INTEGER NOT NULL, interactions INTEGER NOT NULL, recent INTEGER NOT NULL, reach INTEGER NOT NULL,
    amplification REAL, impact REAL, last TEXT, chance_day REAL NOT NULL, chance_week REAL NOT NULL,
    chance_month REAL NOT NULL, fake_bound REAL NOT NULL, tricked_bound REAL NOT NULL,
    ring_bound REAL NOT NULL,
    measured_low REAL, measured_high REAL, momentum REAL, chance_now REAL NOT NULL, flags INTEGER NOT NULL DEFAULT 0,
    sources BLOB NOT NULL, history BLOB NOT NULL);
CREATE TABLE giving (person INTEGER PRIMARY KEY, acts INTEGER NOT NULL, people INTEGER NOT NULL);
CREATE TABLE placing (person INTEGER PRIMARY KEY, numbers BLOB NOT NULL);
CREATE TABLE post (
    post INTEGER PRIMARY KEY, network TEXT NOT NULL, native_id TEXT NOT NULL, url TEXT, text TEXT);
CREATE TABLE change (
    person INTEGER NOT NULL, until TEXT NOT NULL, since TEXT NOT NULL, points REAL NOT NULL, real INTEGER,
    causes TEXT NOT NULL, PRIMARY KEY (person, until)) WITHOUT ROWID;
CREATE TABLE shadow (
    version INTEGER NOT NULL, person INTEGER NOT NULL, after INTEGER,
    acts INTEGER, decay INTEGER, novelty INTEGER, belief INTEGER, counts INTEGER, calibration INTEGER,
    PRIMARY KEY (version, person)) WITHOUT ROWID;
CREATE TABLE relinked (account INTEGER PRIMARY KEY, was INTEGER NOT NULL, past INTEGER NOT NULL);
"""

INDEXES = """
CREATE INDEX person_by_score ON person (score DESC, person) WHERE score IS NOT NULL;
CREATE INDEX account_by_person ON account (person) WHERE person <> key;
"""

BY_NAME, BY_TITLE = 0, 1
"""The rank of a text in `called`: the name of a person, or what else the person is called (titles, handles)."""

ACCOUNT = "key, network, native_id, coalesce(handle, native_id) AS handle, person, followers"
"""The columns of an account. A handle, or a title, is null where it would only say the same again."""

HELD = (
    f"SELECT {ACCOUNT} FROM account WHERE (key = ?1 AND person = key) OR (person = ?1 AND person <> key) ORDER BY key"
)
HOLDS = "((a.key = {0}.person AND a.person = a.key) OR (a.person = {0}.person AND a.person <> a.key))"
"""The accounts of a person, found by primary key or by the short index of those who are joined."""

SHARE = np.dtype(
    [
        ("label", "<i8"),
        ("points", "<f8"),
        ("last", "<u4"),
        ("interactions", "<u4"),
        ("people", "<u4"),
        ("by", "u1"),
    ]
)
"""Grain: one named share of a person's raw, or of what was taken off it, as in `scoring.measures.PART`; `last` in
seconds since 1970."""

DONE = np.dtype([("post", "u1"), ("act", "u1"), ("interactions", "<u4")])
"""Grain: one act on one of a person's best posts; `post` is the place among the shares by post."""

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
