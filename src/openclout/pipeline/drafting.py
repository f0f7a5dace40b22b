"""The ordered day: worked out, checked, and written into a draft.

Comes in: a draft, the stage, the record of the days before. Goes out: a finished draft, or RefusedRun.
"""

import numpy as np
import polars as pl

from openclout.engines.days import Scene, measured
from openclout.engines.moves import Published
from openclout.engines.sources import keep_best, no_sources
from openclout.pipeline.checking import check_moves
from openclout.pipeline.consenting import Consent, consent
from openclout.pipeline.home import Progress
from openclout.pipeline.measuring import Filled, Worked, gather, past_of
from openclout.pipeline.record import Record, kept_changes
from openclout.pipeline.stage import Stage
from openclout.pipeline.wording import changes
from openclout.pipeline.writing import Day, post_rows, relinked_rows, write
from openclout.scoreboard import Draft
from openclout.scoreboard.layout import SOURCE, SOURCES
from openclout.scoring import guard
from openclout.scoring.measures import BY_POST
from openclout.scoring.rows import Int64


class Keeping:
    """What is kept of each bucket while the buckets go by: parts in the draft, who moves whom, which posts count."""

    def __init__(self, draft: Draft, today: Scene, asked: Consent, *, posts_known: bool) -> None:
        self._draft, self._person, self._asked = draft, today.people.accounts.person, asked
        self._known = posts_known
        self._posts: list[Int64] = []
        self.best = no_sources(len(self._person), SOURCE, top=SOURCES)

    def each(self, filled: Filled) -> Filled:
        """The same buckets, each one checked and kept."""
        for bucket, found in filled:
            guard.check(found.people, found.parts)
            parts = self._asked.left(found.parts, "owner")
            self._draft.add_parts(parts, bucket.persons[self._asked.shown(bucket.persons)])
            keep_best(self.best, self._asked.left(found.ties, "owner"), self._person)
            if self._known:
                self._posts.append(np.unique(parts["label"][parts["by"] == BY_POST]))
            yield bucket, found

    def posts(self) -> Int64:
        """The keys of all posts that a part speaks of, sorted."""
        return np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *self._posts]))


def fill(draft: Draft, place: Stage, record: Record, before: Published | None, told: Progress) -> None:
    """Work out the ordered day and write it down. Raises RefusedRun."""
    told("scoring", 0, 1)
    lake = place.home.lake
    today, source = place.scene(place.orders.day)
    past = past_of(before, today)
    asked = consent(today.people, place.home.visibility)
    keeping = Keeping(draft, today, asked, posts_known=lake.knows_posts())
    gathered = gather(Worked(today, source, keeping.each(measured(today, source))), past)
    people = gathered.people
    guard.check_rows(place.rows, gathered.rows, gathered.own)
    check_moves(place.orders, record, today, people, past)
    told("publishing", 0, 1)
    record.add(today, people, gathered.moves, past)
    people = people.filter(pl.Series(asked.shown(people["person"].to_numpy())))
    facts = write(draft, lake, Day(today, people, gathered.rows, asked), record, keeping.best)
    draft.add("post", post_rows(lake, keeping.posts(), asked))
    words = pl.concat([record.changes, changes(lake, place.everybody, record.moves, asked)])
    draft.add("change", kept_changes(words, people, today.day))
    if past is not None:
        draft.add("relinked", relinked_rows(today, past))
    draft.finish(facts)
