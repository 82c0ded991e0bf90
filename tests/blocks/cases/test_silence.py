"""Asked whether it is solved, and silent: reminded once, then closed for that reason, counted as nobody's answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from korat.blocks.cases import actions, queries
from korat.blocks.cases.actions import silence
from korat.blocks.cases.actions.given import With
from korat.blocks.cases.values import Opened
from korat.blocks.catalog import queries as catalog
from korat.blocks.catalog.consistency import faults
from korat.blocks.ledger import queries as ledger_read
from korat.blocks.ledger import sealing
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.queries import ActView
from korat.blocks.ledger.services import service_actor
from korat.blocks.measures import follow as tally
from korat.blocks.measures import queries as measures
from korat.blocks.messages.models import Message
from korat.blocks.reactions.follow import follow
from korat.kernel.errors import Conflict, Forbidden, NotFound
from tests.pages import words
from tests.reports import SERVICE, filed, moved, office, row

WEEK = timedelta(days=7)
# The day that the reminder names is over.
ENDED = 2 * WEEK + timedelta(days=1)


@pytest.fixture
def asked(resident: Actor, officer: Actor, now: datetime) -> Opened:
    """A lamp that was mended; its reporter is asked."""
    opened = filed(resident, now - timedelta(days=1))
    handed_in(officer, opened, now)
    return opened


def handed_in(officer: Actor, opened: Opened, now: datetime) -> None:
    moved(officer, now, opened.reference, "take")
    moved(officer, now, opened.reference, "complete", note="เสร็จแล้ว")


def acts(opened: Opened, kind: str, now: datetime) -> list[ActView]:
    return [act for act in ledger_read.about(opened.uuid, since=now - 9 * WEEK) if act.kind == kind]


def lapses(opened: Opened, now: datetime) -> list[ActView]:
    return [act for act in acts(opened, "cases.case.moved", now) if act.facts["move"] == "lapse"]


def told(template: str) -> list[Message]:
    return list(Message.objects.filter(template=template, channel="inbox"))


def react(now: datetime) -> None:
    while sealing.seal() + follow(now):
        pass


def silent(now: datetime) -> int:
    """As the worker does it, until nothing is left."""
    done = 0
    while n := actions.end_silence(now):
        done += n
    return done


def test_the_reporter_is_reminded_once_after_the_packs_week(asked: Opened, now: datetime) -> None:
    assert silent(now + WEEK - timedelta(minutes=1)) == 0
    assert silent(now + WEEK) == 1
    assert silent(now + WEEK + timedelta(days=3)) == 0
    (act,) = acts(asked, "cases.case.reminded", now)
    assert act.post == "service:clocks"
    react(now + WEEK)
    (message,) = told("case-silent")
    assert message.subject_id == row(asked.reference).subject_id
    assert row(asked.reference).state == "open"


def test_a_week_later_it_is_closed_and_says_since_when_nobody_answered(asked: Opened, now: datetime) -> None:
    silent(now + WEEK)
    assert silent(now + 2 * WEEK - timedelta(minutes=1)) == 0, "the day that the reminder names is not over"
    assert silent(now + ENDED) == 1
    assert silent(now + ENDED) == 0
    case = row(asked.reference)
    assert (case.state, case.step, case.solved, case.closed_at) == ("closed", "unanswered", None, now + ENDED)
    (act,) = lapses(asked, now)
    assert datetime.fromisoformat(str(act.facts["since"])) == case.met_at == now
    assert list(queries.unexplained()) == []
    react(now + ENDED)
    assert len(told("case-unanswered")) == 1
    assert told("case-closed") == []


def test_nobody_is_closed_who_was_not_reminded_first(asked: Opened, now: datetime) -> None:
    assert silent(now + 9 * WEEK) == 1
    assert row(asked.reference).state == "open"
    assert acts(asked, "cases.case.reminded", now)


def test_who_answers_in_time_is_neither_reminded_nor_closed(asked: Opened, resident: Actor, now: datetime) -> None:
    silent(now + WEEK)
    moved(resident, now + WEEK, asked.reference, "confirm", solved=True)
    assert silent(now + 9 * WEEK) == 0
    assert (row(asked.reference).step, row(asked.reference).solved) == ("closed", True)


def test_not_solved_still_reopens_it_for_the_usual_days(asked: Opened, resident: Actor, now: datetime) -> None:
    silent(now + WEEK)
    silent(now + ENDED)
    assert moved(resident, now + ENDED + timedelta(days=29), asked.reference, "reopen", note="ดับอีก").step == "reopened"
    assert row(asked.reference).reminded_at is None, "asked anew, they are reminded anew"


def test_after_the_usual_days_it_is_reported_anew(asked: Opened, resident: Actor, now: datetime) -> None:
    silent(now + WEEK)
    silent(now + ENDED)
    with pytest.raises(Conflict):
        moved(resident, now + ENDED + timedelta(days=31), asked.reference, "reopen", note="ดับอีก")


def test_joined_reporters_are_reminded_and_told_too(
    officer: Actor, resident: Actor, outsider: Actor, now: datetime
) -> None:
    lead, other = filed(resident, now - timedelta(days=1)), filed(outsider, now - timedelta(days=1))
    actions.join(actor=officer, now=now, into=lead.reference, references=[other.reference])
    handed_in(officer, lead, now)
    silent(now + WEEK)
    react(now + WEEK)
    silent(now + ENDED)
    react(now + ENDED)
    both = {resident.subject, outsider.subject}
    assert {one.subject_id for one in told("case-silent")} == both
    assert {one.subject_id for one in told("case-unanswered")} == both


def test_nobody_closes_by_that_move_by_hand(
    asked: Opened, officer: Actor, resident: Actor, outsider: Actor, now: datetime
) -> None:
    version = row(asked.reference).version
    for actor in (officer, resident, outsider):
        with pytest.raises((Forbidden, NotFound)):
            actions.move(
                actor=actor, now=now, reference=asked.reference, code="lapse", version=version, given=With(), key="k"
            )
    assert row(asked.reference).step == "done"


def test_it_counts_as_unanswered_and_not_as_solved(asked: Opened, now: datetime) -> None:
    silent(now + WEEK)
    silent(now + ENDED)
    sealing.seal()
    while tally.follow(actor=service_actor("measures"), now=now + ENDED):
        pass
    office_id = office("sikhio-town.engineering")
    sums = measures.sums([office_id], since=date(2020, 1, 1))
    assert (sums.get((office_id, "unanswered")), sums.get((office_id, "solved"))) == (1, None)
    assert sums[office_id, "closed"] == 1


def test_its_page_says_why_and_offers_to_reopen(asked: Opened, sign_in: Callable[[str], Client], now: datetime) -> None:
    silent(now + WEEK)
    silent(now + ENDED)
    page = words(sign_in("resident").get(f"/en/c/{asked.reference}"))
    assert "Closed, nobody answered" in page
    assert "No answer since 23 November 2026" in page
    assert "Reopen" in page


def test_a_service_that_says_nothing_of_it_waits_for_the_office() -> None:
    assert {one.code for one in catalog.services() if one.silence} == {SERVICE}


def test_killed_between_the_act_and_its_effect_neither_stands_and_it_is_done_again(
    asked: Opened, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent(now + WEEK)
    with monkeypatch.context() as torn:
        torn.setattr(silence, "take_effect", killed)
        with pytest.raises(KeyboardInterrupt):
            actions.end_silence(now + ENDED)
    assert (lapses(asked, now), row(asked.reference).state) == ([], "open")
    assert silent(now + ENDED) == 1
    assert len(lapses(asked, now)) == 1


def killed(*_: object) -> None:
    raise KeyboardInterrupt


def test_silence_ends_only_a_step_in_which_somebody_is_asked() -> None:
    service = catalog.service_or_fail(SERVICE)
    assert list(faults(service)) == []
    lapse = service.move("lapse")
    assert lapse
    early = lapse.model_copy(update={"start": ("done", "received")})
    moves = tuple(early if one == lapse else one for one in service.moves)
    (fault,) = faults(service.model_copy(update={"moves": moves}))
    assert (fault.at, "is asked" in fault.en) == (("silence",), True)
