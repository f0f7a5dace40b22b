"""Asking Nostr relays, and the sites that know names.

Comes in: what is wanted, as NIP-01 filters. Goes out: questions over a websocket, and all pages of their answers.
Sources: NIP-01, NIP-05, LUD-16 (https://github.com/lnurl/luds/blob/luds/16.md); seen 2026-11-22.
"""

import hashlib
from collections.abc import Generator, Mapping
from urllib.parse import quote

import msgspec

from openclout.dialects.nostr_events import LATEST, Event, told
from openclout.dialects.reading import one
from openclout.vocabulary.networks import Page, Request

ENDS = (b'["EOSE"', b'["CLOSED"')
REFUSALS = (b'["CLOSED"', b'["NOTICE"', b'["AUTH"')
"""A relay that wants to know who asks says AUTH, then CLOSED or, an older one, NOTICE; some say AUTH to everybody."""
TOGETHER = 500
"""Events in one answer, and ids in one question."""


def site(relay: str, name: str, path: str) -> str:
    """Where the site of a name@host tells of it. Whoever trusts a relay without TLS trusts its sites so too."""
    left, _, host = name.rpartition("@")
    scheme = "http" if relay.startswith("ws://") else "https"
    return f"{scheme}://{host}/.well-known/" + path.format(name=quote(left))


def asked(kind: str, relay: str, wanted: Mapping[str, object], about: Mapping[str, str]) -> Request:
    """A question to a relay. Its name depends on all of it, so no event can pretend to be the end of the answer."""
    question = msgspec.json.encode({"limit": TOGETHER, **wanted})
    name = hashlib.sha256(question).hexdigest()[:32]
    body = b'["REQ","%b",%b]' % (name.encode(), question)
    return Request(kind, relay, about, body=body, until=ENDS, refusing=REFUSALS)


def every_event(
    kind: str, relay: str, wanted: Mapping[str, object], about: Mapping[str, str]
) -> Generator[Request, Page, list[str]]:
    """Ask until a relay has told everything, newest first; the ids of what it told."""
    known: dict[str, int] = {}
    until: dict[str, object] = {}
    latest = LATEST
    while True:
        page = yield asked(kind, relay, {**wanted, **until}, about)
        found = [event for event in (one(raw, Event) for raw in told(page.body)) if isinstance(event, Event)]
        fresh = {event.id: event.created_at for event in found if event.id not in known and event.created_at <= latest}
        if not fresh:
            return list(known)
        known |= fresh
        latest = min(fresh.values())
        # NIP-01 means events up to `until`, some relays those before it: more may have been made in that second.
        until = {"until": latest + 1}
