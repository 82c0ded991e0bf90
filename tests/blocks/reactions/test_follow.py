"""What follows from an act: exactly once, by the cursor, whatever fails on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.db import OperationalError, transaction

from korat.blocks.cases import queries as cases
from korat.blocks.cases.models import Case
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger import packs, sealing
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act
from korat.blocks.messages import queries as messages
from korat.blocks.reactions import follow as following
from korat.blocks.reactions import queries
from korat.blocks.reactions.follow import Sealed, fits, follow
from korat.blocks.reactions.models import Cursor, Failure, Rule
from korat.blocks.reactions.pack import When
from korat.kernel import clock, ids
from korat.kernel.dates import format_date
from korat.kernel.errors import Unavailable
from tests.reports import filed, moved

DRAIN = {"service": "report-problem", "category": "drain", "text": {"th": "ตรวจท่อข้างเสา", "en": "Check the drain"}}
FOLLOW_UP = {"open_case": DRAIN}


@pytest.fixture(autouse=True)
def caught_up(house: None, now: datetime) -> None:
    """The follower has read everything before the test."""
    settled(now)


@pytest.fixture
def with_rule(house: None, now: datetime) -> Iterator[Callable[..., None]]:
    """Adds a rule to those of the pack, as the pack would write it."""

    def add(code: str, when: dict[str, Any], *effects: dict[str, Any]) -> None:
        Rule.objects.using("owner").create(code=code, definition={"code": code, "when": when, "then": list(effects)})
        packs.touch(now)

    yield add
    Rule.objects.using("owner").filter(code__startswith="test-").delete()
    packs.touch(now)


def settled(now: datetime) -> None:
    """Seal and follow until nothing more comes of it."""
    for _ in range(30):
        if not sealing.seal() + follow(now):
            return
    raise AssertionError("the follower never comes to an end")


def templates(about: UUID) -> list[tuple[str, str]]:
    return [(message.template, message.channel) for message in messages.sent_about(about)]


def test_the_reporter_is_told_that_the_report_arrived(resident: Actor, now: datetime) -> None:
    opened = filed(resident, now)
    assert templates(opened.uuid) == []
    settled(now)
    assert templates(opened.uuid) == [("case-received", channel) for channel in ("inbox", "email", "sms")]
    letter = messages.inbox(resident, now).items[0]
    assert opened.reference in letter.title and f"/c/{opened.reference}" in letter.body
    assert "คำลับ" not in letter.title + letter.body


def test_the_message_is_an_act_caused_by_the_one_it_follows(resident: Actor, now: datetime) -> None:
    opened = filed(resident, now)
    settled(now)
    first, second = Act.objects.filter(about=opened.uuid).order_by("id")
    assert (second.kind, second.cause, second.depth, second.ground) == (
        "messages.message.made",
        first.uuid,
        1,
        "service",
    )


def test_nobody_else_is_told(resident: Actor, outsider: Actor, now: datetime) -> None:
    filed(resident, now)
    settled(now)
    assert messages.inbox(outsider, now).items == ()


def test_nothing_is_told_before_the_act_is_sealed(resident: Actor, now: datetime) -> None:
    opened = filed(resident, now)
    assert follow(now) == 0
    assert templates(opened.uuid) == []


def test_a_rule_fires_on_its_own_moves_alone(officer: Actor, resident: Actor, now: datetime) -> None:
    opened = filed(resident, now)
    settled(now)
    moved(officer, now, opened.reference, "pause", reason="รออะไหล่")
    moved(officer, now, opened.reference, "publish", public_text="รออะไหล่")
    settled(now)
    assert {template for template, _ in templates(opened.uuid)} == {"case-received", "case-paused"}


def test_reading_the_same_acts_again_would_say_it_again_so_the_cursor_moves_with_the_effect(
    resident: Actor, now: datetime
) -> None:
    opened = filed(resident, now)
    settled(now)
    cursor = Cursor.objects.get().next_leaf
    settled(now)
    assert len(templates(opened.uuid)) == 3
    assert Cursor.objects.get().next_leaf == cursor


def test_who_is_killed_after_the_effect_and_before_the_commit_does_it_once_in_the_end(
    resident: Actor, now: datetime
) -> None:
    opened = filed(resident, now)
    sealing.seal()
    with transaction.atomic():
        follow(now)
        assert len(templates(opened.uuid)) == 3
        transaction.set_rollback(True)
    assert templates(opened.uuid) == []
    settled(now)
    assert len(templates(opened.uuid)) == 3


def test_it_goes_on_where_it_stopped_a_few_acts_at_a_time(resident: Actor, now: datetime) -> None:
    opened = [filed(resident, now) for _ in range(5)]
    sealing.seal()
    assert [follow(now, limit=2) for _ in range(3)] == [2, 2, 1]
    assert all(len(templates(one.uuid)) == 3 for one in opened)


@pytest.mark.parametrize(("error", "said"), [(Unavailable(), "unavailable"), (ValueError("secret"), "ValueError")])
def test_one_failing_effect_is_written_down_and_holds_up_nothing(
    resident: Actor, now: datetime, monkeypatch: pytest.MonkeyPatch, error: Exception, said: str
) -> None:
    broken, whole, real = filed(resident, now), filed(resident, now), following.take

    def take(effect: Any, occasion: Any) -> None:
        real(effect, occasion)
        if occasion.face.uuid == broken.uuid:
            raise error

    monkeypatch.setattr(following, "take", take)
    sealing.seal()
    follow(now)
    assert templates(broken.uuid) == []
    assert len(templates(whole.uuid)) == 3
    (failure,) = Failure.objects.all()
    assert (failure.rule, failure.error, failure.attempts) == ("tell-received", said, 1)
    assert queries.failures() == 1


def test_a_database_that_went_away_is_no_failure_of_a_rule(
    resident: Actor, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = filed(resident, now)
    sealing.seal()
    with monkeypatch.context() as patched:
        patched.setattr(following, "take", lambda *_: (_ for _ in ()).throw(OperationalError("gone")))
        with pytest.raises(OperationalError):
            follow(now)
    assert queries.failures() == 0
    settled(now)
    assert len(templates(opened.uuid)) == 3


def test_a_rule_opens_a_case_that_follows_in_the_same_place_once(
    resident: Actor, now: datetime, with_rule: Callable[..., None]
) -> None:
    with_rule("test-drain", {"kind": "cases.case.opened", "facts": {"category": "light"}}, FOLLOW_UP)
    opened = filed(resident, now)
    settled(now)
    first, second = Case.objects.order_by("id")
    assert (second.category, second.channel, second.place_id) == ("drain", "reaction", first.place_id)
    assert second.subject_id != resident.subject
    act = Act.objects.get(about=second.uuid, kind="cases.case.opened")
    assert act.cause == Act.objects.get(about=opened.uuid, kind="cases.case.opened").uuid
    Cursor.objects.update(next_leaf=Cursor.objects.get().next_leaf - 20)
    settled(now)
    assert Case.objects.count() == 2


def test_a_circle_of_rules_ends_at_the_fifth_act(
    resident: Actor, now: datetime, with_rule: Callable[..., None]
) -> None:
    circle = {"open_case": {**DRAIN, "category": "light"}}
    with_rule("test-circle", {"kind": "cases.case.opened", "facts": {"category": "light"}}, circle)
    filed(resident, now)
    settled(now)
    assert Case.objects.count() == 6
    assert max(Act.objects.values_list("depth", flat=True)) == 5


def test_a_look_is_nothing_to_react_to(
    officer: Actor, resident: Actor, now: datetime, with_rule: Callable[..., None]
) -> None:
    with_rule("test-look", {"kind": "ledger.record.looked"}, FOLLOW_UP)
    opened = filed(resident, now)
    cases.case_page(actor=officer, reference=opened.reference, now=now)
    settled(now)
    assert Case.objects.count() == 1


def test_an_act_about_nothing_has_nobody_to_tell(
    resident: Actor, now: datetime, with_rule: Callable[..., None]
) -> None:
    with_rule("test-nothing", {"kind": "a.b.c"}, {"send_message": {"template": "case-received"}})
    before = Act.objects.filter(kind="messages.message.made").count()
    with transaction.atomic():
        ledger.record(actor=resident, kind="a.b.c", purpose="self", about=None, now=now)
    settled(now)
    assert Act.objects.filter(kind="messages.message.made").count() == before
    assert queries.failures() == 0


def test_a_retired_rule_is_silent(resident: Actor, now: datetime) -> None:
    rule = Rule.objects.using("owner").filter(code="tell-received")
    rule.update(retired_at=now - timedelta(days=1))
    packs.touch(now)
    try:
        opened = filed(resident, now)
        settled(now)
        assert templates(opened.uuid) == []
    finally:
        rule.update(retired_at=None)
        packs.touch(now)


@pytest.mark.parametrize(
    ("wanted", "fit"),
    [({}, True), ({"move": "take"}, True), ({"move": ["answer", "take"]}, True), ({"move": "answer"}, False),
     ({"move": "take", "step": "x"}, False), ({"missing": "x"}, False), ({"late": "true", "n": "3"}, True),
     ({"late": "false"}, False)],
)  # fmt: skip
def test_a_condition_fits_when_every_fact_is_one_of_those_wanted(wanted: dict[str, object], fit: bool) -> None:
    act = Sealed(0, ids.uuid7(), "a.b.c", None, 0, {"move": "take", "late": True, "n": 3}, False)
    assert fits(When.model_validate({"kind": "a.b.c", "facts": wanted}), act) is fit
    assert not fits(When.model_validate({"kind": "a.b.d", "facts": wanted}), act)


def test_who_gave_a_mandate_is_told_also_of_one_registered_at_a_counter(clerk, resident, carer):
    from korat.blocks.messages.models import Message
    from korat.blocks.people import actions as people_actions

    wanted = {"giver": resident.subject, "holder": carer.subject, "purposes": ["case.file"]}
    ends_at = clock.now() + timedelta(days=9)
    people_actions.witness_mandate(actor=clerk, **wanted, ends_at=ends_at, now=clock.now())
    for _ in range(3):
        sealing.seal()
        follow(clock.now())
    told = Message.objects.filter(template="mandate-given")
    assert {(one.subject_id, one.channel) for one in told} == {(resident.subject, "inbox"), (resident.subject, "sms")}
    assert {one.office_id for one in told} == {clerk.grant_for("mandate.witness").office}


def test_a_mandate_until_midnight_is_told_by_its_last_day_as_its_page_says_it(resident, carer):
    from korat.blocks.people import actions as people_actions

    end = (clock.now() + timedelta(days=9)).astimezone(ZoneInfo("Asia/Bangkok")).replace(hour=0, minute=0, second=0)
    people_actions.give_mandate(
        actor=resident, holder=carer.subject, purposes=["case.file"], ends_at=end.replace(microsecond=0),
        now=clock.now(),
    )  # fmt: skip
    for _ in range(3):
        sealing.seal()
        follow(clock.now())
    body = messages.inbox(resident, clock.now()).items[0].body
    assert format_date((end - timedelta(days=1)).date(), "th") in body
    assert "00:00" not in body
