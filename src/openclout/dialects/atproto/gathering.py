"""What many records say, gathered in columns: a stream at its peak leaves no time for an object per act.

Comes in: records with the place where each stands. Goes out: the same twice, as the records of our vocabulary or as
frames with the columns of a batch of the lake. Both come from one reading, so they say the same.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import polars as pl

from openclout.dialects.atproto import records as at
from openclout.dialects.atproto.records import Written, done
from openclout.vocabulary.acts import Act
from openclout.vocabulary.networks import Changed, Interaction, Post, Record, Seen, Step, Unreadable, Withdrawn, kept
from openclout.vocabulary.tables import INSTANT

RAW_CHARACTERS = 2000
"""So much is kept of what cannot be read."""
ACT_CELLS, POST_CELLS = 8, 7
NO_KEY, SLASH = "." * (at.TID_LENGTH + 1), 32
DIGITS = np.full(256, 255, np.uint8)
"""What the letters of a TID stand for; 32 for the line before it, 255 for what is no letter of it."""
DIGITS[np.frombuffer(f"{at.LETTERS}/".encode(), np.uint8)] = np.arange(33)
PLAIN = "%Y-%m-%dT%H:%M:%S%.fZ"
"""How nearly every record writes its instant."""


class Gathered:
    """Cells that follow each other, row by row: a box for each row is what the collection of garbage goes through.

    `done` holds actor, target, act, post, own address, `createdAt`, `seen` and revision of each act; `written` holds
    address, author, url, text and the same last three of each post. `seen` is the instant, in microseconds, after which
    a record cannot have been written, if its key tells of none. `changed` holds the address of each record that was
    changed, when, and which acts are of this version: from one to before another.
    """

    def __init__(self) -> None:
        self.done: list[Any] = []
        self.written: list[Any] = []
        self.accounts: list[Seen] = []
        self.withdrawn: list[tuple[Withdrawn, int]] = []
        self.changed: list[tuple[str, int, int, int]] = []
        self.unreadable: list[Unreadable] = []
        self.steps: list[Step] = []
        self.notice = ""

    def update(self, place: tuple[str, str, str], record: Written, seen: int, revision: str = "") -> None:
        """Take in a record that stands where another one stood."""
        first = len(self.done)
        self.record(place, record, seen, revision)
        if place[1] != at.PROFILE:
            acts = first // ACT_CELLS, len(self.done) // ACT_CELLS
            self.changed.append((f"at://{'/'.join(place)}", at.revised(revision) or seen, *acts))

    def record(self, place: tuple[str, str, str], record: Written, seen: int, revision: str = "") -> None:
        """Take in a record that stands at (did, collection, key); its `revision`, if it names one, was its instant."""
        did, collection, key = place
        uri = f"at://{did}/{collection}/{key}"
        if collection == at.PROFILE:
            labels = record.labels.values if record.labels is not None else []
            flags = at.flags(labels)
            self.accounts.append(Seen(did, None, record.title, flags, at.OWN_LABELS | flags))
        elif collection == at.POST:
            self.written += (uri, did, at.page_of(did, key), record.text, record.created, seen, revision)
        for act, target, post in done(collection, record):
            self.done += (did, target, act, post, uri, record.created, seen, revision)

    def removed(self, place: tuple[str, str, str], seen: int) -> None:
        """Take in that a record was deleted."""
        did, collection, key = place
        if collection == at.PROFILE:
            self.accounts.append(Seen(did, None, None, frozenset(), at.OWN_LABELS))
        else:
            kind = "post" if collection == at.POST else "act"
            self.withdrawn.append((Withdrawn(kind, f"at://{did}/{collection}/{key}"), seen))

    def broken(self, why: str, raw: bytes | str) -> None:
        """Take in something that does not fit."""
        text = raw if isinstance(raw, str) else raw[:RAW_CHARACTERS].decode(errors="replace")
        self.unreadable.append(Unreadable(why, text[:RAW_CHARACTERS]))

    def __len__(self) -> int:
        named = len(self.accounts) + len(self.withdrawn) + len(self.changed) + len(self.unreadable)
        return len(self.done) // ACT_CELLS + len(self.written) // POST_CELLS + named

    def records(self) -> Iterator[Record]:
        """Everything, as the records of our vocabulary: accounts, changes, posts, acts, what was taken back."""
        yield from self.accounts
        yield from (Changed(uri, after(version)) for uri, version, _, _ in self.changed)
        versions = self._versions().to_list()
        for uri, did, url, text, created, seen, revision in zip(*columns(self.written, POST_CELLS), strict=True):
            yield Post(uri, did, at.instant(created, after(at.first_seen(uri, seen, revision))), url, text)
        for row, cells in enumerate(zip(*columns(self.done, ACT_CELLS), strict=True)):
            actor, target, act, post, own, created, seen, revision = cells
            when = at.instant(created, after(at.first_seen(own, seen, revision)))
            yield Interaction(actor, target, Act(act), when, post, own, version=versions[row])
        yield from (what for what, _ in self.withdrawn)
        yield from self.unreadable

    def frames(self, network: str) -> tuple[dict[str, pl.DataFrame], int]:
        """Everything but the unreadable as frames, and how many acts were left out since they are on oneself."""
        actors, targets, acts, posts, own, created, seen, revisions = columns(self.done, ACT_CELLS)
        deeds = pl.DataFrame(
            {
                "actor": pl.Series(actors, dtype=pl.String),
                "target": pl.Series(targets, dtype=pl.String),
                "act": pl.Series(acts, dtype=pl.Int8),
                "at": instants(created, first_seen(own, seen, revisions)),
                "post": pl.Series(posts, dtype=pl.String),
                "act_id": pl.Series(own, dtype=pl.String),
            }
        ).with_columns(weight=pl.lit(1.0, pl.Float32))
        deeds = deeds.with_columns(version=self._versions()) if self.changed else deeds
        others = deeds.filter(pl.col("actor") != pl.col("target"))
        found = {
            "accounts": self._accounts(),
            "posts": self._posts(),
            "interactions": others,
            "withdrawn": self._withdrawn(),
            "changed": self._changed(),
        }
        named = {name: frame.with_columns(network=pl.lit(network)) for name, frame in found.items() if frame.height}
        return named, deeds.height - others.height

    def _versions(self) -> pl.Series:
        """The version that each act is of; null for what was never changed."""
        versions: list[int | None] = [None] * (len(self.done) // ACT_CELLS)
        for _, version, first, end in self.changed:
            versions[first:end] = [version] * (end - first)
        return pl.Series(versions, dtype=pl.Int64).cast(INSTANT)

    def _changed(self) -> pl.DataFrame:
        rows = [(uri, version) for uri, version, _, _ in self.changed]
        frame = pl.DataFrame(rows, schema={"native_id": pl.String(), "version": pl.Int64()}, orient="row")
        return frame.with_columns(pl.col("version").cast(INSTANT), target=pl.lit(None), act=pl.lit(None))

    def _accounts(self) -> pl.DataFrame:
        rows = [(each.native_id, each.handle, each.title, kept(each.flags, each.of)) for each in self.accounts]
        kinds = {"native_id": pl.String(), "handle": pl.String(), "title": pl.String(), "flags": pl.Int16()}
        return pl.DataFrame(rows, schema=kinds, orient="row")

    def _posts(self) -> pl.DataFrame:
        names, authors, urls, texts, created, seen, revisions = columns(self.written, POST_CELLS)
        return pl.DataFrame(
            {
                "native_id": pl.Series(names, dtype=pl.String),
                "author": pl.Series(authors, dtype=pl.String),
                "at": instants(created, first_seen(names, seen, revisions)),
                "url": pl.Series(urls, dtype=pl.String),
                "text": pl.Series(texts, dtype=pl.String),
            }
        )

    def _withdrawn(self) -> pl.DataFrame:
        rows = [(what.kind, what.native_id, seen) for what, seen in self.withdrawn]
        kinds = {"kind": pl.String(), "native_id": pl.String(), "at": pl.Int64()}
        return pl.DataFrame(rows, schema=kinds, orient="row").with_columns(pl.col("at").cast(INSTANT))


def columns(cells: list[Any], count: int) -> tuple[list[Any], ...]:
    """The columns of cells that follow each other, row by row."""
    return tuple(cells[place::count] for place in range(count))


def after(microseconds: int) -> datetime:
    """The instant so long after 1970."""
    return at.EPOCH + timedelta(microseconds=microseconds)


def first_seen(uris: Sequence[str], seen: Sequence[int], revisions: Sequence[str]) -> pl.Series:
    """The same as `records.first_seen` for each of many records."""
    ends = pl.Series(uris, dtype=pl.String).str.tail(at.TID_LENGTH + 1)
    whole = ends.str.len_bytes() == at.TID_LENGTH + 1
    letters = np.frombuffer(ends.set(~whole, NO_KEY).str.join("").item().encode(), np.uint8)
    digits = DIGITS[letters.reshape(-1, at.TID_LENGTH + 1)]
    named = np.zeros(len(digits), np.int64)
    for place in range(1, at.TID_INSTANT + 1):
        named = (named << 5) | digits[:, place]
    late = np.array(seen, np.int64) + at.AHEAD // at.MICROSECOND
    fits = (digits[:, 0] == SLASH) & (digits[:, 1:] < SLASH).all(axis=1)
    fits &= (named >= at.microseconds(at.FIRST)) & (named <= late)
    found = np.where(fits, named, seen)
    for row in np.flatnonzero(~fits).tolist():
        found[row] = at.revised(revisions[row]) or seen[row]
    return pl.Series(found).cast(INSTANT)


def instants(created: Sequence[str | None], seen: pl.Series) -> pl.Series:
    """The instants of many records: the same as `records.instant` for each."""
    texts = pl.Series(created, dtype=pl.String)
    found = texts.str.to_datetime(PLAIN, strict=False, time_unit="us").dt.replace_time_zone("UTC")
    rest = found.is_null().arg_true()
    if len(rest):
        slow = [at.instant(created[row], seen[row]) for row in rest]
        found = found.scatter(rest, pl.Series(slow, dtype=INSTANT))
    fits = (found >= at.FIRST) & (found <= seen + at.AHEAD)
    return found.zip_with(fits, seen)
