"""The audit file in words: its sheets, its list and its paper; how far it has come."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from korat.blocks.cases.queries import Asked, AuditLine, AuditWork
from korat.blocks.catalog import queries as catalog
from korat.blocks.catalog.definition import ServiceDefinition
from korat.blocks.documents.values import DocumentView
from korat.blocks.ledger import heads
from korat.blocks.ledger.actor import GrantView
from korat.blocks.payments.queries import InvoiceView
from korat.kernel.dates import format_date
from korat.kernel.money import baht
from korat.web.present import fees, spreadsheet, words

FORMAT = "korat-audit-file/1"


def headings() -> list[str]:
    return [
        _("Number"), _("Service"), _("Kind"), _("Act"), _("Done"), _("Step before"), _("Step after"), _("When"),
        _("Written down"), _("Post"), _("Order"), _("Photos"), _("Number of the act"), _("Place in the order"), _("Hash"),
        _("Facts"),
    ]  # fmt: skip


def cells(one: AuditLine) -> list[str]:
    service = catalog.service_or_fail(one.service)
    category, move = service.known_category(one.category), service.known_move(str(one.facts.get("move", "")))
    return [
        one.reference,
        service.names.show(),
        category.names.show() if category else one.category,
        one.kind,
        move.done.show() if move else "",
        step(service, str(one.facts.get("from", ""))),
        step(service, str(one.facts.get("step", ""))),
        spreadsheet.moment(one.occurred_at),
        spreadsheet.moment(one.recorded_at),
        words.signature(one.post, one.office),
        one.order or "",
        " ".join(map(str, one.photos)),
        str(one.act),
        "" if one.leaf is None else str(one.leaf),
        one.hash.hex() if one.hash else "",
        json.dumps(dict(one.facts), ensure_ascii=False, sort_keys=True),
    ]


def step(service: ServiceDefinition, code: str) -> str:
    """Its name; the code stands among the facts beside it."""
    return next((one.names.show() for one in service.known_steps if one.code == code), code)


def order_headings() -> list[str]:
    return [
        _("Number"), _("Office"), _("Order"), _("State"), _("Ordered at"), _("Promised by"), _("Done at"), _("Parts"),
        _("Minutes"), _("Baht"),
    ]  # fmt: skip


def order_cells(one: AuditWork) -> list[str]:
    return [
        one.reference, words.office(one.office), one.instruction, order_state(one.state), spreadsheet.moment(one.ordered_at),
        spreadsheet.moment(one.due_at), spreadsheet.moment(one.done_at), one.parts,
        "" if one.minutes is None else str(one.minutes), amount(one.satang),
    ]  # fmt: skip


def order_state(code: str) -> str:
    return {"ordered": _("ordered"), "done": _("done"), "cancelled": _("cancelled")}.get(code, code)


def bill_headings() -> list[str]:
    return [_("Number"), _("Bill"), _("Baht"), _("Paid"), _("State"), _("Asked at"), _("Pay by"), _("Settled at")]


def bill_cells(one: InvoiceView, reference: str) -> list[str]:
    moments = (one.made_at, one.due_at, one.settled_at)
    # As of the day it was asked for: that it was late, the days beside it tell.
    state = fees.state(one, one.made_at)["label"]
    return [
        reference, one.reference, amount(one.satang), amount(one.paid), state, *map(spreadsheet.moment, moments)
    ]  # fmt: skip


def amount(satang: int | None) -> str:
    """A plain number, so that a spreadsheet adds it up."""
    return "" if satang is None else baht(satang).replace(",", "")


def photo_headings() -> list[str]:
    return [_("Number"), _("Photo"), _("Kind"), _("Taken in at"), _("File"), _("Why it is not here")]


def photo_cells(one: DocumentView, reference: str, name: str, missing: str) -> list[str]:
    why = {
        "original": _("An original: this file was asked for with public copies only."),
        "full": _("More photos than twenty parts hold: ask for fewer days."),
        "closed": _("It is erased, or your authority does not open it."),
    }.get(missing, "")
    return [reference, str(one.uuid), one.kind, spreadsheet.moment(one.made_at), name, why]


@dataclass(frozen=True)
class Place:
    """Which part of an audit file, and whether it is the last."""

    part: int
    last: bool

    def __str__(self) -> str:
        said = _("%(part)s, the last") if self.last else _("%(part)s, more follow")
        return said % {"part": self.part}


def manifest(asked: Asked, grant: GrantView, purpose: str, now: datetime, place: Place) -> dict[str, object]:
    """What the list of files says above it: of which offices and days, for whom, on what ground, up to which sealed act."""
    head = heads.latest()
    return {
        "format": FORMAT,
        "number": str(asked.uuid),
        "part": place.part,
        "more_parts_follow": not place.last,
        "offices": [words.office(one) for one in asked.offices],
        "first": asked.first.isoformat(),
        "last": asked.last.isoformat(),
        "originals": asked.originals,
        "asked_at": asked.asked_at.isoformat(),
        "made_at": now.isoformat(),
        "for": words.signature(grant.post, grant.office),
        "ground": {"purpose": purpose, "basis": grant.basis, "words": words.basis(grant.basis)},
        "sealed": {"acts": head.size, "root": head.checkpoint.root.hex()} if head else None,
    }


def paper(asked: Asked, grant: GrantView, purpose: str, files: int, digest: str, place: Place) -> dict[str, object]:
    """Its cover: `manifest` is what binds the files to it."""
    rows = [
        (_("Offices"), ", ".join(map(words.office, asked.offices))),
        (_("Days"), span(asked)),
        (_("Taken by"), words.signature(grant.post, grant.office)),
        (_("Purpose"), shown(words.purpose(purpose))),
        (_("Legal ground"), words.basis(grant.basis)),
        (_("Photos"), _("Originals, each opened under a look") if asked.originals else _("Public copies only")),
        *([] if place == Place(1, True) else [(_("Part"), str(place))]),
        (_("Files"), f"{files:,}"),
        ("SHA-256 (manifest.json)", digest),
    ]
    return {
        "title": _("Audit file"),
        "lead": _(
            "Acts, cases, work orders, bills and photos of these offices and days. Facts alone, no reporter's words."
        ),
        "rows": [{"label": label, "value": value} for label, value in rows],
        "notes": [_("Check the whole ZIP with `korat verify FILE`, or on the page “Check a paper”.")],
        "manifest": digest,
    }


def shown(text: object) -> str:
    show = getattr(text, "show", None)
    return str(show() if show else text)


def span(asked: Asked) -> str:
    return f"{format_date(asked.first, style='long')} – {format_date(asked.last, style='long')}"


def line(asked: Asked, now: datetime) -> dict[str, object]:
    """One file on the pages of who asked."""
    return {
        "span": span(asked),
        "offices": [words.office(one) for one in asked.offices],
        "originals": asked.originals,
        "asked_at": asked.asked_at,
        "done": f"{asked.done:,}",
        "over": asked.finished_at is not None,
        "failed": asked.failed,
        "ready": asked.ready(now),
        "size": f"{asked.size / 1_000_000:,.1f} MB" if asked.size >= 100_000 else f"{asked.size / 1000:,.0f} kB",
        "url": reverse("web:audit_progress", args=[asked.uuid]),
        "file_url": reverse("web:audit_download", args=[asked.uuid]),
        "more": [
            {"number": part, "url": reverse("web:audit_part", args=[asked.uuid, part])}
            for part in range(2, asked.parts + 1)
        ],
    }
