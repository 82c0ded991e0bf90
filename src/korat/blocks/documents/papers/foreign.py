"""What the signatures of a file that somebody else made say: who, whether it was changed since, whether we know who vouches.

For an order that is handed in: nothing is refused by it, the reader is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import EmbeddedPdfSignature, validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko_certvalidator import ValidationContext

from korat.blocks.documents.papers.attached import UNREADABLE
from korat.blocks.documents.papers.loading import loaded
from korat.blocks.documents.papers.pades import BESIDE

# What may come after a signature without changing what was signed: a second signature, proofs of its time.
HARMLESS = (ModificationLevel.NONE, ModificationLevel.LTA_UPDATES, ModificationLevel.FORM_FILLING)
MOST = 10


@dataclass(frozen=True)
class Signer:
    """One signature. `holds`: the file is as it was signed; `known`: an authority that we know vouches for the name."""

    by: str
    holds: bool
    known: bool
    at: datetime | None


def signers_of(pdf: bytes, authorities: Sequence[str], now: datetime) -> tuple[Signer, ...] | None:
    """The first ten signatures of a PDF, in their order; None for what is no PDF that can be read."""
    roots = [loaded(pem.encode()) for pem in authorities]
    try:
        found = PdfFileReader(BytesIO(pdf)).embedded_regular_signatures[:MOST]
        context = ValidationContext(trust_roots=roots, allow_fetching=False, moment=now)
        return tuple(signer(one, context) for one in found)
    except UNREADABLE:
        return None


def signer(one: EmbeddedPdfSignature, context: ValidationContext) -> Signer:
    try:
        status = BESIDE.submit(validate_pdf_signature, one, context, context).result()
    except (SignatureValidationError, *UNREADABLE):
        return Signer(name_of(one), False, False, None)
    holds = bool(status.intact and status.valid and status.modification_level in HARMLESS)
    return Signer(name_of(one), holds, holds and bool(status.trusted), status.signer_reported_dt)


def name_of(one: EmbeddedPdfSignature) -> str:
    """The person and the organisation in the certificate, as far as it names them."""
    said = one.signer_cert.subject.native if one.signer_cert else {}
    names = (said.get(key) for key in ("common_name", "organization_name"))
    return ", ".join(dict.fromkeys(str(name) for name in names if name))
