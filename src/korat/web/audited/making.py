"""Making the file step by step, so that the worker does its other duties in between and a person sees how far it has come."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import islice
from tempfile import TemporaryFile
from typing import TypeVar
from uuid import UUID

from korat.blocks.cases import queries as cases
from korat.blocks.cases.actions import audit_ground, keep_audit_part
from korat.blocks.cases.queries import Asked, AuditLine
from korat.blocks.catalog import queries as catalog
from korat.blocks.documents import queries as documents
from korat.blocks.documents.papers import actions as papers
from korat.blocks.documents.values import DocumentView
from korat.blocks.ledger.actor import Actor
from korat.blocks.payments import queries as payments
from korat.kernel import clock
from korat.kernel.errors import Refused
from korat.web.audited.bundle import Bundle
from korat.web.present import audit as present
from korat.web.present import papers as of_papers
from korat.web.present import spreadsheet

Key = TypeVar("Key")
BATCH = 500
# Beyond so many bytes of photographs a further part begins; beyond so many parts they are named and left out.
MOST_PHOTOS, MOST_PARTS = 60_000_000, 20


class Making:
    """`seen`: the cases whose acts came by, their uuids and numbers once they were read; `photos`: bytes put into the part
    that is being made. The sheets are in the first; each part names its photographs and is sealed by itself."""

    def __init__(self, asked: Asked, actor: Actor) -> None:
        self.asked, self.actor = asked, actor
        self.seen: dict[int, None] = {}
        self.references: dict[UUID, str] = {}
        self.photos, self.part = 0, 1

    def steps(self) -> Generator[int, None, bytes]:
        """Yields for each line and photograph; returns the last part. NotFound at once without the authority."""
        self.purpose, self.grant = audit_ground(self.actor, self.asked.offices)
        # Without a name on the disk: a worker that dies leaves nothing behind.
        with TemporaryFile() as self.target:
            self.bundle = Bundle(self.target)
            yield from self.sheets()
            return self.sealed(clock.now(), last=True)

    def sheets(self) -> Iterator[int]:
        since, until = days(self.asked.first), days(self.asked.last + timedelta(days=1))
        found = cases.audit_lines(self.actor, self.asked.offices, since, until)
        yield from self.bundle.sheet("acts.csv", present.headings(), self.noted(found))
        yield from self.bundle.sheet("cases.csv", spreadsheet.headings(), self.cases())
        yield from self.bundle.sheet("orders.csv", present.order_headings(), self.orders())
        yield from self.bundle.sheet("bills.csv", present.bill_headings(), self.bills())
        # A ZIP takes one file at a time: the photographs go in first, then the list that names them.
        listed: list[Sequence[str]] = []
        for photo in self.pictures():
            if self.photos > MOST_PHOTOS and self.part < MOST_PARTS and self.wanted(photo):
                yield from self.turned(listed)
                listed = []
            listed.append(self.pictured(photo))
            yield 1
        yield from self.bundle.sheet("photos.csv", present.photo_headings(), listed)

    def turned(self, listed: Sequence[Sequence[str]]) -> Iterator[int]:
        """This part is full: it is sealed and laid aside, the next begins."""
        yield from self.bundle.sheet("photos.csv", present.photo_headings(), listed)
        now = clock.now()
        keep_audit_part(uuid=self.asked.uuid, number=self.part, data=self.sealed(now, last=False), now=now)
        self.target.seek(0)
        self.target.truncate()
        self.bundle = Bundle(self.target)
        self.photos, self.part = 0, self.part + 1

    def noted(self, found: Iterable[AuditLine]) -> Iterator[Sequence[str]]:
        for one in found:
            self.seen[one.case] = None
            yield present.cells(one)

    def cases(self) -> Iterator[Sequence[str]]:
        for batch in batches(self.seen):
            for one in cases.audited_cases(batch):
                self.references[one.uuid] = one.reference
                yield spreadsheet.cells(one)

    def orders(self) -> Iterator[Sequence[str]]:
        for batch in batches(self.seen):
            yield from map(present.order_cells, cases.audited_works(batch))

    def bills(self) -> Iterator[Sequence[str]]:
        for batch in batches(self.references):
            for one in payments.invoices_of(batch):
                yield present.bill_cells(one, self.references[one.about])

    def pictures(self) -> Iterator[DocumentView]:
        for batch in batches(self.references):
            for photos in documents.photos_of(batch).values():
                yield from photos

    def pictured(self, photo: DocumentView) -> Sequence[str]:
        """Put a photograph in, as far as it may be; its line says what became of it."""
        reference = self.references[photo.about]
        if not self.wanted(photo):
            return present.photo_cells(photo, reference, "", "original")
        if self.photos > MOST_PHOTOS:
            return present.photo_cells(photo, reference, "", "full")
        data = self.opened(photo)
        if data is None:
            return present.photo_cells(photo, reference, "", "closed")
        name = f"photos/{reference}-{photo.uuid}.jpg"
        self.bundle.photo(name, data)
        self.photos += len(data)
        return present.photo_cells(photo, reference, name, "")

    def wanted(self, photo: DocumentView) -> bool:
        return photo.kind == "public_photo" or self.asked.originals

    def opened(self, photo: DocumentView) -> bytes | None:
        """A public copy freely; an original under a look of who asked, if their authority opens it."""
        try:
            if photo.kind == "public_photo":
                found = documents.public_bytes(photo.uuid)
            else:
                found = cases.photo_bytes(actor=self.actor, document=photo.uuid, now=clock.now())
        except Refused:
            return None
        return found[0] if found else None

    def sealed(self, now: datetime, *, last: bool) -> bytes:
        """The list of files, and the paper that seals it under the office of who asked."""
        purpose, grant = self.purpose, self.grant
        place = present.Place(self.part, last)
        digest = self.bundle.manifest(present.manifest(self.asked, grant, purpose, now, place))
        paper = papers.issue_paper(
            actor=self.actor, now=now, issuer=of_papers.issuer(), kind="audit-file", office=grant.office,
            subject=self.actor.subject, about=None, purpose=purpose, grant=grant, language=self.asked.language, kept=False,
            content=present.paper(self.asked, grant, purpose, len(self.bundle.files), digest, place),
        )  # fmt: skip
        return self.bundle.closed(paper.pdf)


def days(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), catalog.zone())


def batches(keys: Iterable[Key]) -> Iterator[list[Key]]:
    rest = iter(keys)
    while batch := list(islice(rest, BATCH)):
        yield batch
