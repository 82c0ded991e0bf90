"""Making the file step by step, so that the worker does its other duties in between and a person sees how far it has come."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import islice
from tempfile import TemporaryFile
from typing import TypeVar
from uuid import UUID

from korat.blocks.cases import queries as cases
from korat.blocks.cases.actions import audit_ground
from korat.blocks.cases.queries import Asked, AuditLine
from korat.blocks.catalog import queries as catalog
from korat.blocks.documents import queries as documents
from korat.blocks.documents.papers import actions as papers
from korat.blocks.documents.values import DocumentView
from korat.blocks.ledger.actor import Actor, GrantView
from korat.blocks.payments import queries as payments
from korat.kernel import clock
from korat.kernel.errors import Refused
from korat.web.audited.bundle import Bundle
from korat.web.present import audit as present
from korat.web.present import papers as of_papers
from korat.web.present import spreadsheet

Key = TypeVar("Key")
BATCH = 500
# Beyond so many bytes of photographs they are named and left out: shorter spans hold them.
MOST_PHOTOS = 60_000_000


class Making:
    """`seen`: the cases whose acts came by, their uuids and numbers once they were read; `photos`: bytes put in."""

    def __init__(self, asked: Asked, actor: Actor) -> None:
        self.asked, self.actor = asked, actor
        self.seen: dict[int, None] = {}
        self.references: dict[UUID, str] = {}
        self.photos = 0

    def steps(self) -> Generator[int, None, bytes]:
        """Yields for each line and photograph; returns the whole file. NotFound at once without the authority."""
        purpose, grant = audit_ground(self.actor, self.asked.offices)
        # Without a name on the disk: a worker that dies leaves nothing behind.
        with TemporaryFile() as target:
            self.bundle = Bundle(target)
            yield from self.sheets()
            return self.sealed(purpose, grant, clock.now())

    def sheets(self) -> Iterator[int]:
        since, until = days(self.asked.first), days(self.asked.last + timedelta(days=1))
        found = cases.audit_lines(self.actor, self.asked.offices, since, until)
        yield from self.bundle.sheet("acts.csv", present.headings(), self.noted(found))
        yield from self.bundle.sheet("cases.csv", spreadsheet.headings(), self.cases())
        yield from self.bundle.sheet("orders.csv", present.order_headings(), self.orders())
        yield from self.bundle.sheet("bills.csv", present.bill_headings(), self.bills())
        # A ZIP takes one file at a time: the photographs go in first, then the list that names them.
        listed = []
        for photo in self.pictures():
            listed.append(self.pictured(photo))
            yield 1
        yield from self.bundle.sheet("photos.csv", present.photo_headings(), listed)

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
        if photo.kind != "public_photo" and not self.asked.originals:
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

    def sealed(self, purpose: str, grant: GrantView, now: datetime) -> bytes:
        """The list of files, and the paper that seals it under the office of who asked."""
        digest = self.bundle.manifest(present.manifest(self.asked, grant, purpose, now))
        paper = papers.issue_paper(
            actor=self.actor, now=now, issuer=of_papers.issuer(), kind="audit-file", office=grant.office,
            subject=self.actor.subject, about=None, purpose=purpose, grant=grant, language=self.asked.language, kept=False,
            content=present.paper(self.asked, grant, purpose, len(self.bundle.files), digest),
        )  # fmt: skip
        return self.bundle.closed(paper.pdf)


def days(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), catalog.zone())


def batches(keys: Iterable[Key]) -> Iterator[list[Key]]:
    rest = iter(keys)
    while batch := list(islice(rest, BATCH)):
        yield batch
