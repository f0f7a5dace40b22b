"""Reading JSON: records with only the fields that are used, and what does not fit, said so.

Comes in: the body of an answer. Goes out: records of a type, or `Unreadable` with the reason. Nothing is raised.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, TypeVar

import msgspec

from openclout.vocabulary.networks import Page, Unreadable

Instant = Annotated[datetime, msgspec.Meta(tz=True)]
"""An instant with its zone; one without does not say when it is."""
Kind = TypeVar("Kind")
LONGEST = 4000
"""So much of what does not fit is shown; all of it is in the raw page."""


def one(body: bytes | msgspec.Raw, kind: type[Kind]) -> Kind | Unreadable:
    """The record that a body holds."""
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        return Unreadable(str(error), bytes(body)[:LONGEST].decode(errors="replace"))


def each(body: bytes | msgspec.Raw, kind: type[Kind]) -> Iterator[Kind | Unreadable]:
    """The records of a list; one that does not fit says nothing about the others."""
    found = one(body, list[msgspec.Raw])
    if isinstance(found, Unreadable):
        yield found
        return
    for raw in found:
        yield one(raw, kind)


def those(page: Page, kind: type[Kind]) -> list[Kind]:
    """The records of a list that can be read; none where the page is no answer."""
    return [found for found in each(page.body, kind) if isinstance(found, kind)] if page.body else []
