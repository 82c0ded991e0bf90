"""Advice: one official writes, another reads, the next case meets it; nobody is named in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from korat.blocks.cases import actions, queries
from korat.blocks.cases.actions import Told
from korat.blocks.cases.advice import Advice
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act
from korat.blocks.people.models import Term
from korat.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from tests.blocks.reactions.test_joined import told
from tests.cast import holder
from tests.reports import filed

POST = "sikhio-town.engineer"
TOLD = Told("ไฟทางในซอยใครดูแล", "เทศบาลดูแลไฟในซอย โทร 044-411-234 หรือ 1567", date(2027, 6, 1), public=True)


@pytest.fixture
def colleague(house: None, now: datetime) -> Actor:
    return holder(POST, now)


@pytest.fixture
def draft(officer: Actor, resident: Actor, now: datetime) -> UUID:
    reference = filed(resident, now).reference
    return actions.advise(actor=officer, now=now, reference=reference, told=TOLD, key="k")


def met(resident: Actor, now: datetime, category: str = "light", at: datetime | None = None) -> list[str]:
    shown = queries.case_face(filed(resident, now, category).reference)
    assert shown is not None
    return [one.question for one in queries.advice_for(shown, "ไฟทางดับ", at or now)]


def test_what_a_colleague_has_read_meets_the_next_case(
    draft: UUID, colleague: Actor, resident: Actor, now: datetime
) -> None:
    assert (met(resident, now), queries.answers("", now)) == ([], ())
    actions.review(actor=colleague, now=now, page=draft, version=1)
    assert met(resident, now) == [TOLD.question]
    assert met(resident, now, "road") == []
    assert [one.question for one in queries.answers("ไฟทาง ซอย", now)] == [TOLD.question]
    assert queries.answers("ขยะ", now) == ()
    assert list(Act.objects.filter(about=draft).order_by("pk").values_list("kind", flat=True)) == [
        "cases.advice.drafted", "cases.advice.reviewed"
    ]  # fmt: skip


def test_nobody_reviews_what_they_wrote(draft: UUID, officer: Actor, now: datetime) -> None:
    with pytest.raises(Forbidden):
        actions.review(actor=officer, now=now, page=draft, version=1)
    assert Advice.objects.get().state == "draft"


def test_outsiders_find_nothing(draft: UUID, outsider: Actor, resident: Actor, now: datetime) -> None:
    reference = filed(resident, now).reference
    for attempt in (
        lambda: actions.advise(actor=outsider, now=now, reference=reference, told=TOLD),
        lambda: actions.review(actor=outsider, now=now, page=draft, version=1),
        lambda: actions.revise(actor=outsider, now=now, page=draft, told=TOLD),
        lambda: actions.retire(actor=outsider, now=now, page=draft),
        lambda: queries.advice_page(outsider, draft),
    ):
        with pytest.raises(NotFound):
            attempt()
    assert queries.advice_board(outsider) == ()
    assert Advice.objects.count() == 1


def test_a_revision_leaves_the_old_text_in_force_until_it_is_read(
    draft: UUID, officer: Actor, colleague: Actor, resident: Actor, now: datetime
) -> None:
    actions.review(actor=colleague, now=now, page=draft, version=1)
    actions.revise(actor=colleague, now=now, page=draft, told=replace(TOLD, question="ใหม่"))
    assert met(resident, now) == [TOLD.question]
    with pytest.raises(Conflict):
        actions.review(actor=officer, now=now, page=draft, version=1)
    actions.review(actor=officer, now=now, page=draft, version=2)
    assert met(resident, now) == ["ใหม่"]
    assert [one.version for one in queries.advice_page(officer, draft)] == [2, 1]


def test_past_its_day_or_taken_back_it_is_shown_no_more(
    draft: UUID, colleague: Actor, resident: Actor, now: datetime
) -> None:
    actions.review(actor=colleague, now=now, page=draft, version=1)
    late = now + timedelta(days=400)
    assert (met(resident, now, at=late), queries.answers("", late)) == ([], ())
    actions.retire(actor=colleague, now=now, page=draft)
    assert (met(resident, now), queries.answers("", now)) == ([], ())


def test_what_is_for_officials_is_no_public_answer(
    officer: Actor, colleague: Actor, resident: Actor, now: datetime
) -> None:
    reference = filed(resident, now).reference
    page = actions.advise(actor=officer, now=now, reference=reference, told=replace(TOLD, public=False))
    actions.review(actor=colleague, now=now, page=page, version=1)
    assert (met(resident, now), queries.answers("", now)) == ([TOLD.question], ())


@pytest.mark.parametrize(
    "words", ["โทร 081-234-5678", "โทร ๐๘๑๒๓๔๕๖๗๘", "+66812345678", "1 3099 00001 23 1", "somchai@example.org"]
)
def test_words_that_belong_to_somebody_are_refused(words: str, officer: Actor, resident: Actor, now: datetime) -> None:
    reference = filed(resident, now).reference
    with pytest.raises(Invalid) as refused:
        actions.advise(actor=officer, now=now, reference=reference, told=replace(TOLD, answer=words))
    assert (refused.value.code, Advice.objects.count()) == ("personal", 0)


@pytest.mark.parametrize("day", [date(2026, 11, 23), date(2040, 1, 1)])
def test_its_day_lies_ahead_and_not_too_far(day: date, officer: Actor, resident: Actor, now: datetime) -> None:
    reference = filed(resident, now).reference
    with pytest.raises(Invalid):
        actions.advise(actor=officer, now=now, reference=reference, told=replace(TOLD, expires_on=day))


def test_a_double_click_makes_one_page(draft: UUID, officer: Actor, resident: Actor, now: datetime) -> None:
    reference = filed(resident, now).reference
    assert actions.advise(actor=officer, now=now, reference=reference, told=TOLD, key="k") == draft
    assert Advice.objects.count() == 1


class TestTheDayOfReview:
    def days_before(self, days: int) -> datetime:
        return datetime(2027, 6, 1, 12, tzinfo=UTC) - timedelta(days=days)

    def test_its_author_hears_two_weeks_before_once(
        self, draft: UUID, officer: Actor, colleague: Actor, now: datetime
    ) -> None:
        actions.review(actor=colleague, now=now, page=draft, version=1)
        assert actions.remind(self.days_before(15)) == 0
        assert [actions.remind(self.days_before(14)) for _turn in range(2)] == [1, 0]
        assert told(self.days_before(14), "advice-due") == {officer.subject: str(draft)}
        act = Act.objects.get(kind="cases.advice.due")
        assert (act.about, act.facts["version"]) == (draft, 1)

    def test_it_stands_on_the_desk_before_and_after_its_day_until_it_is_written_anew(
        self, draft: UUID, officer: Actor, colleague: Actor, outsider: Actor, now: datetime
    ) -> None:
        actions.review(actor=colleague, now=now, page=draft, version=1)
        assert queries.advice_due(officer, self.days_before(15)) == ()
        for days in (14, -30):
            assert [one.page for one in queries.advice_due(officer, self.days_before(days))] == [draft]
            assert queries.advice_due(outsider, self.days_before(days)) == ()
        later = replace(TOLD, expires_on=date(2028, 6, 1))
        actions.revise(actor=officer, now=self.days_before(1), page=draft, told=later)
        actions.review(actor=colleague, now=self.days_before(1), page=draft, version=2)
        assert queries.advice_due(officer, self.days_before(1)) == ()

    def test_a_draft_and_one_taken_back_remind_nobody(self, draft: UUID, officer: Actor, now: datetime) -> None:
        assert actions.remind(self.days_before(0)) == 0
        actions.retire(actor=officer, now=now, page=draft)
        assert actions.remind(self.days_before(0)) == 0

    def test_when_its_author_left_everybody_who_answers_there_hears(
        self, resident: Actor, officer: Actor, colleague: Actor, now: datetime
    ) -> None:
        page = actions.advise(actor=colleague, now=now, reference=filed(resident, now).reference, told=TOLD)
        actions.review(actor=officer, now=now, page=page, version=1)
        ended = self.days_before(20)
        Term.objects.using("owner").filter(person_id=colleague.subject).update(ends_at=ended)
        actions.remind(self.days_before(10))
        heard = told(self.days_before(10), "advice-due")
        assert officer.subject in heard and colleague.subject not in heard
