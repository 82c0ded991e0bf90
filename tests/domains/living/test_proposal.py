"""The report's words propose a kind, say why, and leave the choice to the person."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from korat.blocks.cases.models import Case
from tests.domains.living.slips import URL
from tests.pages import form, read, words

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

Answers = Callable[..., dict[str, Any]]
TOLD = "ขยะล้นถังมาสามวันแล้ว"


def details(browser: Client, answers: Answers, **changed: Any) -> HttpResponse:
    return browser.post(URL, answers(step="details", name=None, phone=None, email=None, **changed))


def test_words_that_agree_ask_nothing_more(browser: Client, answers: Answers) -> None:
    page = details(browser, answers)
    assert 'name="phone"' in page.content.decode()


def test_words_that_speak_for_another_kind_propose_it_with_the_reason(browser: Client, answers: Answers) -> None:
    page = details(browser, answers, description=TOLD)
    said = words(page)
    assert "“ขยะล้น" in said or "“ขยะ”" in said
    assert "<mark>" in page.content.decode()
    chosen = form(page, "category").fields["category"]
    assert chosen == ["light"]


def test_the_proposal_taken_asks_the_questions_of_the_new_kind_and_keeps_the_words(
    browser: Client, answers: Answers
) -> None:
    page = details(browser, answers, description=TOLD)
    page = browser.post(URL, form(page, "category").filled(category="waste"))
    assert TOLD in page.content.decode()
    assert "q-days" in page.content.decode()
    page = browser.post(URL, form(page, "description").filled())
    page = browser.post(URL, form(page, "phone").filled())
    browser.post(URL, form(page, "description").filled(), follow=True)
    assert Case.objects.get().category == "waste"


def test_the_persons_own_choice_stands_and_is_not_asked_again(browser: Client, answers: Answers) -> None:
    page = details(browser, answers, description=TOLD)
    page = browser.post(URL, form(page, "category").filled())
    assert 'name="phone"' in page.content.decode()
    page = browser.post(URL, form(page, "phone").filled() | {"go": "details"})
    page = browser.post(URL, form(page, "description").filled())
    assert 'name="phone"' in page.content.decode()


def test_several_troubles_are_said_to_become_several_cases(browser: Client, answers: Answers) -> None:
    page = details(browser, answers, category="road", description="ไฟทางดับ แล้วขยะก็ล้นถัง")
    kinds = form(page, "category")
    assert page.content.decode().count('name="category" value="') >= 3, kinds
    assert 'class="notice slate"' in page.content.decode()


def test_a_made_up_kind_leads_back_to_the_question(browser: Client, answers: Answers) -> None:
    page = details(browser, answers, description=TOLD)
    page = browser.post(URL, form(page, "category").filled(category="moon"))
    assert page.content.decode().count('type="radio"') >= 14


def test_several_troubles_of_one_form_become_cases_of_their_own_without_typing_again(
    browser: Client, answers: Answers
) -> None:
    page = details(browser, answers, category="light", description="ไฟทางดับ แล้วขยะก็ล้นถัง มาสามวันแล้ว")
    kinds = form(page, "category")
    assert ("also" in kinds.names) and not kinds.fields.get("also"), "nothing is ticked beforehand"
    page = browser.post(URL, kinds.filled(also=["waste", "light"]))
    page = browser.post(URL, form(page, "phone").filled())
    assert "ขยะ" in words(page)
    page = browser.post(URL, form(page, "description").filled(), follow=True)
    assert sorted(Case.objects.values_list("category", flat=True)) == ["light", "waste"]
    other = Case.objects.get(category="waste")
    assert other.reference in words(page) and other.linked


def test_the_cases_of_ones_own_are_changed_from_the_last_page(browser: Client, answers: Answers) -> None:
    page = browser.post(
        URL, answers(description="ไฟทางดับ แล้วขยะก็ล้นถัง", step="contact", checked="1", also="waste", proposed="light")
    )
    assert ("go", "several") in [button for one in read(page).forms for button in one.buttons]
    whole = {name: value for one in read(page).forms if not one.buttons for name, value in one.fields.items()}
    page = browser.post(URL, {**whole, "go": "several"})
    assert form(page, "also").fields["also"] == ["waste"]
    page = browser.post(URL, form(page, "also").filled(also=[]))
    browser.post(URL, form(page, "description").filled(), follow=True)
    assert Case.objects.count() == 1


def test_a_made_up_or_sealed_kind_beside_it_is_left_out(browser: Client, answers: Answers) -> None:
    browser.post(URL, answers(also=["moon", "service", "light"]))
    assert list(Case.objects.values_list("category", flat=True)) == ["light"]
