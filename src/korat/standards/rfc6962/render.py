"""Heads and proofs as JSON. Hashes are base64 as in RFC 6962, section 4; nothing here tells what an act says."""

from __future__ import annotations

from korat.blocks.ledger.heads import SignedHead
from korat.blocks.ledger.tree import Consistency, Inclusion
from korat.kernel.notes import Verifier, text_of


def head(found: SignedHead) -> dict[str, object]:
    """`key` and `checkpoint` are C2SP's verifier key and signed note; `timestamp` is our clock's word and not signed."""
    one = found.checkpoint
    return {
        "origin": one.origin,
        "tree_size": one.size,
        "root": text_of(one.root),
        "timestamp": found.signed_at.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "key_id": found.key_id,
        "public_key": text_of(found.public) if found.public else None,
        "key": str(Verifier(one.origin, found.public)) if found.public else None,
        "checkpoint": found.note(),
    }


def inclusion(found: Inclusion) -> dict[str, object]:
    return {
        "act": str(found.act),
        "leaf_index": found.index,
        "tree_size": found.size,
        "leaf_hash": text_of(found.leaf),
        "path": list(map(text_of, found.path)),
        "root": text_of(found.root),
    }


def consistency(found: Consistency) -> dict[str, object]:
    return {
        "first": found.first,
        "second": found.second,
        "proof": list(map(text_of, found.proof)),
        "first_root": text_of(found.old_root),
        "second_root": text_of(found.new_root),
    }
