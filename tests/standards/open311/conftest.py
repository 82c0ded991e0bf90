"""A program that talks GeoReport v2, and services dressed up for a test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element

import pytest
from django.test import Client

from korat.kernel import clock
from tests.conftest import ROOT
from tests.standards.open311.reading import xml

if TYPE_CHECKING:
    from django.http import HttpResponse

    from korat.blocks.catalog.definition import ServiceDefinition
    from korat.blocks.catalog.profile import Profile
    from korat.blocks.ledger.actor import Actor
    from korat.config.packs import Pack

BASE = "/open311/v2"
LIGHT = {"service_code": "light", "address_id": "sikhio-town-04", "description": "ไฟดับที่ทางโค้ง"}


@dataclass
class Program:
    """Speaks in JSON unless told otherwise."""

    client: Client = field(default_factory=lambda: Client(enforce_csrf_checks=True))

    def get(self, path: str, headers: dict[str, str] | None = None, **parameters: object) -> HttpResponse:
        return self.client.get(f"{BASE}/{path}", parameters, headers=headers)

    def json(self, path: str, **parameters: object) -> Any:
        response = self.get(f"{path}.json", **parameters)
        assert response.status_code == 200, response.content.decode()
        return response.json()

    def xml(self, path: str, **parameters: object) -> Element:
        response = self.get(f"{path}.xml", **parameters)
        assert response.status_code == 200, response.content.decode()
        return xml(response.content)

    def post(
        self, fields: dict[str, Any], path: str = "requests.json", headers: dict[str, str] | None = None
    ) -> HttpResponse:
        return self.client.post(f"{BASE}/{path}", fields, headers=headers)

    def file(self, at: datetime | None = None, headers: dict[str, str] | None = None, **fields: Any) -> str:
        """File a report about a street light, unless the fields say otherwise; its reference."""
        with clock.frozen(at or clock.now()):
            response = self.post(LIGHT | fields, headers=headers)
        assert response.status_code == 200, response.content.decode()
        return str(response.json()[0]["service_request_id"])

    def face(self, reference: str, **parameters: object) -> dict[str, Any]:
        return dict(self.json(f"requests/{reference}", **parameters)[0])

    def listed(self, **parameters: object) -> list[str]:
        return [one["service_request_id"] for one in self.json("requests", **parameters)]

    def refused(self, response: HttpResponse, status: int = 400) -> str:
        """The descriptions of an error, one a line."""
        assert response.status_code == status, response.content.decode()
        errors = response.json()
        assert all(error["code"] == status for error in errors)
        return "\n".join(error["description"] for error in errors)


@pytest.fixture
def program(house: None) -> Program:
    return Program()


@pytest.fixture
def advance(officer: Actor, now: datetime) -> Callable[..., None]:
    """Let the officer make moves on a case, one after the other."""
    from korat.blocks.cases import actions, queries
    from korat.blocks.cases.actions.given import With

    def make(reference: str, *codes: str, at: datetime = now, **given: Any) -> None:
        for code in codes:
            face = queries.case_face(reference)
            assert face is not None
            actions.move(
                actor=officer,
                now=at,
                reference=reference,
                code=code,
                version=face.version,
                given=With(**given),
            )

    return make


@pytest.fixture
def dressed(house: None, monkeypatch: pytest.MonkeyPatch) -> Callable[..., ServiceDefinition]:
    """Change parts of the report service for one test, as if the pack said so."""
    from korat.blocks.catalog import queries as catalog

    def change(**parts: object) -> ServiceDefinition:
        service = catalog.service_or_fail("report-problem").model_copy(update=parts)
        shelf = dict(catalog.shelf()) | {service.code: (service, False)}
        monkeypatch.setattr(catalog, "shelf", lambda: shelf)
        return service

    return change


@pytest.fixture
def settled(house: None, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Profile]:
    """Change the pack's settings for Open311 for one test."""
    from korat.blocks.catalog import queries as catalog

    def change(**parts: object) -> Profile:
        profile = catalog.profile()
        changed = profile.model_copy(update={"open311": profile.open311.model_copy(update=parts)})
        monkeypatch.setattr(catalog, "profile", lambda: changed)
        return changed

    return change


@pytest.fixture(scope="session")
def isles() -> Pack:
    """The fictional pack, read and checked but not applied."""
    from korat.config.packs import load

    return load(ROOT / "packs" / "xx-00-example")


@pytest.fixture
def in_the_isles(isles: Pack, house: None, monkeypatch: pytest.MonkeyPatch) -> Pack:
    """What can be asked for is what the fictional pack says; its offices are not there."""
    from korat.blocks.catalog import queries as catalog

    shelf = {service.code: (service, False) for service in isles.services}
    monkeypatch.setattr(catalog, "shelf", lambda: shelf)
    monkeypatch.setattr(catalog, "profile", lambda: isles.profile)
    return isles


@pytest.fixture
def token_of(now: datetime) -> Callable[[Actor], str]:
    from korat.blocks.people import actions as people

    def issue(actor: Actor) -> str:
        return people.issue_token(actor=actor, person=actor.subject, label="test", now=now)

    return issue


@pytest.fixture
def partner(house: None, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    from tests.standards.open311.bridged import Partner
    from tests.standards.open311.partner import Stand, served

    with served(Stand()) as stand:
        found = Partner(stand, now, monkeypatch)
        found.means()
        yield found
