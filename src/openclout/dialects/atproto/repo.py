"""Repositories: everything that one account ever wrote, in one file (CAR).

Comes in: the bytes of a CAR file. Goes out: its owner, when it was written last, every record in the order of their
paths. A CAR file is a list of blocks, each named by the hash of what it holds; a tree (MST) says which block stands
where. Neither hashes nor the signature are checked: the file comes from the account's own server, over TLS.
Sources: https://atproto.com/specs/repository, https://ipld.io/specs/transport/car/carv1/ (read 2026-11-22).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

import libipld
import msgspec

SHA256 = b"\x01\x71\x12\x20"
"""How a name begins: CID version 1, DAG-CBOR, SHA-256, 32 bytes."""
NAME_BYTES = 36
MOST_DIGITS = 9
"""A size has no more digits, of seven bits each."""

Shape = TypeVar("Shape")
Blocks = dict[bytes, tuple[int, int]]
"""Where each block begins and ends."""


class BrokenRepo(ValueError):
    """The bytes are no repository."""


class Commit(msgspec.Struct):
    """The root of a repository."""

    did: str
    data: bytes
    rev: str


class Entry(msgspec.Struct, gc=False):
    """A record in the tree: how much of its path is as before, the rest, the record, the branch after it."""

    p: int
    k: bytes
    v: bytes
    t: bytes | None = None


class Node(msgspec.Struct):
    """A node of the tree: the branch before, and records with the branches after them."""

    e: list[Entry]
    l: bytes | None = None  # noqa: E741 - it is called that


@dataclass(frozen=True)
class Repo:
    """A repository: whose, its last revision, and where its blocks are."""

    did: str
    revision: str
    root: bytes
    file: bytes
    blocks: Blocks

    def block(self, name: bytes) -> bytes:
        """What a block holds. Raises BrokenRepo."""
        place = self.blocks.get(name)
        if place is None:
            raise BrokenRepo("A block that the repository speaks of is not in the file.")
        return self.file[place[0] : place[1]]

    def records(self) -> Iterator[tuple[str, str, bytes]]:
        """Collection, key, and the block's name, in the order of their paths. Raises BrokenRepo."""
        for path, name in self._below(self.root, set()):
            collection, _, key = path.decode(errors="replace").partition("/")
            yield collection, key, name

    def _below(self, name: bytes, been: set[bytes]) -> Iterator[tuple[bytes, bytes]]:
        # Each node stands in one place; without this a small file could hold more records than there are atoms.
        if name in been:
            raise BrokenRepo("The tree of the repository comes back to where it was.")
        been.add(name)
        node = decoded(self.block(name), Node)
        if node.l is not None:
            yield from self._below(node.l, been)
        path = b""
        for entry in node.e:
            path = path[: entry.p] + entry.k
            yield path, entry.v
            if entry.t is not None:
                yield from self._below(entry.t, been)


def opened(file: bytes) -> Repo:
    """A repository from a CAR file. Raises BrokenRepo."""
    start, end = sized(file, 0)
    roots = decoded(file[start:end], Header).roots
    if not roots:
        raise BrokenRepo("The file has no root.")
    blocks = listed(file, end)
    place = blocks.get(roots[0])
    if place is None:
        raise BrokenRepo("The root is not in the file.")
    commit = decoded(file[place[0] : place[1]], Commit)
    return Repo(commit.did, commit.rev, commit.data, file, blocks)


class Header(msgspec.Struct):
    """The head of a CAR file."""

    roots: list[bytes]


def listed(file: bytes, place: int) -> Blocks:
    """The blocks from a place on. Raises BrokenRepo."""
    found: Blocks = {}
    length = len(file)
    while place < length:
        start, end = sized(file, place)
        if not file.startswith(SHA256, start):
            raise BrokenRepo("A block has a name of an unknown kind.")
        place = end
        found[file[start : start + NAME_BYTES]] = start + NAME_BYTES, end
    return found


def sized(file: bytes, place: int) -> tuple[int, int]:
    """Where the piece at a place begins and ends; its size stands before it (LEB128). Raises BrokenRepo."""
    ahead = file[place : place + MOST_DIGITS]
    size = shift = 0
    for digits, byte in enumerate(ahead, 1):
        size |= (byte & 0x7F) << shift
        if byte < 0x80:  # noqa: PLR2004 - the last byte has no high bit
            start = place + digits
            if start + size > len(file):
                break
            return start, start + size
        shift += 7
    raise BrokenRepo("The file ends in the middle of a block.")


def decoded(block: bytes, shape: type[Shape]) -> Shape:
    """A block as what it should be. Raises BrokenRepo."""
    try:
        return msgspec.convert(libipld.decode_dag_cbor(block), shape)
    except (ValueError, RecursionError, msgspec.ValidationError) as error:
        raise BrokenRepo(f"A block is not what it should be: {error}") from error
