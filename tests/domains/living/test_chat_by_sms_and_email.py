"""The same conversation by text message and by e-mail, with what is peculiar to them: parts, forged senders, machines."""

from __future__ import annotations

import itertools
import json
import mailbox
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.conf import settings as secrets
from django.test import Client

from korat.blocks.cases import queries as cases
from korat.blocks.cases.models import Case, CaseReport
from korat.blocks.documents.models import Document
from korat.blocks.ledger import actions as ledger
from korat.blocks.messages import actions as messages
from korat.blocks.messages import queries
from korat.blocks.messages.channels.sms.receive import signature
from korat.blocks.messages.models import Inbound, Message
from korat.blocks.people import queries as people
from korat.domains.living.chat import answers
from korat.domains.living.chat.listener import Chat
from korat.domains.living.chat.steps import written
from korat.domains.living.chat.talk import Talk
from korat.kernel import clock, settings
from korat.kernel.ids import parse_reference
from tests.blocks.documents.pictures import phone_photo
from tests.reports import IN_TOWN, filed
from tests.things import lamp

SOMJAI = "+66812345678"
counted = itertools.count()


def text(words: str, sender: str = SOMJAI, id: str = "", secret: str = "", **more: object) -> int:
    told = {"id": id or f"gw-{next(counted)}", "from": sender, "text": words, **more}
    body = json.dumps(told, ensure_ascii=False).encode()
    headers = {"X-Signature": signature(secret or secrets.KORAT_SMS_SECRET, body)}
    return Client().post("/channels/sms", body, "application/json", headers=headers).status_code


def work(later: timedelta = timedelta()) -> None:
    while messages.handle_due(clock.now() + later, Chat()):
        pass
    while messages.deliver_due(clock.now() + later):
        pass


def say(words: str, sender: str = SOMJAI) -> str:
    assert text(words, sender) == 200
    work()
    return last(sender)


def last(to: str) -> str:
    return next(post.body for post in queries.demo_posts() if post.address == to)


def reference_in(said: str) -> str:
    return next(filter(None, (parse_reference(word) for word in said.split())))


def words_of(reference: str) -> tuple[str, str]:
    face = cases.case_face(reference)
    assert face is not None
    own = people.actor_of(face.subject, session="test")
    with ledger.look(actor=own, purpose="self", subjects=[face.subject], now=clock.now()):
        report = CaseReport.objects.get(case__reference=reference)
    return report.description, report.landmark


@pytest.fixture
def gateway(house: None) -> None:
    """A house whose operator shares a secret with a gateway; a demonstration makes one."""
    assert secrets.KORAT_SMS_SECRET


def test_a_report_by_text_message(gateway: None) -> None:
    asked = say("ไฟทางดับ")
    assert "1 " in asked
    assert "อยู่ที่ไหน" in asked
    assert "ส่งตำแหน่ง" not in asked, "a text message cannot send one"
    say("หน้าวัดสีคิ้ว")
    said = say("1")
    reference = reference_in(said)
    assert words_of(reference) == ("ไฟทางดับ", "หน้าวัดสีคิ้ว")
    face = cases.case_face(reference)
    assert face is not None and face.channel == "sms"
    assert "รหัส" in said


def test_the_status_and_the_last_word_by_text_message(gateway: None) -> None:
    for words in ("ไฟทางดับ", "หน้าวัด"):
        say(words)
    reference = reference_in(say("ใช่"))
    assert reference in say(f"{reference}")
    Case.objects.using("owner").filter(reference=reference).update(step="done")
    say(f"{reference} ยังไม่เรียบร้อย")
    face = cases.case_face(reference)
    assert face is not None and face.reopened == 1


def test_a_text_of_1000_letters_in_parts_out_of_order_is_one_report_kept_whole(gateway: None) -> None:
    story = ("ถนนเป็นหลุม รถล้มบ่อย " * 50)[:1000].strip()
    parts = [story[at : at + 67] for at in range(0, len(story), 67)]
    order = sorted(range(len(parts)), key=lambda number: (number * 7) % len(parts))
    for number in order:
        part = {"of": len(parts), "number": number + 1, "reference": "42"}
        assert text(parts[number], id="long", part=part) == 200
        assert text(parts[number], id="long", part=part) == 200, "delivered again"
        work()
    say("หน้าตลาด")
    assert words_of(reference_in(say("1")))[0] == " ".join(story.split())
    assert Message.objects.filter(template="chat-place").count() == 1


def test_a_text_of_1000_letters_that_comes_whole_stays_whole(gateway: None) -> None:
    story = ("ถนนเป็นหลุมลึก " * 80)[:1000].strip()
    say(story)
    say("หน้าตลาด")
    assert words_of(reference_in(say("1")))[0] == story


def test_twelve_kinds_by_text_message_fit_and_are_not_cut(gateway: None) -> None:
    from korat.blocks.messages.channels import Letter
    from korat.blocks.messages.channels.sms.send import fitted

    said = say("มีเรื่องอยากบอก กขฃคฅ")
    assert "ใกล้เคียง" in said and "\n11 " in said
    now = clock.now()
    letter = Letter(id=Message.objects.latest("id").uuid, to=SOMJAI, title="", body=said, at=now, whole=True)
    assert fitted(letter) == said


def test_a_part_that_never_comes_is_waited_for_ten_minutes(gateway: None) -> None:
    text("ไฟทางดับหน้า", id="half", part={"of": 2, "number": 1, "reference": "7"})
    work()
    assert Inbound.objects.filter(handled_at=None).count() == 1
    work(timedelta(minutes=11))
    assert Inbound.objects.filter(handled_at=None).count() == 0


@pytest.mark.parametrize(
    "part", [{"of": 2, "number": 3}, {"of": 0, "number": 0}, {"of": 999, "number": 1}, {"of": "x"}]
)
def test_parts_of_no_whole_are_refused(gateway: None, part: dict[str, object]) -> None:
    assert text("ไฟดับ", part={"reference": "1", **part}) == 400
    assert Inbound.objects.count() == 0


def test_the_stand_in_signs_what_the_house_takes(gateway: None) -> None:
    from korat.config.standins.sms import messages as as_told

    told = list(as_told(SOMJAI, "ไฟทางดับหน้าวัด " * 20, True))
    assert len(told) > 1
    for one in told:
        body = json.dumps(one, ensure_ascii=False).encode()
        headers = {"X-Signature": signature(secrets.KORAT_SMS_SECRET, body)}
        assert Client().post("/channels/sms", body, "application/json", headers=headers).status_code == 200
    work()
    assert Message.objects.filter(channel="sms").count() == 1


def test_a_message_without_our_signature_is_refused(gateway: None) -> None:
    assert text("ไฟดับ", secret="another") == 401
    assert Inbound.objects.count() == 0


def test_the_sender_is_nobody_we_know_however_well_the_number_is_known(gateway: None, resident) -> None:
    for words in ("ไฟทางดับ", "หน้าวัด"):
        say(words)
    face = cases.case_face(reference_in(say("ใช่")))
    assert face is not None and face.subject != resident.subject


def test_another_telephone_learns_nothing_of_a_case_that_is_not_public(gateway: None) -> None:
    for words in ("ไฟทางดับ", "หน้าวัด"):
        say(words)
    reference = reference_in(say("ใช่"))
    Case.objects.using("owner").filter(reference=reference).update(public=False)
    assert "ไม่พบ" in say(reference, "+66899999999")


# By e-mail.


@pytest.fixture
def box(house: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[mailbox.Maildir]:
    """A maildir, filled as a mail server would."""
    monkeypatch.setenv("KORAT_MAILDIR", str(tmp_path / "mail"))
    settings.read.cache_clear()
    yield mailbox.Maildir(tmp_path / "mail")
    monkeypatch.undo()
    settings.read.cache_clear()


def mail(words: str, subject: str = "แจ้งปัญหา", sender: str = "somjai@example.org", **headers: str) -> EmailMessage:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = sender, "town@example.org", subject
    letter["Message-ID"] = headers.pop("Message_ID", f"<{next(counted)}@example.org>")
    for name, value in headers.items():
        letter[name.replace("_", "-")] = value
    letter.set_content(words)
    return letter


def arrive(box: mailbox.Maildir, *letters: EmailMessage) -> None:
    for letter in letters:
        box.add(letter)
    messages.collect(clock.now())
    work()


def test_a_report_by_email_with_its_photo(box: mailbox.Maildir) -> None:
    letter = mail("ไฟทางดับมาสามคืนแล้ว", "ไฟทางดับ")
    letter.add_attachment(phone_photo(), maintype="image", subtype="jpeg", filename="lamp.jpg")
    arrive(box, letter)
    assert "อยู่ที่ไหน" in last("somjai@example.org")
    arrive(box, mail("หน้าวัดสีคิ้ว\n> อยู่ที่ไหน", "Re:"))
    arrive(box, mail("ใช่", ""))
    reference = reference_in(last("somjai@example.org"))
    face = cases.case_face(reference)
    assert face is not None and face.channel == "email"
    assert words_of(reference) == ("ไฟทางดับ\nไฟทางดับมาสามคืนแล้ว", "หน้าวัดสีคิ้ว")
    assert Document.objects.filter(about=face.uuid).count() == 1


def test_an_answer_goes_into_the_same_thread(box: mailbox.Maildir, monkeypatch: pytest.MonkeyPatch) -> None:
    from korat.blocks.messages import channels
    from tests.blocks.messages.outbox import Noting

    noting = Noting()
    monkeypatch.setattr(channels, "of", lambda _: noting)
    arrive(box, mail("ไฟทางดับ", Message_ID="<first@example.org>"))
    assert noting.letters[0].thread == "<first@example.org>"


def test_the_same_letter_twice_is_heard_once(box: mailbox.Maildir) -> None:
    arrive(box, *(mail("ไฟทางดับ", Message_ID="<same@example.org>") for _ in range(2)))
    assert Message.objects.filter(channel="email").count() == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"}, {"Auto_Submitted": "auto-generated; x=y"}, {"Precedence": "bulk"},
        {"List_Id": "<news.example.org>"}, {"Return_Path": "<>"}, {"sender": "MAILER-DAEMON@example.org"},
        {"X_Auto_Response_Suppress": "All"},
    ],
)  # fmt: skip
def test_machines_are_never_answered(box: mailbox.Maildir, headers: dict[str, str]) -> None:
    arrive(box, mail("ไม่อยู่ที่สำนักงาน", "Out of office", **headers))
    assert Inbound.objects.count() == 0 and queries.demo_posts() == ()
    assert messages.collect(clock.now()) == 0, "put aside, not read again"


def test_the_number_in_the_subject_finds_the_case(box: mailbox.Maildir) -> None:
    arrive(box, mail("ไฟทางดับ", ""))
    arrive(box, mail("หน้าวัด", ""))
    arrive(box, mail("ใช่", ""))
    reference = reference_in(last("somjai@example.org"))
    arrive(box, mail("ถึงไหนแล้ว", f"Re: {reference}"))
    assert reference in last("somjai@example.org")
    assert Case.objects.filter(channel="email").count() == 1


def test_letters_that_nobody_can_read_hold_up_nothing(box: mailbox.Maildir) -> None:
    folder = Path(box._path) / "new"
    (folder / "1.broken").write_bytes(b"From: a@example.org\nContent-Type: text/plain; charset=no-such\n\n\xff\xfe")
    (folder / "2.empty").write_bytes(b"")
    arrive(box, mail("ไฟทางดับ"))
    assert Message.objects.filter(channel="email").count() >= 1
    assert not list(folder.iterdir())


def test_words_do_not_stay_in_the_maildir(box: mailbox.Maildir) -> None:
    arrive(box, mail("ไฟทางดับ"))
    assert not any(path.is_file() for path in Path(box._path).rglob("*"))


def test_what_was_heard_does_not_stay_in_the_maildir(box: mailbox.Maildir) -> None:
    letter = mail("ไฟทางดับ")
    letter.add_attachment(phone_photo(), maintype="image", subtype="jpeg", filename="lamp.jpg")
    arrive(box, letter)
    assert not list((Path(box._path) / "cur").iterdir())


def test_who_writes_of_a_lamp_that_was_reported_is_asked_whether_to_follow(box: mailbox.Maildir, resident) -> None:
    lamp("SK-1", clock.now() - timedelta(hours=6))
    told = filed(resident, clock.now() - timedelta(hours=5), where=replace(IN_TOWN, asset="SK-1"))
    arrive(box, mail("ไฟทางดับ เสา SK-1", ""))
    assert f"1 ติดตาม {told.reference}" in last("somjai@example.org")
    assert Case.objects.count() == 1
    arrive(box, mail("1", ""))
    assert Case.objects.get(channel="email").main_id == Case.objects.get(reference=told.reference).pk


def test_a_service_at_a_house_asks_its_own_question_and_takes_no_number_for_a_pole(gateway: None) -> None:
    pole, talk = lamp("SK-9001", clock.now()), Talk(service="waste-fee", text="ขอถังขยะ", asked="place")
    (asked,) = answers.of_place(talk, "line").replies
    assert "เก็บขยะที่บ้านหรือร้านไหน" in str(asked.values["words"])
    assert "99/1" in str(asked.values["words"])
    told = written(talk, f"99/1 ใกล้ {pole.number}")
    assert (told.landmark, told.thing) == (f"99/1 ใกล้ {pole.number}", "")
    assert written(replace(talk, service="report-problem"), f"ใกล้ {pole.number}").thing == pole.number
