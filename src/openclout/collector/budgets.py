"""Budgets: how often each host may be asked, by what it told us or, where it tells nothing, by the network's pace.

Comes in: hosts, and their answers. Goes out: permission, after waiting where that is needed. Everything is kept, so
that a new start does not ask more often than an old one.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime

from pyrate_limiter import Rate, RateItem
from pyrate_limiter.buckets.sqlite_bucket import Queries, SQLiteBucket

from openclout.collector.fetching import Answer
from openclout.collector.limits import budget, later
from openclout.collector.state import Kept, State
from openclout.vocabulary.errors import RateLimited
from openclout.vocabulary.networks import Pace

PATIENCE_SECONDS = 900.0
"""Who wants us to wait longer is asked another day, or at least in another crawl."""

Now = Callable[[], datetime]
Wait = Callable[[float], None]


class Budgets:
    """Asks for permission, host by host."""

    def __init__(self, state: State, now: Now, wait: Wait, patience: float = PATIENCE_SECONDS) -> None:
        self._state = state
        self._now = now
        self._wait = wait
        self._patience = patience
        self._buckets: dict[str, SQLiteBucket] = {}

    def permit(self, host: str, pace: Pace) -> None:
        """Wait until the host may be asked. Raises RateLimited if that is too long."""
        kept = self._state.budget(host)
        if kept is not None:
            spent = kept.resets if kept.remaining is not None and kept.remaining <= 0 else None
            for until in (spent, kept.later):
                if until is not None:
                    self.hold(host, until)
        while (seconds := self._taken(host, pace)) > 0:
            self._wait(seconds)

    def hold(self, host: str, until: datetime) -> None:
        """Wait until an instant. Raises RateLimited if that is too long."""
        seconds = (until - self._now()).total_seconds()
        if seconds > self._patience:
            raise RateLimited(
                f"{host} does not want to be asked before {until:%Y-%m-%d %H:%M} UTC. The same command goes on then."
            )
        if seconds > 0:
            self._wait(seconds)

    def learn(self, host: str, answer: Answer) -> datetime | None:
        """Note what an answer tells of the budget; when to ask again, if it says so."""
        now = self._now()
        told, until = budget(answer.headers, answer.body, now), later(answer.headers, answer.body, now)
        if told is None and until is None:
            return None
        old = self._state.budget(host)
        if told is not None:
            self._state.keep_budget(Kept(host, told.remaining, told.total, told.resets, until))
        elif old is not None:
            self._state.keep_budget(Kept(host, old.remaining, old.total, old.resets, until))
        else:
            self._state.keep_budget(Kept(host, None, None, None, until))
        return until if until is not None else told.resets if told is not None and told.remaining <= 0 else None

    def _taken(self, host: str, pace: Pace) -> float:
        """Take one question out of the bucket of a host; the seconds to wait where there is none."""
        with self._state.lock:
            bucket = self._buckets.get(host) or self._bucket(host, pace)
            milliseconds = int(self._now().timestamp() * 1000)
            bucket.leak(milliseconds)
            item = RateItem(host, milliseconds)
            return 0.0 if bucket.put(item) else max(float(bucket.waiting(item)), 1.0) / 1000  # type: ignore[arg-type]

    def _bucket(self, host: str, pace: Pace) -> SQLiteBucket:
        # Not `init_from_file`: it opens a connection of its own, and the library waits by the clock of the machine.
        table = f"pace_{hashlib.blake2b(host.encode(), digest_size=8).hexdigest()}"
        connection = self._state.connection
        with connection:
            connection.execute(Queries.CREATE_BUCKET_TABLE.format(table=table))
            connection.execute(Queries.CREATE_INDEX_ON_TIMESTAMP.format(index_name=f"{table}_at", table_name=table))
        bucket = SQLiteBucket([Rate(pace.requests, max(1, int(pace.seconds * 1000)))], connection, table)
        self._buckets[host] = bucket
        return bucket
