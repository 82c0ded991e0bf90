"""What can be asked for, who answers, by when, and in which danger the form stops. Pack data, read once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from korat.blocks.catalog import danger, routing
from korat.blocks.catalog import search as searching
from korat.blocks.catalog.definition import Category, Danger, Retired, ServiceDefinition
from korat.blocks.catalog.models import Calendar, DayOff, Province, Service
from korat.blocks.catalog.profile import DAYS, Profile, WeekDefinition, YearDefinition
from korat.blocks.catalog.proposing import kept, proposals
from korat.blocks.catalog.proposing.kept import Version, Worth
from korat.blocks.catalog.proposing.proposals import Proposal
from korat.blocks.catalog.routing import OUTSIDE, Routed
from korat.blocks.catalog.search import Hit, folded
from korat.blocks.ledger import packs
from korat.blocks.messages.pace import Pace
from korat.blocks.messages.values import Hours
from korat.blocks.people import queries as people
from korat.kernel.calendar import WorkingWeek
from korat.kernel.errors import NotFound, Unavailable

__all__ = [
    "OUTSIDE",
    "Hit",
    "Proposal",
    "Routed",
    "Version",
    "Worth",
    "asking",
    "confirmed_years",
    "dangers",
    "folded",
    "is_due",
    "pace",
    "profile",
    "propose",
    "quiet_hours",
    "route",
    "search",
    "service",
    "service_or_fail",
    "service_with_duty",
    "services",
    "versions",
    "week",
    "with_open311",
    "zone",
]


@packs.cached
def shelf() -> Mapping[str, tuple[ServiceDefinition, bool]]:
    """Every definition by code and whether it is retired: old cases still follow theirs."""
    rows = Service.objects.order_by("code").values_list("code", "definition", "retired", "retired_at")
    return {
        code: (ServiceDefinition.model_validate(found).remembering(Retired.model_validate(gone)), retired is not None)
        for code, found, gone, retired in rows
    }


def services() -> tuple[ServiceDefinition, ...]:
    """What can be asked for today."""
    return tuple(found for found, retired in shelf().values() if not retired)


def service(code: str) -> ServiceDefinition | None:
    """By code, when it can be asked for today."""
    found, retired = shelf().get(code, (None, True))
    return None if retired else found


def service_or_fail(code: str) -> ServiceDefinition:
    """By code, a retired one too. NotFound when the pack never had it."""
    found, _ = shelf().get(code, (None, True))
    if found is None:
        raise NotFound(th="ไม่พบบริการนี้", en="We could not find this service.", code="service")
    return found


def service_with_duty(duty: str) -> ServiceDefinition | None:
    """The service in which the house itself opens cases of this duty; None where the pack has none."""
    return next((found for found in services() if found.duty == duty), None)


@packs.cached
def asking() -> tuple[str, ...]:
    """The steps of all services in which a case waits for its reporter's word: there it is neither late nor escalated."""
    return tuple(sorted({code for found, _ in shelf().values() for code in found.asking}))


def with_open311() -> tuple[ServiceDefinition, ...]:
    return tuple(found for found in services() if found.open311)


@packs.cached
def index() -> tuple[searching.Entry, ...]:
    return searching.entries(services())


def search(words: str) -> list[Hit]:
    """Services and categories by what people call their trouble, in any language of the pack; best first."""
    return searching.find(index(), words)


def dangers(service: ServiceDefinition, category: Category | None, text: str) -> tuple[Danger, ...]:
    """Whom to call first when the text tells of danger; the words of every category count."""
    return danger.found_in(service, category, text)


def propose(service: ServiceDefinition, text: str) -> tuple[Proposal, ...]:
    """What a text is about, the likeliest first, with the words that say so: by the pack, and by what was learned."""
    return proposals.propose(service, text, kept.model(service.code), kept.key()) if text.strip() else ()


is_due, versions = kept.is_due, kept.versions


def route(
    service: ServiceDefinition, category: Category | None, owner_answer: str | None, jurisdiction: str | None
) -> Routed:
    """The office that answers, and why. `jurisdiction`: a place code, `OUTSIDE`, or None for not sure.

    Unavailable when the pack leads nowhere.
    """
    return routing.decide(service, category, owner_answer, jurisdiction, people.office_of, people.standing)


@packs.cached
def profile() -> Profile:
    """What the pack says of its province as a whole. Unavailable before the first pack is applied."""
    return Profile.model_validate(province().definition)


def province() -> Province:
    row = Province.objects.filter(retired_at=None).first()
    if row is None:
        raise Unavailable(
            th="ยังไม่ได้ติดตั้งชุดข้อมูลของจังหวัด โปรดใช้คำสั่ง korat pack apply",
            en="No pack is applied yet. Please run korat pack apply.",
            code="no_pack",
        )
    return row


def zone() -> ZoneInfo:
    return profile().zone


@packs.cached
def years() -> Mapping[int, YearDefinition]:
    rows = Calendar.objects.filter(retired_at=None).order_by("year").values_list("year", "definition")
    return {year: YearDefinition.model_validate(found) for year, found in rows}


def confirmed_years() -> frozenset[int]:
    """Gregorian years whose holidays an office confirmed."""
    return frozenset(year for year, found in years().items() if found.confirmed)


def holidays() -> frozenset[date]:
    """Every holiday that the pack lists, confirmed or proposed, and those announced since."""
    return frozenset(holiday.date for found in years().values() for holiday in found.holidays) | announced()


@packs.cached
def announced() -> frozenset[date]:
    """Days off that an official announced since, and did not take back."""
    return frozenset(DayOff.objects.filter(withdrawn_at=None).values_list("day", flat=True))


def quiet_hours() -> Hours:
    """When the province wakes nobody."""
    said = profile().quiet
    return Hours(said.begins, said.ends, zone())


def pace() -> Pace:
    """How fast news go when there are many, by channel."""
    said = profile().pace
    paces = {"line": said.line, "sms": said.sms, "email": said.email}
    return Pace({name: (one.a_second, one.at_once) for name, one in paces.items()}, said.together_from)


def week(_moment: datetime) -> WorkingWeek:
    """The working week that holds at a moment: so far a pack has one for all time."""
    return working_week()


@packs.cached
def working_week() -> WorkingWeek:
    said = WeekDefinition.model_validate(province().week)
    return WorkingWeek(
        days=frozenset(DAYS.index(day) for day in said.days),
        opens=said.opens,
        closes=said.closes,
        zone=zone(),
        holidays=holidays(),
        lunch=(said.lunch.start, said.lunch.end) if said.lunch else None,
    )
