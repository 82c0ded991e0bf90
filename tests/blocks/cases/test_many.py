"""Many reports of one thing joined at once: each keeps its reporter, each that cannot be joined says why."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from korat.blocks.cases import actions, queries
from korat.blocks.cases.models import CaseContact, CaseReport
from korat.blocks.cases.values import Contact, Opened
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act
from korat.kernel.errors import Invalid, NotFound, Refused
from tests.reports import filed, moved, office, row


@pytest.fixture
def five(resident: Actor, outsider: Actor, carer: Actor, now: datetime) -> list[Opened]:
    """One dark lamp, told by three residents, one who gave only a telephone number, and nobody by name."""
    who = [resident, outsider, carer, None, None]
    return [
        filed(
            one, now - timedelta(hours=5 - number), description=f"มืดมาก คำลับ-ห{number}",
            contact=Contact(phone=f"+6681234567{number}"),
        )
        for number, one in enumerate(who)
    ]  # fmt: skip


def join(actor: Actor, now: datetime, five: list[Opened], *more: str, key: str = "k1") -> dict[str, Refused | None]:
    references = [*(one.reference for one in five), *more]
    outcomes = actions.join_many(actor=actor, now=now, into=five[0].reference, references=references, key=key)
    return {one.reference: one.refused for one in outcomes}


def test_five_become_one_and_every_private_row_stays_its_reporters_own(
    officer: Actor, outsider: Actor, five: list[Opened], now: datetime
) -> None:
    assert set(join(officer, now, five).values()) == {None}
    lead, *others = (row(one.reference) for one in five)
    assert (lead.leads, lead.state, {one.main_id for one in others}) == (4, "open", {lead.pk})
    assert Act.objects.filter(kind="cases.case.joined").count() == 4
    reports = CaseReport.objects.using("owner").order_by("case_id")
    assert [(one.subject_id, one.description) for one in reports] == [
        (told.subject, f"มืดมาก คำลับ-ห{number}") for number, told in enumerate(five)
    ]
    assert [one.phone for one in CaseContact.objects.using("owner").order_by("case_id")] == [
        f"+6681234567{number}" for number in range(5)
    ]
    page = queries.case_page(actor=outsider, reference=five[1].reference, now=now)
    assert page.report is not None and page.report.description == "มืดมาก คำลับ-ห1"
    assert list(queries.unexplained()) == []


def test_the_one_with_another_office_stays_out_and_says_so(officer: Actor, five: list[Opened], now: datetime) -> None:
    moved(officer, now, five[2].reference, "redirect", office=office("sikhio-town.public-health"))
    outcome = join(officer, now, five)
    assert [one.reference for one in five[1:] if outcome[one.reference] is None] == [
        five[number].reference for number in (1, 3, 4)
    ]
    refused = outcome[five[2].reference]
    assert refused is not None and refused.code == "office" and five[2].reference in refused.show("en")
    assert (row(five[2].reference).state, row(five[0].reference).leads) == ("open", 3)


def test_a_closed_one_is_named_with_its_reason_and_the_second_click_joins_nothing_twice(
    officer: Actor, five: list[Opened], now: datetime
) -> None:
    moved(officer, now, five[4].reference, "reject", reason="แจ้งผิด")
    for _click in range(2):
        outcome = join(officer, now, five)
        refused = outcome[five[4].reference]
        assert refused is not None and refused.code == "changed"
        assert [key for key, why in outcome.items() if why is None] == [one.reference for one in five[1:4]]
    assert Act.objects.filter(kind="cases.case.joined").count() == 3


@pytest.mark.parametrize("who", ["clerk", "carer", "outsider"])
def test_who_has_nothing_to_do_with_the_leading_one_learns_nothing(
    request: pytest.FixtureRequest, five: list[Opened], now: datetime, who: str
) -> None:
    with pytest.raises(NotFound):
        join(request.getfixturevalue(who), now, five)
    assert not Act.objects.filter(kind="cases.case.joined").exists()


def test_nothing_marked_beside_the_leading_one_joins_nothing(officer: Actor, five: list[Opened], now: datetime) -> None:
    with pytest.raises(Invalid):
        join(officer, now, five[:1])
    with pytest.raises(Invalid):
        join(officer, now, five, *(f"RP69-{number:06}-0" for number in range(200)))
