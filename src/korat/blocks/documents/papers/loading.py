"""Our keys and certificates as pyHanko wants them, read once a process. Its own classes come without types."""

from __future__ import annotations

from functools import cache
from typing import Any

from pyhanko.keys import load_certs_from_pemder_data, load_private_key_from_pemder_data
from pyhanko_certvalidator.registry import CertificateStore, SimpleCertificateStore

from korat.blocks.documents.papers.certificates import Certified


def loaded(pem: bytes) -> Any:
    """One certificate."""
    (certificate,) = load_certs_from_pemder_data(pem)
    return certificate


@cache
def store_of(given: Certified) -> CertificateStore:
    untyped: Any = SimpleCertificateStore
    store: CertificateStore = untyped.from_certs([loaded(given.pem)])
    return store


@cache
def certificate_and_key(given: Certified) -> tuple[Any, Any]:
    return loaded(given.pem), load_private_key_from_pemder_data(given.key_pem, passphrase=None)
