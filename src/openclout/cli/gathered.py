"""The shapes of `--json` of commands that read networks. A field may be added; none changes its meaning.

Comes in: what the collector reports. Goes out: small frozen records that become JSON objects, field by field. Instants
are ISO 8601, in UTC.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Gathered:
    """One account of `collect`: read = kept + self_interactions + duplicates + rejected.

    `pages` counts answers that are kept; `trouble` says why the crawl did not come to its end, and is empty if it did.
    """

    network: str
    server: str
    name: str
    pages: int
    read: int
    kept: int
    self_interactions: int
    duplicates: int
    rejected: int
    trouble: str


@dataclass(frozen=True)
class Gathering:
    """`collect`. `hidden`: how many accounts left the newest run because they do not want to be found."""

    accounts: tuple[Gathered, ...]
    hidden: int


@dataclass(frozen=True)
class Missed:
    """A time of a stream that was missed, and why."""

    since: datetime
    until: datetime
    why: str


@dataclass(frozen=True)
class Followed:
    """`follow`: messages and batches kept, the place in the stream, how far behind its last message was.

    `trouble` says why nothing was heard at the end, and is empty if something was.
    """

    network: str
    messages: int
    batches: int
    cursor: str | None
    lag_seconds: float | None
    missed: tuple[Missed, ...]
    trouble: str


@dataclass(frozen=True)
class Left:
    """What a host told of its budget: how many questions are left, of how many, until when."""

    host: str
    remaining: int | None
    total: int | None
    resets: datetime | None
    later: datetime | None


@dataclass(frozen=True)
class Reachable:
    """One network of `networks`: what it offers, withholds and lacks here, and how things stand with it.

    `missed`: the times that its streams missed; `torn`: of how many accounts they left out what was not read yet.
    """

    name: str
    title: str
    docs: str
    offers: tuple[str, ...]
    withholds: dict[str, str]
    not_built: dict[str, str]
    unproven: str
    accounts: int
    last: datetime | None
    unfinished: int
    lag_seconds: float | None
    missed: tuple[Missed, ...]
    torn: int
    budgets: tuple[Left, ...]


@dataclass(frozen=True)
class Networks:
    """`networks`."""

    networks: tuple[Reachable, ...]


@dataclass(frozen=True)
class LiveAnswer:
    """One answer of `check-live`: records read from it, and records that could not be. A stream has the status 0."""

    kind: str
    status: int
    records: int
    unreadable: int


@dataclass(frozen=True)
class Live:
    """`check-live`. `fine`: there is no fault, and the check came to its end.

    `proven` names the capabilities that the answers showed, `unseen` those that are offered and were not met with.
    `faults` say what differs from what is expected; `trouble` why the check did not come to its end, empty if it did.
    """

    network: str
    account: str
    fine: bool
    answers: tuple[LiveAnswer, ...]
    proven: tuple[str, ...]
    unseen: tuple[str, ...]
    faults: tuple[str, ...]
    trouble: str


@dataclass(frozen=True)
class ReadAnew:
    """`reread`: read = kept + self_interactions + duplicates + rejected."""

    pages: int
    read: int
    kept: int
    self_interactions: int
    duplicates: int
    rejected: int


@dataclass(frozen=True)
class Linked:
    """One account of `link` or `unlink`; `changed` is false where the link was known."""

    person: str
    network: str
    native_id: str
    changed: bool


@dataclass(frozen=True)
class Links:
    """`link` and `unlink`."""

    links: tuple[Linked, ...]
