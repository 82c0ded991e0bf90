"""Whose signatures are believed: the published keys of a province, from its folder, its address, or a file handed over."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from korat.kernel.errors import Invalid
from korat.kernel.signing import KeyRing, key_id

FOLDER = "papers-qr"
CERTIFICATES = "papers"
USE = "papers"


@dataclass(frozen=True)
class Trust:
    """`publics`: Ed25519 keys by id; `authorities`: certificates (PEM) under which the offices seal."""

    issuer: str
    publics: dict[str, bytes]
    authorities: tuple[str, ...] = ()


def ring(home: Path, demonstration: bool) -> KeyRing:
    """The keys that sign QR codes and the list of revoked papers."""
    return KeyRing(home / "keys" / FOLDER, demonstration)


def published(home: Path, issuer: str, names: dict[str, str], address: str, demonstration: bool) -> dict[str, Any]:
    """What `/.well-known/korat/keys` says. A key that signs no longer still proves what it signed."""
    return {
        "issuer": issuer,
        "names": names,
        "address": address,
        "demonstration": demonstration,
        "keys": listed(ring(home, demonstration), USE),
        "authorities": [path.read_text() for path in authorities(home)],
    }


def listed(keys: KeyRing, use: str) -> list[dict[str, str | None]]:
    """Each public key of a ring, and from when to when it was the one that signed."""
    begun = since_when(keys.folder)
    return [
        {"id": id, "use": use, "algorithm": "Ed25519", "public": raw.hex(), "from": since, "to": until}
        for (id, raw), since, until in zip(keys.publics().items(), begun, [*begun[1:], None], strict=False)
    ]


def since_when(folder: Path) -> list[str]:
    return [
        datetime.fromtimestamp(path.stat().st_mtime, UTC).isoformat(timespec="seconds")
        for path in sorted(folder.glob("*.pub"))
    ]


def authorities(home: Path) -> list[Path]:
    return sorted((home / "keys" / CERTIFICATES).glob("*/ca.pem"))


def of_home(home: Path, issuer: str = "") -> Trust:
    """From the data folder, without a database: the issuer's name is then not compared."""
    publics = KeyRing(home / "keys" / FOLDER).publics()
    return Trust(issuer, publics, tuple(path.read_text() for path in authorities(home)))


def of_file(text: str | bytes) -> Trust:
    """From what `/.well-known/korat/keys` once said. Invalid, in words, when it is something else."""
    try:
        found = json.loads(text)
        raws = [bytes.fromhex(key["public"]) for key in found["keys"] if key["use"] == USE]
        return Trust(str(found["issuer"]), {key_id(raw): raw for raw in raws}, tuple(map(str, found["authorities"])))
    except (ValueError, TypeError, KeyError) as error:
        raise Invalid(
            th="ไฟล์กุญแจนี้อ่านไม่ได้ โปรดใช้ไฟล์จาก /.well-known/korat/keys ของจังหวัด",
            en="This file of keys cannot be read. Use the one from the province's /.well-known/korat/keys.",
            code="keys",
        ) from error
