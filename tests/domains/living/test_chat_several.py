"""Several troubles told in one conversation: one more reply makes a case of each."""

from __future__ import annotations

import pytest

from korat.blocks.cases import queries as cases
from korat.blocks.cases.models import Case
from korat.blocks.documents.models import Document
from korat.blocks.messages.actions import handle
from tests.blocks.documents.pictures import phone_photo
from tests.blocks.messages import line
from tests.blocks.messages.line import SOMJAI, ByHand
from tests.domains.living import test_chat_by_sms_and_email as sms
from tests.domains.living.test_chat import platform as platform
from tests.domains.living.test_chat import reference_in, say, tap, turn, work
from tests.domains.living.test_chat_by_sms_and_email import gateway as gateway

BOTH = "ไฟทางดับ แล้วขยะก็ล้นถัง มาสามวันแล้ว"


def kinds() -> list[str]:
    return sorted(Case.objects.values_list("category", flat=True))


def told(platform: ByHand) -> str:
    """Both troubles and their place; what is asked then."""
    say(platform, BOTH)
    tap(platform, "kind light") if platform.said(SOMJAI)[-1].startswith("เรื่องนี้ใกล้เคียง") else None
    return say(platform, "หน้าวัดสีคิ้ว")


def test_the_other_trouble_is_offered_and_each_becomes_a_case(platform: ByHand) -> None:
    asked = told(platform)
    assert "ขยะ" in asked
    assert "ส่งเป็นเรื่องแยก" in asked
    tap(platform, "also waste")
    platform.show(SOMJAI, phone_photo())
    turn(platform)
    assert "ไฟทางดับ + ขยะ" in platform.said(SOMJAI)[-1]
    assert kinds() == []
    said = tap(platform, "yes")
    assert kinds() == ["light", "waste"]
    for case in Case.objects.all():
        assert case.reference in said
        assert case.linked
        assert Document.objects.filter(about=case.uuid).count() == 1
    assert len(set(Case.objects.values_list("subject", flat=True))) == 1


def test_who_wants_one_alone_sends_one(platform: ByHand) -> None:
    told(platform)
    tap(platform, "alone")
    say(platform, "ข้าม")
    said = tap(platform, "yes")
    assert kinds() == ["light"]
    assert reference_in(said) == Case.objects.get().reference


def test_the_last_word_delivered_again_and_a_worker_killed_over_it_make_each_case_once(
    platform: ByHand, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(platform)
    tap(platform, "also waste")
    say(platform, "ข้าม")
    platform.tap(SOMJAI, "yes", "ส่ง")
    events = list(platform.events)
    line.post(*events)
    with monkeypatch.context() as torn:
        torn.setattr(handle.talks, "keep", killed)
        with pytest.raises(KeyboardInterrupt):
            work()
    assert kinds() == [], "nothing stands of a turn that was not finished"
    turn(platform)
    line.post(*events)
    turn(platform)
    assert kinds() == ["light", "waste"]


def killed(*_: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("yes", ["1", "ส่ง"])
def test_by_text_message_one_word_or_number_sends_both(gateway: None, yes: str) -> None:
    sms.say(BOTH)
    assert "ขยะ" in sms.say("หน้าวัดสีคิ้ว")
    sms.say(yes)
    said = sms.say("1")
    assert kinds() == ["light", "waste"]
    references = Case.objects.values_list("reference", flat=True)
    assert all(one in said for one in references)
    assert {cases.case_face(one).channel for one in references} == {"sms"}


def test_one_trouble_is_not_asked_about(platform: ByHand) -> None:
    say(platform, "ไฟทางดับหน้าวัด มืดมาก")
    assert "เรื่องแยก" not in say(platform, "หน้าวัด")


def test_who_tells_more_while_asked_is_asked_about_that_too(platform: ByHand) -> None:
    told(platform)
    asked = say(platform, "ท่อก็อุดตัน น้ำขังหน้าบ้าน")
    assert "ท่อ" in asked or "ระบาย" in asked
    assert any(one.get("data") == "also waste" for one in platform.offered(SOMJAI))
