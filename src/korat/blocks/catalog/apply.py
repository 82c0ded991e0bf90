"""Writing a pack's services, calendar and profile, inside the transaction of its application."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import BaseModel

from korat.blocks.catalog.definition import Retired, ServiceDefinition
from korat.blocks.catalog.models import Calendar, Province, Service
from korat.blocks.catalog.profile import Profile, WeekDefinition, YearDefinition
from korat.blocks.ledger.packs import Difference, compare


@dataclass(frozen=True)
class Catalogue:
    """All that a pack says for this block."""

    profile: Profile
    week: WeekDefinition
    years: Mapping[int, YearDefinition]
    services: Sequence[ServiceDefinition]


def differences(wanted: Catalogue) -> dict[str, Difference]:
    """What `apply_definitions` would do, by kind."""
    return {
        "profile": compare(present_profile(), profile_content(wanted)),
        "calendar": compare(present_years(), {str(year): content(one) for year, one in wanted.years.items()}),
        "services": compare(present_services(), {one.code: content(one) for one in wanted.services}),
    }


def apply_definitions(wanted: Catalogue, now: datetime) -> dict[str, Difference]:
    """Bring the tables in line, by code; what is gone from the pack is retired."""
    found = differences(wanted)
    write_services([one for one in wanted.services if one.code in found["services"].written])
    Service.objects.filter(code__in=found["services"].retired).update(retired_at=now)
    write_years({year: one for year, one in wanted.years.items() if str(year) in found["calendar"].written})
    Calendar.objects.filter(year__in=map(int, found["calendar"].retired)).update(retired_at=now)
    if found["profile"]:
        write_profile(wanted)
        Province.objects.filter(code__in=found["profile"].retired).update(retired_at=now)
    return found


def left_behind(row: Service | None, wanted: ServiceDefinition) -> dict[str, Any]:
    """What the service had until now, or before, and has no more. What comes back is retired no longer."""
    if row is None:
        return {}
    found = {}
    for part in Retired.model_fields:
        known = {one["code"]: one for one in (*row.retired.get(part, ()), *row.definition.get(part, ()))}
        still = {one.code for one in getattr(wanted, part)}
        found[part] = [one for code, one in known.items() if code not in still]
    return {part: gone for part, gone in found.items() if gone}


def retiring(wanted: Catalogue) -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """By service: the categories and the steps that would be dropped. A service that goes whole drops its categories."""
    found: dict[str, tuple[frozenset[str], frozenset[str]]] = {}
    new = {one.code: one for one in wanted.services}
    for code, was in present_services().items():
        one = new.get(code)
        gone = [
            frozenset(part["code"] for part in was.get(name, ()))
            - {part.code for part in (getattr(one, name) if one else ())}
            for name in ("categories", "steps")
        ]
        if any(gone):
            found[code] = (gone[0], gone[1] if one else frozenset())
    return found


def content(definition: BaseModel) -> dict[str, Any]:
    return definition.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def profile_content(wanted: Catalogue) -> dict[str, Any]:
    return {wanted.profile.code: (content(wanted.profile), content(wanted.week))}


def present_profile() -> dict[str, Any]:
    rows = Province.objects.filter(retired_at=None).values_list("code", "definition", "week")
    return {code: (definition, week) for code, definition, week in rows}


def present_years() -> dict[str, Any]:
    rows = Calendar.objects.filter(retired_at=None).values_list("year", "definition")
    return {str(year): definition for year, definition in rows}


def present_services() -> dict[str, Any]:
    return dict(Service.objects.filter(retired_at=None).values_list("code", "definition"))


def write_services(services: Sequence[ServiceDefinition]) -> None:
    before = {row.code: row for row in Service.objects.filter(code__in=[one.code for one in services])}
    Service.objects.bulk_create(
        [
            Service(
                code=one.code,
                domain=one.domain,
                definition=content(one),
                retired=left_behind(before.get(one.code), one),
            )
            for one in services
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["domain", "definition", "retired", "retired_at"],
    )


def write_years(years: Mapping[int, YearDefinition]) -> None:
    Calendar.objects.bulk_create(
        [
            Calendar(year=year, confirmed=one.confirmed is not None, definition=content(one))
            for year, one in years.items()
        ],
        update_conflicts=True,
        unique_fields=["year"],
        update_fields=["confirmed", "definition", "retired_at"],
    )


def write_profile(wanted: Catalogue) -> None:
    row = Province(code=wanted.profile.code, definition=content(wanted.profile), week=content(wanted.week))
    Province.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["definition", "week", "retired_at"],
    )
