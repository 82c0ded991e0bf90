"""Is every sealed act still what was sealed? Reads all of them in order, computes anew, compares with what was signed.

Runs on the owner's connection: the words of all subjects are read, hashed and shown to nobody. One snapshot, batch by batch.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import connections, transaction

from korat.blocks.ledger import faults, heads
from korat.blocks.ledger.canonical import COLUMNS, canonical
from korat.blocks.ledger.heads import SignedHead
from korat.kernel import merkle
from korat.kernel.merkle import Frontier
from korat.kernel.notes import Checkpoint
from korat.kernel.signing import holds

BATCH = 5000
LEAVES = f"""
    SELECT l.index, l.hash, {COLUMNS} FROM korat_ledger_leaf l
    LEFT JOIN LATERAL (SELECT * FROM korat_ledger_act WHERE id = l.act_id AND recorded_at = l.recorded_at LIMIT 1) a ON true
    LEFT JOIN korat_ledger_subject actor ON actor.id = a.actor_id
    LEFT JOIN korat_ledger_subject office ON office.id = a.office_id
    LEFT JOIN korat_ledger_grant g ON g.id = a.grant_id
    WHERE l.index >= %s AND l.index < %s ORDER BY l.index
"""
CONCERNS = """
    SELECT l.index, c.look, uuid_send(s.uuid), c.detail, c.salt, c.commitment FROM korat_ledger_leaf l
    JOIN LATERAL (
        SELECT * FROM korat_ledger_actsubject WHERE act_id = l.act_id AND recorded_at = l.recorded_at OFFSET 0
    ) c ON true
    LEFT JOIN korat_ledger_subject s ON s.id = c.subject_id
    WHERE l.index >= %s AND l.index < %s ORDER BY l.index, c.commitment
"""
NODES = "SELECT hash FROM korat_ledger_node WHERE position >= %s AND position < %s ORDER BY position"
COUNTS = """
    SELECT ledger.tree_size(), (SELECT count(*) FROM korat_ledger_pending), (SELECT count(*) FROM korat_ledger_act),
    (SELECT count(*) FROM korat_ledger_node)
"""
NEITHER = """
    SELECT a.uuid FROM korat_ledger_act a WHERE NOT EXISTS (
        SELECT FROM korat_ledger_leaf l WHERE l.act_id = a.id AND l.recorded_at = a.recorded_at
    ) AND NOT EXISTS (SELECT FROM korat_ledger_pending p WHERE p.act_id = a.id AND p.recorded_at = a.recorded_at)
    ORDER BY a.id LIMIT 1
"""
STRAY = """
    SELECT c.id FROM korat_ledger_actsubject c WHERE NOT EXISTS (
        SELECT FROM korat_ledger_act a WHERE a.id = c.act_id AND a.recorded_at = c.recorded_at
    ) LIMIT 1
"""
# Words are erased at the wish of the person concerned alone, and that wish is an act.
UNASKED = """
    SELECT l.index, a.uuid FROM korat_ledger_actsubject c
    JOIN korat_ledger_act a ON a.id = c.act_id AND a.recorded_at = c.recorded_at
    JOIN korat_ledger_leaf l ON l.act_id = a.id
    WHERE c.salt IS NULL AND NOT EXISTS (
        SELECT FROM korat_ledger_act e
        WHERE e.actor_id = c.subject_id AND e.purpose = 'erase' AND e.ground = 'self' AND e.id > c.act_id
    ) ORDER BY l.index LIMIT 1
"""
Told = Callable[[int, int], object]


@dataclass(frozen=True)
class Verified:
    """All `sealed` acts hold up to `head`; `waiting` are not sealed yet; the words of `erased` subjects were erased."""

    sealed: int
    waiting: int
    erased: int
    head: Checkpoint | None


def verify(*, kept: Checkpoint | None = None, using: str = "owner", told: Told | None = None) -> Verified:
    """Check everything, also against a head that an auditor `kept`. Raises DoesNotHold with the first fault."""
    with snapshot(using) as cursor:
        cursor.execute(COUNTS)
        size, waiting, acts, nodes = cursor.fetchone()
        signed = checked(list(heads.published(using)))
        walk = Walk(cursor, [*signed, *([kept] if kept else [])])
        for start in range(0, size, BATCH):
            walk.batch(start, min(start + BATCH, size))
            if told:
                told(walk.tree.size, size)
        walk.end(size)
        if nodes != merkle.inner_nodes(size):
            raise faults.not_as_grown(0, size - 1)
        refuse_strays(cursor, acts, size + waiting)
    return Verified(size, waiting, walk.erased, walk.heads[-1] if walk.heads else None)


@contextmanager
def snapshot(using: str) -> Iterator[Any]:
    """All questions see the same moment, while others go on writing."""
    connection = connections[using]
    outer = connection.in_atomic_block
    with transaction.atomic(using=using), connection.cursor() as cursor:
        if not outer:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield cursor


def checked(published: Sequence[SignedHead]) -> list[Checkpoint]:
    """The heads in the database, each signed with a key whose public part lies in the key folder."""
    publics = heads.ring("ledger").publics()
    for head in published:
        public = publics.get(head.key_id)
        if public is None or not holds(public, head.signature, head.checkpoint.body().encode()):
            raise faults.forged(head.size)
    return [head.checkpoint for head in published]


def refuse_strays(cursor: Any, acts: int, wanted: int) -> None:
    """Acts, and persons concerned, that no seal knows; words gone that nobody asked to have erased."""
    for question in (NEITHER, STRAY):
        cursor.execute(question)
        if row := cursor.fetchone():
            raise faults.inserted(row[0])
    cursor.execute(UNASKED)
    if row := cursor.fetchone():
        raise faults.words_changed(*row)
    if acts != wanted:
        raise faults.miscounted(acts, wanted)


@dataclass
class Walk:
    """The way through the leaves, growing the tree anew. `good`: up to where a signed head has been met."""

    cursor: Any
    heads: list[Checkpoint]
    tree: Frontier = field(default_factory=Frontier)
    good: int = 0
    erased: int = 0

    def __post_init__(self) -> None:
        self.heads.sort(key=lambda head: head.size)
        self.sizes = [head.size for head in self.heads]

    def batch(self, start: int, end: int) -> None:
        rows = self.asked(LEAVES, start, end)
        concerned = {index: list(those) for index, those in groupby(self.asked(CONCERNS, start, end), itemgetter(0))}
        nodes = iter(self.asked(NODES, merkle.inner_nodes(start), merkle.inner_nodes(end)))
        for place, (index, kept, *act) in enumerate(rows, start):
            if index != place:
                raise faults.removed(place)
            self.leaf(index, bytes(kept), act, concerned.get(index, []))
            self.grow(index, bytes(kept), nodes)
        if self.tree.size != end:
            raise faults.removed(self.tree.size)

    def asked(self, question: str, start: int, end: int) -> list[tuple[Any, ...]]:
        self.cursor.execute(question, [start, end])
        found: list[tuple[Any, ...]] = self.cursor.fetchall()
        return found

    def leaf(self, index: int, kept: bytes, act: Sequence[Any], concerned: Sequence[tuple[Any, ...]]) -> None:
        """The act gives the leaf that was sealed, and its subjects the commitment that stands in it."""
        uuid, look, actor, grant, commitment = act[1], act[4], act[8], act[11], act[-1]
        if uuid is None:
            raise faults.removed(index)
        if actor is None or grant is None:
            raise faults.changed(index, uuid)
        found = merkle.leaf_hash(canonical(act))
        if found != kept:
            raise self.moved(index, found) or faults.changed(index, uuid)
        if not self.bound(look, commitment, concerned):
            raise faults.words_changed(index, uuid)

    def moved(self, index: int, found: bytes) -> faults.DoesNotHold | None:
        """The act at this place was sealed at another one."""
        self.cursor.execute("SELECT index FROM korat_ledger_leaf WHERE hash = %s AND index <> %s", [found, index])
        row = self.cursor.fetchone()
        return faults.reordered(index, row[0]) if row else None

    def bound(self, look: bool, commitment: bytes, concerned: Sequence[tuple[Any, ...]]) -> bool:
        for _, of_look, anchor, detail, salt, own in concerned:
            if of_look != look or anchor is None:
                return False
            if salt is None:
                self.erased += 1
                # Looks have no words to erase: whoever empties one hides who looked.
                if detail is not None or look:
                    return False
            elif sha256(bytes(salt) + bytes(anchor) + b"\x00" + (detail or "").encode()).digest() != bytes(own):
                return False
        return sha256(b"".join([bytes(row[-1]) for row in concerned])).digest() == bytes(commitment)

    def grow(self, index: int, leaf: bytes, nodes: Iterator[tuple[Any, ...]]) -> None:
        """The stored nodes are those over these leaves, and each signed head met on the way is the root."""
        for level, made in enumerate(self.tree.append(leaf), start=1):
            stored = next(nodes, None)
            if stored is None or bytes(stored[0]) != made:
                raise faults.not_as_grown(index >> level << level, index)
        at = bisect_left(self.sizes, index + 1)
        while at < len(self.sizes) and self.sizes[at] == index + 1:
            if self.heads[at].root != self.tree.root():
                raise faults.not_as_signed(self.good, index + 1)
            self.good, at = index + 1, at + 1

    def end(self, size: int) -> None:
        if self.sizes and self.sizes[-1] > size:
            raise faults.too_few(size, self.sizes[-1], self.good)
