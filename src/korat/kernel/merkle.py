"""The Merkle tree of RFC 6962, section 2.1: hashes, growth, roots, proofs and their checking. Pure: whoever stores, fetches.

A node is (level, index): the root of the complete subtree over the leaves from `index << level`, `1 << level` of them. Such a
node never changes once its last leaf is there, so a tree is stored as its leaves and those nodes, and grows by appending.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

Node = tuple[int, int]
Span = tuple[int, int]

EMPTY = sha256(b"").digest()


def leaf_hash(leaf: bytes) -> bytes:
    """SHA-256(0x00 || leaf)."""
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 || left || right)."""
    return sha256(b"\x01" + left + right).digest()


def inner_nodes(size: int) -> int:
    """How many complete inner nodes a tree of `size` leaves has."""
    return size - size.bit_count()


def position(node: Node) -> int:
    """The place of a complete inner node in the order in which they come to be, from 0 on and without gaps."""
    level, index = node
    end = (index + 1) << level
    later = (end & -end).bit_length() - 1 - level
    return inner_nodes(end) - later - 1


def cover(start: int, end: int) -> list[Node]:
    """The complete subtrees that make up leaves `start` to `end`, left to right. `start` is one that RFC 6962 splits at."""
    found = []
    while start < end:
        level = (end - start).bit_length() - 1
        found.append((level, start >> level))
        start += 1 << level
    return found


def fold(hashes: Sequence[bytes]) -> bytes:
    """The hash over complete subtrees as `cover` lists them."""
    if not hashes:
        return EMPTY
    found = hashes[-1]
    for left in reversed(hashes[:-1]):
        found = node_hash(left, found)
    return found


@dataclass
class Frontier:
    """The right edge of a growing tree: the hashes of `cover(0, size)`, the largest subtree first."""

    size: int = 0
    peaks: list[bytes] = field(default_factory=list)

    def append(self, leaf: bytes) -> list[bytes]:
        """Add a leaf hash; returns the inner nodes that it completes, in the order of their `position`."""
        made, node, rest = [], leaf, self.size
        while rest & 1:
            node = sha256(b"\x01" + self.peaks.pop() + node).digest()
            made.append(node)
            rest >>= 1
        self.peaks.append(node)
        self.size += 1
        return made

    def root(self) -> bytes:
        return fold(self.peaks)


def split(width: int) -> int:
    """The largest power of two below `width`."""
    return 1 << (width - 1).bit_length() - 1


def path_spans(index: int, size: int) -> list[Span]:
    """PATH(index, D[size]), RFC 6962, 2.1.1: the leaves under each hash of the proof."""
    start, end, found = 0, size, []
    while end - start > 1:
        middle = start + split(end - start)
        if index < middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((start, middle))
            start = middle
    return found[::-1]


def proof_spans(first: int, second: int) -> list[Span]:
    """PROOF(first, D[second]), RFC 6962, 2.1.2. Empty when the sizes are equal or the first is 0."""
    start, end, found = 0, second, []
    if first in (0, second):
        return []
    while first != end:
        middle = start + split(end - start)
        if first <= middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((start, middle))
            start = middle
    return [*([(start, end)] if start else []), *found[::-1]]


def needed(spans: Iterable[Span]) -> set[Node]:
    """Which stored hashes a proof is computed from: for a tree of ten million leaves some three hundred at most."""
    return {node for span in spans for node in cover(*span)}


def resolved(spans: Iterable[Span], stored: Mapping[Node, bytes]) -> tuple[bytes, ...]:
    """The hashes of a proof. KeyError when a node is not stored."""
    return tuple(fold([stored[node] for node in cover(*span)]) for span in spans)


def included(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether `path` proves that the leaf hash stands at `index` (RFC 9162, 2.1.3.2, which checks the same trees)."""
    if not 0 <= index < size:
        return False
    place, last, found = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = node_hash(sibling, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and found == root


def consistent(first: int, second: int, proof: Sequence[bytes], old: bytes, new: bytes) -> bool:
    """Whether `proof` proves that the first tree is the beginning of the second (RFC 9162, 2.1.4.2)."""
    if not 0 <= first <= second:
        return False
    if first in (0, second):
        return not proof and old == (EMPTY if first == 0 else new)
    hashes = list(proof) if first & (first - 1) else [old, *proof]
    if not hashes:
        return False
    place, last = first - 1, second - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    before = after = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            before, after = node_hash(sibling, before), node_hash(sibling, after)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            after = node_hash(after, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and before == old and after == new
