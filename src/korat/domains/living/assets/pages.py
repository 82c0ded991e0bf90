"""Assets as their pages show them: numbers in words, money in baht."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from urllib.parse import urlencode
from uuid import UUID

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from korat.blocks.cases.queries import AssetSums, AssetWork
from korat.blocks.cases.values import CaseFace
from korat.blocks.catalog import queries as catalog
from korat.blocks.catalog.profile import AssetKind
from korat.blocks.places.queries import FixtureView
from korat.kernel.dates import format_date, format_span
from korat.kernel.texts import Text
from korat.web.present import faces, maps, words


def kind_of(found: FixtureView) -> AssetKind | None:
    return catalog.profile().assets.get(found.kind)


def kind_name(found: FixtureView) -> Text | str:
    kind = kind_of(found)
    return kind.names if kind else found.kind


def state(code: str) -> dict[str, str]:
    return {
        "ok": {"label": _("Works"), "colour": "sustainability"},
        "reported": {"label": _("Reported"), "colour": "opportunity"},
        "out": {"label": _("Out of use"), "colour": "safety"},
    }[code]


def baht(satang: int | None) -> str:
    return "" if satang is None else _("%(baht)s baht") % {"baht": f"{satang / 100:,.2f}".removesuffix(".00")}


def row(found: FixtureView) -> dict[str, object]:
    """A line of the list."""
    return {
        "number": found.number,
        "url": reverse("living:asset", args=[found.number]),
        "kind": kind_name(found),
        "place": words.place_name(found.place),
        "state": state(found.state),
        "failures": found.failures or "",
        "contract": found.contract,
        "contractor": words.office(found.contractor),
        "ends": found.contract_ends_on,
    }


def warranty(found: FixtureView, day: date) -> str:
    if found.warranty_until is None:
        return ""
    until = {"day": format_date(found.warranty_until)}
    return (_("until %(day)s") if found.under_warranty(day) else _("ran out on %(day)s")) % until


def head(found: FixtureView) -> dict[str, object]:
    kind = kind_of(found)
    return {
        "number": found.number,
        "kind": kind_name(found),
        "icon": kind.icon if kind else "box",
        "state": state(found.state),
        "place": words.place(found.place),
        "synthetic": found.synthetic,
        "map": maps.around(found.point),
    }


def public(found: FixtureView, cases: Sequence[CaseFace]) -> dict[str, object]:
    """What everybody may know: facts of the thing, and public cases about it."""
    facts = [
        (_("Kept by"), words.office(found.owner)),
        (_("Installed on"), format_date(found.installed_on) if found.installed_on else ""),
        (_("Reported so far"), times(found.failures)),
    ]
    return {
        "asset": head(found),
        "rows": [{"label": label, "value": value} for label, value in facts if value],
        "cases": [faces.item(one) for one in cases],
        "report_url": report_url(found),
    }


def times(count: int) -> str:
    return ngettext("%(count)s time", "%(count)s times", count) % {"count": count}


def report_url(found: FixtureView) -> str:
    """The form with kind and place filled; nowhere for a kind whose failing nobody reports."""
    kind = kind_of(found)
    if kind is None or kind.service is None or catalog.service(kind.service) is None:
        return ""
    asked = {"pole": found.number, **({"category": kind.category} if kind.category else {})}
    return f"{reverse('living:report', args=[kind.service])}?{urlencode(asked)}"


def page(
    found: FixtureView, sums: AssetSums, cases: Sequence[CaseFace], works: Sequence[AssetWork], day: date, key: UUID
) -> dict[str, object]:
    """An official's page of one thing."""
    address = f"{settings.KORAT.address}{reverse('living:asset_public', args=[found.number])}"
    return {
        "asset": head(found),
        "facts": figures(sums),
        "rows": [{"label": label, "value": value} for label, value in known(found, day) if value],
        "cases": [faces.item(one) for one in cases],
        "works": [work(one) for one in works],
        "qr": segno.make(address, error="m", micro=False).svg_data_uri(scale=4, dark="#2A1F1B"),
        "address": address,
        "key": str(key),
    }


def figures(sums: AssetSums) -> list[dict[str, str]]:
    found = [
        (_("Reported"), times(sums.failures)),
        (_("Between two failures"), format_span(sums.between) if sums.between is not None else _("not known yet")),
        (_("Work"), format_span(timedelta(minutes=sums.minutes)) if sums.minutes else _("none written down")),
        (_("Cost so far"), baht(sums.satang) if sums.costed else _("none written down")),
    ]
    return [{"label": label, "value": value} for label, value in found]


def known(found: FixtureView, day: date) -> list[tuple[str, str]]:
    return [
        (_("Kept by"), words.office(found.owner)),
        (_("Installed on"), format_date(found.installed_on) if found.installed_on else ""),
        (_("Warranty"), warranty(found, day)),
        (_("Contractor"), words.office(found.contractor)),
        (_("Contract"), found.contract),
        (_("Contract ends on"), format_date(found.contract_ends_on) if found.contract_ends_on else ""),
        (_("Running cost a year"), baht(found.yearly_satang)),
        # What is made up stands in no list, and says so beside its number.
        (_("Written in the list"), "" if found.synthetic else found.source),
    ]


def work(one: AssetWork) -> dict[str, object]:
    done = one.work
    return {
        "reference": one.reference,
        "url": reverse("web:case", args=[one.reference]),
        "cost_url": reverse("living:asset_cost", args=[done.uuid]),
        "id": str(done.uuid),
        "office": words.office(done.office),
        "instruction": done.instruction,
        "state": {
            "ordered": {"label": _("Ordered"), "colour": "opportunity"},
            "done": {"label": _("Done"), "colour": "sustainability"},
            "cancelled": {"label": _("Called off"), "colour": "slate"},
        }[done.state],
        "when": done.done_at or done.ordered_at,
        "parts": done.parts,
        "minutes": format_span(timedelta(minutes=done.minutes)) if done.minutes else "",
        "hours": f"{done.minutes / 60:g}" if done.minutes is not None else "",
        "cost": baht(done.satang),
        "baht": f"{done.satang / 100:.2f}".removesuffix(".00") if done.satang is not None else "",
        "open": done.state != "cancelled",
    }
