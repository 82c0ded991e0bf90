"""The catalogue that every Thai town inherits: whole, findable in everyday words, honest about what nobody verified."""

from __future__ import annotations

from pathlib import Path

import pytest

from korat.blocks.catalog import search
from korat.blocks.catalog.definition import ServiceDefinition
from korat.config.packs import load
from korat.config.packs.commands import unverified_command
from korat.config.packs.verified import unverified

ROOT = Path(__file__).resolve().parents[2]
PACK = ROOT / "packs" / "th-30-nakhon-ratchasima"
SERVICES = tuple(one for one in load(PACK).services if one.domain == "living")


def test_a_town_offers_at_least_fifteen_services() -> None:
    assert len(SERVICES) >= 15


@pytest.mark.parametrize("service", SERVICES, ids=lambda one: one.code)
def test_each_says_what_a_person_must_know(service: ServiceDefinition) -> None:
    assert service.law and service.evidence and service.who and service.group and service.dimensions
    assert service.outputs or service.face.shown
    assert service.fee.kind == "free" or service.fee.note, "whoever is to pay is told how much, or who says"
    assert any(move.needs for move in service.moves if move.to and service.step(move.to).closed)


@pytest.mark.parametrize("service", SERVICES, ids=lambda one: one.code)
def test_each_can_be_walked_to_an_end_and_a_billed_one_waits_for_the_money(service: ServiceDefinition) -> None:
    reached, seen = [service.first_step], set()
    while reached:
        step = reached.pop()
        seen.add(step)
        reached += [move.to for move in service.moves if step in move.start and move.to and move.to not in seen]
    assert {step.code for step in service.steps} == seen, "every step can be reached"
    assert any(service.step(code).closed for code in seen)
    if any(move.bills for move in service.moves):
        assert any(move.paid for move in service.moves)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("ค่าขยะ", "waste-fee"), ("ส้วมเต็ม", "septic-emptying"), ("เปิดร้านอาหาร", "food-premises"), ("ตัดต้นไม้", "tree-trimming"),
        ("ขอดูกล้อง", "cctv-footage"), ("ยืมเต็นท์", "hall-booking"), ("เพื่อนบ้านเสียงดัง", "nuisance-complaint"),
        ("สร้างบ้าน", "building-permit"), ("loudspeaker", "loudspeaker-permit"), ("ถมที่", "dig-fill-notice"),
    ],
)  # fmt: skip
def test_everyday_words_find_it(typed: str, code: str) -> None:
    found = search.find(search.entries(SERVICES), typed)
    assert code in [hit.service.code for hit in found[:3]]


def test_what_nobody_verified_is_listed_with_file_and_line(capsys: pytest.CaptureFixture[str]) -> None:
    doubts = unverified(PACK)
    said = {(Path(one.file).name, one.line): one.en for one in doubts}
    file = ROOT / "packs" / "th-base" / "services" / "living" / "waste-fee.yaml"
    lines = file.read_text().splitlines()
    fee = next(number for number, line in enumerate(lines, 1) if line.startswith("fee:"))
    assert said[("waste-fee.yaml", fee)] == "Not verified: The fee of waste-fee (fixed)."
    assert sum(name == "waste-fee.yaml" for name, _line in said) == 2, "the clause that was read is not listed"
    assert sum(name == "cashiers.yaml" for name, _line in said) == 2
    assert unverified_command(PACK) == 0
    assert f"{len(doubts)} not verified" in capsys.readouterr().out


def test_no_clause_counts_as_verified_without_a_source_beside_it() -> None:
    """Whoever sets `verified: true` says above it where it was read."""
    for service in SERVICES:
        lines = (ROOT / "packs" / "th-base" / "services" / "living" / f"{service.code}.yaml").read_text().splitlines()
        for number, line in enumerate(lines):
            if line.strip() == "verified: true":
                above = "\n".join(lines[max(0, number - 4) : number])
                assert "# " in above, f"{service.code}: {number + 1}"
