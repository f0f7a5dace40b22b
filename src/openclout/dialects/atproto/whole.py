"""What is left of all that an account wrote: the names of its records, if answers tell every one of them.

Comes in: the answers to `asking.anew`. Goes out: names, or nothing. A record that cannot be read is there all the same.
A repository in one piece tells all up to its revision; listed page by page it does if every collection was listed to
its end. Answers that refuse, break off, or are about somebody else tell nothing of what is left.
"""

from collections.abc import Iterable
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import msgspec

from openclout.dialects.atproto import records as at
from openclout.dialects.atproto import repo
from openclout.vocabulary.networks import Page, Remaining


class Name(msgspec.Struct):
    """A record of which only the address is read."""

    uri: str


class Names(msgspec.Struct):
    """A page of one collection, and where the next one begins."""

    records: list[Name]
    cursor: str | None = None


def remaining(did: str, pages: Iterable[Page]) -> Remaining | None:
    """What is left of an account; None if these answers do not tell all of it."""
    listed: list[Page] = []
    for page in pages:
        if page.kind == "repo" and page.status == 200:  # noqa: PLR2004 - HTTP
            return of_repo(did, page)
        if page.kind == "records":
            listed.append(page)
    return of_lists(did, listed)


def of_repo(did: str, page: Page) -> Remaining | None:
    """What is left, as a whole repository tells it."""
    try:
        found = repo.opened(page.body)
        read = [(collection, key) for collection, key, _ in found.records() if collection in at.COLLECTIONS]
    except repo.BrokenRepo:
        return None
    if found.did != did:
        return None
    asked = at.microseconds(page.at)
    last = at.EPOCH + timedelta(microseconds=min(at.revised(found.revision) or asked, asked))
    return Remaining(did, [f"at://{did}/{collection}/{key}" for collection, key in read], last, found.revision)


def of_lists(did: str, pages: list[Page]) -> Remaining | None:
    """What is left, as the lists of all collections tell it."""
    names: list[str] = []
    ended: set[str] = set()
    for page in pages:
        try:
            found = msgspec.json.decode(page.body, type=Names)
        except at.UNREADABLE:
            return None
        (collection,) = parse_qs(urlsplit(page.url).query)["collection"]
        names += [each.uri for each in found.records]
        if not found.cursor:
            ended.add(collection)
    if ended != set(at.COLLECTIONS) or not all(name.startswith(f"at://{did}/") for name in names):
        return None
    return Remaining(did, names, min(page.at for page in pages))
