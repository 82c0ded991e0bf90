"""The JSON answers against the schemas of the Open311 community, where KORAT_TESTDATA has them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft7Validator, ValidationError
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7

from korat.kernel import settings
from tests.conftest import ROOT
from tests.standards.open311.conftest import Program

if TYPE_CHECKING:
    from korat.config.packs import Pack

FOLDER = (settings.read().testdata or ROOT.parent / "shared" / "testdata") / "open311"

pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="No Open311 schemas: set KORAT_TESTDATA to the folder that holds open311/."
)


def check(name: str, found: Any) -> None:
    schemas = {file.name: json.loads(file.read_text()) for file in FOLDER.glob("*.json")}
    resources = [(each, Resource(contents, DRAFT7)) for each, contents in schemas.items()]
    registry: Registry[Any] = Registry().with_resources(resources)
    Draft7Validator(schemas[name], registry=registry, format_checker=Draft7Validator.FORMAT_CHECKER).validate(found)


def test_the_check_itself_can_fail() -> None:
    with pytest.raises(ValidationError):
        check("request.json", {"service_request_id": 1})


@pytest.mark.parametrize("language", ["th", "en"])
def test_services(program: Program, language: str) -> None:
    found = program.json("services", lang=language)
    check("services.json", found)
    for one in found:
        check("service.json", one)


def test_every_definition(program: Program) -> None:
    for one in program.json("services"):
        check("service-definition.json", program.json(f"services/{one['service_code']}"))


def test_a_definition_with_all_six_types(in_the_isles: Pack) -> None:
    check("service-definition.json", Program().json("services/quay", jurisdiction_id="isles.example"))


def test_requests(program: Program, advance: Callable[..., None]) -> None:
    bare, whole, closed = program.file(), program.file(lat="14.9", long="101.7"), program.file()
    advance(whole, "take")
    advance(whole, "publish", public_text="ไฟดับ")
    advance(closed, "reject", reason="x")
    found = program.json("requests")
    assert {one["service_request_id"] for one in found} == {bare, whole, closed}
    check("requests.json", found)
    for one in found:
        check("request.json", one)
