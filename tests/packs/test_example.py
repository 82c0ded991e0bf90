"""The fictional province differs in everything that could have been wired to one country."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from korat.config.packs.compose import load
from korat.config.packs.format import Pack

FOLDER = Path(__file__).resolve().parents[2] / "packs" / "xx-00-example"


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load(FOLDER)


def test_it_inherits_nothing_and_writes_no_thai(pack: Pack) -> None:
    assert pack.chain == ("xx-00-example",)
    for file in FOLDER.rglob("*.*"):
        assert not re.search("[\u0e00-\u0e7f]", file.read_text("utf-8")), file


def test_it_has_two_levels_of_places(pack: Pack) -> None:
    assert {place.kind for place in pack.places} == {"province", "district"}


def test_one_category_asks_all_six_types_of_open311(pack: Pack) -> None:
    asked = [
        {question.type for question in category.questions}
        for service in pack.services
        for category in service.categories
    ]
    assert {"string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"} in asked


def test_programs_meet_every_type_of_service_and_must_name_the_jurisdiction(pack: Pack) -> None:
    assert {service.open311 for service in pack.services if service.open311} == {"realtime", "batch", "blackbox"}
    assert pack.profile.open311.jurisdiction_required


def test_an_office_signs_a_paper_there_as_at_home(pack: Pack) -> None:
    papers = {one.paper for service in pack.services for step in service.granting for one in service.granted(step)}
    assert papers == {"certificate"}


def test_its_week_starts_on_sunday(pack: Pack) -> None:
    assert pack.week.days == ("sunday", "monday", "tuesday", "wednesday", "thursday")


def test_whoever_writes_to_it_is_answered_in_the_same_conversation_as_at_home(pack: Pack) -> None:
    home = load(FOLDER.parent / "th-30-nakhon-ratchasima")
    said = {one.code for one in pack.messages if one.code.startswith("chat-")}
    assert said == {one.code for one in home.messages if one.code.startswith("chat-")}
    assert any({"line", "sms", "email"} <= set(service.channels) for service in pack.services)


def test_a_head_decides_and_a_maker_is_called_as_at_home(pack: Pack) -> None:
    deciding = {move.purpose for service in pack.services for move in service.moves if move.decides}
    assert deciding == {"case.decide"}
    assert any("case.decide" in post.purposes and post.persona == "mayor" for post in pack.posts)
    assert any(effect.open_case and effect.open_case.claim for rule in pack.reactions for effect in rule.then)


def test_a_place_may_be_any_of_three_things_and_each_says_its_own_question(pack: Pack) -> None:
    asked = {service.place.kind for service in pack.services if service.place}
    assert asked == {"thing", "house", "community"}


def test_silence_ends_there_by_its_own_spans_and_is_told_before_and_after(pack: Pack) -> None:
    (service,) = (one for one in pack.services if one.silence)
    rule = service.silence
    assert rule and (str(rule.remind), str(rule.close)) == ("5 working days", "10 days")
    lapse = service.move(rule.move)
    assert lapse and any(lapse.to in one.start for one in service.moves if one.reopens and one.purpose == "case.reply")
    heard = [one.when for one in pack.reactions]
    assert any(one.kind == "cases.case.reminded" for one in heard)
    assert any(one.facts.get("step") == lapse.to for one in heard)
