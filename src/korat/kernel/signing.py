"""Ed25519 signing keys in owner-only files: one folder a use; the newest signs, the older ones still prove what they signed.

A key's id is the first 8 bytes of the SHA-256 of its public key, in hex. A public part stays when its private part is gone:
losing a key ends signing with it, never checking. Keys are never in the database, in a log or in `repr`.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

DEMONSTRATION = "demonstration-"


@dataclass(frozen=True)
class SigningKey:
    """One private key, loaded."""

    private: Ed25519PrivateKey = field(repr=False)

    @classmethod
    def new(cls) -> SigningKey:
        return cls(Ed25519PrivateKey.generate())

    @cached_property
    def public(self) -> bytes:
        return self.private.public_key().public_bytes_raw()

    @cached_property
    def id(self) -> str:
        return key_id(self.public)

    def sign(self, message: bytes) -> bytes:
        return self.private.sign(message)


@dataclass(frozen=True)
class KeyRing:
    """The keys of one use. Files are numbered: `0001.key` the private part, `0001.pub` the public one, both raw in hex."""

    folder: Path
    demonstration: bool = False

    @property
    def current(self) -> SigningKey:
        """The newest key that still has its private part, as the folder is now; made when there is none."""
        newest = max(self.folder.glob("*.key"), default=None)
        if newest is None:
            self.keep(SigningKey.new())
            newest = max(self.folder.glob("*.key"))
        return loaded(newest, newest.stat().st_mtime_ns)

    def publics(self) -> dict[str, bytes]:
        """Every public key this use has ever had, by id, the oldest first."""
        return {
            key_id(raw): raw for raw in (bytes.fromhex(path.read_text()) for path in sorted(self.folder.glob("*.pub")))
        }

    def keep(self, key: SigningKey) -> bool:
        """From now on this key signs; the one before stays until the operator removes its private part.

        Of two processes at once the first one's key stays: False to the other.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        name = f"{max((int(path.stem) for path in self.folder.glob('*.pub')), default=0) + 1:04}"
        mark = DEMONSTRATION if self.demonstration else ""
        first = claim(self.folder / f"{name}.key", mark + key.private.private_bytes_raw().hex())
        if first:
            (self.folder / f"{name}.pub").write_text(key.public.hex())
        return first

    def is_demonstration(self) -> bool:
        return any(path.read_text().startswith(DEMONSTRATION) for path in self.folder.glob("*.key"))


@lru_cache(maxsize=16)
def loaded(file: Path, _written_at: int) -> SigningKey:
    return SigningKey(Ed25519PrivateKey.from_private_bytes(bytes.fromhex(file.read_text().removeprefix(DEMONSTRATION))))


def key_id(public: bytes) -> str:
    return sha256(public).digest()[:8].hex()


def holds(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether the signature is this key's over this message (RFC 8032)."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def claim(path: Path, text: str) -> bool:
    """Write an owner-only file whole, unless it is there already."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(text)
    try:
        os.link(draft, path)
    except FileExistsError:
        return False
    finally:
        draft.unlink()
    return True
