"""The report service: fourteen kinds, words of danger that hit danger alone, a way to the right office."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from korat.blocks.catalog.danger import found_in
from korat.blocks.catalog.definition import ServiceDefinition
from korat.blocks.catalog.routing import decide
from korat.config.packs.compose import load
from korat.config.packs.format import Pack

FOLDER = Path(__file__).resolve().parents[2] / "packs" / "th-30-nakhon-ratchasima"
TOWN = "sikhio-town"


@dataclass(frozen=True)
class Office:
    id: int
    code: str


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load(FOLDER)


@pytest.fixture(scope="module")
def service(pack: Pack) -> ServiceDefinition:
    return next(service for service in pack.services if service.code == "report-problem")


def is_danger(service: ServiceDefinition, text: str) -> bool:
    return bool(found_in(service, None, text))


@pytest.mark.parametrize(
    "text",
    [
        "ไฟไม่ติดทั้งซอย",
        "มืดมาก กลัวรถชน",
        "แยกนี้รถเกือบชนกันทุกวัน",
        "รถตกหลุมยางแตก",
        "หมากัดถุงขยะเกลื่อนถนน",
        "กลัวโดนหมากัด",
        "สายไฟตกท้องช้าง",
        "ขอพ่นยุง กลัวไข้เลือดออก",
        "ทำงานชักช้า",
        "เหม็นจนหายใจไม่ออก",
        "ต้นไม้เอน กลัวล้มทับคน",
        "ถนนจมน้ำทุกครั้งที่ฝนตก",
        "the ambulance could not get in last week",
    ],
)
def test_fears_and_habits_do_not_stop_the_form(service: ServiceDefinition, text: str) -> None:
    assert not is_danger(service, text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("สาย ไฟ ขาด ห้อยอยู่", "1129"),
        ("เสาไฟไฟดูดดดด", "199"),
        ("ไฟช๊อตเด็ก", "199"),
        ("งูกัดพ่อ", "1669"),
        ("ได้กลิ่นแก็สรั่ว", "199"),
        ("มีคนถือมีดไล่", "191"),
        ("ถนนยุบลงไปทั้งเลน", "191"),
        ("เพื่อนบอกว่าอยากตาย", "1323"),
        ("เด็กถูกทำร้าย", "1300"),
        ("เขาข่มขู่ผม", "191"),
        ("A wire is down on the road", "1129"),
    ],
)
def test_a_danger_names_whom_to_call(service: ServiceDefinition, text: str, number: str) -> None:
    assert number in {call for danger in found_in(service, None, text) for call in danger.call}


def test_the_made_up_reports_are_many_and_only_those_marked_dangerous_stop_the_form(
    pack: Pack, service: ServiceDefinition
) -> None:
    complaints = pack.demo["complaints"]
    assert set(complaints) == {category.code for category in service.categories}
    for code, texts in complaints.items():
        assert len(set(texts["th"])) >= 25, code
        assert len(set(texts["en"])) >= 6, code
        assert [text for text in texts["th"] + texts["en"] if is_danger(service, text)] == []
        assert [text for text in texts["danger"] if not is_danger(service, text)] == []


@pytest.mark.parametrize(
    ("category", "answer", "office"),
    [
        ("light", "town", f"{TOWN}.engineering"),
        ("light", "highway", "doh"),
        ("light", "wires", "pea"),
        ("road", "rural", "drr"),
        ("road", "unknown", f"{TOWN}.engineering"),
        ("traffic", "rail", "srt"),
        ("water", "pwa", "pwa"),
        ("waste", None, f"{TOWN}.public-health"),
        ("footpath", None, f"{TOWN}.municipal-police"),
        ("social", None, f"{TOWN}.welfare"),
    ],
)
def test_a_report_inside_the_town_goes_to_the_owner_or_the_division(
    pack: Pack, service: ServiceDefinition, category: str, answer: str | None, office: str
) -> None:
    assert routed(pack, service, category, answer, TOWN) == office


@pytest.mark.parametrize("jurisdiction", [None, "outside"])
def test_not_sure_where_or_outside_goes_to_triage(
    pack: Pack, service: ServiceDefinition, jurisdiction: str | None
) -> None:
    assert {routed(pack, service, each.code, None, jurisdiction) for each in service.categories} == {"triage"}


def test_a_complaint_about_an_official_is_sealed_and_bypasses_the_divisions(
    pack: Pack, service: ServiceDefinition
) -> None:
    category = service.category("service")
    assert category
    assert (category.sealed, category.place) == (True, "hidden")
    assert routed(pack, service, "service", "manner", TOWN) == f"{TOWN}.permanent-secretary"
    assert routed(pack, service, "service", "money", TOWN) == f"{TOWN}.audit"


def test_places_of_neighbours_and_people_in_need_are_told_no_closer_than_their_community(
    service: ServiceDefinition,
) -> None:
    vague = {category.code for category in service.categories if category.place == "community"}
    assert vague == {"nuisance", "disease", "social"}


def routed(pack: Pack, service: ServiceDefinition, category: str, answer: str | None, jurisdiction: str | None) -> str:
    codes = {office.code for office in pack.organisations}
    roles = {office.role: office.code for office in pack.organisations if office.place == TOWN}
    decided = decide(
        service,
        service.category(category),
        answer,
        jurisdiction,
        lambda _, role: Office(1, roles[role]) if role in roles else None,
        lambda code: Office(1, code) if code in codes else None,
    )
    return decided.office
