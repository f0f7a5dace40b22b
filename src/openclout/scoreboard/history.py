"""A person's published past: values by day, and changes with their causes.

Comes in: an open scoreboard file and a person's key. Goes out: `Day` and `Change` records.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice

import numpy as np

from openclout.scoreboard.file import File
from openclout.scoreboard.layout import ACCOUNT_MARK, HISTORY, NO_SCORE
from openclout.scoreboard.summaries import SOMEBODY, holders
from openclout.vocabulary.records import Cause, Change, Day, Summary

EPOCH = date(1970, 1, 1)
PERIODS = (("day", 1), ("week", 7), ("month", 30))


def history(file: File, person: int) -> tuple[Day, ...]:
    """The published values of a person, oldest first."""
    row = file.one("SELECT history FROM person WHERE person = ?", (person,))
    methods = file.methods()
    return tuple(_day(day, methods) for day in np.frombuffer(row["history"], dtype=HISTORY)) if row else ()


def changes(file: File, person: int) -> tuple[Change, ...]:
    """The changes of a person that were more than chance, with their causes, oldest first."""
    rows = file.all("SELECT * FROM change WHERE person = ? ORDER BY until", (person,))
    causes = [[Cause(*cause) for cause in json.loads(row["causes"])] for row in rows]
    told = iter(spelt(file, [cause for found in causes for cause in found]))
    return tuple(_change(row, tuple(islice(told, len(found)))) for row, found in zip(rows, causes, strict=True))


def spelt(file: File, causes: Sequence[Cause]) -> tuple[Cause, ...]:
    """Causes with people's titles in the place of their accounts' keys."""
    people = holders(file, sorted({key for cause in causes for key in _named(cause.words)}))
    return tuple(replace(cause, words=_spelt(cause.words, people)) for cause in causes)


def moves(past: Sequence[Day], row: sqlite3.Row, today: date) -> Iterator[Change]:
    """The change since a day, a week and a month ago, as far as those days have numbers of the same method."""
    published = {day.day: day for day in past}
    now = published.get(today)
    for name, days in PERIODS:
        then = published.get(today - timedelta(days=days))
        if now and then and now.score is not None and then.score is not None:
            points = round(now.score - then.score, 2)
            real = abs(points) > row[f"chance_{name}"] if now.method == then.method else None
            yield Change(then.day, today, points, real)


def last_number(past: Sequence[Day]) -> Day | None:
    """The newest day that has a number."""
    return next((day for day in reversed(past) if day.score is not None), None)


def _day(day: np.void, methods: Sequence[str]) -> Day:
    score, low, high = (None if day["score"] == NO_SCORE else int(day[name]) / 100 for name in ("score", "low", "high"))
    return Day(EPOCH + timedelta(days=int(day["day"])), score, low, high, methods[int(day["method"])])


def _change(row: sqlite3.Row, causes: tuple[Cause, ...]) -> Change:
    real = None if row["real"] is None else bool(row["real"])
    return Change(date.fromisoformat(row["since"]), date.fromisoformat(row["until"]), row["points"], real, causes)


def _named(words: str) -> list[int]:
    """The accounts that words speak of, by key."""
    return [int(key) for key in words.split(ACCOUNT_MARK)[1::2]]


def _spelt(words: str, people: Mapping[int, Summary]) -> str:
    """The words with titles in the place of keys."""
    pieces = words.split(ACCOUNT_MARK)
    for at in range(1, len(pieces), 2):
        key = int(pieces[at])
        pieces[at] = people[key].title if key in people else SOMEBODY
    return "".join(pieces)
