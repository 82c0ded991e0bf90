"""The own page of a community or a market: its permits, its figures and its public reports."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from korat.blocks.cases import queries as cases
from korat.blocks.catalog import queries as catalog
from korat.blocks.measures import queries as measures
from korat.blocks.places.queries import PlaceView
from korat.kernel.dates import format_month
from korat.web.present import faces, figures, permits, words

SHOWN_DAYS = 185
STALLS = 20
# The places that have a page of their own.
KINDS = ("community", "market")


def page(community: PlaceView, now: datetime, *, before: str) -> dict[str, object]:
    """How many permits are in force, six months of figures, and the newest public reports. A market lists its permits."""
    today = now.astimezone(catalog.zone()).date()
    since = (today - timedelta(days=SHOWN_DAYS)).replace(day=1)
    values = measures.values(place=community.code, since=since, category="")
    months = sorted({value.period for value in values})
    stalls = cases.permits(now, place=community.code, limit=STALLS) if community.kind == "market" else None
    shown = cases.faces(cases.FaceFilter(place=community.code), before=before)
    return {
        "place": words.place(community.code),
        "market": community.kind == "market",
        "permits": permits.counts(now, community.code),
        "permits_url": f"{reverse('web:permits')}?{urlencode({'place': community.code})}",
        "rows": [permits.row(one) for one in stalls.items] if stalls else [],
        "series": [
            figures.chart(
                values,
                months,
                "cases.opened",
                _("Reports a month"),
                _("reports"),
                months[-1] >= today.replace(day=1),
                partial(figures.behind, "", community=community.code),
            ),
        ]
        if months
        else [],
        "facts": [fact for month in months[-1:] for fact in newest(values, month, community.code)],
        "faces": [faces.item(face) for face in shown.items],
        "page": {"older_url": f"?{urlencode({'before': shown.next})}"} if shown.next else {},
        "back_url": reverse("web:offices"),
    }


def newest(values: tuple[measures.Value, ...], month: date, community: str) -> list[dict[str, str]]:
    """How many reports came in the newest month and how fast they were answered; of fewer than five not how fast."""
    of = {value.series: value for value in values if value.period == month}
    opened, answer = of.get("cases.opened"), of.get("cases.answer-hours")
    url = figures.behind("", community=community, since=month, until=month)
    found = []
    if opened:
        month_said = {"month": format_month(opened.period)}
        found.append({"label": _("Reports in %(month)s") % month_said, "value": f"{opened.n:,}", "url": url})
    if answer and answer.value is not None and answer.n >= figures.SMALLEST:
        found.append({"label": _("First answer, median hours"), "value": f"{answer.value:,.1f}", "url": url})
    return found
