"""The shares of a person's raw, with names.

Comes in: the packed parts of a person. Goes out: `Part`, `Moment` and `Tie` records.
"""

import sqlite3
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from openclout.scoreboard.file import File
from openclout.scoreboard.layout import ACCOUNT, SOURCE
from openclout.scoreboard.summaries import SOMEBODY, holders, summaries
from openclout.scoring.counts import KINDS
from openclout.scoring.measures import BY_ACT, BY_ACTOR, BY_COUNT, BY_DISCOUNT, BY_NETWORK, BY_POST, REST
from openclout.scoring.reasons import discounted
from openclout.scoring.weights import load
from openclout.vocabulary.acts import PHRASES, Act
from openclout.vocabulary.addresses import address
from openclout.vocabulary.records import Discount, Moment, Part, Run, Summary, Tie
from openclout.vocabulary.tables import NO_POST, NOBODY

TOP_INFLUENCED = 5
ACCOUNTS = f"SELECT {ACCOUNT} FROM account WHERE key IN"


def by_act(parts: NDArray[np.void]) -> tuple[Part, ...]:
    """The shares by what was done."""
    return _labelled(parts, BY_ACT, lambda label: PHRASES[Act(label)][1])


def by_network(parts: NDArray[np.void], networks: Sequence[str]) -> tuple[Part, ...]:
    """The shares by network."""
    return _labelled(parts, BY_NETWORK, lambda label: networks[label])


def by_count(parts: NDArray[np.void]) -> tuple[Part, ...]:
    """The shares by stated count."""
    return _labelled(parts, BY_COUNT, lambda label: f"{KINDS[label]}s stated")


def discounts(parts: NDArray[np.void], run: Run) -> tuple[Discount, ...]:
    """What was taken off, most first."""
    return discounted(parts[parts["by"] == BY_DISCOUNT], run.networks, load(run.method))


def by_actor(file: File, parts: NDArray[np.void]) -> tuple[Part, ...]:
    """The shares by who acted: the best by name, the others together. Who is called like another is told by account."""
    chosen = parts[parts["by"] == BY_ACTOR]
    keys = _labels(chosen, 0)
    people = holders(file, keys)
    named = [_actor_part(part, people.get(int(part["label"]))) for part in chosen]
    many = Counter(part.label for part in named)
    alike = [key for key in keys if key in people and many[people[key].title] > 1]
    told = {row["key"]: f"{row['network']}:{row['handle']}" for row in file.among(ACCOUNTS, alike)}
    return tuple(
        replace(part, label=f"{part.label} ({told[int(row['label'])]})") if int(row["label"]) in told else part
        for part, row in zip(named, chosen, strict=True)
    )


def by_post(file: File, parts: NDArray[np.void]) -> tuple[Part, ...]:
    """The shares by post: the best by what they say, the others together."""
    chosen = parts[parts["by"] == BY_POST]
    posts = _posts(file, chosen)
    return tuple(_post_part(part, posts.get(int(part["label"]))) for part in chosen)


def moments(file: File, parts: NDArray[np.void], acts: NDArray[np.void]) -> tuple[Moment, ...]:
    """The best posts, with what was done to them; those that we never read say nothing to anybody."""
    chosen = parts[(parts["by"] == BY_POST) & (parts["label"] != NO_POST) & (parts["label"] != REST)]
    posts = _posts(file, chosen)
    return tuple(
        _moment(part, posts[int(part["label"])], acts[acts["post"] == place])
        for place, part in enumerate(chosen)
        if int(part["label"]) in posts
    )


def influencers(file: File, blob: bytes) -> tuple[Tie, ...]:
    """Those who move a person: on whom the person acts."""
    sources = np.frombuffer(blob, dtype=SOURCE)
    sources = sources[sources["owner"] >= 0]
    people = summaries(file, sources["owner"].tolist())
    return tuple(
        Tie(people[int(source["owner"])], float(source["points"]), int(source["interactions"]))
        for source in sources
        if int(source["owner"]) in people
    )


def influenced(file: File, parts: NDArray[np.void]) -> tuple[Tie, ...]:
    """Those whom a person moves: who act on the person. Several accounts of somebody are one."""
    chosen = parts[(parts["by"] == BY_ACTOR) & (parts["label"] >= 0)]
    people = holders(file, _labels(chosen, 0))
    ties: dict[int, Tie] = {}
    for part in chosen:
        other = people.get(int(part["label"]))
        if other is None:
            continue
        known = ties.get(other.key, Tie(other, 0.0, 0))
        ties[other.key] = Tie(
            other, known.points + float(part["points"]), known.interactions + int(part["interactions"])
        )
    return tuple(sorted(ties.values(), key=lambda tie: -tie.points)[:TOP_INFLUENCED])


def _labelled(parts: NDArray[np.void], by: int, words: Callable[[int], str]) -> tuple[Part, ...]:
    chosen = parts[parts["by"] == by]
    chosen = chosen[np.argsort(-chosen["points"], kind="stable")]
    return tuple(Part(words(int(part["label"])), float(part["points"]), int(part["interactions"])) for part in chosen)


def _labels(parts: NDArray[np.void], lowest: int) -> list[int]:
    return [int(label) for label in parts["label"] if label >= lowest]


def _actor_part(part: np.void, other: Summary | None) -> Part:
    unnamed = {REST: f"{int(part['people']):,} others", NOBODY: "people not named"}
    label = other.title if other else unnamed.get(int(part["label"]), SOMEBODY)
    return Part(label, float(part["points"]), int(part["interactions"]), address(other.name) if other else None)


def _post_part(part: np.void, post: sqlite3.Row | None) -> Part:
    points, interactions = float(part["points"]), int(part["interactions"])
    if post is not None:
        return Part(post["text"] or post["native_id"], points, interactions, post["url"])
    unknown = {NO_POST: "no post named", REST: "all other posts"}
    return Part(unknown.get(int(part["label"]), "a post not read"), points, interactions)


def _moment(part: np.void, post: sqlite3.Row, acts: NDArray[np.void]) -> Moment:
    acts = acts[np.argsort(-acts["interactions"], kind="stable")]
    return Moment(
        network=post["network"],
        native_id=post["native_id"],
        text=post["text"] or "",
        url=post["url"],
        at=datetime.fromtimestamp(int(part["last"]), UTC),
        points=float(part["points"]),
        people=int(part["people"]),
        acts=tuple((Act(int(row["act"])).word, int(row["interactions"])) for row in acts),
    )


def _posts(file: File, parts: NDArray[np.void]) -> dict[int, sqlite3.Row]:
    labels = [int(label) for label in parts["label"]]
    return {row["post"]: row for row in file.among("SELECT * FROM post WHERE post IN", labels)}
