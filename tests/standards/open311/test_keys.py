"""api_key, bearer tokens, and what makes a POST happen once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.standards.open311.conftest import LIGHT, Program

if TYPE_CHECKING:
    from korat.blocks.catalog.profile import Profile
    from korat.blocks.ledger.actor import Actor

Token = Callable[["Actor"], str]
KeyOf = Callable[..., str]


def reporter(reference: str) -> int:
    from korat.blocks.cases import queries

    face = queries.case_face(reference)
    assert face is not None
    return face.subject


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_no_key_is_needed_by_default_and_the_reporter_is_nobody_known(program: Program, resident: Actor) -> None:
    first, second = reporter(program.file()), reporter(program.file())
    assert resident.subject not in (first, second)
    assert first != second


def test_a_bearer_token_files_as_its_person(program: Program, resident: Actor, token_of: Token) -> None:
    assert reporter(program.file(headers=bearer(token_of(resident)))) == resident.subject


def test_a_person_known_by_token_gets_no_follow_key(program: Program, resident: Actor, token_of: Token) -> None:
    known = program.post(LIGHT, headers=bearer(token_of(resident))).json()[0]["service_notice"]
    unknown = program.post(LIGHT).json()[0]["service_notice"]
    assert "รหัสติดตาม" in unknown
    assert "รหัสติดตาม" not in known


def test_an_officer_files_for_oneself_not_by_office(program: Program, officer: Actor, token_of: Token) -> None:
    assert reporter(program.file(headers=bearer(token_of(officer)))) == officer.subject


def test_an_api_key_lets_in_and_names_no_reporter(program: Program, resident: Actor, token_of: Token) -> None:
    assert reporter(program.file(api_key=token_of(resident))) != resident.subject


@pytest.mark.parametrize("key", ["wrong", "korat_" + "a" * 43, "ก"])
def test_a_wrong_key_is_403_even_where_none_is_wanted(program: Program, key: str) -> None:
    assert "api_key" in program.refused(program.post(LIGHT | {"api_key": key}), 403)
    assert "api_key" in program.refused(program.post(LIGHT, f"requests.json?api_key={key}"), 403)


def test_a_wrong_bearer_is_403(program: Program) -> None:
    program.refused(program.post(LIGHT, headers=bearer("wrong")), 403)
    assert program.listed() == []


def test_an_expired_token_is_403(program: Program, resident: Actor, now: datetime) -> None:
    from datetime import timedelta

    from korat.blocks.people import actions as people

    past = now - timedelta(days=3)
    token = people.issue_token(
        actor=resident, person=resident.subject, label="old", now=past, expires_at=past + timedelta(days=1)
    )
    program.refused(program.post(LIGHT | {"api_key": token}), 403)


def test_where_the_pack_requires_a_key_a_missing_one_is_403(
    program: Program, settled: Callable[..., Profile], resident: Actor, token_of: Token
) -> None:
    settled(api_key_required=True)
    program.refused(program.post(LIGHT), 403)
    program.refused(program.post(LIGHT | {"api_key": ""}), 403)
    program.refused(program.post(LIGHT, "test/requests.json"), 403)
    assert program.post(LIGHT | {"api_key": token_of(resident)}).status_code == 200
    assert program.post(LIGHT, headers=bearer(token_of(resident))).status_code == 200


def test_reading_needs_no_key_even_then(program: Program, settled: Callable[..., Profile]) -> None:
    settled(api_key_required=True)
    for path in ("services", "services/light", "requests"):
        assert program.get(f"{path}.json").status_code == 200


def test_a_cookie_says_nothing_here(sign_in: Callable[[str], object], resident: Actor) -> None:
    from django.test import Client

    client = sign_in("resident")
    assert isinstance(client, Client)
    assert reporter(Program(client).file()) != resident.subject


def test_the_same_text_twice_is_two_reports(program: Program) -> None:
    assert program.file() != program.file()


def test_a_replayed_post_with_its_idempotency_key_is_one_report(program: Program) -> None:
    key = {"Idempotency-Key": "try-1"}
    first, second = program.post(LIGHT, headers=key), program.post(LIGHT, headers=key)
    assert first.json() == second.json()
    assert len(program.listed()) == 1


def test_another_content_or_person_under_the_same_key_is_another_report(
    program: Program, resident: Actor, token_of: Token
) -> None:
    key = {"Idempotency-Key": "try-1"}
    first = program.file(headers=key)
    assert program.file(headers=key, description="อีกเรื่อง") != first
    assert program.file(headers=key | bearer(token_of(resident))) != first


def test_no_csrf_token_is_asked_for(program: Program) -> None:
    assert program.client.handler.enforce_csrf_checks
    assert program.post(LIGHT).status_code == 200


# Keys of organisations


@pytest.fixture
def key_of(province_now: datetime) -> Callable[..., str]:
    from korat.blocks.people import actions, queries

    def made(*scopes: str) -> str:
        office = queries.organisation("sikhio-town")
        assert office is not None
        ends = province_now + timedelta(days=1)
        return actions.issue_key(
            actor=queries.service_actor("demo"), organisation=office.id, label="x", scopes=scopes, expires_at=ends,
            now=province_now,
        )  # fmt: skip

    return made


@pytest.fixture
def province_now(house: None) -> datetime:
    """A moment ago: PostgreSQL holds grants against its own clock."""
    from korat.kernel import clock

    return clock.now() - timedelta(seconds=2)


@pytest.mark.parametrize("by_bearer", [True, False])
def test_an_organisation_files_as_itself_by_bearer_or_api_key(program: Program, key_of: KeyOf, by_bearer: bool) -> None:
    from korat.blocks.ledger.models import Act
    from korat.blocks.people import queries

    key = key_of("case.file")
    reference = program.file(headers=bearer(key)) if by_bearer else program.file(api_key=key)
    office = queries.organisation("sikhio-town")
    assert office is not None
    assert reporter(reference) == office.id
    act = Act.objects.filter(kind="cases.case.opened").latest("id")
    assert (act.actor_id, act.office_id, act.ground) == (office.id, office.id, "service")


def test_a_key_for_something_else_is_refused_in_words(program: Program, key_of: KeyOf) -> None:
    key = key_of("case.read")
    for answer in (program.post(LIGHT, headers=bearer(key)), program.post(LIGHT | {"api_key": key})):
        assert "case.file" in program.refused(answer, 403)


def test_an_expired_and_an_ended_key_are_refused_in_words(program: Program, key_of: KeyOf) -> None:
    from korat.blocks.people import actions, queries
    from korat.blocks.people.models import Token
    from korat.kernel import clock

    key = key_of("case.file")
    with clock.frozen(clock.now() + timedelta(days=2)):
        assert "หมดอายุ" in program.refused(program.post(LIGHT, headers=bearer(key)), 403)
    kept = Token.objects.latest("id").pk
    actions.end_token(actor=queries.service_actor("demo"), token=kept, now=clock.now())
    assert "ถูกยกเลิก" in program.refused(program.post(LIGHT | {"api_key": key}), 403)
