"""Papers as a test needs them: made without a database, in a folder of their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import rfc8785

from korat.blocks.documents.papers import claims, pades, rendering, revocations, stamping, trust
from korat.blocks.documents.papers.certificates import Registry
from korat.blocks.documents.papers.claims import Claims
from korat.blocks.documents.papers.trust import Trust
from korat.kernel import ids

ROOT = Path(__file__).resolve().parents[3]
ADDRESS = "https://korat.example"
WORDS = "ที่ปรึกษา ชื่อ น้ำ ปู่ย่า"


@dataclass(frozen=True)
class House:
    """A province with keys of its own."""

    home: Path
    now: datetime
    code: str = "th-30-nakhon-ratchasima"

    @property
    def trust(self) -> Trust:
        return trust.of_home(self.home, self.code)

    def seal(self, data: bytes = b"{}", expires: date | None = None) -> tuple[UUID, str]:
        """A paper's id and the text of its QR."""
        said = Claims(
            ids.uuid7(), sha256(data).digest(), "confirmation", "D69-000001-1", self.code, self.now.date(), expires
        )
        sealed = claims.seal(said, trust.ring(self.home, True).current)
        return said.id, claims.text_of(sealed, ADDRESS)

    def revoked(self, *papers: UUID, at: datetime | None = None) -> revocations.Revocations:
        text = revocations.signed(self.code, papers, at or self.now, trust.ring(self.home, True).current)
        return revocations.read(text, self.trust.publics)

    def unsigned(self, pack: str = "th-base", **content: object) -> tuple[bytes, str]:
        """A page that is prepared but not signed, and the text of its QR."""
        words = {**dict(rendering.SAMPLE["content"]), "lead": WORDS, **content}
        data = rfc8785.dumps({**rendering.SAMPLE, "content": words})
        template = (ROOT / "packs" / pack / "papers" / "sheet.typ").read_text()
        _, text = self.seal(data)
        return rendering.pdf(rendering.Sheet(data, text, template, self.now)), text

    def sign(self, pdf: bytes) -> bytes:
        registry = Registry(self.home, self.code)
        authority = registry.authority(self.now)
        stamper = stamping.own_stamper(registry.clock_stamp(self.now), authority, self.now)
        return pades.sign(pdf, registry.seal("works", "กองช่าง", self.now), authority, stamper, "test")

    def paper(self) -> bytes:
        return self.sign(self.unsigned()[0])


def every_flip(text: str) -> list[str]:
    """The text of a QR with each of its bits turned, one at a time."""
    sealed = claims.decoded(text.rsplit("/", 1)[1])
    number, size = int.from_bytes(sealed), len(sealed)
    return [claims.text_of((number ^ 1 << bit).to_bytes(size), ADDRESS) for bit in range(size * 8)]
