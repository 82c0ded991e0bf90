"""Names, e-mail, phone and device_id never come out of a GET; nor does anything that was not published."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.standards.open311.conftest import Program

if TYPE_CHECKING:
    from korat.blocks.catalog.definition import ServiceDefinition
    from korat.blocks.ledger.actor import Actor

PRIVATE = {
    "first_name": "CanaryGiven",
    "last_name": "CanaryFamily",
    "email": "canary@example.org",
    "phone": "+66899999999",
    "device_id": "canary-device",
    "account_id": "canary-account",
    "description": "canary description",
    "address_string": "canary landmark",
    "media_url": "https://canary.example.org/photo.jpg",
    "attribute[pole]": "canary-pole",
}


def everything(program: Program, reference: str) -> str:
    """All that anyone can read here about a report."""
    paths = ["requests", f"requests/{reference}", "test/requests", f"test/requests/{reference}", "services"]
    pages = [program.get(f"{path}.{kind}") for path in paths for kind in ("json", "xml")]
    pages += [program.get("requests.json", service_request_id=reference, lang="en")]
    assert all(page.status_code == 200 for page in pages)
    return "\n".join(page.content.decode() + str(dict(page.headers)) for page in pages)


def leaks(text: str) -> list[str]:
    return [name for name, value in PRIVATE.items() if value.lower() in text.lower() or "999999" in text]


def test_a_get_tells_nothing_private(program: Program) -> None:
    reference = program.file(**PRIVATE)
    assert reference in everything(program, reference)
    assert leaks(everything(program, reference)) == []


def test_nor_after_the_office_took_it_and_published_its_own_words(
    program: Program, advance: Callable[..., None]
) -> None:
    reference = program.file(**PRIVATE)
    advance(reference, "take")
    advance(reference, "publish", public_text="ไฟดับหนึ่งดวง")
    text = everything(program, reference)
    assert "ไฟดับหนึ่งดวง" in text
    assert leaks(text) == []


def test_nor_to_the_reporter_nor_to_an_officer(
    program: Program,
    sign_in: Callable[[str], object],
    officer: Actor,
    token_of: Callable[[Actor], str],
) -> None:
    from django.test import Client

    reference = program.file(**PRIVATE)
    signed_in = sign_in("officer")
    assert isinstance(signed_in, Client)
    assert leaks(everything(Program(signed_in), reference)) == []
    bearer = {"Authorization": f"Bearer {token_of(officer)}"}
    assert leaks(program.get(f"requests/{reference}.json", headers=bearer).content.decode()) == []


def test_reading_writes_no_look_and_sets_no_cookie(program: Program) -> None:
    from korat.blocks.cases import queries
    from korat.blocks.ledger.models import Act

    reference = program.file(**PRIVATE)
    face = queries.case_face(reference)
    assert face is not None
    response = program.get(f"requests/{reference}.json")
    assert not response.cookies
    assert not Act.objects.filter(about=face.uuid, look=True).exists()


def test_errors_do_not_repeat_what_was_sent(program: Program) -> None:
    wrong = PRIVATE | {"email": "canary at example", "phone": "canary-phone", "media_url": "canary-url"}
    said = program.refused(program.post({"service_code": "light", "lat": "canary-lat"} | wrong))
    assert "canary" not in said.lower()


def test_the_token_of_another_opens_no_sealed_report(
    program: Program,
    outsider: Actor,
    token_of: Callable[[Actor], str],
    dressed: Callable[..., ServiceDefinition],
) -> None:
    light = next(one for one in dressed().categories if one.code == "light")
    dressed(categories=(light.model_copy(update={"sealed": True}),))
    reference = program.file()
    bearer = {"Authorization": f"Bearer {token_of(outsider)}"}
    program.refused(program.get(f"requests/{reference}.json", headers=bearer), 404)
