"""All that is known of one person, put together.

Comes in: an open scoreboard file and a person's key. Goes out: a `Profile`.
"""

import sqlite3
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from openclout.consent import BOT
from openclout.scoreboard import parts as shares
from openclout.scoreboard.file import File
from openclout.scoreboard.history import changes, history, last_number, moves
from openclout.scoreboard.layout import DONE, HELD, SHARE
from openclout.scoreboard.placings import placings
from openclout.scoreboard.summaries import summaries, summary
from openclout.scoring.calibration import score as score_of
from openclout.scoring.generosity import generosity
from openclout.scoring.measures import BY_NETWORK
from openclout.scoring.momentum import trend
from openclout.scoring.weights import load
from openclout.vocabulary.errors import NotFound
from openclout.vocabulary.records import NOTHING_GIVEN, Day, Generosity, Holding, Profile, Summary


@dataclass(frozen=True)
class Holder:
    """An account as the scoreboard holds it."""

    network: str
    handle: str
    followers: int | None


def profile(file: File, key: int) -> Profile:
    """All that is known of a person. Raises NotFound for a key that there is not.

    Somebody who has been silent for too long keeps the last published number.
    """
    row = file.one("SELECT * FROM person WHERE person = ?", (key,))
    if row is None:
        return _unheard(file, key)
    return replace(
        _scored(file, key, row),
        shadows=_shadows(file, key),
        tricked_bound=row["tricked_bound"],
        ring_bound=row["ring_bound"],
        discounts=shares.discounts(parts_of(file, key)[0], file.run()),
        measured_low=row["measured_low"],
        measured_high=row["measured_high"],
        trend=trend(row["score"], row["momentum"], row["chance_now"]),
        generosity=_generosity(file, key),
        placings=placings(file, key),
        bot=bool(row["flags"] & BOT),
    )


def _scored(file: File, key: int, row: sqlite3.Row) -> Profile:
    """The score of somebody on whom people acted, and what it is made of."""
    (parts, acts), past, run = parts_of(file, key), history(file, key), file.run()
    return Profile(
        summary=_lasting(summary(row), past) if row["quiet"] else summary(row),
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
        holdings=_holdings(file, parts, _held(file, key), row["raw"]),
        by_act=shares.by_act(parts),
        by_network=shares.by_network(parts, run.networks),
        by_actor=shares.by_actor(file, parts),
        by_post=shares.by_post(file, parts),
        by_count=shares.by_count(parts),
        moments=shares.moments(file, parts, acts),
        influencers=shares.influencers(file, row["sources"]),
        influenced=shares.influenced(file, parts),
        history=past,
        changes=changes(file, key),
        moves=tuple(moves(past, row, run.day)),
    )


def _shadows(file: File, person: int) -> tuple[tuple[str, float | None], ...]:
    """The person's score under the versions that were worked out beside."""
    rows = [
        file.one("SELECT after FROM shadow WHERE version = ? AND person = ?", (place, person))
        for place in range(len(file.shadows()))
    ]
    scores = [None if row is None or row["after"] is None else row["after"] / 100 for row in rows]
    return tuple(zip(file.shadows(), scores, strict=True))


def parts_of(file: File, person: int) -> tuple[NDArray[np.void], NDArray[np.void]]:
    """The named shares of a person's raw, and the acts on the best posts."""
    row = file.one("SELECT shares, acts FROM detail WHERE person = ?", (person,))
    shares, acts = (row["shares"], row["acts"]) if row else (b"", b"")
    return np.frombuffer(shares, dtype=SHARE), np.frombuffer(acts, dtype=DONE)


def _lasting(now: Summary, past: tuple[Day, ...]) -> Summary:
    last = last_number(past)
    return replace(now, score=last.score, low=last.low, high=last.high) if last else now


def _unheard(file: File, key: int) -> Profile:
    """The profile of somebody whom nobody acted on."""
    found = summaries(file, [key])
    if not found:
        raise NotFound(f"Nobody has the key {key} here.")
    nothing = np.zeros(0, dtype=SHARE)
    return Profile(
        found[key], file.run(), 0.0, 0, 0, None, 0, None, None, None, False, 0.0,
        _holdings(file, nothing, _held(file, key), 0.0), (), (), (), (), (), (), (), (), (), (), (),
        generosity=_generosity(file, key),
    )  # fmt: skip


def _generosity(file: File, key: int) -> Generosity:
    row = file.one("SELECT acts, people FROM giving WHERE person = ?", (key,))
    return generosity(row["acts"], row["people"], load(file.run().method)) if row else NOTHING_GIVEN


def _held(file: File, person: int) -> list[Holder]:
    return [_holder(row) for row in file.all(HELD, (person,))]


def _holder(row: sqlite3.Row) -> Holder:
    return Holder(row["network"], row["handle"], row["followers"])


def _holdings(file: File, parts: NDArray[np.void], holders: list[Holder], raw: float) -> tuple[Holding, ...]:
    """The accounts of a person; several on one network are shown as one."""
    run = file.run()
    earned = {run.networks[part["label"]]: part for part in parts[parts["by"] == BY_NETWORK]}
    weights = load(run.method)
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
