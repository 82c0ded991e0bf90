"""A report told by LINE, as a resident lives it: the stand-in's real server, our real worker, a real case at the end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest

from korat.blocks.cases import queries as cases
from korat.blocks.cases.models import Case, CaseReport
from korat.blocks.documents.models import Document
from korat.blocks.ledger import actions as ledger
from korat.blocks.messages import actions as messages
from korat.blocks.messages import queries
from korat.blocks.messages.models import Inbound, Message
from korat.domains.living.chat.listener import Chat
from korat.kernel import clock
from korat.kernel.ids import parse_reference
from tests.blocks.documents.pictures import phone_photo
from tests.blocks.messages import line
from tests.blocks.messages.line import BOONMA, PLACE, SOMJAI, ByHand


@pytest.fixture
def platform(house: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[ByHand]:
    with line.running(monkeypatch) as running:
        yield running


def turn(platform: ByHand) -> None:
    """What waits is delivered; the worker hears and answers."""
    line.deliver(platform)
    work()


def work() -> None:
    while messages.handle_due(clock.now(), Chat()):
        pass
    while messages.deliver_due(clock.now()):
        pass


def say(platform: ByHand, text: str, user: str = SOMJAI) -> str:
    platform.say(user, text)
    turn(platform)
    return platform.said(user)[-1]


def tap(platform: ByHand, data: str, user: str = SOMJAI) -> str:
    chosen = next(one for one in platform.offered(user) if one.get("data") == data)
    platform.tap(user, chosen["data"], chosen["displayText"])
    turn(platform)
    return platform.said(user)[-1]


def filed(platform: ByHand, user: str = SOMJAI) -> str:
    say(platform, "ไฟทางดับหน้าวัด มืดมาก", user)
    platform.stand(user, *PLACE)
    turn(platform)
    tap(platform, "skip", user)
    said = tap(platform, "yes", user)
    return reference_in(said)


def reference_in(text: str) -> str:
    return next(filter(None, (parse_reference(word) for word in text.split())))


def test_a_lamp_is_reported_by_line_question_after_question(platform: ByHand) -> None:
    assert "ไฟทางดับ" in say(platform, "ไฟทางดับหน้าวัด มืดมาก")
    platform.stand(SOMJAI, *PLACE)
    turn(platform)
    assert "รูป" in platform.said(SOMJAI)[-1]
    platform.show(SOMJAI, phone_photo())
    turn(platform)
    assert "ไฟทางดับหน้าวัด มืดมาก" in platform.said(SOMJAI)[-1]
    assert Case.objects.count() == 0
    face = cases.case_face(reference_in(tap(platform, "yes")))
    assert face is not None and face.category is not None
    assert (face.channel, face.category.code, face.point is not None) == ("line", "light", True)
    assert Document.objects.filter(about=face.uuid).count() == 1


@pytest.mark.parametrize("said", ["สวัสดี", "สวัสดีครับ", "สวัสดีค่ะ", "Hello"])
def test_a_greeting_is_answered_with_one_and_is_no_report(platform: ByHand, said: str) -> None:
    greeted = say(platform, said)
    assert "เล่าปัญหา" in greeted or "tell us" in greeted
    assert "ไฟทางดับ" in say(platform, "ไฟทางดับหน้าวัด มืดมาก")


def test_a_polite_yes_is_a_yes(platform: ByHand) -> None:
    say(platform, "ไฟทางดับหน้าวัด มืดมาก")
    platform.stand(SOMJAI, *PLACE)
    turn(platform)
    say(platform, "ไม่มีรูปค่ะ")
    say(platform, "ส่งเลยครับ")
    assert Case.objects.count() == 1


def test_every_answer_carries_a_code_of_its_own_that_the_house_knows(platform: ByHand) -> None:
    filed(platform)
    sent = Message.objects.filter(channel="line")
    assert sent.count() == len({row.code for row in sent}) == len(platform.said(SOMJAI)) == 4
    for row, said in zip(sent.order_by("id"), platform.said(SOMJAI), strict=True):
        assert row.code in said
        found = queries.sent_with(row.code, said)
        assert found is not None and found.same_words is True


def test_answers_go_by_the_free_reply_token_and_not_as_a_push(platform: ByHand) -> None:
    filed(platform)
    assert platform.pushes == 0
    assert set(Message.objects.filter(channel="line").values_list("state", flat=True)) == {"accepted"}


def test_words_of_danger_stop_the_conversation_with_buttons_to_call(platform: ByHand) -> None:
    say(platform, "สะพานพังลงมา ขอกู้ภัยด่วน")
    uris = [one["uri"] for one in platform.offered(SOMJAI) if one["type"] == "uri"]
    assert "tel:191" in uris or "tel:199" in uris
    assert Case.objects.count() == 0
    assert "เข้าใจว่าเป็นเรื่อง" in tap(platform, "safe") or "ใกล้เคียง" in platform.said(SOMJAI)[-1]


def test_who_goes_on_after_words_of_danger_is_marked_as_urgent(platform: ByHand) -> None:
    for text in ("ไฟทางดับ เสาไฟล้มทับคน ขอกู้ภัย", "หน้าวัด", "ข้าม"):
        say(platform, text)
        if any(one.get("data") == "safe" for one in platform.offered(SOMJAI)):
            tap(platform, "safe")
    tap(platform, "yes")
    assert Case.objects.get(channel="line").urgent


def test_who_guesses_wrong_lets_the_person_choose(platform: ByHand) -> None:
    say(platform, "ไฟทางดับหน้าวัด")
    tap(platform, "change")
    assert len(platform.offered(SOMJAI)) <= 13
    assert "ถนนชำรุด" in tap(platform, "kind road")


def test_a_landmark_in_words_is_a_place_too(platform: ByHand, resident) -> None:
    say(platform, "ถนนเป็นหลุม")
    say(platform, "หน้าโรงเรียนบ้านหัวสระ")
    tap(platform, "skip")
    face = cases.case_face(reference_in(tap(platform, "yes")))
    assert face is not None and face.point is None
    with ledger.look(actor=own(face.subject), purpose="self", subjects=[face.subject], now=clock.now()):
        report = CaseReport.objects.get(case__reference=face.reference)
    assert (report.landmark, report.description) == ("หน้าโรงเรียนบ้านหัวสระ", "ถนนเป็นหลุม")


def own(subject: int):
    from korat.blocks.people import queries as people

    return people.actor_of(subject, session="test")


def test_a_place_outside_the_province_is_asked_again(platform: ByHand) -> None:
    say(platform, "ไฟทางดับ")
    platform.stand(SOMJAI, 13.75, 100.5)
    turn(platform)
    said = platform.said(SOMJAI)[-1]
    assert "นอกจังหวัด" in said or "รูป" in said


def test_cancelled_is_forgotten(platform: ByHand) -> None:
    say(platform, "ไฟทางดับ")
    assert "ไม่ได้ส่ง" in say(platform, "ยกเลิก")
    assert Case.objects.count() == 0
    from korat.blocks.messages.models import Talk

    assert Talk.objects.count() == 0


def test_a_number_typed_means_the_answer_it_stands_for(platform: ByHand) -> None:
    say(platform, "ไฟทางดับหน้าวัด")
    say(platform, "หน้าวัด")
    say(platform, "ข้าม")
    assert reference_in(say(platform, "1"))


def test_the_status_is_told_by_the_number_alone(platform: ByHand) -> None:
    reference = filed(platform)
    assert reference in say(platform, reference)
    assert reference in say(platform, f"เรื่อง {reference.replace('-', '')} ถึงไหนแล้ว")


def test_a_sealed_case_does_not_exist_for_others(platform: ByHand) -> None:
    reference = filed(platform)
    Case.objects.using("owner").filter(reference=reference).update(public=False)
    assert reference in say(platform, reference)
    assert "ไม่พบ" in say(platform, reference, BOONMA)


def test_the_reporter_says_by_one_tap_that_it_is_solved(platform: ByHand) -> None:
    reference = filed(platform)
    Case.objects.using("owner").filter(reference=reference).update(step="done")

    platform.tap(SOMJAI, f"solved {reference} yes", "เรียบร้อยแล้ว")
    turn(platform)
    face = cases.case_face(reference)
    assert face is not None and (face.solved, face.closed) == (True, True)
    assert reference in platform.said(SOMJAI)[-1]


def test_what_was_closed_because_nobody_answered_is_taken_up_again_by_one_tap(platform: ByHand) -> None:
    reference = filed(platform)
    closed = {"step": "unanswered", "state": "closed", "closed_at": clock.now()}
    Case.objects.using("owner").filter(reference=reference).update(**closed)
    for who, step in ((BOONMA, "unanswered"), (SOMJAI, "reopened")):
        platform.tap(who, f"solved {reference} no", "ยังไม่เรียบร้อย")
        turn(platform)
        assert Case.objects.get(reference=reference).step == step
    assert reference in platform.said(SOMJAI)[-1]


def test_another_cannot_answer_for_the_reporter(platform: ByHand) -> None:
    reference = filed(platform)
    Case.objects.using("owner").filter(reference=reference).update(step="done")
    platform.tap(BOONMA, f"solved {reference} yes", "เรียบร้อยแล้ว")
    turn(platform)
    face = cases.case_face(reference)
    assert face is not None and face.solved is None
    assert "ไม่พบ" in platform.said(BOONMA)[-1]


def test_who_writes_english_is_answered_in_english(platform: ByHand) -> None:
    assert "We understand" in say(platform, "street light is out near the temple")


def test_a_file_that_is_no_photo_is_refused_in_words_and_the_conversation_goes_on(platform: ByHand) -> None:
    say(platform, "ไฟทางดับ")
    platform.stand(SOMJAI, *PLACE)
    turn(platform)
    platform.show(SOMJAI, b"MZ no picture")
    turn(platform)
    assert Inbound.objects.filter(handled_at=None).count() == 0
    say(platform, "ข้าม")
    assert "ทวน" in platform.said(SOMJAI)[-1]


def test_nothing_that_was_said_stays_in_the_inbound_table(platform: ByHand, now: datetime) -> None:
    filed(platform)
    assert Inbound.objects.count() == 4
    assert not Inbound.objects.exclude(sealed=None).exists()
