"""Measures as charts with a table beside them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from korat.blocks.catalog import queries as catalog
from korat.blocks.measures.queries import Value
from korat.kernel.dates import MONTHS_EN, MONTHS_TH
from korat.kernel.language import current

SMALLEST = 5


def page(values: Sequence[Value], place: str, today: date) -> dict[str, object]:
    months = sorted({value.period for value in values if not value.category})
    return {
        "facts": facts(values, place),
        "series": [
            chart(values, months, "cases.opened", _("Reports a month"), _("reports")),
            chart(values, months, "cases.completion-days", _("Median days to completion"), _("days")),
        ]
        if months
        else [],
        "measures": [table(values, place, months[-1], today)] if months else [],
    }


def facts(values: Sequence[Value], place: str) -> list[dict[str, object]]:
    whole = [value for value in values if not value.category]
    opened = sum(value.n for value in whole if value.series == "cases.opened")
    shown: list[dict[str, object]] = [{"label": _("Reports in six months"), "value": f"{opened:,}", "url": behind(place)}]
    for series, label, form in (
        ("cases.answer-hours", _("First answer, median of the last month"), _("%(number)s hours")),
        ("cases.completion-days", _("Completion, median of the last month"), _("%(number)s days")),
        ("cases.reopened-share", _("Reopened in the last month"), "%(number)s %%"),
    ):
        last = next((value for value in reversed(whole) if value.series == series and value.value is not None), None)
        if last and last.value is not None:
            number = round(last.value * (100 if series.endswith("share") else 1), 1)
            shown.append({"label": label, "value": form % {"number": f"{number:g}"}, "url": behind(place)})
    return shown


def chart(values: Sequence[Value], months: Sequence[date], series: str, title: str, unit: str) -> dict[str, object]:
    found = {value.period: value.value for value in values if value.series == series and not value.category}
    points = [{"label": month_name(month), "value": round(found.get(month) or 0, 1)} for month in months]
    return {"title": title, "unit": unit, "points": points, "now": len(points) - 1}


def table(values: Sequence[Value], place: str, month: date, today: date) -> dict[str, object]:
    """The last full month by kind. Groups under five are left out: one could know who they are."""
    before = [value.period for value in values if value.period < today.replace(day=1)]
    month = max(before, default=month)
    names = {c.code: c.names for service in catalog.services() for c in service.categories}
    columns = [_("Reports"), _("First answer, hours"), _("Completion, days"), _("Reopened")]
    rows = []
    for code, name in names.items():
        mine = {value.series: value for value in values if value.category == code and value.period == month}
        if "cases.opened" in mine and mine["cases.opened"].n >= SMALLEST:
            rows.append({"label": name, "cells": cells(mine, columns, behind(place, code))})
    return {
        "title": _("By kind, %(month)s") % {"month": f"{month_name(month)}"},
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


def behind(place: str, category: str = "") -> str:
    chosen = {"place": place, "category": category}
    return f"{reverse('web:faces')}?{urlencode({name: value for name, value in chosen.items() if value})}"


def month_name(month: date) -> str:
    names = MONTHS_TH if current().startswith("th") else MONTHS_EN
    return names[month.month - 1]
