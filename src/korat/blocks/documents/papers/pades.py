"""The office's signature on a paper: PAdES (ETSI EN 319 142-1) with a timestamp (RFC 3161), and what is left of it later."""

from __future__ import annotations

import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation import EmbeddedPdfSignature, validate_pdf_signature, validate_pdf_timestamp
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko_certvalidator import ValidationContext

from korat.blocks.documents.papers.attached import UNREADABLE, itself
from korat.blocks.documents.papers.certificates import Certified
from korat.blocks.documents.papers.loading import certificate_and_key, loaded, store_of
from korat.kernel.errors import Unavailable

FIELD = "Seal"
# Room for the signature and its timestamp, so that pyHanko need not sign twice to find out.
RESERVED = 16_384
# pyHanko runs an event loop of its own, which a thread that has one already refuses.
BESIDE = ThreadPoolExecutor(4, "papers")


@dataclass(frozen=True)
class Signature:
    """What a file's signature is worth. `why`, when it does not hold: signature (none or another's) or file (changed)."""

    holds: bool
    why: str = ""
    by: str = ""
    at: datetime | None = None


def sign(pdf: bytes, seal: Certified, authority: Certified, stamper: TimeStamper | None, reason: str) -> bytes:
    """The paper under the office's seal, certified to be changed no more. Unavailable when the timestamp cannot be had."""
    signer = signers.SimpleSigner(*certificate_and_key(seal), store_of(authority))
    about = signers.PdfSignatureMetadata(
        field_name=FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, reason=reason, certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )  # fmt: skip
    signing, out = signers.PdfSigner(about, signer, timestamper=stamper), BytesIO()
    page = IncrementalPdfFileWriter(BytesIO(pdf))
    try:
        BESIDE.submit(signing.sign_pdf, page, output=out, bytes_reserved=RESERVED).result()
    except (SigningError, OSError) as error:
        raise Unavailable(
            th="ขณะนี้ประทับเวลาลงบนเอกสารไม่ได้ โปรดลองใหม่ภายหลัง",
            en="The paper cannot be timestamped at this moment. Please try again later.",
            code="no_timestamp",
        ) from error
    return out.getvalue()


def check(pdf: bytes, authorities: Sequence[str], now: datetime) -> Signature:
    """Whether the first signature holds, under one of these authorities, with nothing added but proofs of its time."""
    roots = [loaded(pem.encode()) for pem in authorities]
    try:
        found = PdfFileReader(BytesIO(pdf)).embedded_regular_signatures
        if len(found) != 1:
            return Signature(False, "signature" if not found else "file")
        context = ValidationContext(trust_roots=roots, allow_fetching=False, moment=now)
        status = BESIDE.submit(validate_pdf_signature, found[0], context, context).result()
        stamped = all(
            BESIDE.submit(intact, one, context).result() for one in found[0].reader.embedded_timestamp_signatures
        )
        whole = ends_with(found[0].reader, len(pdf)) and nothing_beside(found[0], pdf) and same_title(found[0], pdf)
    except (SignatureValidationError, *UNREADABLE) as error:
        return Signature(False, "file", str(type(error).__name__))
    by = str(status.signing_cert.subject.native.get("organization_name", ""))
    if not (status.intact and status.valid and whole and stamped and status.modification_level in HARMLESS):
        return Signature(False, "file", by)
    if not status.trusted:
        return Signature(False, "signature", by)
    return Signature(True, by=by, at=status.signer_reported_dt)


def intact(stamp: EmbeddedPdfSignature, context: ValidationContext) -> bool:
    """Whether a timestamp over the file speaks of these bytes. Whose clock it was proves nothing to us."""
    return bool(validate_pdf_timestamp(stamp, context).intact)


def ends_with(reader: PdfFileReader, size: int) -> bool:
    """Whether the last signature or timestamp covers the file to its last byte."""
    ranges = reader.embedded_signatures[-1].byte_range
    return int(ranges[2]) + int(ranges[3]) == size


def nothing_beside(signature: EmbeddedPdfSignature, pdf: bytes) -> bool:
    """Whether the room left for the signature, which no signature covers, holds it and zeros alone."""
    ranges = signature.byte_range
    room = pdf[int(ranges[0]) + int(ranges[1]) : int(ranges[2])]
    if re.fullmatch(rb"<(?:[0-9a-f]{2})+>", room, re.IGNORECASE) is None:
        return False
    held = bytes.fromhex(room[1:-1].decode())
    # DER: a sequence of a length in two bytes, as every signature of this size is.
    end = 4 + int.from_bytes(held[2:4])
    return held[:2] == b"\x30\x82" and not any(held[end:])


def same_title(signature: EmbeddedPdfSignature, pdf: bytes) -> bool:
    """Whether the file still says the title and author that were signed: pyHanko lets a timestamp change them."""
    ranges = signature.byte_range
    return information(pdf[: int(ranges[2]) + int(ranges[3])]) == information(pdf)


def information(pdf: bytes) -> dict[str, str]:
    trailer: Any = PdfFileReader(BytesIO(pdf)).trailer_view
    said = itself(trailer.get("/Info", {}))
    return {key: str(value) for key, value in said.items() if key != "/ModDate"}


HARMLESS = (ModificationLevel.NONE, ModificationLevel.LTA_UPDATES)
