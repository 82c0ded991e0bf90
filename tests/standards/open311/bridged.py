"""The bridge to the stand-in of a partner, as its tests use it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act, ActSubject
from korat.blocks.people import queries as people
from korat.blocks.people.pack import Bridge
from korat.standards.open311.models import Outbound
from korat.standards.open311.outward import duty
from tests.reports import filed, moved, office, row
from tests.standards.open311.partner import Stand

MINUTE = timedelta(minutes=1)
SECRETS = ("คำลับ-7d1", "คำลับ-7d2", "คำลับ-7d3", "+66812345678", "kham-lap@example.com")


@dataclass
class Partner:
    """The stand-in, and the bridge to it."""

    stand: Stand
    now: datetime
    monkeypatch: pytest.MonkeyPatch

    def means(self, **parts: Any) -> None:
        """What the pack says of it."""
        said = {"endpoint": self.stand.endpoint, "jurisdiction_id": "roads.example",
                "services": {"report-problem.light": {"code": "LAMP", "attributes": {"kind": "out"}}}} | parts  # fmt: skip
        home = people.organisation("doh")
        assert home is not None
        bridged = replace(home, bridge=Bridge.model_validate(said))
        self.monkeypatch.setattr(people, "bridged", lambda: (bridged,))

    def passed(self, officer: Actor, resident: Actor, **given: Any) -> str:
        """A report that an officer passed to the agency; its reference."""
        opened = filed(resident, self.now)
        moved(officer, self.now, opened.reference, "forward", office=office("doh"), note="ของกรมทางหลวง", **given)
        return opened.reference

    def turn(self, minutes: float = 0) -> Outbound:
        duty.turn(self.now + minutes * MINUTE)
        return Outbound.objects.order_by("-pk")[0]


def kinds(reference: str) -> list[str]:
    return list(Act.objects.filter(about=row(reference).uuid, look=False).order_by("pk").values_list("kind", flat=True))


def told(reference: str) -> list[str]:
    return [str(one.detail) for one in ActSubject.objects.using("owner").all() if one.detail]


def owner_writes() -> Any:
    from django.db import transaction

    return transaction.atomic(using="owner")
