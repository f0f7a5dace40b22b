"""What Nostr relays say: signed events, and which acts they are.

Comes in: the messages of a relay, a line each. Goes out: events whose signature fits, as acts. A relay may say
anything; what nobody signed is `Unreadable`. Events are named `<author>:<id>`, so that nobody can take back what is
another's.
Sources: NIP-01 (events), NIP-09 (deletion), NIP-10 (replies), NIP-18 (reposts), NIP-25 (reactions), NIP-51 (lists),
NIP-57 (zaps), at https://github.com/nostr-protocol/nips (seen 2026-11-22); BIP 340 (signatures).
"""

import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated

import msgspec
from coincurve import PublicKeyXOnly

from openclout.dialects.reading import one
from openclout.vocabulary.acts import Act
from openclout.vocabulary.networks import Changed, Interaction, Unreadable, Withdrawn

PROFILE, NOTE, FOLLOWS, DELETION, REPOST, REACTION, OTHER_REPOST = 0, 1, 3, 5, 6, 7, 16
ZAP_REQUEST, ZAP, FOLLOW_SET, STARTER_PACK = 9734, 9735, 30000, 39089
KINDS = {
    REACTION: Act.LIKE,
    REPOST: Act.ANNOUNCE,
    OTHER_REPOST: Act.ANNOUNCE,
    FOLLOWS: Act.FOLLOW,
    FOLLOW_SET: Act.LIST,
    STARTER_PACK: Act.LIST,
}
REPLACED = frozenset({FOLLOWS, FOLLOW_SET, STARTER_PACK})
"""Lists, which are published anew as a whole whenever they change (NIP-01: replaceable and addressable events)."""
ADDRESSABLE = 30_000
"""Of these kinds an author has one event for each `d`; of those below one event."""
LATEST = 4_102_444_800
"""Instants up to the year 2100."""
AHEAD_SECONDS = 900
"""Clocks may differ by so much; what is dated later is not believed."""
INVOICE = re.compile(r"ln[a-z]+?(?P<number>\d+)(?P<part>[munp]?)1")
MILLISATS = {"": 100_000_000_000, "m": 100_000_000, "u": 100_000, "n": 100, "p": 0.1}
"""What one of the units of an invoice is worth (BOLT 11)."""
HEX = r"[0-9a-f]{64}"


class Event(msgspec.Struct, frozen=True):
    """An event as it is signed."""

    id: Annotated[str, msgspec.Meta(pattern=rf"^{HEX}$")]
    pubkey: Annotated[str, msgspec.Meta(pattern=rf"^{HEX}$")]
    created_at: Annotated[int, msgspec.Meta(ge=0, le=LATEST)]
    kind: int
    tags: list[list[str]]
    content: str
    sig: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{128}$")]

    @property
    def at(self) -> datetime:
        """When its author says it was made."""
        return datetime.fromtimestamp(self.created_at, UTC)

    @property
    def name(self) -> str:
        """Its name on the network."""
        return f"{self.pubkey}:{self.id}"

    @property
    def address(self) -> str:
        """The name that it shares with whatever replaces it: its author, its kind, its `d` if that counts."""
        return address(self.pubkey, self.kind, next((tag[1] for tag in self.tagged("d")), ""))

    def tagged(self, letter: str) -> list[list[str]]:
        """Its tags of a kind that name something."""
        return [tag for tag in self.tags if len(tag) > 1 and tag[0] == letter]

    def last(self, letter: str) -> str:
        """What the last of its tags of a kind names."""
        return next((tag[1] for tag in reversed(self.tagged(letter))), "")


def told(body: bytes) -> Iterator[msgspec.Raw]:
    """The events that a relay sent, as they came."""
    for line in body.splitlines():
        message = one(line, list[msgspec.Raw])
        if isinstance(message, list) and len(message) > 2 and bytes(message[0]) == b'"EVENT"':  # noqa: PLR2004 - NIP-01
            yield message[2]


def events(body: bytes, at: datetime) -> Iterator[Event | Unreadable]:
    """The events that a relay sent, if they are what they say."""
    for raw in told(body):
        found = one(raw, Event)
        if isinstance(found, Event) and found.created_at > at.timestamp() + AHEAD_SECONDS:
            found = Unreadable("It is dated in the future.", bytes(raw).decode(errors="replace"))
        yield (
            found
            if isinstance(found, Unreadable) or is_signed(found)
            else Unreadable("Its id or its signature does not fit.", bytes(raw).decode(errors="replace"))
        )


def is_signed(event: Event) -> bool:
    """Whether the id is that of the content, and the author signed it."""
    signed = [0, event.pubkey, event.created_at, event.kind, event.tags, event.content]
    digest = hashlib.sha256(msgspec.json.encode(signed)).digest()
    if digest.hex() != event.id:
        return False
    try:
        return PublicKeyXOnly(bytes.fromhex(event.pubkey)).verify(bytes.fromhex(event.sig), digest)
    except ValueError:
        return False


def acts(event: Event, account: str) -> Iterator[Interaction | Changed]:
    """What an event does: to the account, or to others if the account did it."""
    name, version = event.name, None
    if event.kind in REPLACED:
        name, version = event.address, event.at
        yield Changed(name, version, None if account == event.pubkey else account)
    for target, act, post in done(event):
        if account in {event.pubkey, target} and re.fullmatch(HEX, target):
            about = f"{target}:{post}" if post else None
            yield Interaction(event.pubkey, target, act, event.at, about, name, version=version)


def deleted(event: Event) -> Iterator[Withdrawn | Changed]:
    """What is taken back: events, and lists in whatever version; they may be published again (NIP-09)."""
    for _, name, *_ in event.tagged("e"):
        yield Withdrawn("post", f"{event.pubkey}:{name}")
    for _, name, *_ in event.tagged("a"):
        kind, _, rest = name.partition(":")
        author, _, own = rest.partition(":")
        if author == event.pubkey and kind in map(str, REPLACED):
            yield Changed(address(author, int(kind), own), event.at)


def address(author: str, kind: int, own: str) -> str:
    """The name of whatever is published in the place of what was there."""
    return f"{author}:{kind}:{own}" if kind >= ADDRESSABLE else f"{author}:{kind}"


def done(event: Event) -> Iterator[tuple[str, Act, str]]:
    """Whom an event is done to, which act it is, and about which of their posts."""
    if event.kind == NOTE:
        yield from written(event)
    elif event.kind == REACTION:
        act = Act.DISLIKE if event.content == "-" else Act.LIKE
        yield event.last("p"), act, event.last("e")
    elif event.kind in {REPOST, OTHER_REPOST}:
        yield event.last("p"), Act.ANNOUNCE, event.last("e")
    elif event.kind in KINDS:
        yield from ((key, KINDS[event.kind], "") for key in dict.fromkeys(tag[1] for tag in event.tagged("p")))


def written(event: Event) -> Iterator[tuple[str, Act, str]]:
    """Whom a note answers, quotes and mentions: each of them once."""
    people = list(dict.fromkeys(tag[1] for tag in event.tagged("p")))
    answered, post = parent(event, people)
    if answered:
        yield answered, Act.REPLY, post
    quoted = {tag[3]: tag[1] for tag in event.tagged("q") if len(tag) > 3 and tag[3]}  # noqa: PLR2004 - NIP-18
    yield from ((key, Act.QUOTE, quote) for key, quote in quoted.items() if key != answered)
    yield from ((key, Act.MENTION, "") for key in people if key not in {answered, *quoted})


def parent(event: Event, people: list[str]) -> tuple[str, str]:
    """Whose post a note answers, and which; nobody where the note does not say whose it is."""
    above = [tag + [""] * (5 - len(tag)) for tag in event.tagged("e")]
    marked = {tag[3]: tag for tag in above if tag[3] in {"reply", "root"}}
    plain = [tag for tag in above if not tag[3]]
    found = marked.get("reply") or marked.get("root") or (plain[-1] if plain else None)
    if found is None:
        return "", ""
    author = found[4] or (people[0] if len(people) == 1 else "")
    return author, found[1] if author else ""


def zapped(receipt: Event, account: str, provider: str) -> Interaction | Unreadable:
    """Who paid: whoever signed the request that the receipt of the account's payment provider repeats."""
    raw = next((tag[1] for tag in receipt.tagged("description")), "")
    request = one(raw.encode(), Event)
    if receipt.pubkey != provider:
        return Unreadable("A receipt of somebody else than the account's payment provider.", receipt.id)
    if isinstance(request, Unreadable) or request.kind != ZAP_REQUEST or not is_signed(request):
        return Unreadable("A receipt without a signed request.", receipt.id)
    if request.last("p") != account or not paid(receipt, request):
        return Unreadable("A receipt that does not fit its request.", receipt.id)
    actor = None if any(tag[:1] == ["anon"] for tag in request.tags) else request.pubkey
    post = request.last("e")
    return Interaction(actor, account, Act.PAY, receipt.at, f"{account}:{post}" if post else None, receipt.name)


def paid(receipt: Event, request: Event) -> bool:
    """Whether the invoice is over what was asked for."""
    asked, invoice = request.last("amount"), INVOICE.match(receipt.last("bolt11"))
    if not asked:
        return True
    millisats = int(invoice["number"]) * MILLISATS[invoice["part"]] if invoice is not None else -1
    return asked == f"{millisats:.0f}"
