"""The RFC 8785 form of an act: what its leaf stands for.

Written out, since its members are known and in order; `tests/blocks/ledger/test_canonical.py` holds it against the library.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from json.encoder import encode_basestring as quoted
from typing import Any

import rfc8785

VERSION = 1
LARGEST = 2**53 - 1
# The order in which `canonical` takes them. `request` and `depth` are sealed too: every word of an act is.
# Uuids come as text, since making objects of them and text again costs more than all the rest.
COLUMNS = """
    a.id, a.uuid::text, a.kind, a.kind_version, a.look, a.occurred_at, a.recorded_at, a.salt, uuid_send(actor.uuid),
    office.uuid::text, a.post, g.uuid::text, a.ground, a.purpose, a.basis, a.about::text, a.cause::text, a.depth, a.facts,
    a.pack_hash, a.request, a.commitment
"""


def canonical(row: Sequence[Any]) -> bytes:
    """The bytes under the leaf hash of an act, from a row of COLUMNS. The actor appears only salted and hashed."""
    (_, uuid, kind, version, look, occurred, recorded, salt, actor, office, post, grant, ground, purpose, basis, about,
     cause, depth, facts, pack, request, commitment) = row  # fmt: skip
    return (
        f'{{"about":{name(about)},"actor":"{sha256(bytes(salt) + bytes(actor)).hexdigest()}","basis":{quoted(basis)},'
        f'"cause":{name(cause)},"commitment":"{bytes(commitment).hex()}","depth":{depth},"facts":{object_of(facts)},'
        f'"grant":"{grant}","ground":{quoted(ground)},"kind":{quoted(kind)},"kind_version":{version},'
        f'"look":{"true" if look else "false"},"occurred_at":"{moment(occurred)}","office":{name(office)},'
        f'"pack":{quoted(pack)},"post":{quoted(post)},"purpose":{quoted(purpose)},"recorded_at":"{moment(recorded)}",'
        f'"request":{quoted(request)},"uuid":"{uuid}","v":{VERSION}}}'
    ).encode()


def name(uuid: object) -> str:
    return "null" if uuid is None else f'"{uuid}"'


def moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="microseconds")[:-6] + "Z"


def object_of(facts: str | Mapping[str, object]) -> str:
    """Facts are few, flat and mostly short words; anything else is left to the library."""
    found = json.loads(facts) if isinstance(facts, str) else facts
    if not all(map(str.isascii, found)):
        return value_of(dict(found))
    return "{" + ",".join([f"{quoted(key)}:{value_of(found[key])}" for key in sorted(found)]) + "}"


def value_of(value: Any) -> str:
    kind = type(value)
    if kind is str:
        return quoted(value)
    if kind is int and -LARGEST <= value <= LARGEST:
        return str(value)
    return rfc8785.dumps(value).decode()
