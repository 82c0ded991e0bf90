"""SMS through a real HTTP gateway: what it is asked, what its answers mean, what fits."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from uuid import UUID

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from korat.blocks.messages.channels import Accepted, Deferred, Letter, Rejected, web
from korat.blocks.messages.channels.sms import send as sms
from korat.blocks.messages.channels.sms.send import Sms
from korat.kernel import clock
from korat.kernel.thai import clusters
from tests.blocks.messages import servers

AT = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
ID = UUID("0193f5f0-0000-7000-8000-000000000001")
LINK = "https://korat.example/c/R69-000001-1"


def letter(title: str = "รับเรื่องแล้ว", body: str = f"ติดตามเรื่องของท่านได้ที่ {LINK}") -> Letter:
    return Letter(id=ID, to="+66812345678", title=title, body=body, at=AT)


def test_the_gateway_is_asked_with_token_key_and_text() -> None:
    with servers.gateway((202, {}, '{"id": "gw-77"}')) as gateway:
        assert Sms(gateway.url).send(letter()) == Accepted("gw-77")
    ((path, headers, content),) = gateway.asked
    assert path == "/send"
    assert headers["Authorization"] == "Bearer s:cret"
    assert headers["Idempotency-Key"] == str(ID)
    assert content == {"to": "+66812345678", "text": f"ติดตามเรื่องของท่านได้ที่ {LINK}", "id": str(ID)}


def test_the_same_letter_carries_the_same_key_however_often_it_goes() -> None:
    with servers.gateway((500, {}, ""), (200, {}, "")) as gateway:
        assert isinstance(Sms(gateway.url).send(letter()), Deferred)
        assert isinstance(Sms(gateway.url).send(letter()), Accepted)
    assert len({headers["Idempotency-Key"] for _, headers, _ in gateway.asked}) == 1


@pytest.mark.parametrize("body", ["", "OK", "[]", "null", '{"id": null}', '{"id": {"a": 1}}', "{"])
def test_without_the_gateways_own_name_ours_counts(body: str) -> None:
    with servers.gateway((200, {}, body)) as gateway:
        assert Sms(gateway.url).send(letter()) == Accepted(str(ID))


@pytest.mark.parametrize(
    ("code", "headers", "outcome"),
    [
        (429, {"Retry-After": "120"}, Deferred("http_429", after=timedelta(minutes=2), down=True)),
        (429, {"Retry-After": "99999999999999"}, Deferred("http_429", after=timedelta(days=1), down=True)),
        (429, {"Retry-After": "soon"}, Deferred("http_429", down=True)),
        (429, {}, Deferred("http_429", down=True)),
        (503, {"Retry-After": "5"}, Deferred("http_503", after=timedelta(seconds=5), down=True)),
        (500, {}, Deferred("http_500", down=True)),
        (302, {"Location": "/elsewhere"}, Deferred("http_302", down=True)),
        (401, {}, Deferred("http_401", down=True)),
        (409, {}, Deferred("http_409")),
        (400, {}, Rejected("http_400")),
        (422, {}, Rejected("http_422")),
    ],
)
def test_each_answer_has_its_meaning(code: int, headers: dict[str, str], outcome: object) -> None:
    with servers.gateway((code, headers, "")) as gateway:
        assert Sms(gateway.url).send(letter()) == outcome
    assert len(gateway.asked) == 1


def test_a_date_in_retry_after_is_waited_for() -> None:
    with clock.frozen(AT):
        assert web.wait(format_datetime(AT + timedelta(minutes=7), usegmt=True)) == timedelta(minutes=7)
        assert web.wait(format_datetime(AT - timedelta(minutes=7), usegmt=True)) == timedelta()


def test_a_gateway_too_slow_to_answer_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    hasty = sms.httpx.Client(timeout=0.1)
    monkeypatch.setattr(sms, "client", lambda: hasty)
    with servers.gateway((200, {}, ""), slow_s=0.4) as gateway, hasty:
        assert Sms(gateway.url).send(letter()) == Deferred("unreachable", down=True)


def test_a_gateway_that_is_not_there_is_tried_again() -> None:
    url = f"http://127.0.0.1:{servers.free_port()}/"
    assert Sms(url).send(letter()) == Deferred("unreachable", down=True)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a" * 160, 1), ("a" * 161, 2), ("a" * 306, 2), ("a" * 307, 3),
        ("[" * 80, 1), ("[" * 81, 2),
        ("ก" * 70, 1), ("ก" * 71, 2), ("ก" * 134, 2), ("ก" * 135, 3),
        ("a" * 69 + "ก", 1), ("🙏" * 35, 1), ("🙏" * 36, 2), ("", 1),
    ],
)  # fmt: skip
def test_parts_are_counted_as_the_network_counts_them(text: str, parts: int) -> None:
    assert sms.parts(text) == parts


THAI = st.text(st.sampled_from("กขคงจนบมรสะาิีึืุูเแโใไ่้๊๋็์ํ 12ab"), max_size=400)


@given(THAI, THAI, st.booleans())
def test_whatever_is_sent_fits_and_keeps_its_link(title: str, words: str, linked: bool) -> None:
    body = f"{words} {LINK}" if linked else words
    text = sms.fitted(letter(title, body))
    assert sms.parts(text) <= sms.MOST_PARTS
    assert not linked or text.endswith(LINK)


@given(THAI.map(lambda text: f"{text}ปู่ย่า" * 30))
@example("ก" * 199 + "กี่กี่")
def test_a_long_text_is_cut_between_thai_letters_never_within_one(title: str) -> None:
    cut = sms.cut(title, "")
    assert title.startswith(cut)
    whole = clusters(title)
    assert any("".join(whole[:count]).rstrip() == cut for count in range(len(whole) + 1))


def test_the_body_goes_whole_as_long_as_it_fits() -> None:
    body = "ก" * 201
    assert sms.fitted(letter(body=body)) == body
    assert json.dumps(sms.fitted(letter(body=body + "ข"))) == json.dumps("รับเรื่องแล้ว")
