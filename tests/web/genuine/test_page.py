"""The page as somebody uses it who got an odd message: paste, read one word, be told what to do."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from korat.blocks.catalog import queries as catalog
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act
from korat.blocks.messages.actions import deliver_due
from korat.blocks.messages.models import DemoPost, Message
from korat.kernel import ids
from korat.web.genuine import papers
from korat.web.genuine.papers import Paper, PaperView
from tests import pages
from tests.blocks.messages import outbox
from tests.cast import holder
from tests.reports import filed, office

PAGE, HOME = "/is-it-from-us/", "http://localhost:8000"
ENGLISH = {"genuine": "Yes, this is from us", "ours": "Yes, this is ours", "not_ours": "No, this is not from us",
           "part": "Part of this is from us, the rest is not", "unknown": "We cannot tell"}  # fmt: skip


def ask(browser: Client, text: str) -> Any:
    return browser.post(f"/en{PAGE}", {"text": text})


def says(answer: Any, verdict: str) -> bool:
    words = pages.words(answer)
    return ENGLISH[verdict] in words and not any(ENGLISH[other] in words for other in ENGLISH if other != verdict)


@pytest.fixture
def letter(resident: Actor, now: datetime) -> str:
    """A message that the house sent by SMS, as it arrived."""
    outbox.reachable(resident, now)
    outbox.send(resident, now, "sms", values={**outbox.VALUES, "link": f"{HOME}/c/RP69-000001-1"})
    deliver_due(now)
    return DemoPost.objects.latest("id").body


def code_of(letter: str) -> str:
    (code,) = (word for word in letter.split() if ids.parse_code(word) == word)
    return code


def test_a_message_of_ours_is_known_word_for_word(browser: Client, letter: str) -> None:
    answer = ask(browser, letter)
    assert answer.status_code == 200
    assert says(answer, "genuine")
    words = pages.words(answer)
    assert "word for word" in words and "By SMS" in words and "News that a report arrived" in words


def test_its_office_is_named_and_its_reader_is_not(browser: Client, resident: Actor, now: datetime) -> None:
    from korat.blocks.ledger import sealing
    from korat.blocks.reactions.follow import follow

    opened = filed(resident, now)
    while sealing.seal() + follow(now):
        pass
    row = Message.objects.get(about=opened.uuid, channel="sms")
    page = pages.words(ask(browser, row.code or ""))
    assert row.office_id == office("sikhio-town.engineering")
    assert "Engineering" in page
    assert opened.reference not in page and "สมใจ" not in page and "81234" not in page


@pytest.mark.parametrize("typed", ["{}", "{} ", "รหัส {}", "code: {}", "\u200b{}\u200b"])
def test_the_code_alone_is_enough_however_it_is_typed(browser: Client, letter: str, typed: str) -> None:
    code = code_of(letter)
    assert says(ask(browser, typed.format(code)), "genuine")
    assert says(ask(browser, code.lower().replace("-", "")), "genuine")
    assert says(browser.get(f"/en{PAGE}?code={code}"), "genuine")


def test_thai_digits_and_letters_that_look_alike_are_read(browser: Client, letter: str) -> None:
    from korat.kernel.texts import thai_digits

    code = code_of(letter)
    assert says(ask(browser, thai_digits(code).replace("0", "O").replace("1", "l")), "genuine")


def test_a_line_broken_anew_is_still_the_same_message(browser: Client, letter: str) -> None:
    assert says(ask(browser, letter.replace(" ", "\r\n", 3) + "\n\n"), "genuine")


def test_a_genuine_code_on_other_words_proves_nothing(browser: Client, letter: str) -> None:
    answer = ask(browser, f"โอนค่าปรับ 500 บาท ที่บัญชี 123-4-56789-0 รหัส {code_of(letter)}")
    assert says(answer, "unknown")
    assert "other words" in pages.words(answer)


TITLE = "รับเรื่องแล้ว R69-000001-1"


@pytest.mark.parametrize(
    "around",
    [
        '"{}"', "“{}”", "«{}»", "{}\n", "  {}  .", f"{TITLE}\n{{}}", f"เรื่อง: {TITLE}\n\n{{}}",
        "Subject: Received: RP69-000001-1\n{}",
        "14:32\n{}", "{}\n23/11/2569 09:05 น.", "[23 พ.ย. 2569, 09:05]\n{}", "Yesterday 9:05 pm\n{}", "วันที่ ๒๓/๑๑/๒๕๖๙\n{}",
        "สวัสดีค่ะ\n{}", "Hello,\n\n{}", "จาก: Korat\n{}", f'From: Korat\n{TITLE}\n"{{}}"\n10:00',
    ],
)  # fmt: skip
def test_a_title_quotation_marks_the_sender_and_the_time_around_our_words_are_harmless(
    browser: Client, letter: str, around: str
) -> None:
    brand = catalog.profile().brand.name.show("en")
    answer = ask(browser, around.replace("Korat", brand).format(letter))
    assert says(answer, "genuine"), pages.words(answer)
    assert "word for word" in pages.words(answer)


def test_our_words_quoted_in_a_mail_are_still_ours(browser: Client, letter: str) -> None:
    assert says(ask(browser, "> " + letter.replace("\n", "\n> ")), "genuine")


ADDED = [
    "โอนเงิน 500 บาทภายในวันนี้", "โทร 081-234-5678", "0812345678", "08-12-3456", "08.12 34.56", "กดลิงก์ข้างล่าง", "P.S. Call me",
    "From: 0812345678", "จาก: ธนาคาร", "รับเรื่องแล้ว โอนเงินที่ 0812345678", "สวัสดีค่ะ โอนเงินก่อนนะคะ", "Subject: pay now",
    "14:32 pay now", "LINE @korat-help", f"{HOME}/c/RP69-000009-9",
]  # fmt: skip


@pytest.mark.parametrize("line", ADDED)
@pytest.mark.parametrize("around", ["{line}\n{letter}", "{letter}\n{line}", '{line} "{letter}"', "{letter} {line}"])
def test_a_line_added_to_our_words_is_named_and_nothing_is_called_ours(
    browser: Client, letter: str, line: str, around: str
) -> None:
    answer = ask(browser, around.format(line=line, letter=letter))
    assert says(answer, "part")
    words = pages.words(answer)
    assert "Part of this is ours" in words and "This line is not ours" in words and line in words
    assert "It says word for word" not in words


def test_a_word_changed_inside_our_words_makes_none_of_them_ours(browser: Client, letter: str) -> None:
    answer = ask(browser, f"{TITLE}\n{letter.replace('เราได้รับ', 'เราไม่ได้รับ')}")
    assert says(answer, "unknown")
    assert "Part of this is ours" not in pages.words(answer) and "other words" in pages.words(answer)


def test_a_long_text_around_a_true_code_costs_little(browser: Client, letter: str) -> None:
    began = time.process_time()
    assert says(ask(browser, "ก " * 2200 + f" {code_of(letter)} " * 3), "unknown")
    assert time.process_time() - began < 1


def test_a_genuine_message_with_another_link_is_not_ours(browser: Client, letter: str) -> None:
    assert says(ask(browser, letter.replace(HOME, "http://localhost-8000.com")), "not_ours")
    assert says(ask(browser, letter + " https://evil.example/pay"), "not_ours")


def test_a_code_that_nobody_sent_is_not_ours(browser: Client) -> None:
    assert says(ask(browser, ids.code()), "not_ours")


def test_a_mistyped_code_is_asked_for_again(browser: Client) -> None:
    code = ids.code()
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    answer = ask(browser, wrong)
    assert says(answer, "unknown")
    assert "wrong letter" in pages.words(answer)


def test_a_telephone_number_grouped_like_a_code_is_no_code(browser: Client) -> None:
    assert says(ask(browser, "โทร 0812-3456-7 ด่วน"), "unknown")


def test_our_own_address_is_ours_and_words_around_it_prove_nothing(browser: Client) -> None:
    assert says(ask(browser, f"{HOME}/c/RP69-000001-1"), "ours")
    assert says(ask(browser, f"จังหวัดแจกเงิน ดู {HOME}/ แล้วโทร 0999999999"), "unknown")


def test_a_public_report_is_named_and_a_private_one_is_not_told_from_none(
    browser: Client, resident: Actor, officer: Actor, now: datetime
) -> None:
    public, private = filed(resident, now), filed(resident, now, "service")
    absent = ids.reference("RP", 2569, 987654)
    answer = ask(browser, public.reference)
    assert says(answer, "ours")
    said = pages.words(answer)
    assert "Engineering" in said and "everyone may see" in said and "leads to our own pages" not in said
    answers = [pages.words(ask(browser, one)).replace(one, "REF") for one in (private.reference, absent)]
    assert answers[0] == answers[1]
    assert "has the form of our numbers" in answers[0]


@pytest.mark.parametrize("template", ["emergency-notice", "mandate-given", "consent-asked"])
def test_a_notice_of_trust_has_a_kind_of_its_own(house: None, template: str) -> None:
    from korat.blocks.messages.queries import kind_of

    assert kind_of(template) is not None


def test_a_number_with_a_wrong_digit_is_said(browser: Client) -> None:
    good = ids.reference("RP", 2569, 123)
    wrong = good[:-1] + str((int(good[-1]) + 1) % 10)
    assert "a digit in it is wrong" in pages.words(ask(browser, wrong))


@pytest.mark.parametrize(
    "text",
    ["😀😀😀", "คุณถูกรางวัล", "\u200b\u200bสวัสดี\u200b", "๑๒๓๔", "a\x00b", "ก็็็็็", "NCFOXN%*TS0BWZ0$EJO.2",
     "<script>alert(1)</script>"],
)  # fmt: skip
def test_anything_else_is_unknown_with_the_hotline(browser: Client, text: str) -> None:
    answer = ask(browser, text)
    assert answer.status_code == 200
    assert says(answer, "unknown")
    assert 'href="tel:1441"' in answer.content.decode()
    assert "<script>alert" not in answer.content.decode()


@pytest.mark.parametrize("text", ["", "   ", "\u200b\u200b", "x" * 5001, "😀" * 30_000])
def test_nothing_or_too_much_is_said_beside_the_field(browser: Client, text: str) -> None:
    answer = ask(browser, text)
    assert answer.status_code == 422
    assert "Please paste" in pages.words(answer) or "too long" in pages.words(answer)


def test_a_megabyte_is_refused_in_words(browser: Client) -> None:
    answer = browser.post(PAGE, {"text": "x" * 1024 * 1024})
    assert answer.status_code == 413
    assert "ใหญ่เกินไป" in answer.content.decode()


def test_what_was_pasted_is_not_shown_again_and_not_kept(browser: Client) -> None:
    answer = ask(browser, "คำลับ-9f1 โอนเงิน")
    assert "คำลับ-9f1" not in answer.content.decode()
    assert answer.headers["Cache-Control"] == "no-store"


def test_asking_again_and_again_is_slowed_down(browser: Client) -> None:
    assert [ask(browser, "x").status_code for _ in range(31)][-2:] == [200, 429]


def test_a_paper_is_asked_of_who_reads_papers(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    states = {"PAPER-VALID": Paper.VALID, "PAPER-CUT": Paper.CUT_SHORT, "PAPER-OLD": Paper.REVOKED}

    def reader(text: str, _now: datetime) -> PaperView | None:
        return PaperView(states[text], office="Town", kind="Licence") if text in states else None

    monkeypatch.setattr(papers, "readers", [reader])
    assert says(ask(browser, "PAPER-VALID"), "genuine")
    assert says(ask(browser, "PAPER-OLD"), "not_ours")
    assert "cut short" in pages.words(ask(browser, "PAPER-CUT"))


def test_every_message_leads_here_and_so_does_every_page(browser: Client, letter: str, resident: Actor) -> None:
    assert f"{HOME}{PAGE}" in letter
    assert f'href="{PAGE}"' in browser.get("/").content.decode()


def told(browser: Client, text: str, *, times: int = 1) -> Any:
    form = pages.form(ask(browser, text), "ticket")
    return [browser.post(form.action, form.fields) for _ in range(times)][-1]


@pytest.fixture
def watcher(house: None, now: datetime) -> Actor:
    return holder("digital-office.officer", now)


def board(actor: Actor, now: datetime) -> tuple[dict[str, int], dict[str, int]]:
    from korat.web.genuine.telling import told

    kinds, hosts = told(actor, now)
    return {one.category: one.n for one in kinds}, {one.category: one.n for one in hosts}


def test_telling_the_province_counts_once_for_each_press_of_the_button(
    browser: Client, watcher: Actor, now: datetime
) -> None:
    from korat.kernel import clock

    assert told(browser, "กด https://korat-help.example/somjai ด่วน", times=2).status_code == 302
    told(browser, "กด https://www.somjai.korat-help.example/x")
    told(browser, "คุณถูกรางวัล")
    assert board(watcher, clock.now()) == (
        {"link": 2, "words": 1},
        {"korat-help.example": 1, "somjai.korat-help.example": 1},
    )
    acts = Act.objects.filter(kind="measures.series.counted").order_by("id")
    assert [act.facts["category"] for act in acts] == ["link", "link", "words"]
    assert "korat-help" not in str([act.facts for act in acts])
    assert not acts.exclude(ground="service").exists()


@pytest.mark.parametrize("ticket", ["", "x", "eyJ4Ijoi.MQ:1x:abc"])
def test_a_ticket_that_we_did_not_write_counts_nothing(browser: Client, ticket: str) -> None:
    before = Act.objects.count()
    assert browser.post(f"{PAGE}tell/", {"ticket": ticket}).status_code == 400
    assert Act.objects.count() == before


def test_telling_again_and_again_is_slowed_down(browser: Client) -> None:
    assert [told(browser, f"x{number}").status_code for number in range(7)][-2:] == [302, 429]


def test_the_office_that_the_pack_names_sees_the_counts(browser: Client, watcher: Actor, now: datetime) -> None:
    from django.contrib.auth import SESSION_KEY

    from korat.blocks.people import queries as people

    told(browser, "กด https://korat-help.example/ ด่วน")
    persona = next(one for one in people.personas() if one.person == watcher.subject)
    office_browser = Client()
    office_browser.post("/demo/persona", {"persona": persona.code, "next": "/"})
    assert SESSION_KEY in office_browser.session
    assert office_browser.get("/en/desk/").url == "/en/desk/is-it-from-us/"
    page = office_browser.get("/en/desk/is-it-from-us/")
    assert "korat-help.example" in pages.words(page) and "Foreign link" in page.content.decode()


@pytest.mark.parametrize("name", ["outsider", "officer", "mayor"])
def test_everyone_else_gets_404(sign_in: Any, name: str) -> None:
    assert sign_in(name).get("/desk/is-it-from-us/").status_code == 404


def test_a_visitor_is_sent_to_sign_in(browser: Client) -> None:
    assert "/sign-in" in browser.get("/desk/is-it-from-us/").url
