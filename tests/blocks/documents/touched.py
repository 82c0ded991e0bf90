"""One paper in many states: as it left the office, renewed, and touched by whoever could get hold of it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pypdf
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfTimeStamper

from korat.blocks.documents.papers import lasting, pades, stamping
from korat.blocks.documents.papers.certificates import Certified, Registry, issued, rsa_key
from korat.blocks.documents.papers.loading import certificate_and_key, store_of

OFFICE = "กองช่าง"
Judged = tuple[str, bytes, str]


@dataclass(frozen=True)
class Hand:
    """Who can sign: ours, or a stranger's whose certificates say the same names."""

    registry: Registry
    now: datetime

    def seal(self) -> Certified:
        return self.registry.seal("works", OFFICE, self.now)

    def sign(self, pdf: bytes, seal: Certified | None = None, at: datetime | None = None) -> bytes:
        authority = self.registry.authority(self.now)
        return pades.sign(pdf, seal or self.seal(), authority, self.stamper(at or self.now), "test")

    def stamper(self, at: datetime) -> stamping.OwnStamper:
        return stamping.OwnStamper(self.registry.clock_stamp(self.now), self.registry.authority(self.now), at)

    def stamp(self, pdf: bytes) -> bytes:
        out = io.BytesIO()
        stamped = PdfTimeStamper(self.stamper(self.now)).timestamp_pdf
        pades.BESIDE.submit(stamped, IncrementalPdfFileWriter(io.BytesIO(pdf)), "sha256", output=out).result()
        return out.getvalue()

    def prolong(self, pdf: bytes) -> bytes:
        return lasting.prolonged(pdf, [self.registry.authority(self.now)], self.stamper(self.now), self.now)


def states(unsigned: bytes, other: bytes, ours: Hand, home: Path) -> Iterator[Judged]:
    """Name, bytes and what must be said of them. `unsigned`: a page with a true seal and its data; `other`: one more."""
    stranger = Hand(Registry(home, ours.registry.province), ours.now)
    paper = ours.sign(unsigned)
    yield "as it left the office", paper, "valid"
    yield "under an RSA seal", ours.sign(unsigned, issued(rsa_key(), OFFICE, authority(ours), ours.now)), "valid"
    yield from renewed(paper, ours)
    yield from forged(unsigned, ours, stranger)
    yield from added(paper, ours, stranger)
    yield from damaged(paper, ours.sign(other))


def authority(hand: Hand) -> Certified:
    return hand.registry.authority(hand.now)


def renewed(paper: bytes, ours: Hand) -> Iterator[Judged]:
    once = ours.prolong(paper)
    yield "renewed", once, "valid"
    yield "renewed twice", ours.prolong(once), "valid"
    yield "stamped once more", ours.stamp(paper), "valid"
    yield "renewed, and a byte more", once + b"\n", "altered"
    yield "renewed, and another page behind it", ours.stamp(repainted(once)), "altered"
    yield "renewed, with an entry that leads elsewhere", misled(once), "altered"


def forged(unsigned: bytes, ours: Hand, stranger: Hand) -> Iterator[Judged]:
    yield "signed by nobody", unsigned, "altered"
    yield "signed by a stranger under our names", stranger.sign(unsigned), "altered"
    stamp = ours.registry.clock_stamp(ours.now)
    yield "signed with the key of our stamps", ours.sign(unsigned, stamp), "altered"
    old = issued(ours.seal().key, OFFICE, authority(ours), ours.now - timedelta(days=3700))
    yield "signed with a seal that has ended", ours.sign(unsigned, old), "altered"
    mixed = Certified(stranger.seal().certificate, ours.seal().key)
    yield "signed under a certificate of another key", ours.sign(unsigned, mixed), "altered"


def added(paper: bytes, ours: Hand, stranger: Hand) -> Iterator[Judged]:
    yield "with an incremental update", updated(paper), "altered"
    yield "signed again by a stranger", signed_again(paper, stranger), "altered"
    yield "another page, stamped", stranger.stamp(repainted(paper)), "altered"
    yield "another title, stamped by us", ours.stamp(updated(paper)), "altered"


def damaged(paper: bytes, another: bytes) -> Iterator[Judged]:
    yield "cut by a little", paper[:-200], "altered"
    yield "cut in half", paper[: len(paper) // 2], "altered"
    at = paper.index(b"/Type /Page")
    yield "a byte of its pages", paper[: at + 6] + b"Q" + paper[at + 7 :], "altered"
    room = paper.index(b"00>", paper.index(b"/Contents <"))
    yield "words in the room of the signature", paper[: room - 50] + b"41" + paper[room - 48 :], "altered"
    yield "the signature of another paper", transplanted(paper, another), "altered"


def updated(pdf: bytes) -> bytes:
    writer, out = pypdf.PdfWriter(io.BytesIO(pdf), incremental=True), io.BytesIO()
    writer.add_metadata({"/Title": "Another title"})
    writer.write(out)
    return out.getvalue()


def repainted(pdf: bytes) -> bytes:
    """The first page loses its content, in an incremental update as pyHanko writes it."""
    writer, out = IncrementalPdfFileWriter(io.BytesIO(pdf)), io.BytesIO()
    page = writer.find_page_for_modification(0)[0].get_object()
    del page[pdf_name("/Contents")]
    writer.update_container(page)
    writer.write(out)
    return out.getvalue()


class Careless(signers.PdfSigner):
    """Signs what its author certified to be changed no more."""

    def _enforce_certification_constraints(self, reader: object) -> None:
        del reader


def signed_again(pdf: bytes, stranger: Hand) -> bytes:
    signer = signers.SimpleSigner(*certificate_and_key(stranger.seal()), store_of(authority(stranger)))
    about = signers.PdfSignatureMetadata(field_name="Second", md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES)
    signing, out = Careless(about, signer), io.BytesIO()
    pades.BESIDE.submit(signing.sign_pdf, IncrementalPdfFileWriter(io.BytesIO(pdf)), output=out).result()
    return out.getvalue()


def misled(pdf: bytes) -> bytes:
    """The last table says that the page lies where its older self does."""
    table = pdf.rindex(b"xref\n", 0, pdf.rindex(b"startxref"))
    page = re.search(rb"(\d+) 0 obj\n<<\n/Type /Page\n", pdf)
    assert page is not None
    section = b"\n" + page[1] + b" 1\n"
    line, older = pdf.index(section, table) + len(section), page.start()
    return pdf[:line] + f"{older:010d}".encode() + pdf[line + 10 :]


def transplanted(pdf: bytes, another: bytes) -> bytes:
    here, there = (PdfFileReader(io.BytesIO(one)).embedded_signatures[0].byte_range for one in (pdf, another))
    return pdf[: here[1]] + another[there[1] : there[2]] + pdf[here[2] :]
