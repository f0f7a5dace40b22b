"""A published run, read.

Comes in: a scoreboard file. Goes out: the records of the vocabulary. The file is opened read-only and immutable; a
look-up takes a few primary-key reads.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from openclout.scoreboard.layout import HISTORY, LAYOUT_VERSION, NO_SCORE, SOURCE
from openclout.scoring.calibration import score as score_of
from openclout.scoring.counts import KINDS
from openclout.scoring.measures import (
    BY_ACT,
    BY_ACTOR,
    BY_COUNT,
    BY_NETWORK,
    BY_POST,
    BY_POST_ACT,
    PART,
    REST,
)
from openclout.scoring.weights import load
from openclout.vocabulary.acts import PHRASES, Act
from openclout.vocabulary.errors import Ambiguous, BadInput, NotFound
from openclout.vocabulary.records import (
    Cause,
    Change,
    Day,
    Holding,
    Moment,
    Part,
    Profile,
    Run,
    Summary,
    Tie,
)
from openclout.vocabulary.tables import NO_POST

EPOCH = date(1970, 1, 1)
SUMMARY = "person, name, title, score, low, high"
MOVES = (("day", 1), ("week", 7), ("month", 30))


@dataclass(frozen=True)
class Holder:
    """An account row with the person who holds it."""

    key: int
    network: str
    handle: str
    title: str
    person: int
    followers: int | None


class Scoreboard:
    """One published run."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._connection.row_factory = sqlite3.Row
        self.path = path
        facts = self._one("SELECT layout, facts FROM run")
        if facts is None or facts["layout"] != LAYOUT_VERSION:
            found = facts["layout"] if facts else "none"
            raise BadInput(f"Expected a scoreboard of layout {LAYOUT_VERSION}, got {found}. Run `openclout score`.")
        self.facts: dict[str, object] = json.loads(facts["facts"])

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open a file read-only. Raises NotFound if there is none, BadInput if it is no scoreboard."""
        if not path.exists():
            raise NotFound(f"No scoreboard at {path}. Run `openclout score`.")
        uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        try:
            return cls(sqlite3.connect(uri, uri=True, check_same_thread=False), path)
        except sqlite3.DatabaseError as error:
            raise BadInput(f"{path} is not a scoreboard ({error}). Run `openclout score` again.") from error

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def run(self) -> Run:
        """What is known of the run as a whole."""
        facts = self.facts
        fields = {name: facts[name] for name in Run.__dataclass_fields__}
        for name in ("histogram", "networks", "weakly_hardened"):
            fields[name] = tuple(facts[name])  # type: ignore[arg-type]
        fields["day"] = date.fromisoformat(str(facts["day"]))
        return Run(**fields)  # type: ignore[arg-type]

    def find(self, text: str) -> Summary:
        """The person of a name, handle, native id or `network:native_id`, in any case, with or without @.

        Raises NotFound, or Ambiguous where several people answer to it.
        """
        wanted = text.strip().removeprefix("@")
        found = self._named(wanted) or self._holders(wanted)
        if not found:
            raise NotFound(f"Nobody called {text!r} is known here. Search with `openclout lookup --search {wanted}`.")
        if len(found) > 1:
            names = ", ".join(summary.name for summary in found[:5])
            raise Ambiguous(f"{len(found)} people answer to {text!r}: {names}. Use one of these names.")
        return found[0]

    def search(self, text: str, *, limit: int = 20) -> tuple[Summary, ...]:
        """People whose name, title or handle begins with the text, highest score first."""
        wanted = text.strip().removeprefix("@")
        low, high = wanted, wanted + "\U0010ffff"
        rows = self._all(
            f"SELECT {SUMMARY} FROM person WHERE person IN ("
            "SELECT person FROM person WHERE name COLLATE NOCASE BETWEEN ? AND ? "
            "UNION SELECT person FROM person WHERE title COLLATE NOCASE BETWEEN ? AND ? "
            "UNION SELECT person FROM account WHERE handle COLLATE NOCASE BETWEEN ? AND ?) "
            "ORDER BY score IS NULL, score DESC, person LIMIT ?",
            (low, high, low, high, low, high, limit),
        )
        return tuple(_summary(row) for row in rows)

    def top(self, *, limit: int = 20, network: str | None = None) -> tuple[Summary, ...]:
        """The highest scores, all or of people with an account on a network."""
        where = "score IS NOT NULL"
        names: tuple[str | int, ...] = ()
        if network is not None:
            where += " AND EXISTS (SELECT 1 FROM account a WHERE a.person = person.person AND a.network = ?)"
            names = (network,)
        rows = self._all(
            f"SELECT {SUMMARY} FROM person WHERE {where} ORDER BY score DESC, person LIMIT ?", (*names, limit)
        )
        return tuple(_summary(row) for row in rows)

    def summaries(self, persons: Sequence[int]) -> dict[int, Summary]:
        """The people with these keys."""
        rows = self._in(f"SELECT {SUMMARY} FROM person WHERE person IN", persons)
        known = {row["person"]: _summary(row) for row in rows}
        missing = [person for person in persons if person not in known]
        for row in self._in("SELECT key, network, handle, title FROM account WHERE key IN", missing):
            known[row["key"]] = Summary(row["key"], _full(row), row["title"], None, None, None)
        return known

    def accounts(self, person: int) -> list[tuple[str, str]]:
        """The accounts of a person: network and native id."""
        rows = self._all("SELECT network, native_id FROM account WHERE person = ? ORDER BY key", (person,))
        return [(row["network"], row["native_id"]) for row in rows]

    def methods(self) -> tuple[str, ...]:
        """The method versions that the history speaks of, by the number they have in it."""
        return tuple(str(method) for method in self.facts["methods"])  # type: ignore[attr-defined]

    def histories(self) -> tuple[list[int], list[bytes]]:
        """Everybody's packed history, for the next run."""
        rows = self._all("SELECT person, history FROM person ORDER BY person")
        return [row["person"] for row in rows], [row["history"] for row in rows]

    def change_rows(self) -> list[tuple[int, str, str, float, int, str]]:
        """Every change as it is stored, for the next run."""
        rows = self._all("SELECT person, until, since, points, real, causes FROM change ORDER BY person, until")
        return [tuple(row) for row in rows]  # type: ignore[misc]

    def history(self, person: int) -> tuple[Day, ...]:
        """The published values of a person, oldest first."""
        row = self._one("SELECT history FROM person WHERE person = ?", (person,))
        methods = self.methods()
        return tuple(_day(day, methods) for day in np.frombuffer(row["history"], dtype=HISTORY)) if row else ()

    def changes(self, person: int) -> tuple[Change, ...]:
        """The changes of a person that were more than chance, with their causes, oldest first."""
        rows = self._all("SELECT * FROM change WHERE person = ? ORDER BY until", (person,))
        return tuple(_change(row) for row in rows)

    def parts(self, person: int) -> NDArray[np.void]:
        """The named shares of a person's raw."""
        row = self._one("SELECT parts FROM detail WHERE person = ?", (person,))
        return np.frombuffer(row["parts"] if row else b"", dtype=PART)

    def profile(self, key: int) -> Profile:
        """All that is known of a person. Raises NotFound for a key that there is not."""
        row = self._one("SELECT * FROM person WHERE person = ?", (key,))
        holders = self._held(key)
        if row is None:
            return self._empty(key, holders)
        parts = self.parts(key)
        history = self.history(key)
        run = self.run()
        return Profile(
            summary=_summary(row),
            run=run,
            raw=row["raw"],
            fans=row["fans"],
            interactions=row["interactions"],
            percentile=row["percentile"],
            reach=row["reach"],
            amplification=row["amplification"],
            impact=row["impact"],
            last_active=date.fromisoformat(row["last"][:10]) if row["last"] else None,
            quiet=bool(row["quiet"]),
            fake_bound=row["fake_bound"],
            holdings=self._holdings(parts, holders, row["raw"]),
            by_act=tuple(_labelled(parts, BY_ACT, lambda label: PHRASES[Act(label)][1])),
            by_network=tuple(_labelled(parts, BY_NETWORK, lambda label: run.networks[label])),
            by_actor=tuple(self._by_actor(parts)),
            by_post=tuple(self._by_post(parts)),
            by_count=tuple(_labelled(parts, BY_COUNT, lambda label: f"{KINDS[label]}s stated")),
            moments=tuple(self._moments(parts)),
            influencers=tuple(self._influencers(row["sources"])),
            influenced=tuple(self._influenced(parts)),
            history=history,
            changes=self.changes(key),
            moves=tuple(_moves(history, row, run.day)),
        )

    def _named(self, wanted: str) -> list[Summary]:
        rows = self._all(f"SELECT {SUMMARY} FROM person WHERE name = ? COLLATE NOCASE ORDER BY person", (wanted,))
        return [_summary(row) for row in rows]

    def _holders(self, wanted: str) -> list[Summary]:
        network, _, native_id = wanted.partition(":")
        rows = self._all(
            "SELECT DISTINCT person FROM account WHERE handle = ?1 COLLATE NOCASE OR native_id = ?1 COLLATE NOCASE "
            "UNION SELECT person FROM account WHERE native_id = ?3 COLLATE NOCASE AND network = ?2 COLLATE NOCASE "
            "UNION SELECT person FROM person WHERE title = ?1 COLLATE NOCASE ORDER BY 1 LIMIT 50",
            (wanted, network, native_id),
        )
        return list(self.summaries([row["person"] for row in rows]).values())

    def _held(self, person: int) -> list[Holder]:
        rows = self._all(
            "SELECT key, network, handle, title, person, followers FROM account WHERE person = ? ORDER BY key",
            (person,),
        )
        return [Holder(**dict(row)) for row in rows]

    def _empty(self, key: int, holders: list[Holder]) -> Profile:
        """The profile of somebody whom nobody acted on."""
        if not holders:
            raise NotFound(f"Nobody has the key {key} here.")
        name = f"{holders[0].network}:{holders[0].handle}"
        summary = Summary(key, name, holders[0].title, None, None, None)
        nothing = np.zeros(0, dtype=PART)
        return Profile(
            summary, self.run(), 0.0, 0, 0, None, 0, None, None, None, False, 0.0,
            self._holdings(nothing, holders, 0.0), (), (), (), (), (), (), (), (), (), (), (),
        )  # fmt: skip

    def _holdings(self, parts: NDArray[np.void], holders: list[Holder], raw: float) -> tuple[Holding, ...]:
        """The accounts of a person; several on one network are shown as one."""
        networks = self.run().networks
        earned = {networks[part["label"]]: part for part in parts[parts["by"] == BY_NETWORK]}
        weights = load(self.run().method)
        holdings = []
        for network in dict.fromkeys(holder.network for holder in holders):
            held = [holder for holder in holders if holder.network == network]
            points = float(earned[network]["points"]) if network in earned else 0.0
            followers = [holder.followers for holder in held if holder.followers is not None]
            holdings.append(
                Holding(
                    network=network,
                    handle=", ".join(holder.handle for holder in held),
                    share=points / raw if raw > 0 else 0.0,
                    score=round(float(score_of(np.array([points]), weights)[0]), 2),
                    interactions=int(earned[network]["interactions"]) if network in earned else 0,
                    audience=sum(followers) if followers else None,
                )
            )
        return tuple(sorted(holdings, key=lambda holding: -holding.share))

    def _by_actor(self, parts: NDArray[np.void]) -> Iterator[Part]:
        chosen = parts[parts["by"] == BY_ACTOR]
        people = self._people_of([int(label) for label in chosen["label"] if label >= 0])
        for part in chosen:
            other = people.get(int(part["label"]))
            label = (
                other.title if other else f"{part['people']} others" if part["label"] == REST else "people not named"
            )
            href = f"/@{other.name}" if other else None
            yield Part(label, float(part["points"]), int(part["interactions"]), href)

    def _by_post(self, parts: NDArray[np.void]) -> Iterator[Part]:
        chosen = parts[parts["by"] == BY_POST]
        posts = self._posts([int(label) for label in chosen["label"]])
        for part in chosen:
            post = posts.get(int(part["label"]))
            label = (post["text"] or post["native_id"]) if post else _unknown_post(int(part["label"]))
            yield Part(label, float(part["points"]), int(part["interactions"]), post["url"] if post else None)

    def _moments(self, parts: NDArray[np.void]) -> Iterator[Moment]:
        acts = parts[parts["by"] == BY_POST_ACT]
        chosen = parts[(parts["by"] == BY_POST) & (parts["label"] != NO_POST) & (parts["label"] != REST)]
        posts = self._posts([int(label) for label in chosen["label"]])
        for part in chosen:
            post = posts.get(int(part["label"]))
            done = acts[acts["label"] == part["label"]]
            done = done[np.argsort(-done["interactions"], kind="stable")]
            yield Moment(
                network=post["network"] if post else "",
                native_id=post["native_id"] if post else "",
                text=(post["text"] or "") if post else "",
                url=post["url"] if post else None,
                at=datetime.fromtimestamp(int(part["last"]) / 1e6, UTC),
                points=float(part["points"]),
                people=int(part["people"]),
                acts=tuple((Act(int(row["act"])).word, int(row["interactions"])) for row in done),
            )

    def _influencers(self, blob: bytes) -> Iterator[Tie]:
        """Those who move a person: on whom the person acts."""
        sources = np.frombuffer(blob, dtype=SOURCE)
        sources = sources[sources["owner"] >= 0]
        people = self.summaries([int(owner) for owner in sources["owner"]])
        for source in sources:
            yield Tie(people[int(source["owner"])], float(source["points"]), int(source["interactions"]))

    def _influenced(self, parts: NDArray[np.void]) -> Iterator[Tie]:
        """Those whom a person moves: who act on the person."""
        chosen = parts[(parts["by"] == BY_ACTOR) & (parts["label"] >= 0)][:5]
        people = self._people_of([int(label) for label in chosen["label"]])
        for part in chosen:
            yield Tie(people[int(part["label"])], float(part["points"]), int(part["interactions"]))

    def _people_of(self, accounts: Sequence[int]) -> dict[int, Summary]:
        """The people who hold these accounts, by account key."""
        held = {row["key"]: row["person"] for row in self._in("SELECT key, person FROM account WHERE key IN", accounts)}
        people = self.summaries(list(held.values()))
        return {key: people[person] for key, person in held.items()}

    def _posts(self, posts: Sequence[int]) -> dict[int, sqlite3.Row]:
        return {row["post"]: row for row in self._in("SELECT * FROM post WHERE post IN", posts)}

    def _in(self, select: str, keys: Sequence[int]) -> list[sqlite3.Row]:
        return self._all(f"{select} ({','.join('?' * len(keys))})", tuple(keys)) if keys else []

    def _one(self, select: str, names: tuple[str | int, ...] = ()) -> sqlite3.Row | None:
        row: sqlite3.Row | None = self._connection.execute(select, names).fetchone()
        return row

    def _all(self, select: str, names: tuple[str | int, ...] = ()) -> list[sqlite3.Row]:
        return self._connection.execute(select, names).fetchall()


def _summary(row: sqlite3.Row) -> Summary:
    return Summary(row["person"], row["name"], row["title"], row["score"], row["low"], row["high"])


def _full(row: sqlite3.Row) -> str:
    return f"{row['network']}:{row['handle']}"


def _unknown_post(label: int) -> str:
    return {NO_POST: "no post named", REST: "all other posts"}.get(label, "a post not read")


def _labelled(parts: NDArray[np.void], by: int, words: Callable[[int], str]) -> Iterator[Part]:
    chosen = parts[parts["by"] == by]
    for part in chosen[np.argsort(-chosen["points"], kind="stable")]:
        yield Part(words(int(part["label"])), float(part["points"]), int(part["interactions"]))


def _day(day: np.void, methods: Sequence[str]) -> Day:
    score, low, high = (None if day["score"] == NO_SCORE else int(day[name]) / 100 for name in ("score", "low", "high"))
    return Day(EPOCH + timedelta(days=int(day["day"])), score, low, high, methods[int(day["method"])])


def _change(row: sqlite3.Row) -> Change:
    causes = tuple(Cause(*cause) for cause in json.loads(row["causes"]))
    real = None if row["real"] is None else bool(row["real"])
    return Change(date.fromisoformat(row["since"]), date.fromisoformat(row["until"]), row["points"], real, causes)


def _moves(history: tuple[Day, ...], row: sqlite3.Row, today: date) -> Iterator[Change]:
    """The change since a day, a week and a month ago, as far as those days have numbers of the same method."""
    values = {day.day: day for day in history}
    now = values.get(today)
    for name, days in MOVES:
        then = values.get(today - timedelta(days=days))
        if now and then and now.score is not None and then.score is not None:
            points = round(now.score - then.score, 2)
            real = abs(points) > row[f"chance_{name}"] if now.method == then.method else None
            yield Change(then.day, today, points, real)
