"""Which kind of file has which columns, and what else those columns are called.

Comes in: the column names of a file. Goes out: a `Layout`, or WrongTable with all that would have been understood.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from openclout.vocabulary.errors import WrongTable

ACTOR = ("actor", "source", "from", "src")
TARGET = ("target", "to", "dst", "object")
AT = ("at", "ts", "time", "timestamp", "date", "created_at", "published")
ACT = ("act", "kind", "action", "type", "verb")
ACCOUNT = ("account", "account_name", "native_id", "user_id", "handle")
OWN_ID = ("id", "act_id", "post_id", "status_id", "event_id")
TITLE = ("title", "name", "display_name")


@dataclass(frozen=True)
class Kind:
    """A kind of file: the columns it must have and those it may have, each with all its names, best first."""

    name: str
    needed: Mapping[str, Sequence[str]]
    optional: Mapping[str, Sequence[str]]


INTERACTIONS = Kind(
    "interactions",
    {"actor": ACTOR, "target": TARGET, "act": ACT, "at": AT},
    {
        "network": ("network",),
        "post": ("post", "target_post_id", "target_post", "object_id"),
        "act_id": OWN_ID,
        "weight": ("weight",),
        "rating": ("rating",),
    },
)
POSTS = Kind(
    "posts",
    {"author": ("author", "author_id"), "post": ("post", "post_id", "id", "status_id"), "at": AT},
    {
        "network": ("network",),
        "text": ("text", "body", "content"),
        "title": ("title", "subject"),
        "url": ("url", "link", "href"),
    },
)
COUNTS = Kind(
    "counts",
    {"account": ACCOUNT, "kind": ("kind", "type"), "count": ("count", "number", "total")},
    {"network": ("network",), "at": AT},
)
LINKS = Kind(
    "links",
    {"person": ("person", "person_id"), "account": ACCOUNT},
    {"network": ("network",), "title": TITLE, "proof": ("proof",), "since": ("since", "from", "date")},
)
ACCOUNTS = Kind(
    "accounts",
    {"account": ("account", "native_id", "user_id")},
    {"network": ("network",), "handle": ("handle", "username", "screen_name"), "title": TITLE, "at": AT},
)
KINDS = (INTERACTIONS, POSTS, COUNTS, LINKS, ACCOUNTS)

COUNT_KINDS = {
    "follower": ("follower", "followers", "follower_count", "followers_count"),
    "friend": ("friend", "friends", "friend_count", "friends_count"),
    "subscriber": ("subscriber", "subscribers", "subscriber_count", "subscribers_count"),
    "list": ("list", "lists", "listed", "list_count", "listed_count"),
    "following": ("following", "following_count", "follows", "follows_count"),
}
COUNT_KIND = {alias: kind for kind, aliases in COUNT_KINDS.items() for alias in aliases}
"""The kind of count that a column or a word stands for."""


@dataclass(frozen=True)
class Layout:
    """What a file holds: its kind, and for each of our columns the name in the file.

    `counts` maps columns of an accounts file that hold counts to the kind of count.
    """

    kind: str
    names: Mapping[str, str]
    counts: Mapping[str, str] = field(default_factory=dict)

    @property
    def wanted(self) -> dict[str, str]:
        """Every column to read: our name, and the file's."""
        return {**self.names, **{f"count:{kind}": name for name, kind in self.counts.items()}}


def plain(name: str) -> str:
    """A column name as it is compared."""
    return name.strip().lower().replace(" ", "_").replace("-", "_")


def named(wanted: Mapping[str, Sequence[str]], found: Mapping[str, str], taken: set[str]) -> dict[str, str]:
    """The file's name for each of our columns that it has; a column of the file serves once."""
    names: dict[str, str] = {}
    for ours, aliases in wanted.items():
        for alias in aliases:
            if alias in found and found[alias] not in taken:
                names[ours] = found[alias]
                taken.add(found[alias])
                break
    return names


def layout(columns: Sequence[str], source: str) -> Layout:
    """What a file with these columns holds. Raises WrongTable."""
    found = {plain(name): name for name in reversed(columns)}
    for kind in KINDS:
        taken: set[str] = set()
        needed = named(kind.needed, found, taken)
        if len(needed) < len(kind.needed):
            continue
        optional = named(kind.optional, found, taken)
        counts = {found[name]: COUNT_KIND[name] for name in found if name in COUNT_KIND and found[name] not in taken}
        if kind is not ACCOUNTS:
            return Layout(kind.name, {**needed, **optional})
        if counts or {"handle", "title"} & set(optional):
            return Layout(kind.name, {**needed, **optional}, counts)
    raise WrongTable(refusal(columns, source))


MOST_NAMED, LONGEST_NAME = 20, 40


def listed(columns: Sequence[str]) -> str:
    """Column names for a sentence, also of a file that is none of ours: printable, not too long, not too many."""
    names = ["".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in name) for name in columns]
    short = [name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME]}..." for name in names[:MOST_NAMED]]
    more = [f"and {len(names) - MOST_NAMED} more"] if len(names) > MOST_NAMED else []
    return ", ".join((*short, *more))


def refusal(columns: Sequence[str], source: str) -> str:
    """What was found, what would have been understood, and under which names."""
    if not columns:
        return f"{source} is empty: it should begin with the names of its columns. Make it again."
    kinds = "\n".join(f"  {kind.name}: {', '.join(kind.needed)}" for kind in KINDS)
    aliases = {ours: names for kind in KINDS for ours, names in kind.needed.items() if len(names) > 1}
    others = "; ".join(
        f"{ours} = {', '.join(name for name in names if name != ours)}" for ours, names in aliases.items()
    )
    return (
        f"{source} has the columns {listed(columns)}. A file needs the columns of one kind:\n{kinds} "
        f"(with a handle, a title or counts)\nOther names that are understood: {others}. "
        "Rename or add what is missing."
    )
