"""Reading the stored tree: its size, its right edge, roots and proofs. Nothing here tells what an act says or whom it is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from korat.kernel import merkle
from korat.kernel.errors import Invalid, NotFound
from korat.kernel.merkle import Frontier, Node

STORED = """
    SELECT 0, index, hash FROM korat_ledger_leaf WHERE index = ANY (%s)
    UNION ALL SELECT 1, position, hash FROM korat_ledger_node WHERE position = ANY (%s)
"""
PLACE = """
    SELECT l.index FROM korat_ledger_act a JOIN korat_ledger_leaf l ON l.act_id = a.id AND l.recorded_at = a.recorded_at
    WHERE a.uuid = %s ORDER BY l.index LIMIT 1
"""


@dataclass(frozen=True)
class Inclusion:
    """That an act's leaf stands at `index` of the tree of `size` leaves."""

    act: UUID
    index: int
    size: int
    leaf: bytes
    path: tuple[bytes, ...]
    root: bytes


@dataclass(frozen=True)
class Consistency:
    """That the tree of `first` leaves is the beginning of the tree of `second`."""

    first: int
    second: int
    proof: tuple[bytes, ...]
    old_root: bytes
    new_root: bytes


def size() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger.tree_size()")
        return int(cursor.fetchone()[0])


def stored(nodes: Iterable[Node]) -> Mapping[Node, bytes]:
    """The hashes of complete subtrees, in one query."""
    places = {(1, merkle.position(node)) if node[0] else node: node for node in nodes}
    wanted: tuple[list[int], list[int]] = ([], [])
    for inner, place in places:
        wanted[inner].append(place)
    with connection.cursor() as cursor:
        cursor.execute(STORED, list(wanted))
        return {places[inner, place]: bytes(hash) for inner, place, hash in cursor.fetchall()}


def frontier(size: int) -> Frontier:
    """The right edge of the tree as it was at `size`."""
    peaks = merkle.cover(0, size)
    hashes = stored(peaks)
    return Frontier(size, [hashes[node] for node in peaks])


def root(size: int) -> bytes:
    return frontier(size).root()


def prove(act: UUID, *, size: int) -> Inclusion:
    """The inclusion proof of a sealed act in the tree of `size`. NotFound for an act without a leaf below it."""
    index = index_of(act)
    if index is None or index >= size:
        raise NotFound(
            "ไม่พบรายการนี้ในบัญชีที่ลงนามแล้ว ถ้าเพิ่งบันทึก โปรดรอหัวบัญชีถัดไป",
            "No such act under a published head. If it was just recorded, wait for the next one.",
        )
    return inclusion(act, index, size)


def index_of(act: UUID) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(PLACE, [act])
        row = cursor.fetchone()
    return row[0] if row else None


def inclusion(act: UUID, index: int, size: int) -> Inclusion:
    spans, whole = merkle.path_spans(index, size), (0, size)
    hashes = stored(merkle.needed([*spans, whole, (index, index + 1)]))
    (root,) = merkle.resolved([whole], hashes)
    return Inclusion(act, index, size, hashes[0, index], merkle.resolved(spans, hashes), root)


def consistency(first: int, second: int) -> Consistency:
    """Invalid for sizes that the tree has not had."""
    if not 0 <= first <= second <= size():
        raise Invalid(
            "ขนาดของบัญชีไม่ถูกต้อง ขนาดแรกต้องไม่เกินขนาดหลัง และไม่เกินขนาดปัจจุบัน",
            "Not two sizes of this ledger: the first is at most the second, and that at most the present one.",
            code="size",
        )
    spans, wholes = merkle.proof_spans(first, second), ((0, first), (0, second))
    hashes = stored(merkle.needed([*spans, *wholes]))
    old, new = merkle.resolved(wholes, hashes)
    return Consistency(first, second, merkle.resolved(spans, hashes), old, new)
