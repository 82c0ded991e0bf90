"""The public register of permits: kind, place, number, until when. Whose they are, the register does not know."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from korat.blocks.cases import queries as cases
from korat.blocks.cases.queries import Permit
from korat.web.forms import Choices, PermitForm
from korat.web.present import words

Named = dict[str, object]


def services() -> Choices:
    return [("", _("All kinds")), *((one.code, one.names) for one in cases.registered())]


def page(form: PermitForm, now: datetime, before: str) -> Named:
    """What is in force, newest first."""
    chosen = {name: str(value) for name, value in form.cleaned_data.items() if value}
    found = cases.permits(now, place=chosen.get("place", ""), service=chosen.get("kind", ""), before=before)
    return {
        "filters": form,
        "rows": [row(one) for one in found.items],
        "page": {"older_url": f"?{urlencode({**chosen, 'before': found.next})}" if found.next else None},
        "back_url": reverse("web:offices"),
    }


def row(one: Permit) -> Named:
    return {
        "kind": one.service.names,
        "place": words.place_name(one.place) or _("Place not told"),
        "reference": one.reference,
        "issued_at": one.issued_at,
        "until": one.until,
        "url": reverse("web:permit", args=[one.reference]),
    }


def one(found: Permit, now: datetime) -> Named:
    """One permit: whether it holds today, to whoever reads its number on a stall."""
    return {
        **row(found),
        "holds": cases.in_force(found, now),
        "place": words.place(found.place) or _("Place not told"),
        "office": words.office(found.office),
        "service_url": reverse("web:service", args=[found.service.code]),
        "back_url": reverse("web:permits"),
    }


def counts(now: datetime, place: str) -> list[Named]:
    """How many there are at a place, kind by kind; each number opens its list. Nothing is kept back: the list is public."""
    most = cases.permit_counts(now, place=place)
    return [
        {
            "label": service.names,
            "value": f"{most[service.code]:,}",
            "url": f"{reverse('web:permits')}?{urlencode({'place': place, 'kind': service.code})}",
        }
        for service in cases.registered()
        if most.get(service.code)
    ]
