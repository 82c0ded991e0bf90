"""Signatures that outlast their certificates: PAdES B-LTA (ETSI EN 319 142-1, 5.5), renewed before a timestamp grows old."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.signers import PdfTimeStamper
from pyhanko.sign.signers.pdf_signer import TimestampDSSContentSettings
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation import add_validation_info
from pyhanko_certvalidator import ValidationContext

from korat.blocks.documents.papers.certificates import Certified
from korat.blocks.documents.papers.loading import loaded
from korat.blocks.documents.papers.pades import BESIDE

# Sooner than any timestamp authority's certificate ends.
RENEW_AFTER = timedelta(days=300)


def prolonged(pdf: bytes, authorities: Sequence[Certified], stamper: TimeStamper, now: datetime) -> bytes:
    """The paper with all that proves its signature today, under a timestamp over everything before it."""
    context = context_of(authorities, now)
    return BESIDE.submit(prolong, pdf, context, stamper).result()


def prolong(pdf: bytes, context: ValidationContext, stamper: TimeStamper) -> bytes:
    proved, out = BytesIO(), BytesIO()
    untyped: Any = add_validation_info
    untyped(PdfFileReader(BytesIO(pdf)).embedded_regular_signatures[0], context, output=proved)
    # What proves the timestamp itself comes before it too: nothing may follow the last signature of a whole file.
    order = TimestampDSSContentSettings(include_vri=False, update_before_ts=True)
    PdfTimeStamper(stamper).timestamp_pdf(
        IncrementalPdfFileWriter(proved), "sha256", context, output=out, dss_settings=order
    )
    return out.getvalue()


def context_of(authorities: Sequence[Certified], now: datetime) -> ValidationContext:
    """Our authorities, that of today and those before it, and the word of each that none of its seals is withdrawn."""
    return ValidationContext(
        trust_roots=[loaded(authority.pem) for authority in authorities],
        crls=[none_withdrawn(authority, now) for authority in authorities],
        allow_fetching=False,
        moment=now,
        revocation_mode="require",
    )


def none_withdrawn(authority: Certified, now: datetime) -> bytes:
    listed = (
        x509.CertificateRevocationListBuilder(authority.certificate.subject, now, now + RENEW_AFTER)
        .add_extension(x509.CRLNumber(int(now.timestamp())), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key()), critical=False)
        .sign(authority.key, hashes.SHA256())
    )
    return listed.public_bytes(serialization.Encoding.DER)
