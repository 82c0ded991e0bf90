"""The audit file as CSV: a spreadsheet reads its Thai, no cell of it is a formula, its first lines say what it is."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from django.utils import translation
from django.utils.translation import gettext as _

from korat.blocks.cases.queries import AuditLine
from korat.blocks.catalog import queries as catalog
from korat.blocks.ledger import heads
from korat.kernel import language as languages
from korat.web.present import spreadsheet, words


def lines(
    found: Iterable[AuditLine], offices: Sequence[int], first: date, last: date, who: str, now: datetime
) -> Iterator[str]:
    """Line by line, so that a long file is sent while it is read, in the language of who asked."""
    language, head = languages.current(), heads.latest()
    top = [
        [_("Audit file"), f"{first.isoformat()} – {last.isoformat()}"],
        [_("Offices"), *map(words.office, offices)],
        [_("Taken by"), who],
        [_("Taken at"), spreadsheet.moment(now)],
        [
            _("Sealed acts at that moment"),
            str(head.size) if head else "0",
            _("Root"),
            head.checkpoint.root.hex() if head else "",
        ],
        [],
        headings(),
    ]
    return written(top, found, language)


def written(top: Sequence[Sequence[str]], found: Iterable[AuditLine], language: str) -> Iterator[str]:
    yield spreadsheet.MARK
    yield from map(spreadsheet.line, top)
    for one in found:
        with translation.override(language):
            row = spreadsheet.line(cells(one))
        yield row


def headings() -> list[str]:
    return [
        _("Number"), _("Service"), _("Kind"), _("Act"), _("Done"), _("Step before"), _("Step after"), _("When"),
        _("Written down"), _("Post"), _("Order"), _("Photos"), _("Number of the act"), _("Place in the order"), _("Hash"),
        _("Facts"),
    ]  # fmt: skip


def cells(one: AuditLine) -> list[str]:
    service = catalog.service_or_fail(one.service)
    category, move = service.category(one.category), service.move(str(one.facts.get("move", "")))
    return [
        one.reference,
        service.names.show(),
        category.names.show() if category else one.category,
        one.kind,
        move.done.show() if move else "",
        str(one.facts.get("from", "")),
        str(one.facts.get("step", "")),
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
