"""Measures as charts with a table beside them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from korat.blocks.catalog import queries as catalog
from korat.blocks.measures.queries import Value
from korat.kernel.dates import format_month

SMALLEST = 5


def page(values: Sequence[Value], place: str, today: date) -> dict[str, object]:
    months = sorted({value.period for value in values if not value.category})
    if not months:
        return {}
    running = months[-1] >= today.replace(day=1)
    list_of = partial(behind, place)
    full = months[-2] if running and len(months) > 1 else months[-1]
    return {
        "facts": facts(values, place, months[0], full),
        "series": [
            chart(values, months, "cases.opened", _("Reports a month"), _("reports"), running, list_of),
            chart(values, months, "cases.completion-days", _("Median days to completion"), _("days"), running, list_of),
        ],
        "note": _("%(month)s is not over yet.") % {"month": format_month(months[-1])} if running else "",
        "measures": [table(values, place, full)],
    }


def facts(values: Sequence[Value], place: str, since: date, month: date) -> list[dict[str, object]]:
    """All reports since the first month shown, and the medians of the last full month."""
    whole = [value for value in values if not value.category]
    opened = sum(value.n for value in whole if value.series == "cases.opened")
    named = {"month": format_month(month)}
    shown: list[dict[str, object]] = [
        {
            "label": _("Reports since %(month)s") % {"month": format_month(since)},
            "value": f"{opened:,}",
            "url": behind(place, since=since),
        }
    ]
    for series, label, form in (
        ("cases.answer-hours", _("First answer, median of %(month)s") % named, _("%(number)s hours")),
        ("cases.completion-days", _("Completion, median of %(month)s") % named, _("%(number)s days")),
        ("cases.reopened-share", _("Reopened, of those of %(month)s") % named, "%(number)s %%"),
    ):
        found = next((value for value in whole if value.series == series and value.period == month), None)
        if found and found.value is not None:
            number = round(found.value * (100 if series.endswith("share") else 1), 1)
            shown.append(
                {
                    "label": label,
                    "value": form % {"number": f"{number:g}"},
                    "url": behind(place, since=month, until=month),
                }
            )
    return shown


def chart(
    values: Sequence[Value], months: Sequence[date], series: str, title: str, unit: str, running: bool,
    list_of: Callable[..., str],
) -> dict[str, object]:  # fmt: skip
    """Columns month by month, each opening its list; the years stand with the unit, the month that still runs is marked."""
    found = {value.period: value.value for value in values if value.series == series and not value.category}
    points = [
        {
            "label": format_month(month, year=False),
            "value": plain(found.get(month) or 0),
            "url": list_of(since=month, until=month),
        }
        for month in months
    ]
    said = f"{unit}, {span(months[0], months[-1])}"
    return {"title": title, "unit": said, "points": points, "now": len(points) - 1 if running else None}


def span(first: date, last: date) -> str:
    """`พ.ค. – พ.ย. 2569`, over New Year `ก.ย. 2569 – มี.ค. 2570`."""
    return f"{format_month(first, year=first.year != last.year)} – {format_month(last)}"


def plain(value: float) -> float | int:
    """One decimal at most, and none where there is none to show."""
    return round(value) if value == round(value) else round(value, 1)


def table(values: Sequence[Value], place: str, month: date) -> dict[str, object]:
    """The last full month by kind. Groups under five are left out: one could know who they are."""
    names = {c.code: c.names for service in catalog.services() for c in service.categories}
    columns = [_("Reports"), _("First answer, hours"), _("Completion, days"), _("Reopened")]
    rows = []
    for code, name in names.items():
        mine = {value.series: value for value in values if value.category == code and value.period == month}
        if "cases.opened" in mine and mine["cases.opened"].n >= SMALLEST:
            rows.append({"label": name, "cells": cells(mine, columns, behind(place, code, since=month, until=month))})
    return {
        "title": _("By kind, %(month)s") % {"month": format_month(month, style="long")},
        "formula": _("medians; a case counts in the month it was opened"),
        "by": _("Kind"),
        "columns": columns,
        "rows": rows,
        "note": _("Kinds with fewer than five reports are not shown."),
    }


def cells(mine: dict[str, Value], columns: Sequence[str], url: str) -> list[dict[str, object]]:
    series = ("cases.opened", "cases.answer-hours", "cases.completion-days", "cases.reopened-share")
    return [
        {"label": label, "value": amount(mine.get(code), code), "url": url}
        for label, code in zip(columns, series, strict=True)
    ]


def amount(value: Value | None, series: str) -> str:
    if value is None or value.value is None:
        return "–"
    return f"{value.value * 100:.0f} %" if series.endswith("share") else f"{value.value:,.1f}".removesuffix(".0")


def behind(
    place: str, category: str = "", *, office: str = "", community: str = "", since: date | None = None,
    until: date | None = None,
) -> str:  # fmt: skip
    """The list of public reports behind a figure: of a local government, a kind, an office, a community, of months."""
    months = {name: f"{month:%Y-%m}" if month else "" for name, month in (("since", since), ("until", until))}
    chosen = {"place": place, "category": category, "office": office, "community": community, **months}
    return f"{reverse('web:faces')}?{urlencode({name: value for name, value in chosen.items() if value})}"
