"""A passkey device in software: makes keys and signs as WebAuthn Level 2 says, and lies where a test asks it to."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import struct
from dataclasses import dataclass, field

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def b64(raw):
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def unb64(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Device:
    origin: str = "http://localhost:8000"
    verifies: bool = True
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    id: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    owner: bytes = b""

    def make(self, options, **lies):
        """`navigator.credentials.create`."""
        asked = options["publicKey"]
        self.owner = unb64(asked["user"]["id"])
        spot = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: spot.x.to_bytes(32, "big"), -3: spot.y.to_bytes(32, "big")}
        credential = bytes(16) + struct.pack(">H", len(self.id)) + self.id + cbor2.dumps(cose)
        data = self.data(asked["rp"]["id"], ATTESTED) + credential
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client = self.client("webauthn.create", asked, **lies)
        return self.answer(clientDataJSON=client, attestationObject=attestation)

    def sign(self, options, **lies):
        """`navigator.credentials.get`."""
        asked = options["publicKey"]
        data, client = self.data(asked["rpId"]), self.client("webauthn.get", asked, **lies)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return self.answer(clientDataJSON=client, authenticatorData=data, signature=signature, userHandle=self.owner)

    def data(self, rp, flags=0):
        verified = VERIFIED if self.verifies else 0
        return hashlib.sha256(rp.encode()).digest() + struct.pack(">BI", PRESENT | verified | flags, 0)

    def client(self, kind, asked, **lies):
        said = {"type": kind, "challenge": asked["challenge"], "origin": self.origin, "crossOrigin": False}
        return json.dumps(said | lies).encode()

    def answer(self, **parts):
        response = {name: b64(part) for name, part in parts.items()}
        whole = {"id": b64(self.id), "rawId": b64(self.id), "type": "public-key", "response": response}
        return json.dumps({**whole, "clientExtensionResults": {"credProps": {"rk": True}}})
