"""What every connector promises, checked on any page: one that was made up, one that was kept, or one of just now.

Comes in: a connector, pages. Goes out: what was found, as sentences; none if all is well. Pure.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import chain

from openclout.vocabulary.acts import Act
from openclout.vocabulary.networks import (
    CAPABILITIES,
    FLAGS,
    Changed,
    Connector,
    Count,
    Interaction,
    Network,
    Page,
    Post,
    Record,
    Seen,
    Unreadable,
    Withdrawn,
)

KINDS = ("act", "post", "account")
COUNTS = ("follower", "friend", "subscriber", "list", "view")
OLDEST = datetime(1990, 1, 1, tzinfo=UTC)


def facts(network: Network) -> Iterator[str]:
    """What is wrong with the facts of a network."""
    named = [*network.offers, *network.withholds, *network.not_built]
    for name in CAPABILITIES:
        if named.count(name) != 1:
            yield f"{name} should be offered, withheld or not built; it is named {named.count(name)} times."
    for name in set(named) - set(CAPABILITIES):
        yield f"There is no capability {name!r}."
    for name, reason in {**network.withholds, **network.not_built}.items():
        if len(reason) < 2:  # noqa: PLR2004 - a word
            yield f"{name} needs a reason."
    for word, act in network.acts.items():
        if act not in set(Act):
            yield f"{word} should be one of our acts; it is {act!r}."
    if not (network.name.isidentifier() and network.name.islower()):
        yield f"The name {network.name!r} should be a word in lower case."
    if not network.docs.startswith("https://"):
        yield f"docs should be an https address; it is {network.docs!r}."


def page(connector: Connector, asked: Page) -> Iterator[str]:
    """What is wrong with how a page is read."""
    try:
        first, second = list(connector.read(asked)), list(connector.read(asked))
    except Exception as error:  # noqa: BLE001 - whatever it is, it is a finding
        yield f"{asked.kind}: reading raised {type(error).__name__}: {error}."
        return
    if first != second:
        yield f"{asked.kind}: read twice, the same page gives different records."
    for fault in chain(*map(faults, first), versions(first)):
        yield f"{asked.kind}: {fault}"


def versions(records: Sequence[Record]) -> Iterator[str]:
    """What is wrong with how records tell of changes: each act of a version is of something that was changed then."""
    told = {(record.native_id, record.version) for record in records if isinstance(record, Changed)}
    for record in records:
        if isinstance(record, Changed):
            yield from instant(record.version)
            yield from () if record.native_id else ("what was changed needs its name.",)
        elif isinstance(record, Interaction) and record.version and (record.act_id, record.version) not in told:
            yield f"an act has the version {record.version}, but nothing says that {record.act_id!r} was changed."


def faults(record: Record) -> Iterator[str]:
    """What is wrong with a record."""
    if isinstance(record, Interaction | Post):
        yield from instant(record.at)
    if isinstance(record, Interaction):
        if record.act not in set(Act):
            yield f"an act should be one of ours; it is {record.act!r}."
        if not record.target or record.actor == "":
            yield "an interaction needs a target, and an actor or None."
    elif isinstance(record, Seen):
        if not record.native_id:
            yield "an account needs its native id."
        named = (record.flags or frozenset()) | (record.of or frozenset())
        yield from (f"there is no flag {flag!r}." for flag in named - set(FLAGS))
    elif isinstance(record, Count):
        if record.kind not in COUNTS or record.count < 0:
            yield f"a count should be one of {', '.join(COUNTS)}, from 0 on; it is {record.kind} {record.count}."
    elif isinstance(record, Withdrawn) and record.kind not in KINDS:
        yield f"what is withdrawn should be one of {', '.join(KINDS)}; it is {record.kind}."


def instant(at: datetime) -> Iterator[str]:
    """What is wrong with an instant."""
    if at.tzinfo is None or at.utcoffset() != UTC.utcoffset(None):
        yield f"an instant should be aware and in UTC; it is {at!r}."
    elif at < OLDEST:
        yield f"an instant lies before these networks: {at}."


def unreadable(connector: Connector, pages: Sequence[Page]) -> list[Unreadable]:
    """The records of pages that could not be read."""
    return [record for asked in pages for record in connector.read(asked) if isinstance(record, Unreadable)]
