"""What is behind a figure of an office, one by one: the list counts what the figure counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from korat.blocks.cases import queries as cases
from korat.blocks.cases.queries import AUTHORITIES
from korat.blocks.cases.values import CaseLine
from korat.blocks.catalog import queries as catalog
from korat.blocks.ledger.actor import Actor
from korat.blocks.measures import behind
from korat.blocks.measures.cells import SMALLEST
from korat.blocks.measures.queries import Part
from korat.blocks.payments import queries as payments
from korat.blocks.people import queries as people
from korat.blocks.people.values import OrganisationView
from korat.blocks.places import queries as places
from korat.kernel.dates import format_date, format_month, next_month
from korat.kernel.errors import NotFound
from korat.kernel.money import show
from korat.web.figure_forms import TALLIED, DoneForm, FigureForm
from korat.web.present import faces, words

SHOWN = 50
BEGINNING, END = date(2000, 1, 1), date(2999, 12, 31)


def address(
    what: str, *, office: str = "", below: bool = False, since: date | None = None, end: date | None = None, part: Part = None
) -> str:  # fmt: skip
    """Of the list behind a figure; `end` is the first day after it."""
    chosen = {
        "what": what,
        "office": office,
        "below": "on" if below else "",
        "since": since.isoformat() if since else "",
        "until": (end - timedelta(days=1)).isoformat() if end else "",
        **part_asked(part),
    }
    return f"{reverse('web:counted')}?{urlencode({name: value for name, value in chosen.items() if value})}"


def part_asked(part: Part) -> dict[str, str]:
    """A kind or a place, as an address writes it."""
    kind = "/".join(filter(None, part)) if isinstance(part, tuple) else ""
    return {"kind": kind, "place": (places.code_of(part) or "") if isinstance(part, int) else ""}


@dataclass(frozen=True)
class Wanted:
    """A figure as it was asked for, narrowed to the actor's reach; `end` is the first day after it."""

    what: str
    offices: frozenset[int]
    since: date
    end: date
    part: Part
    first: int

    @property
    def service(self) -> str:
        return self.part[0] if isinstance(self.part, tuple) else ""

    @property
    def moments(self) -> tuple[datetime, datetime]:
        zone, midnight = catalog.zone(), datetime.min.time()
        return datetime.combine(self.since, midnight, zone), datetime.combine(self.end, midnight, zone)

    @property
    def figure(self) -> behind.Figure:
        return behind.Figure(self.offices, self.what, self.since, self.end, self.part)


def page(actor: Actor, asked: Mapping[str, str], now: datetime) -> dict[str, object]:
    """NotFound for what no figure stands for, and for offices beyond the reach."""
    form = FigureForm(asked)
    if not form.is_valid():
        raise NotFound
    wanted = wanted_of(actor, form.cleaned_data)
    rows, total, sealed = found(wanted, now)
    number = form.cleaned_data["page"] or 1
    following = {**asked, "page": number + 1} if len(rows) > SHOWN else None
    return {
        "title": titles()[wanted.what],
        "said": said(form.cleaned_data, wanted),
        "amounts": wanted.what in ("spent", "received"),
        "twice": wanted.what in TALLIED,
        "rows": rows[:SHOWN],
        "sealed": sealed,
        "back_url": back(form.cleaned_data),
        "page": {"total": total, "older_url": f"?{urlencode(following)}" if following else None, "onward": True},
    }


def wanted_of(actor: Actor, chosen: Mapping[str, Any]) -> Wanted:
    reach = frozenset(actor.reach(*AUTHORITIES))
    if chosen["office"]:
        office = people.organisation(chosen["office"])
        if office is None or office.id not in reach:
            raise NotFound
        below = people.below(office.code) if chosen["below"] else ()
        reach &= {office.id, *below}
    end = min(chosen["until"] or END, END) + timedelta(days=1)
    first = ((chosen["page"] or 1) - 1) * SHOWN
    return Wanted(chosen["what"], reach, chosen["since"] or BEGINNING, end, part_of(chosen), first)


def part_of(chosen: Mapping[str, Any]) -> Part:
    """NotFound for a kind or a place that nobody knows."""
    if chosen["kind"]:
        service, _slash, category = chosen["kind"].partition("/")
        return catalog.service_or_fail(service).code, category
    if not chosen["place"]:
        return None
    found = places.id_of(chosen["place"])
    if found is None:
        raise NotFound
    return found


def found(wanted: Wanted, now: datetime) -> tuple[list[dict[str, object]], int | None, int]:
    """The rows of a page and one more, how many there are in all, and how many were sealed since."""
    if wanted.what in TALLIED:
        total, sealed = behind.many(wanted.figure)
        lines = behind.behind(wanted.figure, offset=wanted.first, limit=SHOWN + 1)
        return [faces.row(one, now) for one in lines], total - sealed, sealed
    if wanted.what == "received":
        return received(wanted), None, 0
    return [faces.row(one, now) | extra for one, extra in read(wanted, now)], None, 0


def read(wanted: Wanted, now: datetime) -> list[tuple[CaseLine, dict[str, object]]]:
    """What no counter holds: late today, permits issued, work orders with what they cost."""
    (since, until), first, most = wanted.moments, wanted.first, SHOWN + 1
    if wanted.what == "spent":
        works = cases.spent_lines(wanted.offices, since, until, offset=first, limit=most)
        return [(one, {"amount": show(satang)}) for one, satang in works]
    if wanted.what == "permits":
        lines = cases.issued_lines(wanted.offices, since, until, service=wanted.service, offset=first, limit=most)
    else:
        kind, place = (wanted.part, None) if isinstance(wanted.part, tuple) else (None, wanted.part)
        lines = cases.late_lines(wanted.offices, now, kind=kind, place=place, offset=first, limit=most)
    return [(one, {}) for one in lines]


def received(wanted: Wanted) -> list[dict[str, object]]:
    """Payment by payment, under the number of its bill."""
    lines = payments.receipts(
        wanted.offices, *wanted.moments, service=wanted.service, offset=wanted.first, limit=SHOWN + 1
    )
    return [
        {
            "category": catalog.service_or_fail(one.service).names,
            "reference": one.reference,
            "when": one.at,
            "amount": show(one.satang),
        }
        for one in lines
    ]


def titles() -> dict[str, str]:
    return {
        "opened": _("Came in"), "closed": _("Closed"), "completed": _("Handed in or closed"), "late": _("Late today"),
        "solved": _("Solved, say reporters"), "reopened": _("Reopened"), "unanswered": _("Unanswered"),
        "permits": _("Permits issued"),
        "spent": _("Cost of the work ordered"), "received": _("Fees received"),
    }  # fmt: skip


def said(chosen: Mapping[str, Any], wanted: Wanted) -> str:
    """Which offices, which days, which kind or place."""
    office = people.organisation(chosen["office"]) if chosen["office"] else None
    name = words.office(office.id) if office else _("All our offices")
    if chosen["below"] and len(wanted.offices) > 1:
        name = _("%(office)s with the offices below it") % {"office": name}
    days = " – ".join(format_date(one) for one in (chosen["since"], chosen["until"]) if one)
    if chosen["since"] and not chosen["until"]:
        days = _("since %(day)s") % {"day": days}
    return " · ".join(filter(None, (name, days, part_said(wanted.part))))


def back(chosen: Mapping[str, Any]) -> str:
    """To the page with the figure: the report of the month, which alone adds up offices below, or the morning."""
    if not chosen["below"]:
        return reverse("web:morning")
    month = {"month": f"{chosen['since']:%Y-%m}"} if chosen["since"] else {}
    return f"{reverse('web:monthly')}?{urlencode({'office': chosen['office'], **month})}"


def part_said(part: Part) -> str:
    if isinstance(part, int):
        return words.place_name(places.code_of(part))
    if part is None:
        return ""
    service = catalog.service_or_fail(part[0])
    category = service.known_category(part[1])
    return (category.names if category else service.names).show()


def done(office: OrganisationView, asked: Mapping[str, str]) -> dict[str, object]:
    """For everyone: the public reports that an office completed in some months. NotFound where they are too few to be told."""
    form = DoneForm(asked)
    if not form.is_valid():
        raise NotFound
    chosen, number = form.cleaned_data, form.cleaned_data["page"] or 1
    since, until = (date.fromisoformat(f"{chosen[name] or '2999-12'}-01") for name in ("since", "until"))
    figure = behind.Figure([office.id], "completed", since, next_month(until), part_of(chosen), public=True)
    total, _sealed = behind.many(figure)
    if total < SMALLEST:
        raise NotFound
    lines = behind.behind(figure, offset=(number - 1) * SHOWN, limit=SHOWN + 1)
    following = f"?{urlencode({**asked, 'page': number + 1})}" if len(lines) > SHOWN else None
    months = [
        format_month(date.fromisoformat(f"{chosen[name]}-01"), style="long")
        for name in ("since", "until")
        if chosen[name]
    ]
    span = " – ".join(dict.fromkeys(months))
    if not chosen["until"]:
        span = _("since %(day)s") % {"day": span}
    said = (words.office(office.id), span, part_said(figure.part))
    return {
        "title": _("Completed reports"),
        "back_url": reverse("web:office", args=[office.code]),
        "said": " · ".join(filter(None, said)),
        "twice": True,
        "rows": [faces.line(one) for one in lines[:SHOWN]],
        "page": {"total": total, "older_url": following, "onward": True},
    }
