"""The names by which people know what is on Nostr: npub, nprofile, note.

Comes in: keys and ids as hexadecimal digits, or their names. Goes out: the other of the two; None for what is no name.
Sources: NIP-19 (https://github.com/nostr-protocol/nips/blob/master/19.md), BIP 173 (bech32); seen 2026-11-22.
"""

import re
from dataclasses import dataclass

LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
CHECK = 6
LONGEST = 5000
WORD = re.compile(rf"(?P<prefix>[a-z]+)1(?P<letters>[{LETTERS}]{{{CHECK},}})")
BYTES = 32
KEY, RELAY = 0, 1


@dataclass(frozen=True)
class Named:
    """A key, and the relays at which it is said to be found."""

    key: str
    relays: tuple[str, ...] = ()


def word(prefix: str, key: str) -> str:
    """The name of a key or an id: `npub`, `note`."""
    fives = regrouped(bytes.fromhex(key), 8, 5, pad=True) or []
    remainder = polymod([*expanded(prefix), *fives, *([0] * CHECK)]) ^ 1
    check = [remainder >> 5 * (CHECK - 1 - place) & 31 for place in range(CHECK)]
    return f"{prefix}1" + "".join(LETTERS[five] for five in (*fives, *check))


def meaning(name: str) -> Named | None:
    """What `npub1...` or `nprofile1...` names."""
    prefix, content = taken_apart(name)
    if prefix == "npub" and len(content) == BYTES:
        return Named(content.hex())
    if prefix != "nprofile":
        return None
    parts = fields(content)
    keys = [part for kind, part in parts if kind == KEY and len(part) == BYTES]
    relays = tuple(part.decode("ascii", "replace") for kind, part in parts if kind == RELAY)
    return Named(keys[0].hex(), relays) if keys else None


def taken_apart(name: str) -> tuple[str, bytes]:
    """Prefix and content of a name; nothing where the check does not fit."""
    found = WORD.fullmatch(name.lower()) if len(name) <= LONGEST and name in {name.lower(), name.upper()} else None
    if found is None:
        return "", b""
    fives = [LETTERS.index(letter) for letter in found["letters"]]
    content = regrouped(fives[:-CHECK], 5, 8, pad=False)
    if content is None or polymod([*expanded(found["prefix"]), *fives]) != 1:
        return "", b""
    return found["prefix"], bytes(content)


def fields(content: bytes) -> list[tuple[int, bytes]]:
    """The parts of a longer name: kind, length, content, one after the other."""
    found: list[tuple[int, bytes]] = []
    while len(content) > 1:
        kind, length = content[0], content[1]
        found.append((kind, content[2 : 2 + length]))
        content = content[2 + length :]
    return found


def expanded(prefix: str) -> list[int]:
    """The prefix as the check sees it."""
    return [ord(letter) >> 5 for letter in prefix] + [0] + [ord(letter) & 31 for letter in prefix]


def polymod(fives: list[int]) -> int:
    """The remainder that the check is made of."""
    remainder = 1
    for five in fives:
        top = remainder >> 25
        remainder = (remainder & 0x1FFFFFF) << 5 ^ five
        for place, mask in enumerate(GENERATOR):
            remainder ^= mask if top >> place & 1 else 0
    return remainder


def regrouped(numbers: bytes | list[int], size: int, into: int, *, pad: bool) -> list[int] | None:
    """Bits in groups of another size; None where bits are left over that say something."""
    bits = "".join(f"{number:0{size}b}" for number in numbers)
    whole, rest = divmod(len(bits), into)
    groups = [int(bits[place * into : (place + 1) * into], 2) for place in range(whole)]
    left = bits[whole * into :]
    if pad:
        return groups + ([int(left.ljust(into, "0"), 2)] if rest else [])
    return groups if "1" not in left and rest < size else None
