"""Signed notes and checkpoints as C2SP writes them (signed-note, tlog-checkpoint, tlog-cosignature): what witnesses read.

A note is text, an empty line, then lines of the form `— NAME base64(key id || signature)`.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from korat.kernel.errors import Invalid
from korat.kernel.signing import SigningKey, holds

ED25519, COSIGNATURE = 0x01, 0x04
LONGEST = 100_000
_LINE = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})")
_SIZE = re.compile(r"0|[1-9][0-9]{0,17}")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


def unreadable() -> Invalid:
    return Invalid(
        "อ่านหัวบัญชีนี้ไม่ได้ ข้อความอาจขาดหรือถูกแก้",
        "This tree head cannot be read: it is cut short or was changed.",
        "unreadable",
    )


@dataclass(frozen=True)
class Verifier:
    """A public key under a name. `kind`: what its signatures are over."""

    name: str
    public: bytes
    kind: int = ED25519

    @property
    def id(self) -> bytes:
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:4]

    def __str__(self) -> str:
        """The verifier key: `NAME+ID+base64(kind || public key)`."""
        return f"{self.name}+{self.id.hex()}+{text_of(bytes([self.kind]) + self.public)}"

    @classmethod
    def parse(cls, text: str) -> Verifier:
        """Invalid for anything but an Ed25519 verifier key whose id fits."""
        name, _, rest = text.strip().partition("+")
        id, _, key = rest.partition("+")
        raw = bytes_of(key)
        found = cls(name, raw[1:], raw[0] if raw else 0)
        if not name or found.kind not in (ED25519, COSIGNATURE) or len(raw) != 33 or found.id.hex() != id:
            raise Invalid("กุญแจตรวจสอบอ่านไม่ได้", "This is not a verifier key.", "verifier_key")
        return found


@dataclass(frozen=True)
class Checkpoint:
    """A tree head. `origin` names the log for good, whatever its address becomes."""

    origin: str
    size: int
    root: bytes

    def body(self) -> str:
        return f"{self.origin}\n{self.size}\n{text_of(self.root)}\n"

    @classmethod
    def parse(cls, body: str) -> Checkpoint:
        """Of a note's text. Extension lines are allowed and not kept. Invalid when it is none."""
        lines = body.split("\n")
        if len(lines) < 4 or lines[-1] or not all(lines[:-1]) or not _SIZE.fullmatch(lines[1]):
            raise unreadable()
        root = bytes_of(lines[2])
        if len(root) != 32:
            raise unreadable()
        return cls(lines[0], int(lines[1]), root)


@dataclass(frozen=True)
class Note:
    """A text and its signatures: (name, key id, signature)."""

    body: str
    signatures: tuple[tuple[str, bytes, bytes], ...]

    @classmethod
    def parse(cls, text: str) -> Note:
        body, gap, lines = text.rpartition("\n\n")
        if not gap or len(text) > LONGEST or _CONTROL.search(text) or not lines.endswith("\n"):
            raise unreadable()
        return cls(body + "\n", tuple(map(parse_line, lines[:-1].split("\n"))))

    def by(self, verifiers: Iterable[Verifier]) -> Verifier | None:
        """The first of our verifiers whose signature holds; None if none does. A forged one of a known key spoils the note."""
        known = {(one.name, one.id): one for one in verifiers}
        found = [(known[name, id], signature) for name, id, signature in self.signatures if (name, id) in known]
        if not all(signature_holds(one, signature, self.body) for one, signature in found):
            return None
        return found[0][0] if found else None


def parse_line(line: str) -> tuple[str, bytes, bytes]:
    match = _LINE.fullmatch(line)
    raw = bytes_of(match[2]) if match else b""
    if not match or len(raw) < 5:
        raise unreadable()
    return match[1], raw[:4], raw[4:]


def signature_holds(one: Verifier, signature: bytes, body: str) -> bool:
    if one.kind == ED25519:
        return holds(one.public, signature, body.encode())
    return holds(one.public, signature[8:], cosigned(body, int.from_bytes(signature[:8], "big")))


def line(one: Verifier, signature: bytes) -> str:
    return f"— {one.name} {text_of(one.id + signature)}\n"


def signed(checkpoint: Checkpoint, key: SigningKey) -> str:
    """The note of a head, signed in the log's name."""
    body = checkpoint.body()
    return f"{body}\n{line(Verifier(checkpoint.origin, key.public), key.sign(body.encode()))}"


def cosigned(body: str, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{body}".encode()


def cosign(body: str, name: str, key: SigningKey, seconds: int) -> str:
    """A witness's line: "as of this second, this is the largest consistent head I have seen of this log"."""
    signature = seconds.to_bytes(8, "big") + key.sign(cosigned(body, seconds))
    return line(Verifier(name, key.public, COSIGNATURE), signature)


def text_of(raw: bytes) -> str:
    return b64encode(raw).decode()


def bytes_of(text: str) -> bytes:
    """Empty for what is no base64 of RFC 4648, section 4."""
    try:
        return b64decode(text, validate=True)
    except (NotBase64, ValueError):
        return b""
