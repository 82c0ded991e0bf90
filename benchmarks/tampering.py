"""What someone can do to sealed acts who is superuser of the database and has no signing key. Six kinds, each plain or thorough.

A thorough one computes leaves and nodes anew and removes the heads that no longer fit: only a head kept elsewhere tells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random
from typing import Any

from django.db import connections, transaction

from korat.blocks.ledger.canonical import canonical
from korat.blocks.ledger.faults import DoesNotHold
from korat.blocks.ledger.verification import LEAVES, verify
from korat.kernel.merkle import Frontier, leaf_hash
from korat.kernel.notes import Checkpoint

ALIAS = "superuser"
OTHER = "(SELECT id FROM korat_ledger_{0} o WHERE o.id <> t.{1} ORDER BY random() LIMIT 1)"
FLIPS = {
    "uuid": "gen_random_uuid()", "kind": "kind || 'x'", "kind_version": "kind_version + 1", "look": "NOT look",
    "occurred_at": "occurred_at - interval '1 second'", "actor_id": OTHER.format("subject", "actor_id"),
    "salt": "sha256(salt)", "office_id": "CASE WHEN office_id IS NULL THEN actor_id END", "post": "post || '.deputy'",
    "grant_id": OTHER.format("grant", "grant_id"), "ground": "CASE ground WHEN 'self' THEN 'post' ELSE 'self' END",
    "purpose": "purpose || 's'", "basis": "basis || '-1'", "about": "gen_random_uuid()", "cause": "gen_random_uuid()",
    "depth": "(depth + 1) %% 5", "facts": "facts || '{\"step\": \"forged\"}'", "pack_hash": "md5(pack_hash)",
    "request": "request || '0'", "commitment": "sha256(commitment)",
}  # fmt: skip
SUBJECT_FLIPS = {
    "detail": "coalesce(detail, '') || ' '", "salt": "sha256(salt)", "look": "NOT look",
    "subject_id": OTHER.format("subject", "subject_id"), "commitment": "sha256(commitment)",
}  # fmt: skip
COLUMNS_OF = """
    SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped
    AND attname <> ALL (%s) ORDER BY attnum
"""
Leaf = tuple[int, Any]


@dataclass
class Ledger:
    """The sealed order as the attacker sees it."""

    cursor: Any
    random: Random
    size: int

    def run(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        self.cursor.execute(sql, values)
        return list(self.cursor.fetchall()) if self.cursor.description else []

    def order(self) -> list[Leaf]:
        return [(act, at) for act, at in self.run("SELECT act_id, recorded_at FROM korat_ledger_leaf ORDER BY index")]

    def any_place(self) -> int:
        return self.random.randrange(self.size)

    def leaf(self, place: int) -> Leaf:
        return self.order()[place]

    def rewrite(self, order: list[Leaf]) -> None:
        """Lay the leaves in this order and grow the tree anew, as a sequencer would have."""
        self.run("DELETE FROM korat_ledger_leaf")
        self.run(
            "INSERT INTO korat_ledger_leaf SELECT place - 1, act, at, sha256('') "
            "FROM unnest(%s::bigint[], %s::timestamptz[]) WITH ORDINALITY AS l(act, at, place)",
            [act for act, _ in order], [at for _, at in order],
        )  # fmt: skip
        self.cover_up()

    def copy(self, table: str, key: str, row: Leaf, but: dict[str, str]) -> None:
        """Make a row like another, with some columns changed."""
        alike = [name for (name,) in self.run(COLUMNS_OF, table, list(but))]
        self.run(
            f"INSERT INTO {table} ({', '.join([*but, *alike])}) OVERRIDING SYSTEM VALUE "
            f"SELECT {', '.join([*but.values(), *alike])} FROM {table} WHERE {key} = %s AND recorded_at = %s", *row,
        )  # fmt: skip

    def cover_up(self) -> None:
        frontier, leaves, nodes = Frontier(), [], []
        for _, hash, *act in self.run(LEAVES, 0, 2**62):
            leaves.append(leaf_hash(canonical(act)) if act[1] and act[8] and act[11] else bytes(hash))
            nodes += frontier.append(leaves[-1])
        self.run(
            "UPDATE korat_ledger_leaf l SET hash = n.hash FROM unnest(%s::bytea[]) WITH ORDINALITY AS n(hash, place) "
            "WHERE l.index = n.place - 1", leaves,
        )  # fmt: skip
        self.run("DELETE FROM korat_ledger_node")
        self.run(
            "INSERT INTO korat_ledger_node SELECT p - 1, h FROM unnest(%s::bytea[]) WITH ORDINALITY AS n(h, p)", nodes
        )
        self.run("DELETE FROM korat_ledger_head")


def flip(ledger: Ledger) -> int:
    """Change one word of an act, or of what it says of a person."""
    place = ledger.any_place()
    act, at = ledger.leaf(place)
    concerned = ledger.run("SELECT 1 FROM korat_ledger_actsubject WHERE act_id = %s AND salt IS NOT NULL", act)
    if concerned and ledger.random.random() < 0.3:
        column, to = ledger.random.choice(list(SUBJECT_FLIPS.items()))
        table, key = "korat_ledger_actsubject", "act_id"
    else:
        column, to = ledger.random.choice(list(FLIPS.items()))
        table, key = "korat_ledger_act", "id"
    ledger.run(f"UPDATE {table} t SET {column} = {to} WHERE {key} = %s AND recorded_at = %s", act, at)
    return place


def delete(ledger: Ledger) -> int:
    place = ledger.any_place()
    order = ledger.order()
    act, at = order.pop(place)
    ledger.run("DELETE FROM korat_ledger_actsubject WHERE act_id = %s AND recorded_at = %s", act, at)
    ledger.run("DELETE FROM korat_ledger_act WHERE id = %s AND recorded_at = %s", act, at)
    if ledger.random.random() < 0.5:
        ledger.rewrite(order)
    return place


def reorder(ledger: Ledger) -> int:
    one, other = sorted(ledger.random.sample(range(ledger.size), 2))
    order = ledger.order()
    order[one], order[other] = order[other], order[one]
    hashes = [hash for (hash,) in ledger.run("SELECT hash FROM korat_ledger_leaf ORDER BY index")]
    ledger.run("DELETE FROM korat_ledger_leaf")
    if ledger.random.random() < 0.5:
        hashes[one], hashes[other] = hashes[other], hashes[one]
    ledger.run(
        "INSERT INTO korat_ledger_leaf SELECT place - 1, act, at, hash "
        "FROM unnest(%s::bigint[], %s::timestamptz[], %s::bytea[]) WITH ORDINALITY AS l(act, at, hash, place)",
        [act for act, _ in order], [at for _, at in order], hashes,
    )  # fmt: skip
    return one


def insert(ledger: Ledger) -> int:
    """An act that never was, made after another's likeness; left lying about, or put among the leaves."""
    place = ledger.any_place()
    order = ledger.order()
    act, at = order[place]
    (made,) = ledger.run("SELECT max(id) + 1000 FROM korat_ledger_act")[0]
    ledger.copy("korat_ledger_act", "id", (act, at), {"id": str(made), "uuid": "gen_random_uuid()"})
    ledger.copy("korat_ledger_actsubject", "act_id", (act, at), {"id": "gen_random_uuid()", "act_id": str(made)})
    if ledger.random.random() < 0.5:
        order.insert(place, (made, at))
        ledger.rewrite(order)
    return place


def truncate(ledger: Ledger) -> int:
    """Cut the newest acts off, with their leaves, nodes and heads."""
    order = ledger.order()
    place = max(0, ledger.size - ledger.random.randrange(1, 50))
    for act, at in order[place:]:
        ledger.run("DELETE FROM korat_ledger_actsubject WHERE act_id = %s AND recorded_at = %s", act, at)
        ledger.run("DELETE FROM korat_ledger_act WHERE id = %s AND recorded_at = %s", act, at)
    ledger.rewrite(order[:place])
    return place


def swap_commitment(ledger: Ledger) -> int:
    """Two acts exchange what binds them to the persons concerned."""
    one, other = sorted(ledger.random.sample(range(ledger.size), 2))
    order = ledger.order()
    (first,), (second,) = (
        ledger.run("SELECT commitment FROM korat_ledger_act WHERE id = %s AND recorded_at = %s", *order[place])[0]
        for place in (one, other)
    )
    if bytes(first) == bytes(second):
        return swap_commitment(ledger)
    for place, commitment in ((one, second), (other, first)):
        act, at = order[place]
        ledger.run(
            "UPDATE korat_ledger_act SET commitment = %s WHERE id = %s AND recorded_at = %s", commitment, act, at
        )
    return one


KINDS: dict[str, Callable[[Ledger], int]] = {
    "flip": flip, "delete": delete, "reorder": reorder, "insert": insert, "truncate": truncate, "swap": swap_commitment,
}  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    kind: str
    thorough: bool
    place: int
    fault: DoesNotHold | None


def attempt(kind: str, random: Random, kept: Checkpoint) -> Outcome:
    """Tamper, let the auditor verify against the head kept elsewhere, and put all back."""
    with undone() as cursor:
        thorough = random.random() < 0.5
        ledger = Ledger(cursor, random, kept.size)
        place = KINDS[kind](ledger)
        if thorough:
            ledger.cover_up()
        try:
            verify(kept=kept, using=ALIAS)
        except DoesNotHold as fault:
            return Outcome(kind, thorough, place, fault)
        return Outcome(kind, thorough, place, None)


@contextmanager
def undone() -> Iterator[Any]:
    with transaction.atomic(using=ALIAS), connections[ALIAS].cursor() as cursor:
        yield cursor
        transaction.set_rollback(True, using=ALIAS)


@contextmanager
def superuser(url: str) -> Iterator[None]:
    """A connection that may do anything to the database, and knows no key."""
    from korat.config.settings import database

    settings = {
        **connections["owner"].settings_dict,
        **database(url),
        "NAME": connections["owner"].settings_dict["NAME"],
    }
    connections.settings[ALIAS] = settings
    try:
        yield
    finally:
        connections[ALIAS].close()
        del connections[ALIAS]
        del connections.settings[ALIAS]
