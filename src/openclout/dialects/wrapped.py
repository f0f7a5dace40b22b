"""Lists that an answer holds under a name, as `{"items": [...]}`.

Comes in: the body of an answer. Goes out: records of a type, or `Unreadable` with the reason. Nothing is raised.
"""

from collections.abc import Iterator
from typing import TypeVar

import msgspec

from openclout.dialects.reading import each, one
from openclout.vocabulary.networks import Page, Unreadable

Kind = TypeVar("Kind")


def wrapped(body: bytes, name: str, kind: type[Kind]) -> Iterator[Kind | Unreadable]:
    """The records of the list under a name; one that does not fit says nothing about the others."""
    found = one(body, dict[str, msgspec.Raw])
    if isinstance(found, Unreadable):
        yield found
    elif name in found:
        yield from each(found[name], kind)
    else:
        yield Unreadable(f"There should be a list called {name}.", body[:4000].decode(errors="replace"))


def unwrapped(page: Page, name: str, kind: type[Kind]) -> list[Kind]:
    """The records of the list that can be read; none where the page is no answer."""
    return [found for found in wrapped(page.body, name, kind) if isinstance(found, kind)] if page.body else []
