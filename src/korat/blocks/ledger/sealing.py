"""The sequencer: gives pending acts their place in the sealed order and grows the RFC 6962 tree over them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

from korat.blocks.ledger import tree
from korat.blocks.ledger.canonical import COLUMNS, canonical
from korat.kernel.merkle import leaf_hash

# First which acts, then each act in the one partition of its year: however many wait, a batch costs the same.
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
SEAL = "SELECT ledger.seal(%s, %s::bigint[], %s::bytea[], %s::bytea[])"


def seal(limit: int = 2000) -> int:
    """Seal up to `limit` pending acts; returns how many were found. Order among them is their id's, across calls the call's.

    The size is read before the acts: if it still is the size when they are sealed, nobody else has sealed any of them.
    """
    size = tree.size()
    with connection.cursor() as cursor:
        cursor.execute(WAITING, [limit])
        rows = cursor.fetchall()
        if rows:
            cursor.execute(SEAL, grown(size, rows))
    return len(rows)


def grown(size: int, rows: Sequence[Sequence[Any]]) -> list[Any]:
    """What `ledger.seal` takes: the size it all begins from, the acts, their leaves, and the inner nodes these complete."""
    frontier = tree.frontier(size)
    leaves = [leaf_hash(canonical(row)) for row in rows]
    nodes = [node for leaf in leaves for node in frontier.append(leaf)]
    return [size, [row[0] for row in rows], leaves, nodes]


__all__ = ["COLUMNS", "WAITING", "canonical", "leaf_hash", "seal"]
