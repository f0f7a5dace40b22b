"""The ordered day: worked out, checked, and written into a draft.

Comes in: a draft, the stage, the record of the days before. Goes out: a finished draft, or RefusedRun.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import polars as pl

from openclout.engines.aside import Aside
from openclout.engines.days import Scene, Source, measured
from openclout.engines.giving import gifts, give, nobody_gave
from openclout.engines.moves import Published
from openclout.engines.shadows import shadowed
from openclout.engines.sources import Sources
from openclout.engines.window import Bucket, end_of
from openclout.pipeline.checking import check_moves
from openclout.pipeline.consenting import Consent, consent
from openclout.pipeline.home import Progress
from openclout.pipeline.measuring import Filled, Worked, gather, past_of
from openclout.pipeline.placing import NOBODY_PLACED, place_people
from openclout.pipeline.record import Record
from openclout.pipeline.stage import INSTANT, Stage
from openclout.pipeline.wording import changes
from openclout.pipeline.writing import (
    Day,
    Names,
    facts,
    giving_rows,
    post_rows,
    relinked_rows,
    write_accounts,
    write_called,
    write_people,
)
from openclout.scoreboard import Draft
from openclout.scoring import guard
from openclout.scoring.edges import NO_EDGES, Edges
from openclout.scoring.measures import BY_POST
from openclout.scoring.rows import Int32, Int64, distinct_keys
from openclout.scoring.weights import load


class Keeping:
    """What is kept of each bucket while the buckets go by.

    Parts in the draft, who moves whom, who gives, which posts count.

    `known` says whether posts are known, and whether people are placed under every method: only then the buckets
    themselves stay.
    """

    def __init__(self, draft: Draft, place: Stage, person: Int32, asked: Consent, known: tuple[bool, bool]) -> None:
        self._draft, self._person, self._asked = draft, person, asked
        self._known, self._placed = known
        self.buckets = list[Bucket]()
        self._posts: list[Int64] = []
        self.giving, self.sources = nobody_gave(len(person)), Sources(place.cuts, place.aside)

    def each(self, filled: Filled) -> Filled:
        """The same buckets, each one checked and kept."""
        for bucket, found in filled:
            guard.check(found.people, found.parts)
            parts = self._asked.left(found.parts, "owner")
            self._draft.add_parts(parts, bucket.persons[self._asked.shown(bucket.persons)])
            given = gifts(found.ties, self._person)
            give(self.giving, given)
            self.sources.add(self._asked.left(given, "owner"))
            if self._known:
                self._posts.append(distinct_keys(parts["label"][parts["by"] == BY_POST]))
            if self._placed:
                self.buckets.append(bucket)
            yield bucket, found

    def posts(self) -> Int64:
        """The keys of all posts that a part speaks of, sorted."""
        return distinct_keys(np.concatenate([np.zeros(0, dtype=np.int64), *self._posts]))


def fill(draft: Draft, place: Stage, record: Record, before: Published | None, told: Progress) -> None:
    """Work out the ordered day and write it down. Raises RefusedRun."""
    told("scoring", 0, 1)
    lake, people = place.home.lake, place.people(place.orders.day)
    asked = consent(people, place.home.visibility)
    write_accounts(draft, lake.counts(end_of(place.orders.day) - INSTANT), people, asked)
    today, source = place.scene(place.orders.day)
    edges, today = _put_aside(today.edges, place.aside), replace(today, edges=NO_EDGES)
    past = past_of(place, before, today)
    placed = place.rows <= place.orders.method_rows
    keeping = Keeping(draft, place, people.accounts.person, asked, (lake.knows_posts(), placed))
    names = Names.of(people, asked, place.aside)
    gathered = gather(Worked(today, source, keeping.each(measured(today, source))), past, place.aside)
    guard.check_rows(place.rows, gathered.rows, gathered.own)
    check_moves(place.orders, record, today, gathered.people, past)
    told("publishing", 0, 1)
    record.add(today, gathered.people, gathered.moves, past)
    scores = asked.of_shown(gathered.people.select("person", "score", "enough", "fake_bound"), "person").rechunk()
    gathered.on_record.clear()
    draft.add("giving", asked.of_shown(giving_rows(keeping.giving), "person"))
    written = Day(today, edges, gathered.pieces, scores, names, gathered.rows, asked)
    write_called(draft, written, place.aside)
    write_people(draft, lake, written, record, keeping.sources)
    draft.add("post", post_rows(lake, keeping.posts(), asked))
    words = changes(lake, place.everybody, record.moves, asked)
    draft.add_all("change", record.changes(words, written.shown(), today.day))
    if past is not None:
        draft.add("relinked", relinked_rows(today, past))
    shadows = _write_shadows(draft, place, (today, source, asked), told)
    where = place_people(draft, (today, source), keeping.buckets, scores.sort("person")) if placed else NOBODY_PLACED
    draft.finish(
        {**facts(lake, written, record.methods), **where, "method_rows": place.orders.method_rows, "shadows": shadows}
    )


def _put_aside(edges: Edges, aside: Aside) -> Callable[[], Edges]:
    """Put aside who acted on whom, as far as it is asked for when everybody has a score."""
    actor, start = aside.array(edges.actor), aside.array(edges.start)
    return lambda: replace(NO_EDGES, actor=actor(), start=start())


def _write_shadows(draft: Draft, place: Stage, day: tuple[Scene, Source, Consent], told: Progress) -> list[str]:
    """Work the day out under other versions too; which they are."""
    today, source, asked = day
    shadows = [version for version in place.orders.shadow if version != today.weights.version]
    for number, version in enumerate(shadows):
        told(f"working it out under {version} too", number, len(shadows))
        for moved in shadowed(today, source, load(version)):
            shown = asked.of_shown(moved.drop("before"), "person")
            draft.add("shadow", shown.with_columns(version=pl.lit(number, dtype=pl.Int64)))
    return shadows
