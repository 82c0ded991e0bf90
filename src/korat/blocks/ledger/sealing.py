"""The sequencer: gives pending acts their place in the sealed order, with the RFC 6962 leaf hash of their canonical form."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import rfc8785
from django.db import connection

CANONICAL_VERSION = 1
COLUMNS = """
    a.id, a.uuid, a.kind, a.kind_version, a.look, a.occurred_at, a.recorded_at, a.salt, actor.uuid, office.uuid, a.post,
    g.uuid, a.ground, a.purpose, a.basis, a.about, a.cause, a.facts, a.pack_hash, a.commitment
"""
# First which acts, then each act in the one partition of its month: however many wait, a batch costs the same.
WAITING = f"""
    SELECT {COLUMNS} FROM (SELECT act_id, recorded_at FROM korat_ledger_pending ORDER BY act_id LIMIT %s) AS p
    CROSS JOIN LATERAL (
        SELECT * FROM korat_ledger_act WHERE id = p.act_id AND recorded_at = p.recorded_at LIMIT 1
    ) AS a
    JOIN korat_ledger_subject actor ON actor.id = a.actor_id
    LEFT JOIN korat_ledger_subject office ON office.id = a.office_id
    JOIN korat_ledger_grant g ON g.id = a.grant_id
    ORDER BY a.id
"""


def seal(limit: int = 2000) -> int:
    """Seal up to `limit` pending acts; returns how many. Order among them is their id's, across calls the call's."""
    with connection.cursor() as cursor:
        cursor.execute(WAITING, [limit])
        rows = cursor.fetchall()
        if rows:
            hashes = [leaf_hash(canonical(row)) for row in rows]
            cursor.execute("SELECT ledger.seal(%s::bigint[], %s::bytea[])", [[row[0] for row in rows], hashes])
    return len(rows)


def canonical(row: Sequence[Any]) -> bytes:
    """RFC 8785 form of an act: what its leaf stands for. The actor appears only salted and hashed."""
    (_, uuid, kind, version, look, occurred, recorded, salt, actor, office, post, grant, ground, purpose, basis, about,
     cause, facts, pack, commitment) = row  # fmt: skip
    return rfc8785.dumps(
        {
            "v": CANONICAL_VERSION, "uuid": str(uuid), "kind": str(kind), "kind_version": version, "look": look,
            "occurred_at": moment(occurred), "recorded_at": moment(recorded),
            "actor": sha256(bytes(salt) + actor.bytes).hexdigest(), "office": text(office), "post": post,
            "grant": str(grant), "ground": ground, "purpose": purpose, "basis": basis, "about": text(about),
            "cause": text(cause), "facts": json.loads(facts) if isinstance(facts, str) else facts, "pack": pack,
            "commitment": bytes(commitment).hex(),
        }
    )  # fmt: skip


def leaf_hash(leaf: bytes) -> bytes:
    """RFC 6962, section 2.1: SHA-256(0x00 || leaf)."""
    return sha256(b"\x00" + leaf).digest()


def moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def text(value: object) -> str | None:
    return None if value is None else str(value)
