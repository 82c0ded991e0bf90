"""One letter to LINE over a real HTTP server: reply first, push once, and what each answer means."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import httpx
import pytest

from korat.blocks.messages.channels import Accepted, Choice, Deferred, Letter, Rejected
from korat.blocks.messages.channels.line.send import Line, action, message
from korat.blocks.messages.channels.line.shape import REAL, REAL_DATA, Api
from korat.kernel import clock
from tests.blocks.messages import servers

AT = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
ID = UUID("0193f5f0-0000-7000-8000-000000000001")
SENT = '{"sentMessages": [{"id": "461230966842064897"}]}'


def letter(**more: object) -> Letter:
    return Letter(id=ID, to="U1", title="หัวข้อ", body="ข้อความ", at=AT, **more)


def fresh() -> Letter:
    return letter(reply="token", reply_until=clock.now() + timedelta(seconds=30))


def line(gateway: servers.Gateway) -> Line:
    return Line(Api("http://127.0.0.1:" + gateway.url.rpartition(":")[2].partition("/")[0], "access"))


def paths(gateway: servers.Gateway) -> list[str]:
    return [path.rpartition("/")[2] for path, _, _ in gateway.asked]


def test_a_fresh_token_is_answered_by_a_reply() -> None:
    with servers.gateway((200, {}, SENT)) as gateway:
        assert line(gateway).send(fresh()) == Accepted("461230966842064897")
    ((_, headers, content),) = gateway.asked
    assert content == {"replyToken": "token", "messages": [{"type": "text", "text": "ข้อความ"}]}
    assert headers["Authorization"] == "Bearer access"


def test_a_token_that_line_refuses_is_followed_by_a_push() -> None:
    with servers.gateway((400, {}, '{"message": "Invalid reply token"}'), (200, {}, SENT)) as gateway:
        assert isinstance(line(gateway).send(fresh()), Accepted)
    assert paths(gateway) == ["reply", "push"]
    assert gateway.asked[1][1]["X-Line-Retry-Key"] == str(ID)


def test_a_token_that_is_over_is_not_tried() -> None:
    with servers.gateway((200, {}, SENT)) as gateway:
        line(gateway).send(letter(reply="token", reply_until=clock.now() - timedelta(seconds=1)))
    assert paths(gateway) == ["push"]


def test_what_line_has_already_is_done() -> None:
    with servers.gateway((409, {"x-line-accepted-request-id": "req-1"}, "")) as gateway:
        assert line(gateway).send(letter()) == Accepted("req-1")


@pytest.mark.parametrize(
    ("code", "headers", "outcome"),
    [
        (429, {"Retry-After": "30"}, Deferred("http_429", after=timedelta(seconds=30), down=True)),
        (500, {}, Deferred("http_500", down=True)),
        (401, {}, Deferred("http_401", down=True)),
        (400, {}, Rejected("http_400")),
    ],
)
def test_what_each_refusal_of_a_push_means(code: int, headers: dict[str, str], outcome: object) -> None:
    with servers.gateway((code, headers, "")) as gateway:
        assert line(gateway).send(letter()) == outcome


def test_the_retry_key_stays_the_same() -> None:
    with servers.gateway((500, {}, ""), (200, {}, SENT)) as gateway:
        line(gateway).send(letter())
        line(gateway).send(letter())
    assert len({headers["X-Line-Retry-Key"] for _, headers, _ in gateway.asked}) == 1


def test_a_reply_whose_answer_got_lost_is_not_said_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([httpx.ReadTimeout("late"), httpx.Response(400)])

    def post(_: Api, path: str, __: object, **___: str) -> httpx.Response:
        answer = next(answers)
        assert path.endswith("reply")
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(Api, "post", post)
    assert Line(Api("http://localhost:9", "access")).send(fresh()) == Accepted(str(ID))


def test_a_line_that_nobody_answers_at_is_down() -> None:
    assert Line(Api("http://127.0.0.1:9", "access")).send(letter()) == Deferred("unreachable", down=True)


def test_13_answers_at_most_each_with_a_label_of_20_letters() -> None:
    choices = tuple(Choice("ก" * 30, f"kind {number}") for number in range(20))
    items = message(letter(choices=choices))["quickReply"]["items"]
    assert len(items) == 13 and {len(item["action"]["label"]) for item in items} == {20}


@pytest.mark.parametrize(
    ("choice", "kind"),
    [
        (Choice("191", "191", "call"), {"type": "uri", "label": "191", "uri": "tel:191"}),
        (Choice("ดู", "https://a.example", "open"), {"type": "uri", "label": "ดู", "uri": "https://a.example"}),
        (Choice("ที่", "place", "place"), {"type": "location", "label": "ที่"}),
        (Choice("ใช่", "yes"), {"type": "postback", "label": "ใช่", "data": "yes", "displayText": "ใช่"}),
    ],
)
def test_what_a_tap_does(choice: Choice, kind: dict[str, str]) -> None:
    assert action(choice) == kind


def test_pictures_lie_on_lines_other_host() -> None:
    assert Api(REAL, "t").data_url == REAL_DATA
    assert Api("http://localhost:1", "t").data_url == "http://localhost:1"


def test_the_access_token_is_not_shown() -> None:
    assert "access" not in repr(Line(Api("http://localhost:1", "access")))
