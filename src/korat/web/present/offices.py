"""An office in public: medians and 90th percentiles, exact to the day, with every small cell kept back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from korat.blocks.catalog import queries as catalog
from korat.blocks.measures import queries as measures
from korat.blocks.measures.cells import SMALLEST, hidden, quantile
from korat.blocks.measures.queries import ChangeView, Days, Part, Spread
from korat.blocks.people import queries as people
from korat.blocks.people.values import OrganisationView
from korat.blocks.places import queries as places
from korat.kernel.dates import format_month, next_month
from korat.web.present import counted, lens, office_life, words
from korat.web.present.figures import behind

MONTHS = 12
Pair = tuple[Days, Days]
Parts = Mapping[Part, Pair]
Named = dict[str, object]


@dataclass(frozen=True)
class Compared:
    """A change, and the first month that counts as after it: the first whole one, so that no month is cut in two."""

    change: ChangeView
    split: date


def listed(now: datetime) -> dict[str, object]:
    """Every office that completed anything in a year, by name."""
    found = {one.id: one for one in people.organisations()}
    days = measures.wholes(list(found), since=first_month(now))
    rows = [
        {
            **numbers(days[id]),
            "name": words.office(id),
            "url": url(found[id]),
            "n_url": done(found[id].code, days[id], first_month(now)),
        }
        for id in found
        if id in days
    ]
    return {"offices": rows, "since": first_month(now), "heads": heads()}


def page(office: OrganisationView, now: datetime, chosen: str, *, tells: bool) -> dict[str, object]:
    """The whole page. `chosen`: the row id of the change to compare by; the newest where none is named."""
    since, changes = first_month(now), measures.changes(office.id)
    compared = compare(changes, chosen, since, month_of(now))
    spread = measures.spread(office.id, since=since, split=compared.split if compared else None)
    whole = added(spread.months.values())
    sides = halves(compared, spread) if compared else None
    if sides and min(sum(days.values()) for days in sides) < SMALLEST:
        compared = sides = None
    return {
        "office": words.office(office.id),
        "code": office.code,
        "since": since,
        "numbers": numbers(whole),
        "n_url": done(office.code, whole, since),
        "compared": said(compared, *sides) if compared and sides else None,
        "changes": [change(one, office, tells=tells) for one in changes],
        "chart": chart(office.code, spread, since, now, compared) if sum(whole.values()) >= SMALLEST else None,
        "tables": tables(office.code, spread, whole, compared, since) if sum(whole.values()) >= SMALLEST else [],
        **office_life.elected(office.id, now),
        "gone": office_life.gone(office),
        "below": below(office),
        "back_url": reverse("web:offices"),
    }


def below(office: OrganisationView) -> list[dict[str, object]]:
    """Whose own pages tell what this office's does not: its numbers are its own alone. Crews answer for nothing."""
    inside = (one for one in people.organisations() if one.parent_code == office.code)
    return [{"name": one.names.show(), "url": url(one)} for one in inside if not one.role.endswith("crew")]


def heads() -> list[dict[str, object]]:
    """The offices whose head is elected."""
    seats = dict.fromkeys(one.office for one in people.posts() if one.elected)
    found = {one.id: one for one in people.organisations()}
    return [{"name": words.office(id), "url": url(found[id])} for id in seats if id in found]


def first_month(now: datetime) -> date:
    today = month_of(now)
    return date(today.year - 1, today.month, 1)


def month_of(now: datetime) -> date:
    return now.astimezone(catalog.zone()).date().replace(day=1)


def compare(changes: Sequence[ChangeView], chosen: str, since: date, running: date) -> Compared | None:
    """By the change asked for, or the newest with a month on both sides."""
    fitting = [Compared(one, whole_from(one.day)) for one in changes if since <= one.day < running]
    return next((one for one in fitting if str(one.change.id) == chosen), fitting[0] if fitting else None)


def whole_from(day: date) -> date:
    return day if day.day == 1 else next_month(day)


def added(histograms: Iterable[Days]) -> Days:
    found: Days = Counter()
    for one in histograms:
        found.update(one)
    return found


def numbers(days: Days) -> dict[str, object]:
    """How many, the median and the 90th percentile; of fewer than five nothing but that."""
    n = sum(days.values())
    if 0 < n < SMALLEST:
        return {"n": few(), "median": "–", "high": "–", "few": True}
    return {"n": f"{n:,}", "median": day(quantile(days, 0.5)), "high": day(quantile(days, 0.9)), "few": False}


def few() -> str:
    return _("fewer than %(number)s") % {"number": SMALLEST}


def day(days: int | None) -> str:
    return "–" if days is None else str(days)


def halves(compared: Compared, spread: Spread) -> Pair:
    before = added(days for month, days in spread.months.items() if month < compared.split)
    return before, added(days for month, days in spread.months.items() if month >= compared.split)


def said(compared: Compared, before: Days, after: Days) -> dict[str, object]:
    """Before and after of the whole office. How many each holds is not told: two changes less each other would be a month."""
    return {
        "words": compared.change.words,
        "day": compared.change.day,
        "from": format_month(compared.split, style="long"),
        "before": numbers(before),
        "after": numbers(after),
    }


def change(one: ChangeView, office: OrganisationView, *, tells: bool) -> dict[str, object]:
    return {
        "words": one.words,
        "day": one.day,
        "url": f"{url(office)}?change={one.id}",
        "end_url": reverse("web:office_unchange", args=[office.code, one.id]) if tells and not one.packed else "",
    }


def tables(office: str, spread: Spread, whole: Days, compared: Compared | None, since: date) -> list[dict[str, object]]:
    """By kind and by community; in each the parts make up the whole, what has neither among them."""
    return [
        {
            "title": _("By kind"),
            "by": _("Kind"),
            "rows": rows(spread.categories, whole, compared, partial(kind, office, since=since)),
        },
        {
            "title": _("By community"),
            "by": _("Community"),
            "rows": rows(spread.places, whole, compared, partial(community, office=office, since=since)),
        },
    ]


def rows(
    parts: Parts, whole: Days, compared: Compared | None, named: Callable[[Part], Named]
) -> list[dict[str, object]]:
    """Most first. A part whose number before, after or in all is to be kept back shows none of them."""
    found = {**parts, None: rest(parts, whole)}
    kept_back = hidden({part: total(pair) for part, pair in found.items()})
    if compared:
        for side in (0, 1):
            kept_back |= hidden({part: sum(pair[side].values()) for part, pair in found.items()})
    ordered = sorted((pair for pair in found.items() if total(pair[1])), key=lambda item: -total(item[1]))
    shown = [(part, pair) for part, pair in ordered if part not in kept_back]
    untold = sorted((part for part, _pair in ordered if part in kept_back), key=repr)
    return [
        *({**named(part), **cells(pair, compared)} for part, pair in shown),
        *({**named(part), **KEPT_BACK, "n": few_or_hidden()} for part in untold),
    ]


KEPT_BACK: dict[str, object] = {"median": "–", "high": "–", "before": "–", "after": "–", "few": True}


def few_or_hidden() -> str:
    """One word for both: which of them has fewer than five, and which is kept back beside it, is not told."""
    return _("fewer than %(number)s, or kept back") % {"number": SMALLEST}


def rest(parts: Parts, whole: Days) -> Pair:
    """What belongs to no part, counted as if after: a whole less its parts would tell it."""
    told = added(days for pair in parts.values() for days in pair)
    return Counter(), whole - told


def total(pair: Pair) -> int:
    return sum(pair[0].values()) + sum(pair[1].values())


def cells(pair: Pair, compared: Compared | None) -> dict[str, object]:
    both = pair[0] + pair[1]
    sides = [day(quantile(days, 0.5)) if compared else "" for days in pair]
    return {**numbers(both), "before": sides[0], "after": sides[1]}


def kind(office: str, part: Part, since: date | None = None) -> Named:
    """A category, the list of its public reports with this office, and of those completed since a month."""
    if not isinstance(part, tuple):
        return {"label": _("Other"), "url": ""}
    service, code = part
    category = catalog.service_or_fail(service).category(code)
    return {
        "label": category.names if category else code,
        "url": behind("", code, office=office),
        "n_url": done_of(office, since, part),
    }


def community(part: Part, office: str = "", since: date | None = None) -> Named:
    """A community and its own page; of a wider area, where none is known closer, the list of its public reports."""
    code = places.code_of(part) if isinstance(part, int) else None
    if code is None:
        return {"label": _("Place not told"), "url": ""}
    found = places.place(code)
    own_page = found is not None and found.kind in lens.KINDS
    url = reverse("web:community", args=[code]) if own_page else behind(code)
    return {"label": words.place_name(code), "url": url, "n_url": done_of(office, since, part)}


def done(office: str, days: Days, since: date, until: date | None = None) -> str:
    """The list of the reports that an office completed in some months; of too few there is none."""
    return done_of(office, since, None, until) if sum(days.values()) >= SMALLEST else ""


def done_of(office: str, since: date | None, part: Part, until: date | None = None) -> str:
    if since is None:
        return ""
    chosen = {"since": f"{since:%Y-%m}", "until": f"{until:%Y-%m}" if until else "", **counted.part_asked(part)}
    query = urlencode({name: value for name, value in chosen.items() if value})
    return f"{reverse('web:office_done', args=[office])}?{query}"


def chart(office: str, spread: Spread, since: date, now: datetime, compared: Compared | None) -> dict[str, object]:
    """Month by month the median as a column, the 90th percentile as a mark above it, a dotted line where it changed."""
    months = [since]
    while months[-1] < month_of(now):
        months.append(next_month(months[-1]))
    kept_back = hidden({month: sum(days.values()) for month, days in spread.months.items()})
    points = [point(office, month, spread.months.get(month, Counter()), month in kept_back) for month in months]
    mark = months.index(compared.split) if compared and compared.split in months else None
    return {
        "title": _("Days to completion, by month"),
        "unit": _("median; the line above is the 90th percentile"),
        "points": points,
        "now": len(points) - 1,
        "mark": mark,
        "rows": [{"label": format_month(month), **one["cells"]} for month, one in zip(months, points, strict=True)],
    }


def point(office: str, month: date, days: Days, kept_back: bool) -> dict[str, Any]:
    """A column; of a month kept back there is none."""
    told = Counter() if kept_back else days
    median, high = quantile(told, 0.5), quantile(told, 0.9)
    shown = {**KEPT_BACK, "n": few_or_hidden()} if kept_back else numbers(days)
    said = "–" if median is None else str(median)
    opened = done(office, told, month, month)
    return {
        "label": format_month(month, year=False), "value": median or 0, "high": high, "said": said, "url": opened,
        "cells": {**shown, "n_url": opened},
    }  # fmt: skip


def url(office: OrganisationView) -> str:
    return reverse("web:office", args=[office.code])
