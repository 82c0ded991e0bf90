"""A crew's sheet of the day, as its template wants it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from korat.blocks.cases import queries
from korat.blocks.cases.queries import Stop
from korat.blocks.ledger.actor import Actor
from korat.web.present import faces, words

# More than a crew does in a day; about ten fit a page of A4.
MOST = 60


def page(actor: Actor, stops: Sequence[Stop], now: datetime) -> dict[str, object]:
    shown, start = stops[:MOST], queries.depot(actor)
    office = next((grant.office for grant in actor.grants if "case.repair" in grant.purposes and grant.office), None)
    return {
        "stops": [stop_of(number, one, now) for number, one in enumerate(shown, 1)],
        "more": max(0, len(stops) - MOST),
        "start": words.place_name(start.code) if start else "",
        "kilometres": f"{queries.way_m(actor, shown) / 1000:.1f}",
        "office": words.office(office),
        "today": now,
        "back_url": reverse("web:desk"),
    }


def stop_of(number: int, stop: Stop, now: datetime) -> dict[str, object]:
    address = f"{settings.KORAT.address}{reverse('web:case', args=[stop.line.reference])}"
    return {
        **faces.row(stop.line, now),
        "number": number,
        "instruction": stop.instruction,
        "landmark": stop.landmark,
        "description": stop.description,
        "point": f"{stop.point.lat:.5f}, {stop.point.lon:.5f}" if stop.point else "",
        "part": _("%(done)s of %(all)s done") % {"done": stop.counted or 0, "all": stop.count} if stop.count else "",
        "qr": segno.make(address, error="m", micro=False).svg_data_uri(scale=2, border=1, dark="#2A1F1B"),
    }
