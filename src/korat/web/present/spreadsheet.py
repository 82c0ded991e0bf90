"""The list as a file for a spreadsheet: facts alone, whence and by which filters it was taken on its first lines."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from korat.blocks.cases.values import CaseFace
from korat.blocks.catalog import queries as catalog
from korat.kernel import language as languages
from korat.kernel.clock import local
from korat.web.present import services, words

# With the mark a spreadsheet reads Thai as UTF-8.
MARK = "\ufeff"
# A cell that begins so is a formula to a spreadsheet.
FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def lines(cases: Iterable[CaseFace], filters: Sequence[tuple[str, str]], who: str, now: datetime) -> Iterator[str]:
    """Line by line, so that a long list is sent while it is read, when no page's language is set any more."""
    top = [
        [_("List of reports")],
        [_("Taken by"), who],
        [_("Taken at"), moment(now)],
        *map(list, filters),
        [],
        headings(),
    ]
    return written(top, cases, languages.current())


def written(top: Sequence[Sequence[str]], cases: Iterable[CaseFace], language: str) -> Iterator[str]:
    yield MARK
    yield from map(line, top)
    for case in cases:
        with translation.override(language):
            row = line(cells(case))
        yield row


def headings() -> list[str]:
    return [
        _("Number"), _("Service"), _("Kind"), _("State"), _("Place"), _("Office"), _("Channel"), _("Reported at"),
        _("First answer by"), _("Answered at"), _("Promised by"), _("Done at"), _("Closed at"), _("Reopened"),
        _("Solved"), _("Level"),
    ]  # fmt: skip


def cells(case: CaseFace) -> list[str]:
    moments = (case.opened_at, case.answer_due_at, case.answered_at, case.due_at, case.met_at, case.closed_at)
    return [
        case.reference,
        case.service.names.show(),
        case.category.names.show() if case.category else "",
        case.step.names.show(),
        words.place(case.place or case.jurisdiction),
        words.office(case.office),
        services.channel(case.channel),
        *map(moment, moments),
        str(case.reopened),
        {True: "1", False: "0", None: ""}[case.solved],
        str(case.level),
    ]


def moment(at: datetime | None) -> str:
    """As a spreadsheet reads it everywhere: year of the common era first, the province's own clock."""
    return local(at, catalog.zone()).strftime("%Y-%m-%d %H:%M") if at else ""


def line(row: Sequence[str]) -> str:
    sheet = io.StringIO()
    csv.writer(sheet).writerow([harmless(cell) for cell in row])
    return sheet.getvalue()


def harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULAS) else cell
