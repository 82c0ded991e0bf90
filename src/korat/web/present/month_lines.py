"""What a month holds beside reports: money in, work paid, permits, and what the office tells itself. What nobody told says so."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from korat.blocks.cases import queries as cases
from korat.blocks.catalog import queries as catalog
from korat.blocks.measures import queries as measures
from korat.blocks.measures.queries import Part
from korat.blocks.payments import queries as payments
from korat.kernel.dates import next_month
from korat.kernel.money import show


@dataclass(frozen=True)
class Line:
    """`value` in words; `told` False where it only says why there is none."""

    label: str
    value: str
    told: bool = True
    # What its list holds (`counted`), of one service where there are several; empty where the office's own word stands alone.
    what: str = ""
    part: Part = None


def lines(ids: Collection[int], month: date) -> tuple[Line, ...]:
    since, until = moment(month), moment(next_month(month))
    return (
        *revenue(payments.revenue(ids, since, until)),
        work(cases.spent(ids, since, until)),
        Line(_("Estimate and other spending"), _("kept in the office's own accounts, not here"), False),
        *permits(cases.permits_issued(ids, since, until)),
        *told(measures.office_figures(ids, month)),
    )


def work(satang: int | None) -> Line:
    label = _("Cost of the work ordered")
    return Line(label, _("nobody wrote one down"), False) if satang is None else Line(label, show(satang), what="spent")


def moment(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), catalog.zone())


def revenue(found: Mapping[str, int] | None) -> Iterator[Line]:
    """In all, then service by service where there is more than one."""
    label = _("Fees received")
    if found is None:
        yield Line(label, _("counted at the office that collects"), False)
        return
    yield Line(label, show(sum(found.values())), what="received")
    if len(found) > 1:
        yield from (
            Line(f"{label}: {name(service)}", show(satang), True, "received", (service, ""))
            for service, satang in found.items()
        )


def permits(found: Mapping[str, int]) -> Iterator[Line]:
    yield Line(_("Permits issued"), f"{sum(found.values()):,}", what="permits")
    if len(found) > 1:
        yield from (
            Line(f"{_('Permits issued')}: {name(service)}", f"{n:,}", True, "permits", (service, ""))
            for service, n in found.items()
        )


def told(found: Mapping[str, Decimal]) -> Iterator[Line]:
    for code, line in catalog.profile().monthly.items():
        if code in found:
            yield Line(line.names.show(), f"{plain(found[code])} {line.unit.show()}")
        else:
            yield Line(line.names.show(), _("not told yet"), False)


def plain(value: Decimal) -> str:
    """`1,234`, `12.5`: no zeros that say nothing."""
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def name(service: str) -> str:
    return catalog.service_or_fail(service).names.show()
