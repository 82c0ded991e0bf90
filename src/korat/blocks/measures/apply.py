"""Writing a pack's changes of offices, inside the transaction of its application."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from korat.blocks.ledger.packs import Difference, compare
from korat.blocks.measures.models import Change
from korat.blocks.measures.pack import ChangeDefinition


def differences(wanted: Sequence[ChangeDefinition], *, offices: Mapping[str, int]) -> dict[str, Difference]:
    """What `apply_definitions` would do, by kind. `offices`: ids by code; one that is only being made has none yet."""
    rows = Change.objects.filter(retired_at=None).exclude(code=None).values_list("code", "office_id", "day", "names")
    present = {str(code): (office, day, names) for code, office, day, names in rows}
    return {"changes": compare(present, {one.code: (offices.get(one.office), *content(one)) for one in wanted})}


def apply_definitions(wanted: Sequence[ChangeDefinition], now: datetime, *, offices: Mapping[str, int]) -> None:
    """Bring the table in line, by code; what is gone from the pack is retired. What an office told of the same day in the
    same words is that entry from now on, and does not stand there twice."""
    found = differences(wanted, offices=offices)["changes"]
    Change.objects.filter(code__in=found.retired).update(retired_at=now)
    for one in wanted:
        if one.code in found.written:
            write(one, offices[one.office])


def write(one: ChangeDefinition, office: int) -> None:
    day, names = content(one)
    said = {"office_id": office, "day": day, "names": names, "retired_at": None}
    if Change.objects.filter(code=one.code).update(**said):
        return
    told = [wording.text for _tag, wording in one.names.wordings]
    own = Change.objects.filter(office=office, day=one.day, words__in=told, code=None, retired_at=None).first()
    if own is None:
        Change.objects.create(code=one.code, **said)
    else:
        Change.objects.filter(pk=own.pk).update(code=one.code, **said)


def content(one: ChangeDefinition) -> tuple[date, Any]:
    return one.day, one.names.as_json()
