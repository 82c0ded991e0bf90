"""Timestamps (RFC 3161): from an authority, or for a demonstration from our own clock."""

from __future__ import annotations

from datetime import datetime
from hashlib import new as digest
from importlib import import_module
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from pyhanko.sign.general import as_signing_certificate
from pyhanko.sign.timestamps import DummyTimeStamper, HTTPTimeStamper, TimeStamper

from korat.blocks.documents.papers.certificates import Certified
from korat.blocks.documents.papers.loading import certificate_and_key, store_of

HASHES: dict[str, hashes.HashAlgorithm] = {"sha256": hashes.SHA256(), "sha512": hashes.SHA512()}
# asn1crypto comes without types.
CMS: Any = import_module("asn1crypto.cms")


class OwnStamper(DummyTimeStamper):
    """The time by our own clock: enough to show how it works, proof to nobody else.

    pyHanko's stand-in reads its key anew for each stamp, which costs more than all of the signing; this one keeps it loaded.
    """

    def __init__(self, stamp: Certified, authority: Certified, now: datetime) -> None:
        super().__init__(*certificate_and_key(stamp), store_of(authority), fixed_dt=now)
        self.key = stamp.key

    def _sign_tst_info(self, tst_info_data: bytes, md_algorithm: str, dt: datetime) -> tuple[bytes, Any]:
        """RFC 5652, 5.4, with the attributes that RFC 3161, 2.4.2 asks for."""
        said = {
            "content_type": "tst_info",
            "signing_time": CMS.Time(name="utc_time", value=dt),
            "signing_certificate": as_signing_certificate(self.tsa_cert),
            "message_digest": digest(md_algorithm, tst_info_data).digest(),
        }
        attributes = CMS.CMSAttributes([{"type": name, "values": [value]} for name, value in said.items()])
        if not isinstance(self.key, RSAPrivateKey):
            raise TypeError("a stamp of our own is made with RSA")
        return self.key.sign(attributes.dump(), PKCS1v15(), HASHES[md_algorithm]), attributes


def own_stamper(stamp: Certified, authority: Certified, now: datetime) -> TimeStamper:
    return OwnStamper(stamp, authority, now)


def stamper_at(address: str) -> TimeStamper:
    return HTTPTimeStamper(address, timeout=10)
